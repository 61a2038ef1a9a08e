"""Tests of districts."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.risk.districts import district_labels, district_of_events, plain_name, projected_polygons
from tests.layers.risk.tiny import CRS, districts, points

BOXES = np.array(
    [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(20, 0, 30, 10)], dtype=object
)


def _find(x: list[float], adm_1: list[str], adm_2: list[str], names: tuple[str, ...]) -> list[int]:
    found = district_of_events(
        BOXES,
        names,
        x=np.array(x),
        y=np.full(len(x), 5.0),
        adm_1=np.array(adm_1, dtype=object),
        adm_2=np.array(adm_2, dtype=object),
    )
    return found.tolist()


@pytest.mark.parametrize(
    ("left", "right"),
    [("Nord-Kivu", "North Kivu province"), ("Kajo-keji County", "KAJO KEJI"), ("Équateur", "equateur")],
)
def test_spellings_of_one_name_agree(left: str, right: str) -> None:
    """Accents, case, compass words and the kind of unit do not matter."""
    assert plain_name(left) == plain_name(right) != ""


def test_name_goes_before_position() -> None:
    """A unique name wins over the outline around the point; the smaller unit is tried first."""
    assert _find([5.0], ["C"], ["b county"], ("A", "B", "C")) == [1]
    assert _find([5.0], ["C"], ["elsewhere"], ("A", "B", "C")) == [2]


def test_a_name_that_two_districts_bear_does_not_decide() -> None:
    """An ambiguous name falls back to the outline that holds the point."""
    assert _find([25.0], [""], ["B"], ("A", "B", "B")) == [2]


def test_without_name_and_outside_there_is_none() -> None:
    """A point in no outline, with no name, has no district."""
    assert _find([95.0, 15.0], ["", ""], ["", ""], ("A", "B", "C")) == [-1, 1]


def test_labels_follow_cell_centres() -> None:
    """A cell belongs to the district that holds its centre."""
    labels = district_labels(BOXES[:2], (1, 5), (6.1, 0.0, 0.0, 0.0, -6.1, 8.0))
    assert labels.tolist() == [[0, 0, 1, -1, -1]]
    assert district_labels(BOXES[:0], (2, 2), (1.0, 0.0, 0.0, 0.0, -1.0, 2.0)).tolist() == [
        [-1, -1],
        [-1, -1],
    ]


def test_polygons_are_projected_to_the_grid() -> None:
    """District outlines come back in metres; none gives none."""
    polygons = projected_polygons(districts({"A": (0, 0, 10e3, 20e3)}), CRS)
    assert polygons[0].area == pytest.approx(200e6, rel=1e-5)
    assert projected_polygons(points([]), CRS).size == 0
