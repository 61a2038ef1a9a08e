"""Scenarios side by side."""

from __future__ import annotations

from maps.side_by_side import compose_comparison
from tests.maps.pictures import HOSTILE, picture, placement_table, table_set


def test_comparison_draws_every_scenario_alike() -> None:
    """Each column has the sum of risk, reach, the country's frame and its plan, with its own figures."""
    present, plan = picture(), picture(tables=table_set(placements=placement_table(("cob", True))))
    spec = compose_comparison(
        [("present", "as it is", ("1", "2"), "a.html", present), ("plan", HOSTILE, ("3", "4"), "", plan)],
        title="Compared",
        subtitle="",
        figure_names=("people", "must"),
        notes=("A note.",),
    )
    assert [column.name for column in spec.columns] == ["present", "plan"]
    assert spec.columns[1].intent == HOSTILE
    assert [column.figures for column in spec.columns] == [("1", "2"), ("3", "4")]
    assert (spec.classification, spec.watermark, spec.bounds) == (
        "Confidential",
        "EXERCISE",
        (0.0, 29.0, 1.0, 30.0),
    )
    first, second = ([layer.name for layer in column.map_layers] for column in spec.columns)
    assert first[:5] == [
        "Risk: all observed sources",
        "Reach of bases",
        "Lakes",
        "Area",
        "Access denied to police and civilians",
    ]
    assert set(first) - set(second) == {"New company bases", "Joint protection teams"}
    (risk,) = [layer for layer in spec.columns[0].map_layers if layer.name.startswith("Risk")]
    assert risk.shown
