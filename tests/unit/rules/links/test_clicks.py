"""Clicks: a person's counts; a preview's, a scanner's and a program's does not."""

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.links.clicks import LONGEST_AGENT, BotSign, LinkRequest, bot_sign, is_machine

AGENTS = Path(__file__).parent / "agents"
PEOPLE = (AGENTS / "people.txt").read_text(encoding="utf-8").splitlines()
MACHINES = (AGENTS / "machines.txt").read_text(encoding="utf-8").splitlines()

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)
CUBOT = (
    "Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
SENT = 1_800_000_000_000


@pytest.mark.parametrize("agent", [SAFARI, CUBOT])
def test_a_persons_click_counts(agent: str) -> None:
    assert bot_sign(LinkRequest(at=SENT + 8_000, user_agent=agent), SENT) is None


@pytest.mark.parametrize(
    ("click", "sign"),
    [
        (LinkRequest(at=SENT + 8_000, method="HEAD", user_agent=SAFARI), BotSign.HEAD_REQUEST),
        (LinkRequest(at=SENT + 8_000, user_agent=SAFARI, purpose="prefetch;prerender"), BotSign.PREFETCH),
        (LinkRequest(at=SENT + 8_000, user_agent=SAFARI, purpose="preview"), BotSign.PREFETCH),
        (LinkRequest(at=SENT + 8_000, user_agent="  "), BotSign.NO_USER_AGENT),
        # What an iPhone sends for the preview in Messages.
        (
            LinkRequest(at=SENT + 8_000, user_agent=f"{SAFARI} facebookexternalhit/1.1 Facebot Twitterbot/1.0"),
            BotSign.KNOWN_AGENT,
        ),
        (
            LinkRequest(at=SENT + 8_000, user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)"),
            BotSign.KNOWN_AGENT,
        ),
        (LinkRequest(at=SENT + 8_000, user_agent="WhatsApp/2.26 A"), BotSign.KNOWN_AGENT),
        (LinkRequest(at=SENT + 8_000, user_agent="python-requests/2.33"), BotSign.KNOWN_AGENT),
        (LinkRequest(at=SENT + 8_000, user_agent="curl/8.9"), BotSign.KNOWN_AGENT),
        (LinkRequest(at=SENT + 400, user_agent=SAFARI), BotSign.TOO_SOON),
    ],
)
def test_a_machines_click_is_told_by_its_sign(click: LinkRequest, sign: BotSign) -> None:
    assert bot_sign(click, SENT) is sign


def test_the_links_of_one_message_opened_at_once_are_a_scanners() -> None:
    third = LinkRequest(at=SENT + 60_300, user_agent=SAFARI)

    assert bot_sign(third, SENT, (SENT + 60_000, SENT + 60_100)) is BotSign.BURST
    assert bot_sign(third, SENT, (SENT + 10_000, SENT + 60_100)) is None


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_browser_of_a_real_phone_is_a_person(agent: str) -> None:
    """In-app browsers too: somebody tapped the link there."""
    assert bot_sign(LinkRequest(at=SENT + 8_000, user_agent=agent), SENT) is None


@pytest.mark.parametrize("agent", MACHINES)
def test_a_preview_a_scanner_or_a_program_is_no_person(agent: str) -> None:
    assert bot_sign(LinkRequest(at=SENT + 8_000, user_agent=agent), SENT) is BotSign.KNOWN_AGENT


def test_every_crawler_of_the_kept_list_is_a_machine() -> None:
    listed = import_module("crawleruseragents").CRAWLER_USER_AGENTS_DATA
    agents = [agent for crawler in listed for agent in crawler["instances"]]

    assert len(agents) > 2_000
    assert [agent for agent in agents if len(agent) <= LONGEST_AGENT and not is_machine(agent)] == []


@given(st.sampled_from(PEOPLE), st.from_regex(r"CUBOT[ _][A-Z][A-Z0-9]{1,4}", fullmatch=True))
def test_a_phone_named_like_a_machine_is_still_a_phone(agent: str, model: str) -> None:
    assert not is_machine(
        f"Mozilla/5.0 (Linux; Android 13; {model}) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36"
    )
    assert not is_machine(agent)


@given(st.text(max_size=400))
def test_any_user_agent_is_read(agent: str) -> None:
    assert is_machine(agent) in (True, False)
