"""Tests of the training country's people."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.training.files import NODATA
from layers.training.handover import Country
from layers.training.layout import CELL_KM, SILENT_CENTRE
from layers.training.mission import make_country
from layers.training.population import SILENT_PEOPLE, cell_centres


@pytest.fixture(scope="module")
def country() -> Country:
    """Make a country of a seed of its own."""
    return make_country(2)


def test_every_cell_that_touches_the_country_is_known_and_none_far_outside(country: Country) -> None:
    """No sliver at the border is left without a value."""
    centres = cell_centres()
    half = np.array(CELL_KM) / 2
    boxes = shapely.box(*np.moveaxis(centres - half, -1, 0), *np.moveaxis(centres + half, -1, 0))
    touching = shapely.intersects(boxes, country.terrain.area)
    assert (country.people[touching] >= 0).all()
    far = ~shapely.intersects(boxes, country.terrain.area.buffer(1))
    assert (country.people[far] == NODATA).all()


def test_no_cell_that_touches_the_lake_holds_people(country: Country) -> None:
    """Not even in part."""
    centres = cell_centres()
    half = np.array(CELL_KM) / 2
    boxes = shapely.box(*np.moveaxis(centres - half, -1, 0), *np.moveaxis(centres + half, -1, 0))
    assert country.people[shapely.intersects(boxes, country.terrain.lake)].max() == 0


def test_people_crowd_in_towns_and_along_roads(country: Country) -> None:
    """The densest tenth of the land holds most of the people; the capital is densest."""
    lived = np.sort(country.people[country.people >= 0])[::-1]
    assert lived[: lived.size // 10].sum() > 0.5 * lived.sum()
    row, column = np.unravel_index(np.argmax(country.people), country.people.shape)
    assert np.hypot(*(cell_centres()[row, column] - country.places[0].at)) < 3


def test_the_silent_land_has_its_people(country: Country) -> None:
    """All of them within the silent radius."""
    gap = np.hypot(*np.moveaxis(cell_centres() - SILENT_CENTRE, -1, 0))
    inside = country.people[(gap < 13) & (country.people > 0)]
    assert inside.sum() == pytest.approx(SILENT_PEOPLE, rel=0.01)
