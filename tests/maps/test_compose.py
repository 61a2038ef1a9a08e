"""From a run's tables and rasters to the values a map is drawn from."""

from __future__ import annotations

from maps.compose import compose_map
from maps.render import render_map
from tests.maps.pictures import (
    HOSTILE,
    POINT,
    SQUARE,
    actor_table,
    empty_like,
    frame,
    named,
    patrol_table,
    picture,
    placement_table,
    properties,
    table_set,
    threat_table,
    uncovered_table,
)

EVERYTHING = table_set(
    patrols=patrol_table("patrol"),
    threats=threat_table(("must", False, "")),
    reach_night=frame({"minutes": [60.0]}, [SQUARE]),
    other_actors=actor_table(("host_state", "cleared", True)),
)


def test_layers_are_in_order_from_the_ground_up() -> None:
    """Risk lies at the bottom, then reach, the country and the plan, uncovered areas' numbers on top."""
    assert [layer.name for layer in compose_map(picture(tables=EVERYTHING)).layers] == [
        "Risk: state",
        "Risk: armed groups",
        "Risk: all observed sources",
        "Reach of bases",
        "Lakes",
        "Rivers",
        "Roads",
        "Districts",
        "Area",
        "Access denied to police and civilians",
        "Towns",
        "Displaced people",
        "Within reach in 120 minutes",
        "Within reach in 60 minutes",
        "Within reach in 30 minutes",
        "Within reach in 15 minutes",
        "By night within reach in 60 minutes",
        "Must threats not met",
        "Uncovered areas",
        "Day patrols",
        "Forces cleared",
        "Company bases in place",
        "New company bases",
        "Joint protection teams",
        "Numbers of uncovered areas",
    ]


def test_words_and_bounds_are_passed_on() -> None:
    """Title, banner, watermark, headlines, sources and notes stand as given; bounds are the area's."""
    spec = compose_map(picture())
    assert (spec.title, spec.subtitle, spec.as_of) == ("Mission", "balanced: four bases", "2025-06-30")
    assert (spec.classification, spec.watermark) == ("Confidential", "EXERCISE")
    assert (spec.headlines, spec.sources, spec.notes) == (("Uncovered first.",), ("UCDP",), ("A note.",))
    assert spec.bounds == (0.0, 29.0, 1.0, 30.0)


def test_runs_of_before_have_a_map_without_what_they_lack() -> None:
    """A run folder without patrols, threats, night and other actors is drawn as it always was."""
    names = [layer.name for layer in compose_map(picture()).layers]
    assert names[-2:] == ["Joint protection teams", "Numbers of uncovered areas"]
    assert not any(word in name for name in names for word in ("atrol", "hreat", "night", "Forces"))


def test_every_layer_stands_under_a_heading() -> None:
    """Risk is a choice of one; every other layer has a section, so that the panel can be read."""
    spec = compose_map(picture(tables=EVERYTHING))
    assert all(layer.section or getattr(layer, "group", "") == "risk" for layer in spec.layers)


def test_empty_tables_make_no_layer() -> None:
    """What a run has none of is not in the layer control, as read back from a file without rows."""
    empty = {name: table.iloc[:0] for name, table in table_set().items() if name != "area"}
    empty["placements"] = empty_like(placement_table())
    spec = compose_map(picture(tables=table_set(**empty)))
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
    tables = table_set(
        placements=placement_table(("cob", True), name=HOSTILE),
        uncovered=uncovered_table(1, name=HOSTILE),
        towns=frame({"name": [HOSTILE]}, [POINT]),
    )
    spec = compose_map(picture(tables=tables, title=HOSTILE, notes=(HOSTILE,), headlines=(HOSTILE,)))
    assert spec.title == HOSTILE
    assert spec.table[1][1] == f"{HOSTILE} 1"
    assert properties(named(spec.layers, "Towns"))[0]["name"] == HOSTILE
    document = render_map(spec)
    assert "<script>alert(" not in document
    assert "<b>&amp;" not in document
