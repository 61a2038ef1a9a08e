"""Uncovered areas: numbered, outlined, listed."""

from __future__ import annotations

import json

from maps.compose import compose_map
from maps.render import render_map
from maps.uncovered import MOST_AREAS
from tests.maps.pictures import named, picture, properties, table_set, uncovered_table


def test_uncovered_areas_are_listed_in_words() -> None:
    """The table heads its columns and lists each area with people, why and the weightiest source in words."""
    uncovered = uncovered_table(3)
    uncovered["why"] = ["out_of_reach", "denied", "no_information"]
    uncovered["sources"] = ["armed_group;state", "communal", ""]
    spec = compose_map(picture(tables=table_set(uncovered=uncovered)))
    assert spec.table == (
        ("No.", "Near", "People", "Why", "Mostly"),
        ("1", "Bo 1", "12,000", "out of reach", "armed groups"),
        ("2", "Bo 2", "12,000", "denied to troops", "communal"),
        ("3", "Bo 3", "12,000", "no information: assess", ""),
    )
    numbers = named(spec.layers, "Numbers of uncovered areas")
    assert numbers.marker == "number"
    assert [row["rank"] for row in properties(numbers)] == [1, 2, 3]
    assert properties(numbers)[1]["why_words"] == "denied to troops"
    (first, *_) = json.loads(json.dumps(numbers.geojson))["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [29.5, 0.25]}


def test_only_so_many_areas_are_numbered() -> None:
    """The map and its table stop at the most areas a person can read, the first by rank."""
    spec = compose_map(picture(tables=table_set(uncovered=uncovered_table(MOST_AREAS + 5))))
    assert len(spec.table) == MOST_AREAS + 1
    assert spec.table[-1][0] == str(MOST_AREAS)
    for name in ("Uncovered areas", "Numbers of uncovered areas"):
        assert [row["rank"] for row in properties(named(spec.layers, name))] == list(range(1, MOST_AREAS + 1))


def test_map_tells_how_many_areas_it_leaves_out() -> None:
    """Nobody takes the areas that are numbered for all there are: the rest is counted below the list."""
    few, many = (
        compose_map(picture(tables=table_set(uncovered=uncovered_table(count))))
        for count in (MOST_AREAS, MOST_AREAS + 5)
    )
    assert few.table_note == ""
    told = "Neither listed nor drawn here: 5 more areas, 62,000 people in all. evaluation.json has them."
    assert many.table_note == told
    page = render_map(many)
    assert page.index("</table>") < page.index(told)
