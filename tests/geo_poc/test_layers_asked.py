"""Which files the layers of a mission are read from."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.layers_asked import landscape_request
from geo_poc.mission import Mission
from layers.errors import InputError
from tests.tiny_mission import Tiny, write_tiny


def test_request_has_every_layer_and_setting(tmp_path: Path) -> None:
    """Files are resolved, roles name their keys, optional layers that are not given stay out."""
    mission = Mission.load(write_tiny(tmp_path / "m"))
    wet = mission.with_settings(
        travel__season="wet",
        travel__wet_months=[4, 5],
        travel__wet_factor=3.0,
        travel__bridges_assumed=False,
        travel__snap_m=500.0,
    )
    request = landscape_request(wet)
    assert request.area.path == mission.path.parent / "area.geojson"
    assert request.borders_closed
    assert (request.demand_cell_m, request.travel_cell_m) == (2000, 1000)
    assert [(file.role, file.unit) for file in request.population] == [
        ("layers.population[1]", "people_per_cell")
    ]
    assert [(file.role, skeleton) for file, skeleton in request.roads] == [("layers.roads[1]", False)]
    assert request.places is not None
    assert request.rivers is None
    assert request.contingents is None
    assert (request.friction.season, request.friction.wet_factor) == ("wet", 3.0)
    assert request.wet_months == (4, 5)
    assert not request.friction.bridges_assumed
    assert request.snap_m == 500.0
    assert request.personas == ("civilian", "military", "police")


@pytest.mark.parametrize("marking", ["", "Confidential", "Strictly Confidential", "Unclassified"])
def test_contingents_are_named_by_their_key_and_at_least_confidential(tmp_path: Path, marking: str) -> None:
    """The table of caveats is asked for with its columns; a lower marking is refused, in exercises too."""
    line = f'\nclassification = "{marking}"' if marking else ""
    extra = f'[layers.contingents]\npath = "c.csv"\ncolumns = {{ name = "who" }}{line}\n'
    path = write_tiny(tmp_path / "m", Tiny(extra=extra))
    (path.parent / "c.csv").write_text("who,caveat\nAlpha,no_night\n", encoding="utf-8")
    if marking == "Unclassified":
        with pytest.raises(InputError, match="Confidential"):
            Mission.load(path)
        return
    mission = Mission.load(path)
    given = landscape_request(mission).contingents
    assert given is not None
    assert (given.path, given.role) == (path.parent / "c.csv", "layers.contingents")
    assert given.columns == {"name": "who"}
    assert mission.layers()["layers.contingents"].classification == (marking or "Confidential")
