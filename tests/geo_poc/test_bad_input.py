"""Contradictory and impossible missions: each fault is told with its place before anything is solved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo_poc.cli import run_command
from tests.geo_poc.conftest import DISTRICTS
from tests.tiny_mission import Tiny, write_tiny


def _lock(name: str, status: str, tool: str = "cob") -> str:
    return f'[[site]]\nname = "{name}"\nstatus = "{status}"\nreason = "{status} {tool}"\ntool = "{tool}"\n'


def _rule(kind: str, **keys: object) -> str:
    return f"[[constraints.{kind}]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items())


FLOOR = {"name": "a", "share": 0.5}
HUB = {"name": "a", "within_min": 60}
RELEASE = {"site": "West", "reason": "old"}

BEFORE_READING = {
    "locked and forbidden": (_lock("North", "locked") + _lock("North", "forbidden"), "site[2].status"),
    "negative personnel": ("[assets.cob]\npersonnel = -3\n", "assets.cob.personnel"),
    "effect above 1": ("[effectiveness.cob]\nstate = 1.5\n", "effectiveness.cob.state"),
    "effect below 0": ("[effectiveness.cob]\nstate = -0.1\n", "effectiveness.cob.state"),
    "middle effect above 1": ("[effectiveness.cob.state]\nmid = 1.4\n", "effectiveness.cob.state.mid"),
    "effect that is no number": ("[effectiveness.cob]\nstate = nan\n", "effectiveness.cob.state"),
    "effect in words": ('[effectiveness.cob]\nstate = "much"\n', "effectiveness.cob.state"),
    "source weight of 1e12": ("[objective.source_weights]\nstate = 1e12\n", "objective.source_weights.state"),
    "priority weight of 1e12": (
        "[objective.priority_weights]\nmust = 1e12\ncould = 1e-6\n",
        "objective.priority_weights.must",
    ),
    "weight that is no number": (
        "[objective.source_weights]\nstate = nan\n",
        "objective.source_weights.state",
    ),
    "source floor above 100 %": ("[objective]\nfloor_share = 1.1\n", "objective.floor_share"),
    "floor above 100 %": (_rule("floor", **FLOOR | {"share": 1.1}), "constraints.floor[1].share"),
    "floor of nothing": (_rule("floor", **FLOOR | {"share": 0}), "constraints.floor[1].share"),
    "floor of people by source": (
        _rule("floor", **FLOOR, of="people", source="state"),
        "constraints.floor[1]",
    ),
    "floor of risk by group": (_rule("floor", **FLOOR, group="women"), "constraints.floor[1]"),
    "floor of no strategic threat": (_rule("floor", **FLOOR, of="strategic"), "constraints.floor.of"),
    "weight of no source": (
        '[objective.source_weights]\nreason = "x"\n',
        "objective.source_weights.reason",
    ),
    "needs around": ('[assets.cob]\nhosts = ["jpt"]\n', "assets.cob.hosts"),
    "needs itself": ('[assets.tob]\nnear = ["tob"]\n', "assets.tob.near"),
    "no number of minutes": ("[assets.tob]\nnear_min = nan\n", "assets.tob.near_min"),
    "endless spacing": ("[[constraints.spacing]]\nminutes = inf\n", "constraints.spacing[1].minutes"),
    "spacing below 0": (_rule("spacing", metres=-1), "constraints.spacing[1].metres"),
    "spacing in both": (_rule("spacing", metres=1, minutes=1), "constraints.spacing[1]"),
    "spacing of no tool": (_rule("spacing", metres=1, tools=["tank"]), "constraints.spacing[1].tools"),
    "hub without hubs": (_rule("hub", **HUB), "constraints.hub[1]"),
    "hub that needs another": (_rule("hub", **HUB, tools=["tob"]), "constraints.hub[1].tools"),
    "hub no time to fly": (
        _rule("hub", **HUB, sites=["West"], by="air", preparation_min=60),
        "constraints.hub[1]",
    ),
    "backup of teams": (_rule("backup", name="a", site="West", tools=["jpt"]), "constraints.backup[1].tools"),
    "backup by one": (_rule("backup", name="a", site="West", least=1), "constraints.backup[1].least"),
    "backup nowhere": (_rule("backup", name="a"), "constraints.backup[1]"),
    "release in no way": (_rule("release", **RELEASE), "constraints.release[1]"),
    "release and lock": (
        _rule("release", **RELEASE, close_cost=0) + _lock("West", "locked"),
        "constraints.release[1].site",
    ),
    "release below 0": (_rule("release", **RELEASE, move_cost=-1), "constraints.release[1].move_cost"),
    "moves of nothing": ("[constraints]\nmoves = 1\n", "constraints.moves"),
    "veto of whole plans": (_rule("veto", flag="displacement", reason="r"), "constraints.veto[1].flag"),
    "veto without reason": (_rule("veto", flag="exploitation"), "constraints.veto[1].reason"),
    "floor named twice": (_rule("floor", **FLOOR) + _rule("floor", **FLOOR), "constraints.floor.name"),
}
ON_THE_GROUND = {
    "locked and forbidden by id": (_lock("North", "locked") + _lock("c-north", "forbidden"), "site[2].name"),
    "locked for two classes": (_lock("North", "locked") + _lock("North", "locked", "tob"), "site[2].tool"),
    "floor in no district": (_rule("floor", **FLOOR, district="Nowhere"), "constraints.floor[1].district"),
    "floor at no level": (_rule("floor", **FLOOR, level=7), "constraints.floor[1].level"),
    "floor of no group": (_rule("floor", **FLOOR, of="people", group="elves"), "constraints.floor[1].group"),
    "hub at no site": (_rule("hub", **HUB, sites=["Nowhere"]), "constraints.hub[1].sites"),
    "hub closed by a lock": (
        _rule("hub", **HUB, sites=["West"]) + _lock("West", "forbidden"),
        "constraints.hub[1].sites",
    ),
    "backup outside": (
        _rule("backup", name="a", centre=[50, 50], radius_km=1),
        "constraints.backup[1]",
    ),
    "release of no base": (
        _rule("release", site="North", reason="old", close_cost=0),
        "constraints.release[1].site",
    ),
}


def _errors(tmp_path: Path, extra: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return the errors of `check --json` on a tiny mission; its exit code is that of bad input."""
    path = write_tiny(tmp_path / "m", Tiny(extra=extra, districts=DISTRICTS))
    assert run_command(["check", str(path), "--json", "--quiet"]) == 2
    document = json.loads(capsys.readouterr().out)
    return [finding for finding in document["findings"] if finding["severity"] == "error"]


