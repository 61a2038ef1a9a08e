"""A mission file with wrong values: what the rest of it disagrees on is told beside them, and no more."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo_poc.mission_keys import validated
from layers.errors import InputError
from tests.geo_poc.mission_texts import SMALL, THREAT, found_in, write_mission
from tests.tiny_mission import Tiny, write_tiny

LOCKS = (
    '[[site]]\nname = "West"\nstatus = "locked"\nreason = "asked for"\n'
    '[[site]]\nname = "west"\nstatus = "forbidden"\nreason = "a school"\n'
)
LOOP = '[assets.cob]\nhosts = ["jpt"]\n'
WRONG = SMALL.replace("cob = 1", "cob = -3")


def test_locks_and_loops_are_told_beside_wrong_values(tmp_path: Path) -> None:
    """A contradiction and tools that need each other come with what each value is wrong by, in order."""
    effects = "[effectiveness.cob]\nstate = 1.4\ncommunal = nan\n"
    more = THREAT + 'district = "North"\ntime_limit_min = nan\n'
    more += '[[constraints.floor]]\nname = "f"\nshare = 1.3\n'
    found = found_in(write_mission(tmp_path, WRONG + effects + LOOP + LOCKS + more))
    assert list(found) == [
        "assets.cob.hosts",
        "effectiveness.cob.state",
        "effectiveness.cob.communal",
        "budget.cob",
        "site[2].status",
        "threat[1].time_limit_min",
        "constraints.floor[1].share",
    ]
    assert "asked for" in found["site[2].status"].message
    assert "a school" in found["site[2].status"].message


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("bands_min = [10, 20]\nband_values = [1, nan]\n" + SMALL, {"band_values[2]"}),
        ("bands_min = [10, 20]\nbnd_values = [1, 0.5]\n" + SMALL, {"bnd_values"}),
        ("bands_min = [10, 20]\nband_values = [2]\n" + SMALL, {"band_values[1]"}),
        (SMALL + "[assets.qrf_air]\nreach_min = -1\npreparation_min = 90\n", {"assets.qrf_air.reach_min"}),
        (SMALL + '[assets.cob]\nhosts = ["jpt"]\nnearr = []\n', {"assets.cob.nearr"}),
        (SMALL + '[assets.cob]\nstands = "route"\nservice = 3\n', {"assets.cob.service"}),
        (SMALL + LOCKS.replace('"locked"', '"open"'), {"site[1].status"}),
        (SMALL + "[constraints]\nmoves = -1\n", {"constraints.moves"}),
        (SMALL + '[objective]\nviews = { a = 1 }\n[[view]]\nnam = "a"\n', {"view[1].name", "view[1].level"}),
    ],
)
def test_no_finding_follows_from_what_is_left_out(tmp_path: Path, text: str, keys: set[str]) -> None:
    """A wrong, misspelt or missing value is told itself; nothing is told that may hold once it is mended."""
    found = set(found_in(write_mission(tmp_path, text)))
    assert keys <= found
    assert all(key.startswith((*keys, "view[1]")) for key in found), found


def _leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(one, (*at, key))
    yield at


def _spoilt(value: Any, at: tuple[Any, ...], by: Any) -> Any:
    if not at:
        return by
    if isinstance(value, dict):
        return {key: _spoilt(one, at[1:], by) if key == at[0] else one for key, one in value.items()}
    return [_spoilt(one, at[1:], by) if number == at[0] else one for number, one in enumerate(value)]


RICH = (
    THREAT
    + 'district = "North"\ntools = ["cob", "jpt"]\n'
    + '[[site]]\nname = "North"\nstatus = "locked"\nreason = "r"\n'
    + '[[view]]\nname = "v"\nlevel = "local"\nthreat_weights = { T1 = 2.0 }\nwords = "w"\n'
    + 'consulted = [{ who = "women", date = 2025-05-01, people = 40, how = "poll" }]\n'
    + '[[factor]]\nname = "f"\nrole = "driver_for"\npath = "f.csv"\nelsewhere = 0.5\nactor = "elders"\n'
    + 'source = "survey"\ndate = 2025-05-01\nauthor = "section"\n'
    + '[[constraints.release]]\nsite = "West"\nreason = "r"\nclose_cost = 1.0\n'
    + '[[constraints.hub]]\nname = "h"\nwithin_min = 60\ntools = ["cob"]\n'
    + '[[constraints.floor]]\nname = "a"\nshare = 0.5\n'
    + '[[constraints.tier]]\ntier = 1\nname = "t"\n'
    + "[constraints]\nmoves = 1\n"
    + '[objective]\nviews = { v = 1.0 }\n[assets.jpt]\nhosts = ["cob"]\n[effectiveness.cob]\nstate = 0.2\n'
    + '[patrols]\ncoordinated_with = "police"\n'
)


def test_any_value_may_be_wrong(tmp_path: Path) -> None:
    """Whatever single value of a rich file is of a wrong kind, findings come and nothing else fails."""
    raw = tomllib.loads(write_tiny(tmp_path / "m", Tiny(extra=RICH)).read_text(encoding="utf-8"))
    assert validated(raw, Path("mission.toml")).view
    for at in [place for place in _leaves(raw) if place]:
        for by in (object(), {"nothing": [1]}):
            with pytest.raises(InputError) as fault:
                validated(_spoilt(raw, at, by), Path("mission.toml"))
            assert {finding.severity for finding in fault.value.findings} == {"error"}
            assert len(set(fault.value.findings)) == len(fault.value.findings)
