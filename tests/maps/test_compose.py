"""From a run's tables and rasters to the values a map is drawn from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from maps import style
from maps.compose import (
    MOST_AREAS,
    Classed,
    Picture,
    bands_layer,
    compose_map,
    people_words,
    risk_layers,
    shown_band,
)
from maps.render import render_map
from maps.spec import MapSpec, RasterLayer, ShapeLayer

HOSTILE = '</script><script>alert("x")</script><b>&amp; {{7*7}} é'
RASTER = Classed(np.array([[0, 1], [2, 255]], dtype=np.uint8), (0.0, 29.0, 1.0, 30.0))
POINT = shapely.Point(29.123456789, 0.5)
SQUARE = shapely.box(29.0, 0.0, 30.0, 1.0)
LINE = shapely.LineString([(29, 0), (30, 1)])


def _frame(columns: Mapping[str, list[Any]], geometry: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(dict(columns), geometry=geometry, crs=4326)


def _uncovered(count: int, name: str = "Bo") -> gpd.GeoDataFrame:
    return _frame(
        {
            "rank": list(range(1, count + 1)),
            "name": [f"{name} {number}" for number in range(1, count + 1)],
            "lon": [29.5] * count,
            "lat": [0.25] * count,
            "people": [12_345.0] * count,
            "risk": [float(count - number) for number in range(count)],
            "sources": ["armed_group;state"] * count,
            "why": ["out_of_reach"] * count,
        },
        [SQUARE] * count,
    )


def _placements(*rows: tuple[str, bool], name: str = "Bo") -> gpd.GeoDataFrame:
    return _frame(
        {
            "id": [f"{tool}:{number}" for number, (tool, _) in enumerate(rows)],
            "tool": [tool for tool, _ in rows],
            "name": [name] * len(rows),
            "in_place": [standing for _, standing in rows],
            "personnel": [120.0] * len(rows),
            "visits_per_month": [4] * len(rows),
        },
        [POINT] * len(rows),
    )


def _tables(**changes: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    tables = {
        "placements": _placements(("cob", True), ("cob", False), ("jpt", False)),
        "uncovered": _uncovered(2),
        "reach": _frame({"minutes": [15.0, 30.0, 60.0, 120.0]}, [SQUARE] * 4),
        "area": _frame({"name": ["Area"]}, [SQUARE]),
        "restrictions": _frame(
            {
                "name": ["Closed"],
                "state": ["denied"],
                "applies_to": ["civilian;police"],
                "authority": ["state"],
                "reason": ["talks"],
            },
            [SQUARE],
        ),
        "displaced": _frame(
            {"name": ["Camp"], "type": ["camp"], "people": [500.0], "date": ["2025-01-01"]}, [POINT]
        ),
        "districts": _frame({"name": ["East"], "code": ["E"]}, [SQUARE]),
        "roads": _frame({"class": ["primary"], "speed_kmh": [float("nan")]}, [LINE]),
        "rivers": _frame({"name": ["Rio"]}, [LINE]),
        "lakes": _frame({"name": ["Lake"]}, [SQUARE]),
        "towns": _frame({"name": ["Town"], "class": ["town"]}, [POINT]),
    }
    return tables | changes


def _picture(**changes: Any) -> Picture:
    picture = Picture(
        title="Mission",
        subtitle="balanced: four bases",
        classification="Confidential",
        watermark="EXERCISE",
        as_of="2025-06-30",
        risk={"state": RASTER, "armed_group": RASTER, "total": RASTER},
        breaks=(1.0, 10.0, 100.0, 1000.0),
        bands=RASTER,
        bands_min=(15.0, 30.0, 60.0, 120.0),
        tables=_tables(),
        not_observed=("communal", "criminal"),
        risk_unit="people x events",
        headlines=("Uncovered first.",),
        sources=("UCDP",),
        notes=("A note.",),
    )
    return replace(picture, **changes)


def _named(spec: MapSpec, name: str) -> ShapeLayer | RasterLayer:
    (layer,) = [layer for layer in spec.layers if layer.name == name]
    return layer


def _shapes(spec: MapSpec, name: str) -> ShapeLayer:
    layer = _named(spec, name)
    assert isinstance(layer, ShapeLayer)
    return layer


def _properties(layer: ShapeLayer) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in layer.geojson["features"]]  # type: ignore[attr-defined,union-attr]


def test_layers_are_in_order_from_the_ground_up() -> None:
    """Risk lies at the bottom, then reach, the country and the plan, uncovered areas' numbers on top."""
    assert [layer.name for layer in compose_map(_picture()).layers] == [
        "Risk: state",
        "Risk: armed groups",
        "Risk: all observed sources",
        "Reach of bases",
        "Lakes",
        "Rivers",
        "Roads",
        "Districts",
        "Area",
        "Access denied",
        "Towns",
        "Displaced people",
        "Within reach in 120 minutes",
        "Within reach in 60 minutes",
        "Within reach in 30 minutes",
        "Within reach in 15 minutes",
        "Uncovered areas",
        "Bases in place",
        "New bases",
        "Joint protection teams",
        "Numbers of uncovered areas",
    ]


