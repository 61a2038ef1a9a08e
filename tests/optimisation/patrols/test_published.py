"""The search for tours on published instances, where they are at hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.patrols import DATA, best_known, gap, own, read

NAMES = ("Set4/p4.2.d", "Set4/p4.4.k", "Set5/p5.2.h", "Set5/p5.3.n", "Set5/p5.4.t")

pytestmark = pytest.mark.skipif(not (DATA / "best_known.csv").exists(), reason="no published instances here")


def test_tours_come_close_to_the_best_known() -> None:
    """On five instances of Chao the mean gap is below two percent, and no value is above the best known."""
    best = best_known(DATA)
    gaps = []
    for name in NAMES:
        instance = read(DATA / f"{name}.txt")
        value = own(instance, iterations=4_000, seconds=None, seed=1)
        gaps.append(gap(value, best[instance.name]))
    assert min(gaps) >= 0.0
    assert np.mean(gaps) < 2.0
