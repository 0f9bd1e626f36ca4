"""What a cohort does next, after each advance and each dispatch."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.movement.turns import AdvanceAgain, DispatchNow, Finished, NextAction, Sleep, in_ticks, next_action

NOW = 1_000_000


@dataclass(frozen=True)
class Stock:
    active: int = 5
    held: bool = False
    next_due_at: int | None = None
    dispatch_at: int | None = None
    more: bool = False


@dataclass(frozen=True)
class Report:
    next_at: int | None


@pytest.mark.parametrize(
    ("stock", "dispatched", "action"),
    [
        (Stock(), None, Sleep(None)),
        (Stock(active=0), None, Finished()),
        (Stock(more=True), None, AdvanceAgain()),
        (Stock(more=True, dispatch_at=NOW), None, AdvanceAgain()),
        (Stock(held=True, next_due_at=NOW + 5, dispatch_at=NOW), None, Sleep(None)),
        (Stock(next_due_at=NOW + 5_500), None, Sleep(NOW + 6_000)),
        (Stock(next_due_at=NOW + 900), None, Sleep(NOW + 900)),
        (Stock(dispatch_at=NOW), None, DispatchNow()),
        (Stock(dispatch_at=NOW - 1, next_due_at=NOW - 1), None, DispatchNow()),
        (Stock(dispatch_at=NOW + 5_500), None, Sleep(NOW + 5_500)),
        (Stock(dispatch_at=NOW + 5_500, next_due_at=NOW + 4_100), None, Sleep(NOW + 5_000)),
        (Stock(dispatch_at=NOW), Report(None), AdvanceAgain()),
        (Stock(dispatch_at=NOW), Report(NOW + 700), Sleep(NOW + 700)),
        (Stock(dispatch_at=NOW, next_due_at=NOW + 300), Report(NOW + 700), Sleep(NOW + 300)),
        (Stock(dispatch_at=NOW + 900), Report(NOW + 700), Sleep(NOW + 700)),
        (Stock(dispatch_at=NOW + 900), Report(None), Sleep(NOW + 900)),
    ],
)
def test_what_comes_after_an_advance_and_after_a_dispatch(
    stock: Stock, dispatched: Report | None, action: NextAction
) -> None:
    assert next_action(stock, NOW, dispatched) == action


def test_a_rehearsal_meets_waits_to_the_millisecond() -> None:
    assert next_action(Stock(next_due_at=NOW + 5_500), NOW, exact=True) == Sleep(NOW + 5_500)


@pytest.mark.parametrize(
    ("due", "met"), [(None, None), (NOW + 1_000, NOW + 1_000), (NOW + 1_001, NOW + 2_000), (NOW + 3_000, NOW + 3_000)]
)
def test_waits_are_met_in_ticks_of_a_second_and_never_early(due: int | None, met: int | None) -> None:
    assert in_ticks(due, NOW) == met
