"""What a long-running part logs, and how it looks."""

from __future__ import annotations

import logging


def log_to_stderr() -> None:
    """Everything from INFO up, with its time, to standard error, for whoever runs the part to keep."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # It would log every address it calls, and addresses can hold people's numbers.
    logging.getLogger("httpx").setLevel(logging.WARNING)
