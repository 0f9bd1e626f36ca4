"""What a long-running part logs, and how it looks."""

from __future__ import annotations

import logging

from engine.settings.private_logs import PersonalDataFilter


def log_to_stderr() -> None:
    """Everything from INFO up, with its time, to standard error, for whoever runs the part to keep."""
    handler = logging.StreamHandler()
    handler.setFormatter(PersonalDataFilter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # They would log every address they call, and addresses can hold people's numbers.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
