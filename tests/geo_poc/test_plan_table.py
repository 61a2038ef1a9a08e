"""A plan as rows: what is written is what the reader of plans reads."""

from __future__ import annotations

from pathlib import Path

from geo_poc.plan_table import COLUMNS, engagement_table, plan_text, stop_table
from layers.sources.plan_file import read_plan_file
from optimisation.plan import Engagement, Placement, Plan, PlannedRoute

PLAN = Plan(
    status="optimal",
    status_text="The best.",
    stopped_by="proof",
    reproducible=True,
    objective=1.0,
    bound=1.0,
    gap=0.0,
    gap_of_gain=0.0,
    credit=1.0,
    seed=0,
    placements=(
        Placement("cob:west", "cob", "west", "Wëst, the old", 30.25, 1.5, True, True, 120.0, 0),
        Placement("jpt:c-x", "jpt", "c-x", "=1+1", 30.5, 1.75, False, False, 6.0, 4),
    ),
    routes=(
        PlannedRoute(
            "patrol:west/2",
            "patrol",
            "west",
            "Wëst, the old",
            90.0,
            ((30.3, 1.5), (30.35, 1.55)),
            (),
            5.0,
            2.0,
        ),
    ),
    engagements=(Engagement("mediation:T1", "mediation", "T1", "Raids", 6),),
)


def test_plan_csv_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Assets, stops in order and engagements come back, without a finding that anything was odd."""
    path = tmp_path / "plan.csv"
    path.write_text(plan_text(PLAN), encoding="utf-8-sig", newline="")
    frame, findings = read_plan_file(path)
    assert [f.text() for f in findings if f.severity != "info"] == []
    assert frame["id"].tolist() == [
        "cob:west",
        "jpt:c-x",
        "patrol:west/2-1",
        "patrol:west/2-2",
        "mediation:T1",
    ]
    assert frame["site"].tolist() == ["west", "c-x", "west", "west", ""]
    assert frame["route"].tolist() == ["", "", "patrol:west/2", "patrol:west/2", ""]
    assert frame["order"].tolist() == [0, 0, 1, 2, 0]
    assert frame["threat"].tolist() == ["", "", "", "", "T1"]
    assert frame["in_place"].tolist() == [True, False, False, False, False]
    assert (frame.geometry.iloc[3].x, frame.geometry.iloc[3].y) == (30.35, 1.55)
    assert frame["name"].iloc[0] == "Wëst, the old"


def test_names_are_no_formulas(tmp_path: Path) -> None:
    """A name that a spreadsheet would compute is written as text, and lines end as spreadsheets want them."""
    text = plan_text(PLAN)
    assert "'=1+1" in text
    lines = text.split("\r\n")
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 7


def test_layers_of_stops_and_engagements() -> None:
    """Stops are points in the order of their patrol; engagements are rows without a place."""
    stops = stop_table(PLAN)
    assert stops["order"].tolist() == [1, 2]
    assert stops.geometry.x.tolist() == [30.3, 30.35]
    assert engagement_table(PLAN)["threat"].tolist() == ["T1"]
    bare = Plan(**{**{name: getattr(PLAN, name) for name in Plan.__slots__}, "routes": (), "engagements": ()})
    assert len(stop_table(bare)) == len(engagement_table(bare)) == 0
    assert stop_table(bare).crs == stops.crs
    assert engagement_table(PLAN).geometry.isna().all()
