import pytest

from engine.rules.clicks import BotSign, Click, bot_sign

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
    assert bot_sign(Click(at=SENT + 8_000, user_agent=agent), SENT) is None


@pytest.mark.parametrize(
    ("click", "sign"),
    [
        (Click(at=SENT + 8_000, method="HEAD", user_agent=SAFARI), BotSign.HEAD_REQUEST),
        (Click(at=SENT + 8_000, user_agent=SAFARI, purpose="prefetch;prerender"), BotSign.PREFETCH),
        (Click(at=SENT + 8_000, user_agent=SAFARI, purpose="preview"), BotSign.PREFETCH),
        (Click(at=SENT + 8_000, user_agent="  "), BotSign.NO_USER_AGENT),
        # What an iPhone sends for the preview in Messages.
        (
            Click(at=SENT + 8_000, user_agent=f"{SAFARI} facebookexternalhit/1.1 Facebot Twitterbot/1.0"),
            BotSign.KNOWN_AGENT,
        ),
        (Click(at=SENT + 8_000, user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)"), BotSign.KNOWN_AGENT),
        (Click(at=SENT + 8_000, user_agent="WhatsApp/2.26 A"), BotSign.KNOWN_AGENT),
        (Click(at=SENT + 8_000, user_agent="python-requests/2.33"), BotSign.KNOWN_AGENT),
        (Click(at=SENT + 8_000, user_agent="curl/8.9"), BotSign.KNOWN_AGENT),
        (Click(at=SENT + 400, user_agent=SAFARI), BotSign.TOO_SOON),
    ],
)
def test_a_machines_click_is_told_by_its_sign(click: Click, sign: BotSign) -> None:
    assert bot_sign(click, SENT) is sign


def test_the_links_of_one_message_opened_at_once_are_a_scanners() -> None:
    third = Click(at=SENT + 60_300, user_agent=SAFARI)

    assert bot_sign(third, SENT, (SENT + 60_000, SENT + 60_100)) is BotSign.BURST
    assert bot_sign(third, SENT, (SENT + 10_000, SENT + 60_100)) is None