@pytest.mark.parametrize("name", [*BEFORE_READING, *ON_THE_GROUND])
def test_each_fault_has_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Each mistake is told once, with file, key and remedy, and the command ends as with bad input."""
    extra, key = {**BEFORE_READING, **ON_THE_GROUND}[name]
    errors = _errors(tmp_path, extra, capsys)
    assert [finding["column"] for finding in errors] == [key]
    assert all(finding["file"] == "mission.toml" and finding["remedy"] for finding in errors)


def test_all_faults_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults of different tables come together; so do those that only the ground tells."""
    extra = _rule("floor", **FLOOR | {"share": 2}) + "[effectiveness.cob]\nstate = 7\n"
    told = {finding["column"] for finding in _errors(tmp_path / "a", extra, capsys)}
    assert {"constraints.floor[1].share", "effectiveness.cob.state"} == told
    extra = _rule("floor", **FLOOR, district="Nowhere") + _rule("hub", **HUB, sites=["Nowhere"])
    told = {finding["column"] for finding in _errors(tmp_path / "b", extra, capsys)}
    assert told == {"constraints.floor[1].district", "constraints.hub[1].sites"}


def test_contradictory_locks_name_both_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A site that is locked in and out is an error with the reason of each, by name and by id."""
    for number, other in enumerate(("North", "c-north")):
        extra = _lock("North", "locked") + _lock(other, "forbidden")
        (fault,) = _errors(tmp_path / str(number), extra, capsys)
        assert "locked cob" in str(fault["message"])
        assert "forbidden cob" in str(fault["message"])


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        (
            _lock("West", "locked", "tob"),
            "stands as company operating base and is locked open as temporary operating base",
        ),
        (
            _lock("North", "locked", "jpt"),
            "no company operating base or temporary operating base stands or may be placed at its site",
        ),
    ],
)
def test_locks_that_nothing_can_keep(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lock: str, words: str
) -> None:
    """A second class of base at a base, and a team without a host, are refused before solving."""
    path = write_tiny(tmp_path / "m", Tiny(extra=lock))
    assert run_command(["plan", str(path), "--out", str(tmp_path / "run"), "--quiet"]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_negative_budget_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its key and value are told."""
    path = write_tiny(tmp_path / "m", Tiny(budget={"cob": -1}))
    assert run_command(["plan", str(path), "--out", str(tmp_path / "run"), "--quiet"]) == 2
    told = capsys.readouterr().err
    assert "[budget.cob]" in told
    assert "-1" in told


def test_no_candidate_for_a_budget_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mission without places plans on its bases alone, and says what its budget cannot buy."""
    path = write_tiny(tmp_path / "m", Tiny(budget={"cob": 2}, places=()))
    assert run_command(["check", str(path), "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    (found,) = [f for f in document["findings"] if "no candidate site" in f["message"]]
    assert (found["severity"], found["column"]) == ("warning", "layers.places")


def test_a_candidate_in_a_lake_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A place far out in a lake is no candidate: its name is told, with where to look."""
    ring = [[0.2, 0.4], [0.4, 0.4], [0.4, 0.59], [0.2, 0.59], [0.2, 0.4]]
    lake = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    files = {"lakes.geojson": json.dumps({"type": "FeatureCollection", "features": [lake]})}
    extra = '[layers.lakes]\npath = "lakes.geojson"\n'
    path = write_tiny(tmp_path / "m", Tiny(budget={"cob": 2}, extra=extra, files=files))
    assert run_command(["check", str(path), "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    (found,) = [f for f in document["findings"] if f["column"] == "layers.places"]
    assert found["value"] == "North"
    assert "lake" in found["message"]
