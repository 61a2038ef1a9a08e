"""Memory given back to the system."""

from __future__ import annotations

import sys

import numpy as np
import psutil
import pytest

from optimisation.given_back import give_back


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc gives memory back on request")
def test_free_memory_below_something_in_use_is_given_back() -> None:
    """What many freed arrays took no longer counts as this process's, though one above them is in use."""
    process = psutil.Process()
    many = [np.ones(12_000) for _ in range(1_000)]  # 96 kB each: from the heap, whatever was freed before
    kept = np.ones(12_000)
    full = process.memory_info().rss
    many.clear()
    give_back()
    assert full - process.memory_info().rss > 50_000_000
    assert kept.all()
