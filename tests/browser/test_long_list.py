"""A condition with more values than anybody can look at."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.language.journeys import placed
from tests.browser.language.ui import UI
from tests.support.drawn import chain, sms


def test_a_hundred_thousand_values_are_counted_and_a_few_are_shown(ui: UI) -> None:
    plans = [f"p{n}" for n in range(100_000)]
    where: dict[str, Any] = {"rules": [{"field": "contact.plan", "operator": "in", "value": plans}]}
    builder = ui.builder(ui.house.journey(placed(chain(sms("sms1"), on={"kind": "audience", "where": where}))))
    builder.choose("start")
    expect(builder.details).to_contain_text("100,000 values: p0, p1, p2, …")
    builder.details.get_by_role("button", name="Clear list").click()
    expect(builder.details).not_to_contain_text("100,000 values")
