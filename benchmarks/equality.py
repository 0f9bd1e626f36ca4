"""Rehearsal equals production, several hundred times, and both keep promises: scenarios drawn by chance, each on both
databases; half of them any journey, half of them situations of some kind."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from engine.rules.time.instants import from_rfc3339
from tests.equality.both import Both, both
from tests.equality.scenarios import Drawn, scenarios
from tests.equality.situations import KINDS
from tests.support.postgres import empty_database, postgres

_SHOWN = 10
"""Differences of one scenario that are printed."""
_BEGINNING = from_rfc3339("2026-03-02T00:00:00Z")
"""When a scenario that is kept begins."""


def measure_equality(add: Callable[[str, str, str, str], None], n: int, first: int | None) -> None:
    """Plays `n` scenarios on SQLite and as many others on PostgreSQL; `first` is the seed to draw them from."""
    drawn_from = random.randrange(1_000_000) if first is None else first
    folder = Path(tempfile.mkdtemp(prefix="postroad-equality-"))
    binary = Path(sys.executable).with_name("temporal-test-server")
    if not binary.exists():
        raise FileNotFoundError("temporal-test-server is not installed; run `make bench`, which installs it")
    with both(binary, f"sqlite:///{folder / 'production.db'}", folder / "data") as played:
        _measure(add, "SQLite", played, n, drawn_from, folder)
    with (
        postgres() as server,
        empty_database(server) as url,
        both(binary, url, folder / "data") as played,
    ):
        _measure(add, "PostgreSQL", played, n, drawn_from + 1, folder)


def _measure(
    add: Callable[[str, str, str, str], None], name: str, played: Both, n: int, drawn_from: int, folder: Path
) -> None:
    counts: Counter[str] = Counter()
    differed: Counter[str] = Counter()
    began = time.perf_counter()

    def draw(kind: str, drawn: SearchStrategy[Drawn], examples: int) -> None:
        @seed(drawn_from)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        )
        @given(drawn)
        def every(scenario: Drawn) -> None:
            counts[kind] += 1
            differences = played.differences(scenario)
            if differences:
                differed[kind] += 1
                file = folder / f"{name}-{drawn_from}-{kind.replace(' ', '-')}-{counts[kind]}.json"
                file.write_text(json.dumps(scenario.request(scenario.begins(_BEGINNING)), indent=2))
                print(f"{name}, seed {drawn_from}, {kind} {counts[kind]} is wrong; it is in {file}")
                print("\n".join(f"    {line}" for line in differences[:_SHOWN]), flush=True)

        every()

    draw("any journey", scenarios(), max(1, n // 2))
    for kind, situations in KINDS.items():
        draw(kind, situations, max(1, n // 2 // len(KINDS)))
    took = (time.perf_counter() - began) / max(counts.total(), 1)
    outcome = f"{counts.total() - differed.total()} of {counts.total()} equal, and right"
    wrong = "".join(f"; {kind}: {n} of {counts[kind]} wrong" for kind, n in differed.items())
    add(f"rehearsal equals production, {name}", outcome, "all", f"seed {drawn_from}, {took:.1f} s each{wrong}")
