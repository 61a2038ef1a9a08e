"""Tests of the map's classes."""

from __future__ import annotations

import numpy as np
import pytest

from layers.errors import InputError
from layers.risk.classes import class_breaks, classify


def test_each_class_holds_half_as_many_cells() -> None:
    """Of five classes the lowest holds half the cells and the two highest a sixteenth each."""
    values = np.random.default_rng(1).uniform(100.0, 900.0, 4000)
    counts = np.bincount(classify(values, class_breaks(values)), minlength=6)[1:] / 4000
    np.testing.assert_allclose(counts, [0.5, 0.25, 0.125, 0.0625, 0.0625], atol=0.07)
    assert (np.diff(counts[:4]) < 0).all()


def test_breaks_are_common_to_all_surfaces_and_rounded() -> None:
    """Two surfaces together give one set of breaks with 2 significant digits, in any order."""
    rng = np.random.default_rng(2)
    one, two = rng.lognormal(0, 2, (30, 30)), rng.lognormal(3, 2, (40, 20))
    breaks = class_breaks(one, two)
    assert breaks == class_breaks(two, one)
    assert breaks != class_breaks(one)
    assert list(breaks) == sorted({float(f"{value:.1e}") for value in breaks})


def test_thin_tails_do_not_move_the_breaks() -> None:
    """Ten thousand cells of almost nothing leave the breaks where they were."""
    values = np.linspace(100.0, 200.0, 500)
    assert class_breaks(values, np.full((100, 100), 1e-9)) == class_breaks(values)


def test_nothing_and_equal_values_give_fewer_classes() -> None:
    """No positive cell gives no break; one value gives one break that meets itself."""
    assert class_breaks(np.zeros((3, 3)), np.full(2, np.nan)) == ()
    assert class_breaks() == ()
    assert class_breaks(np.full(5, 3.14159)) == (3.1,)
    assert class_breaks(np.array([1.0, 2.0]), n=1) == ()


def test_classes_of_zero_unknown_and_edges() -> None:
    """Zero and no number are 0, unknown is 255, and a value at a break lies above it."""
    values = np.array([0.0, np.nan, 0.5, 1.0, 9.9, 10.0, 5.0])
    unknown = np.array([False] * 6 + [True])
    assert classify(values, (1.0, 10.0), unknown).tolist() == [0, 0, 1, 2, 2, 3, 255]
    assert classify(values, (), None).dtype == np.uint8


def test_too_many_classes_are_refused() -> None:
    """255 means unknown, so at most 254 classes fit."""
    with pytest.raises(InputError, match="number of classes"):
        class_breaks(np.ones(3), n=255)
