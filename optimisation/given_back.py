"""Memory that is free is given back to the system: the C library keeps what lies below something in use."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Give free memory back where the C library can (glibc), elsewhere do nothing.

    Arrays of up to 32 MB come from a heap that shrinks from its top alone. After work with many of them as
    much again as is in use may be free, and counted as used by this process.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another C library; Windows has no name None
        return lambda _pad: None
    return trim if sys.platform == "linux" else lambda _pad: None
