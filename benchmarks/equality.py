"""Rehearsal equals production, several hundred times: scenarios drawn by chance, each on both databases."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.equality.both import Both, both
from tests.equality.scenarios import Scenario, scenarios
from tests.support.postgres import empty_database, postgres

_SHOWN = 10
"""Differences of one scenario that are printed."""


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
    count = differed = 0
    began = time.perf_counter()

    @seed(drawn_from)
    @settings(
        max_examples=n,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(scenarios())
    def every(scenario: Scenario) -> None:
        nonlocal count, differed
        count += 1
        found = played.differences(scenario)
        if found:
            differed += 1
            kept = folder / f"{name}-{drawn_from}-{count}.json"
            kept.write_text(json.dumps(scenario.request(0), indent=2))
            print(f"{name}, seed {drawn_from}, scenario {count} differs; it is in {kept}")
            print("\n".join(f"    {line}" for line in found[:_SHOWN]))

    every()
    took = (time.perf_counter() - began) / max(count, 1)
    said = f"{count - differed} of {count} equal"
    add(f"rehearsal equals production, {name}", said, "all", f"seed {drawn_from}, {took:.1f} s each")
