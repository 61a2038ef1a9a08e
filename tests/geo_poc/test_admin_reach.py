"""Reach by administrative area: sums, codes, and who belongs where."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_poc.admin_reach import OUTSIDE, admin_areas, area_table, district_of, reach_by_area, within_reach
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.pipeline import make_plan
from geo_poc.record import evaluation_document
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import Tiny, write_tiny

BANDS = ("15", "30", "60")


def _districts(rows: list[tuple[int, str, str, tuple[float, float, float, float]]]) -> gpd.GeoDataFrame:
    columns = {
        "name": [name for _, name, _, _ in rows],
        "code": [code for _, _, code, _ in rows],
        "level": [level for level, _, _, _ in rows],
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.box(*box) for *_, box in rows], crs=4326)


LEVELS = [
    (1, "Lowland", "XX01", (-0.1, -0.1, 0.45, 0.7)),
    (2, "West", "XX0101", (-0.1, -0.1, 0.2, 0.7)),
    (2, "Middle", "XX0102", (0.2, -0.1, 0.45, 0.7)),
    (2, "Speck", "XX0103", (0.3001, 0.3001, 0.3002, 0.3002)),
    (2, "Abroad", "YY0101", (5.0, 5.0, 6.0, 6.0)),
]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return a tiny plan over two levels of districts that leave the east open."""
    people = ((0.15, 0.30, 20_000), (0.45, 0.30, 20_000), (0.55, 0.57, 9_000))
    tiny = Tiny(people=people, budget={"cob": 1, "jpt": 1})
    planned = make_plan(Mission.load(write_tiny(tmp_path_factory.mktemp("areas") / "m", tiny)))
    table = _districts(LEVELS)
    return replace(planned, landscape=replace(planned.landscape, levels=table, districts=table[1:]))


@pytest.mark.parametrize("end", ["present", "plan"])
def test_each_level_sums_to_the_whole(outcome: Outcome, end: str) -> None:
    """People, people out of reach and weighted risk of a level sum to the totals, as does risk in a band."""
    part = evaluation_document(outcome)[end]
    rows = part["by_area"]
    assert {row["level"] for row in rows} == {1, 2}
    for level in (1, 2):
        here = [row for row in rows if row["level"] == level]
        assert sum(row["cells"] for row in here) == outcome.demand.cells.size
        assert sum(row["people"] for row in here) == pytest.approx(float(outcome.demand.people.sum()))
        missed = part["three_numbers"]["people_out_of_reach"]["value"]
        assert sum(row["people_out_of_reach"] for row in here) == pytest.approx(missed)
        assert sum(row["weighted_risk"] for row in here) == pytest.approx(part["risk"]["total"])
        for band, share in part["reach"]["total"].items():
            reached = sum(row["reach"][band] * row["weighted_risk"] for row in here)
            assert reached == pytest.approx(share * part["risk"]["total"])


def test_areas_keep_their_codes_and_what_is_left(outcome: Outcome) -> None:
    """Codes stay as they are, cells in no district are told last, districts without a cell are left out."""
    rows = reach_by_area(outcome, outcome.present)
    told = [(row["level"], row["name"], row["code"]) for row in rows]
    assert told[:2] == [(1, "Lowland", "XX01"), (1, OUTSIDE, "")]
    assert set(told[2:4]) == {(2, "West", "XX0101"), (2, "Middle", "XX0102")}
    assert told[4:] == [(2, OUTSIDE, "")]
    assert rows[0]["cells"] == rows[2]["cells"] + rows[3]["cells"]


def test_plan_and_present_have_one_order(outcome: Outcome) -> None:
    """Rows of plan and present stand side by side; a plan with more bases reaches no less."""
    assert outcome.evaluation is not None
    now, then = reach_by_area(outcome, outcome.present), reach_by_area(outcome, outcome.evaluation)
    for before, after in zip(now, then, strict=True):
        assert (before["level"], before["name"], before["people"]) == (
            after["level"],
            after["name"],
            after["people"],
        )
        assert after["people_out_of_reach"] <= before["people_out_of_reach"] + 1e-9
    assert not np.array_equal(
        within_reach(outcome, outcome.present), within_reach(outcome, outcome.evaluation)
    )


def test_reach_agrees_with_the_evaluation(outcome: Outcome) -> None:
    """People at risk beyond what is within reach are those that the evaluation counts."""
    for evaluation in (outcome.present, outcome.evaluation):
        assert evaluation is not None
        missed = outcome.demand.at_risk() & ~within_reach(outcome, evaluation)
        people = float(outcome.demand.people[missed].sum())
        assert people == pytest.approx(evaluation.numbers.people_out_of_reach)


def test_overlapping_districts_count_once() -> None:
    """A point in two districts, or on the line between them, goes to the first; one in none to nobody."""
    table = _districts([(1, "A", "A", (0, 0, 2, 2)), (1, "B", "B", (1, 0, 3, 2))])
    found = district_of(table, np.array([0.5, 1.5, 2.0, 2.5, 9.0]), np.ones(5))
    assert found.tolist() == [0, 0, 0, 1, -1]


def test_missing_codes_are_empty(outcome: Outcome) -> None:
    """A district without a code has an empty one, never the word nan."""
    table = _districts(LEVELS[:3]).assign(code=[None, np.nan, pd.NA])
    landscape = replace(outcome.landscape, levels=table)
    assert {area.code for area in admin_areas(landscape, outcome.demand)} == {""}


def test_levels_that_nobody_states(outcome: Outcome) -> None:
    """Without levels the districts are one table whose level is not known."""
    plain = _districts(LEVELS[:1]).drop(columns="level")
    landscape = replace(outcome.landscape, levels=plain.iloc[:0], districts=plain)
    assert [area.level for area in admin_areas(landscape, outcome.demand)] == [None, None]


def test_without_districts_there_is_no_row(plan_tiny: Planner) -> None:
    """A mission without districts has no rows, and an empty table."""
    plain = plan_tiny(Tiny())
    document = evaluation_document(plain)
    assert document["present"]["by_area"] == document["plan"]["by_area"] == []
    assert len(area_table(plain)) == 0


def test_table_has_polygons_and_both_ends(outcome: Outcome) -> None:
    """The table for QGIS has each row's polygon, the rest of a level as cells, and figures of both ends."""
    table = area_table(outcome)
    now = reach_by_area(outcome, outcome.present)
    assert table["out_present"].tolist() == [row["people_out_of_reach"] for row in now]
    assert table["name"].tolist() == [row["name"] for row in now]
    for band in BANDS:
        assert {f"reach_{band}_present", f"reach_{band}_plan"} <= set(table.columns)
    assert table.geometry.iloc[0].equals(shapely.box(-0.1, -0.1, 0.45, 0.7))
    rest = table[table["name"] == OUTSIDE].geometry.iloc[0]
    assert rest.bounds[0] == pytest.approx(0.45, abs=0.03)
    assert not rest.is_empty


def test_infeasible_plan_leaves_its_columns_empty(outcome: Outcome) -> None:
    """Without a plan the table has the present alone."""
    table = area_table(replace(outcome, evaluation=None))
    assert table["out_plan"].isna().all()
    assert table["out_present"].notna().all()