def test_words_and_bounds_are_passed_on() -> None:
    """Title, banner, watermark, headlines, sources and notes stand as given; bounds are the area's."""
    spec = compose_map(_picture())
    assert (spec.title, spec.subtitle, spec.as_of) == ("Mission", "balanced: four bases", "2025-06-30")
    assert (spec.classification, spec.watermark) == ("Confidential", "EXERCISE")
    assert (spec.headlines, spec.sources, spec.notes) == (("Uncovered first.",), ("UCDP",), ("A note.",))
    assert spec.bounds == (0.0, 29.0, 1.0, 30.0)


def test_one_risk_surface_is_drawn_at_a_time() -> None:
    """Only the sum of all sources is shown at first, the others take its place; colours are shared."""
    layers = risk_layers(_picture())
    assert [layer.shown for layer in layers] == [False, False, True]
    assert {layer.group for layer in layers} == {"risk"}
    assert {layer.colours for layer in layers} == {style.risk_colours(5)}
    assert layers[0].legend_title == "Risk, state (people x events)"
    assert [layer.shown for layer in risk_layers(_picture(), shown="state")] == [True, False, False]


def test_legend_of_risk_names_classes_unknown_and_what_no_feed_sees() -> None:
    """The sum says which sources are not observed, so not counted; unknown is hatched in every surface."""
    state, _, total = risk_layers(_picture())
    assert [entry.label for entry in state.legend][:6] == [
        "under 1",
        "1 to 10",
        "10 to 100",
        "100 to 1,000",
        "1,000 or more",
        "unknown: nobody observes",
    ]
    assert [entry.label for entry in state.legend if entry.shape == "hatch"] == ["unknown: nobody observes"]
    assert total.legend[:-1] == state.legend
    assert total.legend[-1].label == "not observed, so not told apart: communal, criminal"
    everything = risk_layers(_picture(not_observed=()))[-1]
    assert everything.legend == state.legend


def test_sources_not_observed_have_no_surface() -> None:
    """A source that no feed sees has no layer that could be read as no risk."""
    names = [layer.name for layer in compose_map(_picture()).layers]
    assert not any("communal" in name or "criminal" in name for name in names)


def test_bands_say_within_reach() -> None:
    """Time bands are named by minutes within reach and are not drawn over risk when the map opens."""
    layer = bands_layer(_picture())
    assert [entry.label for entry in layer.legend] == [
        f"within reach in {minutes} minutes" for minutes in (15, 30, 60, 120)
    ]
    assert not layer.shown
    assert layer.group == ""


@pytest.mark.parametrize(
    ("bands", "expected"), [((15, 30, 60, 120), 60), ((30, 90), 30), ((45, 120), 45), ((200,), 200)]
)
def test_band_nearest_to_an_hour_is_drawn(bands: tuple[float, ...], expected: float) -> None:
    """When a map opens it outlines the band nearest to 60 minutes, the shorter of two equally near."""
    assert shown_band(bands) == expected
    reach = _frame({"minutes": [float(band) for band in bands]}, [SQUARE] * len(bands))
    layers = compose_map(_picture(tables=_tables(reach=reach))).layers
    assert [layer.name for layer in layers if layer.shown and "Within reach" in layer.name] == [
        f"Within reach in {expected} minutes"
    ]


def test_bases_in_place_new_bases_and_teams_are_told_apart() -> None:
    """Each kind has its own layer, marker and words in the legend."""
    spec = compose_map(_picture())
    found = {
        name: (
            _shapes(spec, name).marker,
            _shapes(spec, name).legend[0].label,
            len(_properties(_shapes(spec, name))),
        )
        for name in ("Bases in place", "New bases", "Joint protection teams")
    }
    assert found == {
        "Bases in place": ("square", "base in place", 1),
        "New bases": ("diamond", "new base (proposed)", 1),
        "Joint protection teams": ("circle", "joint protection team at its host base", 1),
    }


