"""Harm that bases may bring, on a mission whose distances are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pyproj import Geod

from geo_poc.case import Case
from geo_poc.harm_flag import Flag
from geo_poc.harm_of_bases import attacks_drawn, displacement, exploitation, keep_away
from geo_poc.planning import Planned
from layers.proximity import people_beside
from tests.geo_poc.told_mission import now, then


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    return float(Geod(ellps="WGS84").inv(lon, lat, other_lon, other_lat)[2]) / 1000


def _by_id(flags: object) -> dict[str, Flag]:
    found = {flag.id: flag for flag in flags}  # type: ignore[attr-defined]
    assert all(flag.reason and flag.unit and flag.where for flag in found.values())
    return found


def _settings(case: Case, **keys: object) -> Case:
    settings = {f"harm__{name}": value for name, value in keys.items()}
    return replace(case, mission=case.mission.with_settings(**settings))


def test_the_present_has_no_new_bases(told_run: Planned) -> None:
    """What is flagged of new bases is not flagged of those in place."""
    case = now(told_run.outcome)
    assert list(displacement(case)) == []
    assert list(exploitation(case)) == []
    assert {flag.about for flag in attacks_drawn(case)} == {"west:parallel-force"}


def test_the_ring_around_a_new_base(told_run: Planned) -> None:
    """Its figure is the weight 60 to 90 minutes from the new base that no base reaches in 60."""
    case = then(told_run.outcome)
    table = case.reaches.tables["cob"]
    minutes = {}
    for site, name in enumerate(s.id for s in case.sites):
        row = slice(table.indptr[site], table.indptr[site + 1])
        minutes[name] = dict(zip(table.cells[row].tolist(), (table.tenths[row] / 10).tolist(), strict=True))
    total, risk, people = case.demand.total(), 0.0, 0.0
    for position, cell in enumerate(case.demand.cells.tolist()):
        new = minutes["c-north"].get(cell, np.inf)
        west, east = minutes["west"].get(cell, np.inf) + 10, minutes["east"].get(cell, np.inf)
        if 60 < new <= 90 and west > 60 and east > 60:
            risk, people = risk + total[position], people + case.demand.people[position]
    (flag,) = displacement(case)
    assert flag.id == "displacement:c-north"
    assert flag.figure == pytest.approx(risk)
    assert flag.figure > 0
    assert f"{people:,.0f} people live 60 to 90 minutes" in flag.reason
    wider = next(displacement(_settings(case, ring=1.75)))
    assert wider.figure is not None
    assert wider.figure > risk


def test_patrols_in_the_ring_quiet_it(told_run: Planned) -> None:
    """Where patrols visit every cell nothing is left of the ring."""
    case = then(told_run.outcome)
    visited = replace(case.evaluation, visits=np.ones(case.demand.cells.size, dtype=np.int32))
    assert list(displacement(replace(case, evaluation=visited))) == []


def test_people_beside_a_new_base(told_run: Planned) -> None:
    """The figure is who lives within the radius; cells too coarse to tell leave it open, not at zero."""
    case = then(told_run.outcome)
    beside = people_beside(case.landscape, 0.30, 0.50)
    found = _by_id(attacks_drawn(case))
    assert found["attacks_drawn:c-north"].figure == pytest.approx(beside)
    assert (found["attacks_drawn:c-north"].lon, found["attacks_drawn:c-north"].lat) == (0.30, 0.50)
    coarse = replace(case.landscape, travel=replace(case.landscape.travel, cell_m=2000.0))
    assert _by_id(attacks_drawn(replace(case, landscape=coarse)))["attacks_drawn:c-north"].figure is None


def test_bases_near_a_parallel_force(told_run: Planned) -> None:
    """West is 6.6 km from the force's place: flagged at 10 km and not at 6."""
    case = then(told_run.outcome)
    flag = _by_id(attacks_drawn(case))["attacks_drawn:west:parallel-force"]
    assert flag.figure == pytest.approx(_km(0.15, 0.30, 0.15, 0.36), rel=1e-3)
    assert "Blue Force" not in flag.reason
    near = _by_id(attacks_drawn(_settings(case, parallel_m=6000)))
    assert set(near) == {"attacks_drawn:c-north"}


def test_new_bases_in_towns(told_run: Planned) -> None:
    """The new base stands in a town; with a wider limit the camp, 37 km away, is flagged too."""
    case = then(told_run.outcome)
    assert set(_by_id(exploitation(case))) == {"exploitation:c-north:town"}
    wide = _by_id(exploitation(_settings(case, settlement_m=30_000)))
    away = wide["exploitation:c-north:displaced"].figure
    assert away == pytest.approx(_km(0.30, 0.50, 0.452, 0.302), rel=2e-3)


def test_distances_to_keep(told_run: Planned) -> None:
    """Both bases are too near to somebody; an exception is told with its reason and the flag stays."""
    case = now(told_run.outcome)
    found = _by_id(keep_away(case))
    assert set(found) == {"keep_away:west:humanitarian", "keep_away:east:displaced"}
    assert found["keep_away:east:displaced"].figure == pytest.approx(_km(0.45, 0.30, 0.452, 0.302), rel=1e-2)
    assert "Relief" not in found["keep_away:west:humanitarian"].reason
    assert "harm.exception" in found["keep_away:east:displaced"].reason
    agreed = _settings(case, exception=[{"site": "EAST", "reason": "asked for by the camp"}])
    assert "Exception: asked for by the camp" in _by_id(keep_away(agreed))["keep_away:east:displaced"].reason
    assert set(_by_id(keep_away(_settings(case, keep_away_displaced_m=300)))) == {
        "keep_away:west:humanitarian"
    }
