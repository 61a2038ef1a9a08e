"""Tests of the kernel."""

from __future__ import annotations

import numpy as np
import pytest

from layers.risk.kernel import kernel_weights, smooth


@pytest.mark.parametrize("sigma", [0.2, 1.0, 7.5, 50.0])
def test_weights_sum_to_one_and_are_symmetric(sigma: float) -> None:
    """A kernel keeps mass and prefers no direction."""
    weights = kernel_weights(sigma)
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    np.testing.assert_allclose(weights, weights[::-1, ::-1])
    np.testing.assert_allclose(weights, weights.T)


def test_spread_has_the_asked_deviation() -> None:
    """The standard deviation along one axis is the sigma asked for, but for the cut and the cell's width."""
    weights = kernel_weights(10.0)
    offsets = np.arange(weights.shape[0]) - weights.shape[0] // 2
    assert np.sqrt((weights.sum(axis=0) * offsets**2).sum()) == pytest.approx(10.0, rel=0.005)


def test_mass_is_kept_and_ends_at_a_circle_of_four_sigma() -> None:
    """All mass lies within 4 sigma of the point, none beyond, and nothing is lost."""
    mass = np.zeros((61, 71))
    mass[30, 35] = 3.0
    out = smooth(mass, 5.0)
    far = np.hypot(*np.meshgrid(np.arange(71) - 35, np.arange(61) - 30))
    assert out.sum() == pytest.approx(3.0, abs=1e-9)
    assert (out[far > 20] == 0).all()
    assert (out[far <= 20] > 0).all()
    assert out.argmax() == 30 * 71 + 35


def test_mass_leaks_over_the_edge_alone() -> None:
    """A point in the corner keeps a quarter of its mass, and none comes back on the other side."""
    mass = np.zeros((80, 80))
    mass[0, 0] = 1.0
    out = smooth(mass, 8.0)
    assert 0.25 < out.sum() < 0.3
    assert (out[40:, :] == 0).all()


def test_kernel_wider_than_the_raster() -> None:
    """A kernel that reaches beyond both edges still gives the raster's shape."""
    out = smooth(np.ones((3, 5)), 4.0)
    assert out.shape == (3, 5)
    assert 0 < out.sum() < 15


def test_nothing_stays_nothing() -> None:
    """A raster without mass stays without."""
    assert not smooth(np.zeros((20, 20)), 2.0).any()
