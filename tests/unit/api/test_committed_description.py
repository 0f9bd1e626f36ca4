"""The description that the UI's types are generated from is the API's own."""

from pathlib import Path

from builder_api.openapi import printed

COMMITTED = Path(__file__).parents[3] / "ui" / "src" / "api" / "openapi.json"


def test_the_committed_description_is_what_the_api_says() -> None:
    assert COMMITTED.read_text(encoding="utf-8").strip() == printed().strip(), "run: make api-types"
