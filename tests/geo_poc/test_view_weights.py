"""Views of the mission file: what they weigh, and plans made for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from geo_poc.assembling import demand_of
from geo_poc.control import NO_CONTROL
from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from geo_poc.siting import prepare_ground
from geo_poc.view_weights import ViewWeights, view_shares
from layers.errors import InputError
from tests.geo_poc.weighed_missions import TWO_VIEWS, VIEWS, mission_of
from tests.tiny_mission import box, write_tiny

ASKED = 'consulted = [{ who = "women", date = 2025-05-01, people = 40 }]\n'


def _weights(mission: Mission) -> ViewWeights:
    ground = prepare_ground(mission, NO_CONTROL)
    return ViewWeights(mission, ground, demand_of(mission, ground, ()), ())


def test_threat_weight_stands_in_place_of_its_priority(tmp_path: Path) -> None:
    """In a threat's area the view's weight counts, elsewhere 1; all is as heavy as the mission's own."""
    mission = mission_of(tmp_path, TWO_VIEWS)
    ground = prepare_ground(mission, NO_CONTROL)
    demand = demand_of(mission, ground, ())
    found = ViewWeights(mission, ground, demand, ()).of("western")["armed_group"]
    own = demand.weights["armed_group"]
    inside = demand.threats[0].cells
    outside = np.setdiff1d(np.flatnonzero(own), np.concatenate([t.cells for t in demand.threats]))
    # must weighs 3 in the mission's own, 9 in this view; outside both weigh 1.
    ratio = (found[inside] / own[inside])[own[inside] > 0] / (found[outside[0]] / own[outside[0]])
    assert ratio.tolist() == pytest.approx([3.0] * ratio.size)
    assert float(found.sum()) == pytest.approx(float(demand.total().sum()))


def test_district_and_surface_multiply(tmp_path: Path) -> None:
    """A factor of nothing west of a line leaves all weight east of it, by district and by raster alike."""
    text = (
        f'[[view]]\nname = "east"\nlevel = "local"\n{ASKED}district_weights = {{ Westland = 0.0 }}\n\n'
        f'[[view]]\nname = "drawn"\nlevel = "local"\n{ASKED}surface = {{ path = "factor.tif" }}\n'
    )
    tiny = replace(TWO_VIEWS, extra=text, districts=(("Westland", box(0.0, 0.0, 0.3, 0.6)),))
    path = write_tiny(tmp_path, tiny)
    values = np.repeat([[0.0] * 30 + [1.0] * 30], 60, axis=0).astype("float32")
    with rasterio.open(
        tmp_path / "factor.tif",
        "w",
        driver="GTiff",
        height=60,
        width=60,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=Affine(0.01, 0, 0.0, 0, -0.01, 0.6),
    ) as raster:
        raster.write(values, 1)
    mission = Mission.load(path)
    ground = prepare_ground(mission, NO_CONTROL)
    demand = demand_of(mission, ground, ())
    weights = ViewWeights(mission, ground, demand, ())
    for name in ("east", "drawn"):
        found = weights.of(name)["armed_group"]
        assert found[demand.lon < 0.28].sum() == 0.0
        assert found[demand.lon > 0.32].sum() > 0.0


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("district_weights = { Nowhere = 2.0 }", "district that is not there"),
        ("group_weights = { women = 2.0 }", "group that is not counted"),
        ("source_weights = { armed_group = 0.0, state = 0.0 }\nwords = 'x'", "no weight anywhere"),
    ],
)
def test_view_that_names_what_is_not_there_is_refused(tmp_path: Path, keys: str, message: str) -> None:
    """Districts and groups are looked for, and a view must weigh something."""
    tiny = replace(TWO_VIEWS, extra=f'[[view]]\nname = "one"\nlevel = "other"\n{ASKED}{keys}\n')
    with pytest.raises(InputError, match=message):
        _weights(mission_of(tmp_path, tiny)).of("one")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'[[view]]\nname = "must"\nlevel = "other"\n{ASKED}', "has this name"),
        (f'[[view]]\nname = "a"\nlevel = "other"\n{ASKED}' * 2, "more than once"),
        (f'[[view]]\nname = "a"\nlevel = "other"\n{ASKED}threat_weights = {{ T9 = 1 }}\n', "no threat has"),
        ('[[view]]\nname = "a"\nlevel = "other"\nconsulted = []\n', "at least 1"),
        (f'[[view]]\nname = "a"\nlevel = "other"\n{ASKED.replace("2025", "2026")}', "after as_of"),
        ("[objective]\nviews = { a = 1.0 }\n", "no view has this name"),
        (f'[[view]]\nname = "a"\nlevel = "other"\n{ASKED}source_weights = {{ state = 0.5 }}\n', "say why"),
    ],
)
def test_views_that_contradict_the_mission_are_findings(tmp_path: Path, text: str, message: str) -> None:
    """Each is told with its key before anything is read."""
    with pytest.raises(InputError, match=message):
        mission_of(tmp_path, replace(TWO_VIEWS, extra=text))


def test_plan_for_a_view_goes_where_it_weighs(tmp_path: Path) -> None:
    """The one new base follows the view; the mission's own evaluation stays the yardstick; both say so."""
    mission = mission_of(tmp_path, TWO_VIEWS)
    placed = {}
    for name in VIEWS:
        outcome = make_plan(mission.with_settings(objective__views={name: 1.0}))
        placed[name] = {p.name for p in outcome.plan.placements if not p.in_place}
        assert f"Placed for the views {name} 100%" in outcome.plan.notes[0]
        assert "what one more unit would add, are in their weights" in outcome.plan.notes[0]
        assert "asked" in outcome.plan.notes[0]
    assert placed == {"western": {"West"}, "eastern": {"East"}}


def test_shares_sum_to_one(tmp_path: Path) -> None:
    """Only the ratio of the sliders counts."""
    mission = mission_of(tmp_path, TWO_VIEWS).with_settings(objective__views={"western": 3.0, "eastern": 1.0})
    assert view_shares(mission) == {"western": 0.75, "eastern": 0.25}
