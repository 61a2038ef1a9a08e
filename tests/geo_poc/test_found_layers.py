"""Which file serves as what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo_poc.found_layers import choose
from layers.found.sight import Kind, Sight

TODAY = date(2025, 6, 30)
EVENTS = np.array([[0.2, 0.2], [0.4, 0.4], [0.6, 0.6], [2.0, 2.0]])


def _seen(kind: Kind, name: str = "x", **more: Any) -> Sight:
    return Sight(Path(name), kind, more.pop("recognised", kind), **more)


def _incidents(**more: Any) -> Sight:
    return _seen(
        "incidents", "i.csv", points=EVENTS, box=(0.2, 0.2, 2.0, 2.0), newest=date(2024, 5, 1), **more
    )


def _polygon(kind: Kind, name: str, west: float, east: float, **more: Any) -> Sight:
    shapes = np.array([shapely.box(west, west, east, east)], dtype=object)
    return _seen(kind, name, shapes=shapes, box=(west, west, east, east), **{"rows": 1, **more})


def _people(name: str, fineness: float, density: float, box: tuple[float, ...] = (0, 0, 1, 1)) -> Sight:
    return _seen("population", name, fineness=fineness, density=density, box=box, unit="people_per_cell")


def test_the_area_is_the_outline_with_the_incidents() -> None:
    """Of two countries the one with the incidents is taken; lakes and others are not."""
    found = choose([_incidents(), _polygon("area", "a", 0, 1), _polygon("area", "b", 5, 6)], today=TODAY)
    (area,) = found.of("area")
    assert area.sight.file.name == "a"
    assert area.keys["borders"] == "closed"
    assert "75%" in area.assumption


def test_without_an_outline_districts_are_the_area() -> None:
    """The finest districts united are the area, said loudly; all levels are districts."""
    levels = [_polygon("districts", f"d{n}", 0, 1, level=n, named=True) for n in (1, 2)]
    found = choose([_incidents(), *levels], today=TODAY)
    assert [(item.sight.level, "NO OUTLINE" in item.assumption) for item in found.of("area")] == [(2, True)]
    assert [item.keys["level"] for item in found.of("layers.districts")] == [1, 2]


def test_without_any_polygon_the_box_of_the_incidents_is_the_area() -> None:
    """The last resort is a box with a margin."""
    found = choose([_incidents()], today=TODAY)
    assert found.box is not None
    assert np.allclose(found.box, (0.1, 0.1, 2.1, 2.1))
    assert found.missing == ("layers.bases", "layers.population")


def test_the_outline_is_cut_to_where_people_are_known() -> None:
    """An outline that the population covers in part is cut, and that is said."""
    found = choose(
        [_incidents(), _polygon("area", "a", 0, 1), _people("p", 900, 50, (0, 0, 0.5, 1))], today=TODAY
    )
    (area,) = found.of("area")
    assert area.keys["bbox"] == [0, 0, 0.5, 1]
    assert "CUT" in area.assumption
    whole = choose([_incidents(), _polygon("area", "a", 0, 1), _people("p", 900, 50)], today=TODAY)
    assert "bbox" not in whole.of("area")[0].keys


def test_one_group_of_people_is_not_the_population() -> None:
    """Rasters with a part of the people of another on one place are left out; the finest comes first."""
    rasters = [_people("a", 900, 5), _people("b", 900, 50), _people("c", 18_000, 60), _people("d", 100, 3)]
    found = choose(rasters, today=TODAY)
    assert [item.sight.file.name for item in found.of("layers.population")] == ["b", "c"]


def test_bases_are_the_newest_then_a_plain_list() -> None:
    """Of two files of one year the plain list is taken before the history."""
    history = _seen("bases", "h", recognised="Geo-PKO", newest=date(2024, 12, 31), by_year=True, rows=900)
    plain = _seen("bases", "p", recognised="a list of bases", newest=date(2024, 12, 31), by_year=True, rows=9)
    old = _seen("bases", "o", recognised="a list of bases", newest=date(2019, 12, 31), by_year=True, rows=99)
    found = choose([history, plain, old], today=TODAY)
    assert found.of("layers.bases")[0].sight.file.name == "p"
    assert found.as_of == date(2024, 12, 31)


def test_the_window_is_the_last_four_years_of_the_incidents() -> None:
    """The day of planning is the newest date; years of bases do not push it past incidents of that year."""
    bases = _seen("bases", "b", newest=date(2024, 12, 31), by_year=True)
    found = choose([_incidents(), bases], today=TODAY)
    assert found.as_of == date(2024, 5, 1)
    assert found.window == (date(2020, 5, 2), date(2024, 5, 1))
    leap = _seen("incidents", "i", newest=date(2024, 2, 29))
    assert choose([leap], today=TODAY).window == (date(2020, 2, 29), date(2024, 2, 29))


def test_skeletons_serve_only_without_mapped_roads() -> None:
    """Links between towns are left out beside mapped roads, and marked where they are all there is."""
    links, mapped = _seen("roads", "l", fineness=50_000.0), _seen("roads", "m", fineness=800.0)
    assert [item.sight.file.name for item in choose([links, mapped], today=TODAY).of("layers.roads")] == ["m"]
    assert choose([links], today=TODAY).of("layers.roads")[0].keys["skeleton"] is True


def test_strange_classes_of_roads_are_walked() -> None:
    """A class that no speed is known of does not overstate reach."""
    found = choose([_seen("roads", "m", classes=("added", "track"))], today=TODAY)
    assert found.road_kmh == {"added": 5.0}
    assert "added" in found.assumptions["travel.road_kmh"]


def test_settlements_come_before_other_named_points() -> None:
    """Schools, however many, are no candidate sites while there are settlements."""
    schools, towns = _seen("places", "s", rows=900), _seen("places", "t", rows=10, share=1.0)
    assert choose([schools, towns], today=TODAY).of("layers.places")[0].sight.file.name == "t"
    assert "NO FILE OF SETTLEMENTS" in choose([schools], today=TODAY).of("layers.places")[0].assumption


def test_coarse_land_cover_is_not_taken() -> None:
    """A pixel of many travel cells would close a whole stretch of country."""
    coarse, fine = _seen("landcover", "c", fineness=18_000.0), _seen("landcover", "f", fineness=500.0)
    assert [i.sight.file.name for i in choose([coarse, fine], today=TODAY).of("layers.landcover")] == ["f"]
    ((_, why),) = choose([coarse], today=TODAY).unused
    assert "travel cells" in why
