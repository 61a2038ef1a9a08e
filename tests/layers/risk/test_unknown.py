"""Tests of unknown cells and their prior."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.errors import InputError
from layers.risk.unknown import PriorCells, UnknownRule, fill_prior, unknown_cells
from tests.layers.risk.tiny import CRS, incidents, landscape, points

NONE = np.empty(0)
EVENT = incidents([(50e3, 50e3)], ["2020-01-01"])


def _centre_distance(x: float, y: float) -> np.ndarray:
    at = np.arange(20) * 5000.0 + 2500
    return np.hypot(at[None, :] - x, at[::-1, None] - y)


def test_far_from_the_only_base() -> None:
    """Cells farther than 30 km from the base are unknown, cells at the limit are not."""
    world = landscape(EVENT, bases=points([(12.5e3, 12.5e3)]), places=points([]))
    unknown = unknown_cells(world, UnknownRule(), x=NONE, y=NONE)
    np.testing.assert_array_equal(unknown, _centre_distance(12.5e3, 12.5e3) > 30_000.1)


def test_an_event_makes_its_surroundings_known() -> None:
    """Within 10 km of an event nothing is unknown, and without anything else all the rest is."""
    world = landscape(EVENT, places=points([]))
    unknown = unknown_cells(world, UnknownRule(), x=np.array([52.5e3]), y=np.array([52.5e3]))
    np.testing.assert_array_equal(unknown, _centre_distance(52.5e3, 52.5e3) > 10_000.1)


def test_a_road_counts_along_its_length() -> None:
    """A road with vertices far apart observes what lies along it."""
    line = gpd.GeoSeries([shapely.LineString([(0, 97.5e3), (100e3, 97.5e3)])], crs=CRS).to_crs(4326)
    world = landscape(EVENT, roads=gpd.GeoDataFrame(geometry=line), places=points([]))
    unknown = unknown_cells(world, UnknownRule(), x=NONE, y=NONE)
    assert not unknown[:6].any()
    assert unknown[8:].all()


def test_prior_is_the_rate_per_person_of_the_known_cells_of_the_district() -> None:
    """Two known cells of a district give the risk of a third by its people; other districts do not count."""
    risk = np.array([[10.0, 30.0, 0.0, 900.0]])
    people = np.array([[1.0, 3.0, 5.0, 1.0]])
    unknown = np.array([[False, False, True, False]])
    labels = np.array([[0, 0, 0, 1]], dtype=np.int32)
    filled, taken = fill_prior(risk, people, unknown, known=~unknown, districts=labels, window_cells=9)
    np.testing.assert_allclose(filled, [[10, 30, 50, 900]])
    assert taken == PriorCells(district=1, window=0, area=0)


def test_prior_falls_back_to_the_window_and_then_to_the_area() -> None:
    """Without a district that knows, the window counts; without people in the window, the area."""
    risk = np.array([[8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0]])
    people = np.array([[2.0, 3.0, 1.0, 10.0, 1.0, 1.0, 1.0]])
    unknown = np.array([[False, True, True, True, True, True, False]])
    labels = np.full((1, 7), -1, dtype=np.int32)
    labels[0, 1] = 4
    filled, taken = fill_prior(risk, people, unknown, known=~unknown, districts=labels, window_cells=3)
    np.testing.assert_allclose(filled, [[8.0, 12.0, 28 / 3, 280 / 3, 28 / 3, 20.0, 20.0]])
    assert taken == PriorCells(district=0, window=2, area=3)


@pytest.mark.parametrize("seed", range(4))
def test_prior_of_windows_is_that_of_each_cell_by_itself(seed: int) -> None:
    """Unknown cells anywhere, at edges too: the window around each, cut at the edge, as counted by hand."""
    rng = np.random.default_rng(seed)
    shape, reach = (9, 14), 2
    risk, people = rng.uniform(0, 5, shape), rng.integers(0, 2, shape).astype(float)
    unknown = rng.uniform(size=shape) < (0.1, 0.4, 0.8, 0.97)[seed]
    labels = np.where(rng.uniform(size=shape) < 0.3, rng.integers(0, 3, shape), -1).astype(np.int32)
    known = ~unknown
    filled, _ = fill_prior(risk, people, unknown, known=known, districts=labels, window_cells=2 * reach + 1)
    for row, column in np.argwhere(unknown):
        window = np.zeros(shape, dtype=bool)
        window[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1] = True
        for zone in (labels == labels[row, column] if labels[row, column] >= 0 else window, window, known):
            if people[zone & known].sum() > 0:
                break
        held = people[zone & known].sum()
        rate = risk[zone & known].sum() / held if held > 0 else 0.0
        assert filled[row, column] == pytest.approx(rate * people[row, column], rel=1e-12)
    assert (filled[known] == risk[known]).all()


def test_prior_without_any_known_person_is_zero() -> None:
    """Where nothing is known anywhere, the prior is 0 and not a division by zero."""
    unknown = np.ones((2, 2), dtype=bool)
    labels = np.zeros((2, 2), dtype=np.int32)
    filled, taken = fill_prior(
        np.zeros((2, 2)), np.ones((2, 2)), unknown, known=~unknown, districts=labels, window_cells=3
    )
    assert not filled.any()
    assert taken.area == 4


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_rule_refuses_distances_that_are_none(value: float) -> None:
    """A distance of zero or less is an input error."""
    with pytest.raises(InputError, match="unknown rule"):
        UnknownRule(far_m=value)
