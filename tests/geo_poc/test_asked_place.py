"""Places that somebody asks about."""

from __future__ import annotations

import pytest

from geo_poc.asked_place import find_place
from geo_poc.references import mgrs_of
from layers.errors import InputError
from layers.landscape import Landscape
from tests.layers.risk.tiny import incidents, landscape, points


@pytest.fixture(scope="module")
def world() -> Landscape:
    """Return an area of 100 km with four places, two of one name."""
    places = points([(22e3, 22e3), (52e3, 52e3), (22e3, 72e3), (82e3, 12e3)])
    places["name"] = ["Alpha", "Beta", "Twin", "Twin"]
    return landscape(incidents([(5e4, 5e4)], ["2020-06-01"]), places=places)


def test_degrees_references_and_names_are_the_same_place(world: Landscape) -> None:
    """Written in three ways, whatever the case and spaces, it is one cell."""
    point = world.places.geometry.iloc[1]
    reference = mgrs_of(point.x, point.y)
    spaced = f"{reference[:3]} {reference[3:5]} {reference[5:]}"
    ways = [
        f"{point.x:.6f},{point.y:.6f}",
        f" {point.x:.6f} ; {point.y:.6f}",
        spaced.lower(),
        "beta",
        " Beta ",
    ]
    cells = {find_place(way, world).cell for way in ways}
    assert cells == {9 * 20 + 10}  # 100 km of 5 km cells, rows from the north


@pytest.mark.parametrize(
    ("asked", "message", "remedy"),
    [
        ("Alfa", "no place of the mission has this name", "alike: Alpha"),
        ("Nowhere at all", "no place of the mission has this name", "LON,LAT"),
        ("Twin", "2 places have this name", "ask for one of 35"),
        ("200,10", "no degrees", "LON,LAT"),
        ("12.5,44.1", "outside the mission's area", "ask for a place in it"),
        ("35N QB 123 45", "no MGRS reference", "as many digits east as north"),
        ("", "no place of the mission has this name", "LON,LAT"),
    ],
)
def test_bad_places_are_findings(world: Landscape, asked: str, message: str, remedy: str) -> None:
    """What, the value and the remedy are told for what cannot be found."""
    with pytest.raises(InputError) as told:
        find_place(asked, world)
    finding = told.value.findings[0]
    assert message in finding.message
    assert remedy in finding.remedy
    assert (finding.column, finding.value) == ("WHERE", asked)


def test_latitude_first_is_told(world: Landscape) -> None:
    """A place that lies in the area with the two swapped is told so."""
    point = world.places.geometry.iloc[0]
    with pytest.raises(InputError, match="longitude comes first"):
        find_place(f"{point.y},{point.x}", world)


def test_a_landscape_without_names_says_so() -> None:
    """No layer of places: a name is not found, and nothing breaks."""
    bare = landscape(incidents([(5e4, 5e4)], ["2020-06-01"]))
    with pytest.raises(InputError, match="no place of the mission"):
        find_place("Alpha", bare)
