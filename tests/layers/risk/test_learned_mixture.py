"""Tests of the mixture's weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.risk.learned_mixture import mixture_weights


def test_weights_find_the_parts_that_events_come_from() -> None:
    """Events drawn from a known mixture give its weights back."""
    rng = np.random.default_rng(3)
    density = rng.dirichlet(np.full(60, 0.3), size=3)
    truth = np.array([0.6, 0.1, 0.3])
    count = rng.multinomial(40_000, truth @ density).astype(float)
    assert mixture_weights([density], [count], pull=1e-6) == pytest.approx(truth, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6).filter(any), st.integers(0, 99))
def test_weights_have_the_highest_likelihood(count: list[int], seed: int) -> None:
    """No mixture on a fine mesh does better on the windows and the pull together."""
    density = np.random.default_rng(seed).dirichlet(np.ones(6), size=2)
    counts = np.array(count, dtype=float)
    prior = 0.02 * counts.sum() / 2

    def gain(first: float) -> float:
        weights = np.array([first, 1 - first])
        return float(counts @ np.log(weights @ density) + prior * np.log(weights).sum())

    found = mixture_weights([density], [counts])
    mesh = max(gain(first) for first in np.linspace(0.001, 0.999, 999))
    assert gain(found[0]) >= mesh - 1e-2 * counts.sum()


def test_windows_are_taken_together_and_empty_ones_give_equal_weights() -> None:
    """Two windows weigh by their events; without events nothing is known."""
    density = np.array([[0.9, 0.1], [0.1, 0.9]])
    one = mixture_weights([density, density], [np.array([5.0, 0.0]), np.array([0.0, 2.0])])
    both = mixture_weights([density], [np.array([5.0, 2.0])])
    assert one == pytest.approx(both)
    assert mixture_weights([density], [np.zeros(2)]) == pytest.approx([0.5, 0.5])
