"""Production does what was rehearsed: the same messages, replies and ways, at the same times. Both keep promises."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.rehearsal import RehearsalRequest, rehearse
from engine.rules.time.instants import from_rfc3339
from tests.equality.both import both
from tests.equality.promises import broken
from tests.equality.scenarios import Drawn, scenarios
from tests.equality.situations import KINDS, Situation
from tests.equality.traces import Played

SEVERAL: Final = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_production_does_what_was_rehearsed(
    database_url: str, temporal_test_server_binary: Path, tmp_path: Path
) -> None:
    with both(temporal_test_server_binary, database_url, tmp_path / "data") as played:

        @SEVERAL
        @given(st.one_of(scenarios(), *KINDS.values()))
        def the_same(scenario: Drawn) -> None:
            assert played.differences(scenario) == []

        the_same()


@pytest.mark.parametrize("kind", KINDS)
def test_a_rehearsal_keeps_every_promise(kind: str) -> None:
    @SEVERAL
    @given(KINDS[kind])
    def kept(situation: Situation) -> None:
        request = RehearsalRequest.model_validate(situation.request(situation.begins(from_rfc3339(_BEGINNING))))
        found = rehearse(request)
        assert found.publishable
        assert broken(request, Played(found.messages, found.replies, found.enrolments)) == []

    kept()


_BEGINNING: Final = "2026-02-26T00:00:00Z"
