"""Loading a part's modules: many objects at once, all of which stay."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def importing_fast() -> Generator[None]:
    """Imports inside go nearly twice as fast, and the garbage collector never looks at what they made again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
