"""What the mission file names on the ground is looked up before travel, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc import siting
from geo_poc.ground import Ground
from geo_poc.inspection import inspect
from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from layers.errors import InputError
from tests.tiny_mission import Tiny, write_tiny

NOWHERE = '[[site]]\nname = "Nowhere"\nstatus = "locked"\nreason = "r"\n'
FLOOR = '[[constraints.floor]]\nname = "a"\nshare = 0.5\ndistrict = "Nowhere"\n'
HUB = '[[constraints.hub]]\nname = "a"\nwithin_min = 60\nsites = ["Nowhere"]\n'


def _no_travel(*_: object, **__: object) -> Ground:
    pytest.fail("travel was computed for a mission that cannot be planned")


@pytest.mark.parametrize(
    ("extra", "keys"),
    [
        (NOWHERE, {"site[1].name"}),
        (FLOOR, {"constraints.floor[1].district"}),
        (
            NOWHERE + FLOOR + HUB,
            {"site[1].name", "constraints.floor[1].district", "constraints.hub[1].sites"},
        ),
    ],
)
def test_names_that_nothing_has_are_told_before_travel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str, keys: set[str]
) -> None:
    """A plan ends with every lock and constraint that names nothing, and travel is not computed."""
    monkeypatch.setattr(siting, "travelled", _no_travel)
    mission = Mission.load(write_tiny(tmp_path / "m", Tiny(extra=extra)))
    with pytest.raises(InputError) as fault:
        make_plan(mission)
    errors = [finding for finding in fault.value.findings if finding.severity == "error"]
    assert {finding.column for finding in errors} == keys
    assert {finding.file for finding in errors} == {"mission.toml"}


LAKE = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Long lake"}, '
    '"geometry": {"type": "Polygon", "coordinates": '
    "[[[0.24, 0.44], [0.36, 0.44], [0.36, 0.56], [0.24, 0.56], [0.24, 0.44]]]}}]}"
)


def test_a_lock_in_a_lake_is_told_as_such(tmp_path: Path) -> None:
    """The error says that nobody can reach the place, not that there is none of its name."""
    extra = '[layers.lakes]\npath = "lakes.geojson"\n' + NOWHERE.replace("Nowhere", "North")
    mission = Mission.load(write_tiny(tmp_path / "m", Tiny(extra=extra, files={"lakes.geojson": LAKE})))
    with pytest.raises(InputError) as fault:
        make_plan(mission)
    (error,) = [finding for finding in fault.value.findings if finding.severity == "error"]
    assert (error.file, error.row, error.column) == ("places.geojson", 1, "layers.places")
    assert error.value == "North"
    assert "in a lake say or where troops are denied" in error.message
    assert "layers.restrictions" in error.remedy


def test_a_lock_at_the_shore_of_a_lake_is_a_warning_with_its_row(tmp_path: Path) -> None:
    """A place that can be planned with, elsewhere than it was given, is told where it is written."""
    lake = (
        LAKE.replace("0.24", "0.29").replace("0.36", "0.31").replace("0.44", "0.09").replace("0.56", "0.11")
    )
    extra = '[layers.lakes]\npath = "lakes.geojson"\n' + NOWHERE.replace("Nowhere", "South")
    mission = Mission.load(write_tiny(tmp_path / "m", Tiny(extra=extra, files={"lakes.geojson": lake})))
    (told,) = [finding for finding in inspect(mission).findings if finding.value == "South"]
    assert (told.severity, told.file, told.row) == ("warning", "places.geojson", 2)
    assert "the mission names this place, and it lies where nobody can pass" in told.message
