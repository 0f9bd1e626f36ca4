"""Production does what was rehearsed: the same messages, replies and ways, at the same times."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.equality.both import both
from tests.equality.scenarios import Scenario, scenarios


def test_production_does_what_was_rehearsed(
    database_url: str, temporal_test_server_binary: Path, tmp_path: Path
) -> None:
    with both(temporal_test_server_binary, database_url, tmp_path / "data") as played:

        @settings(
            max_examples=12,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        )
        @given(scenarios())
        def the_same(scenario: Scenario) -> None:
            assert played.differences(scenario) == []

        the_same()
