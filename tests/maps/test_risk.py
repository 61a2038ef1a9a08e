"""The map of risk by source of threat."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from maps import style
from maps.contrast import VISIONS, Vision, worst_pair
from maps.risk import LIST, MOST_DISTRICTS, REGISTER, _register_layers, ranked_districts
from maps.risk_scale import BLANK, LOW_WITH_PRESENCE
from maps.wording import SOURCE_WORDS


@pytest.mark.parametrize("vision", VISIONS)
def test_low_with_presence_is_told_from_every_class(vision: str) -> None:
    """Its colour differs from those of risk, from the hatch and from the ground, with any sight."""
    for colour in (*style.risk_colours(5), *style.HATCH, "#ffffff"):
        assert worst_pair([LOW_WITH_PRESENCE, colour], vision=vision) > 19  # type: ignore[arg-type]


def _districts(count: int) -> gpd.GeoDataFrame:
    columns = {f"risk_{name}": np.full(count, np.nan) for name in SOURCE_WORDS}
    columns["risk_state"] = np.ones(count)
    columns["risk_armed_group"] = np.arange(count, dtype=float)
    return gpd.GeoDataFrame(
        {
            "level": [1, *[2] * (count - 1)],
            "name": [f"D{number}" for number in range(count)],
            "people": np.full(count, 1234.0),
            "unknown_people": np.zeros(count),
            "risk_total": np.arange(count, dtype=float),
            **columns,
        },
        geometry=[shapely.box(number, 0, number + 1, 1) for number in range(count)],
        crs=4326,
    )


@pytest.mark.parametrize("vision", ["normal", "protanopia", "deuteranopia"])
@pytest.mark.parametrize("classes", range(1, 7))
def test_special_cells_are_told_from_every_class_and_from_each_other(vision: Vision, classes: int) -> None:
    """Low with presence, both tones of the hatch, blank and all classes of risk differ in pairs."""
    colours = (*style.risk_colours(classes), LOW_WITH_PRESENCE, *style.HATCH)
    assert worst_pair(colours, vision=vision) > 19
    for colour in (*style.risk_colours(classes), LOW_WITH_PRESENCE):
        assert worst_pair([colour, BLANK.colour], vision=vision) > 19


def test_list_is_of_the_finest_level_by_falling_risk() -> None:
    """The districts with most risk are numbered from 1, with their main source in words."""
    ranked = ranked_districts(_districts(MOST_DISTRICTS + 5))
    assert len(ranked) == MOST_DISTRICTS
    assert ranked["name"].iloc[0] == f"D{MOST_DISTRICTS + 4}"
    assert ranked["rank"].tolist() == [str(number) for number in range(1, MOST_DISTRICTS + 1)]
    assert set(ranked["mostly"]) == {"armed groups"}
    assert ranked["people_words"].iloc[0] == "1,200"
    assert len(ranked_districts(_districts(2).iloc[:0])) == 0


def test_a_reader_without_register_and_bases_gets_no_heading_of_them() -> None:
    """Numbers of a list of districts stand under the list alone; with a base, beside the register."""
    districts = _districts(4)
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
    area = gpd.GeoDataFrame({"name": ["all"]}, geometry=[shapely.box(0, 0, 4, 1)], crs=4326)
    tables = {"threats": nothing, "hotspots": nothing, "bases": nothing, "area": area}
    ranked = ranked_districts(districts)
    assert {layer.section for layer in _register_layers(tables, ranked)} == {LIST}
    base = gpd.GeoDataFrame(
        {"name": ["A"], "asset": ["base"], "mgrs": ["35MQU"]}, geometry=[shapely.Point(1, 0.5)], crs=4326
    )
    assert {layer.section for layer in _register_layers({**tables, "bases": base}, ranked)} == {REGISTER}