def test_uncovered_areas_are_listed_in_words() -> None:
    """The table heads its columns and lists each area with people, why and the weightiest source in words."""
    uncovered = _uncovered(3)
    uncovered["why"] = ["out_of_reach", "denied", "no_information"]
    uncovered["sources"] = ["armed_group;state", "communal", ""]
    spec = compose_map(_picture(tables=_tables(uncovered=uncovered)))
    assert spec.table == (
        ("No.", "Near", "People", "Why", "Mostly"),
        ("1", "Bo 1", "12,000", "out of reach", "armed groups"),
        ("2", "Bo 2", "12,000", "denied to troops", "communal"),
        ("3", "Bo 3", "12,000", "no information: assess", ""),
    )
    numbers = _shapes(spec, "Numbers of uncovered areas")
    assert numbers.marker == "number"
    assert [row["rank"] for row in _properties(numbers)] == [1, 2, 3]
    assert _properties(numbers)[1]["why_words"] == "denied to troops"
    (first, *_) = json.loads(json.dumps(numbers.geojson))["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [29.5, 0.25]}


def test_only_so_many_areas_are_numbered() -> None:
    """The map and its table stop at the most areas a person can read, the first by rank."""
    spec = compose_map(_picture(tables=_tables(uncovered=_uncovered(MOST_AREAS + 5))))
    assert len(spec.table) == MOST_AREAS + 1
    assert spec.table[-1][0] == str(MOST_AREAS)
    for name in ("Uncovered areas", "Numbers of uncovered areas"):
        assert [row["rank"] for row in _properties(_shapes(spec, name))] == list(range(1, MOST_AREAS + 1))


def test_empty_tables_make_no_layer() -> None:
    """What a run has none of is not in the layer control, as read back from a file without rows."""
    empty = {name: table.iloc[:0] for name, table in _tables().items() if name != "area"}
    # An empty layer of a GeoPackage comes back with numbers for every column.
    columns = list(_placements())
    empty["placements"] = _frame({name: np.empty(0) for name in columns if name != "geometry"}, [])  # type: ignore[misc]
    spec = compose_map(_picture(tables=_tables(**empty)))
    assert [layer.name for layer in spec.layers] == [
        "Risk: state",
        "Risk: armed groups",
        "Risk: all observed sources",
        "Reach of bases",
        "Area",
    ]
    assert spec.table == (("No.", "Near", "People", "Why", "Mostly"),)


def test_hostile_strings_stay_plain_data() -> None:
    """Markup in names is data in the values, and text in the document that is drawn from them."""
    tables = _tables(
        placements=_placements(("cob", True), name=HOSTILE),
        uncovered=_uncovered(1, name=HOSTILE),
        towns=_frame({"name": [HOSTILE]}, [POINT]),
    )
    spec = compose_map(_picture(tables=tables, title=HOSTILE, notes=(HOSTILE,), headlines=(HOSTILE,)))
    assert spec.title == HOSTILE
    assert spec.table[1][1] == f"{HOSTILE} 1"
    assert _properties(_shapes(spec, "Towns"))[0]["name"] == HOSTILE
    document = render_map(spec)
    assert "<script>alert(" not in document
    assert "<b>&amp;" not in document


def test_only_what_a_tooltip_shows_is_in_the_map() -> None:
    """Columns that no tooltip names stay out of the document; coordinates are to about a metre."""
    spec = compose_map(_picture())
    assert [layer for layer, _ in _shapes(spec, "Bases in place").tooltip] == ["name", "personnel"]
    assert set(_properties(_shapes(spec, "Bases in place"))[0]) == {"name", "personnel"}
    assert set(_properties(_shapes(spec, "Roads"))[0]) == {"class"}
    towns = json.loads(json.dumps(_shapes(spec, "Towns").geojson))
    assert towns["features"][0]["geometry"]["coordinates"] == [29.12346, 0.5]


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (0.0, "0"),
        (0.4, "0"),
        (1.0, "1"),
        (42.4, "42"),
        (999.0, "1,000"),
        (1234.0, "1,200"),
        (12_500_000.0, "12,000,000"),
    ],
)
def test_people_are_told_to_two_digits(people: float, words: str) -> None:
    """Numbers of people are never more exact than their source."""
    assert people_words(people) == words
