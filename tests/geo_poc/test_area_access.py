"""Who may enter a threat's area."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_poc.area_access import area_access
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import now


def _table(*rows: tuple[str, str, str, float, shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name": ["R"] * len(rows),
            "applies_to": [("civilian", "police")] * len(rows),
            "state": [state for state, _, _, _, _ in rows],
            "season": [season for _, season, _, _, _ in rows],
            "authority": [authority for _, _, authority, _, _ in rows],
            "probability": [probability for _, _, _, probability, _ in rows],
        },
        geometry=[shape for *_, shape in rows],
        crs=4326,
    )


def test_denied_by_the_source_itself(told_run: Planned) -> None:
    """Civilians are denied the whole area by the state, the very source; troops are free."""
    case = now(told_run.outcome)
    state, armed = case.demand.threats
    found = area_access(case.landscape, case.demand, state, "civilian", "dry")
    assert (found["state"], found["probability"], found["authorities"]) == ("denied", 1.0, ["state"])
    assert found["closed_share"] == pytest.approx(1.0)
    assert found["by_its_source"]
    assert not area_access(case.landscape, case.demand, armed, "civilian", "dry")["by_its_source"]
    free = area_access(case.landscape, case.demand, state, "military", "dry")
    assert (free["state"], free["closed_share"], free["authorities"]) == ("free", 0.0, [])


def test_each_part_by_its_strictest_state(told_run: Planned) -> None:
    """Where restrictions overlap the stricter counts; shares are of the area's weight and sum to 1."""
    case = now(told_run.outcome)
    threat = case.demand.threats[0]
    west = shapely.box(0.3, 0.0, 0.45, 0.6)
    table = _table(
        ("notify", "", "host", 0.1, shapely.box(0.3, 0.0, 0.6, 0.6)),
        ("authorise", "", "army", 0.4, west),
        ("free", "", "nobody", 1.0, west),
    )
    found = area_access(replace(case.landscape, restrictions=table), case.demand, threat, "police", "dry")
    inside = case.demand.lon[threat.cells] < 0.45
    share = float(threat.weights[inside].sum() / threat.weights.sum())
    assert found["shares"] == pytest.approx({"notify": 1 - share, "authorise": share})
    assert (found["state"], found["probability"]) == ("authorise", 0.4)
    assert found["authorities"] == ["army", "host"]
    assert found["closed_share"] == 0.0


@pytest.mark.parametrize(("season", "closed"), [("dry", 1.0), ("wet", 0.0)])
def test_seasonal_restrictions_close_in_their_season(told_run: Planned, season: str, closed: float) -> None:
    """The state is told in both seasons; the area is closed in one."""
    case = now(told_run.outcome)
    table = _table(("seasonal", "dry", "herders", 0.5, shapely.box(0, 0, 0.6, 0.6)))
    found = area_access(
        replace(case.landscape, restrictions=table), case.demand, case.demand.threats[0], "civilian", season
    )
    assert found["state"] == "seasonal"
    assert found["closed_share"] == pytest.approx(closed)


def test_without_restrictions_all_are_free(told_run: Planned) -> None:
    """No layer of restrictions closes nothing."""
    case = now(told_run.outcome)
    none = replace(case.landscape, restrictions=case.landscape.restrictions.iloc[:0])
    found = area_access(none, case.demand, case.demand.threats[0], "civilian", "dry")
    assert found["state"] == "free"
    assert np.isclose(found["shares"]["free"], 1.0)
