"""What must not happen on any page, whatever is tested."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

_OURS = ("data", "blob", "about")
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content security policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""


class Guard:
    """Watches a browser context: no request leaves the machine, the policy holds, nothing goes wrong unsaid."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._expected: list[re.Pattern[str]] = []
        self._wrong: list[str] = []
        self.requests: list[str] = []
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def expect(self, words: str) -> None:
        """This test makes the browser complain like that on purpose, such as by going offline."""
        self._expected.append(re.compile(words))

    def check(self) -> None:
        """Fails when anything happened that must not."""
        unexpected = [one for one in self._wrong if not any(words.search(one) for words in self._expected)]
        assert not unexpected, "\n".join(unexpected)

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)
        there = urlsplit(request.url)
        if there.scheme not in _OURS and there.netloc != self._host:
            self._wrong.append(f"a request left the machine: {request.method} {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self._wrong.append(f"console {message.type}: {message.text} ({where})")

    def _on_error(self, error: WebError) -> None:
        self._wrong.append(f"uncaught: {error.error}")
