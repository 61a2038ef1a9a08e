"""Extents of layers: which share a letter, and where they are drawn."""

from __future__ import annotations

from maps.report_extents import extent_groups
from maps.report_spec import LayerLine
from tests.maps.report_specs import AREA, report_spec


def test_layers_of_one_extent_share_a_letter() -> None:
    """Extents are cut to the area: what spans it is one box; what lies elsewhere is drawn beside it."""
    layers = (*report_spec().layers, LayerLine("rivers", "r", "rivers", bounds=(100.0, 50.0, 101.0, 51.0)))
    groups = extent_groups(layers, AREA)
    assert [(group.letter, group.names) for group in groups] == [
        ("A", ("area", "roads 1")),
        ("B", ("bases",)),
        ("C", ("rivers",)),
    ]
    assert groups[0].box == AREA
    assert groups[1].box == (28, -4, 30, 2)
    assert groups[2].box == (33.0, 8.5, 33.0, 8.5)
    assert extent_groups((), AREA) == ()
    assert len(extent_groups(layers, None)) == 4
