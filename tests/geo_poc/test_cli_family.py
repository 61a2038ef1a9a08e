"""What the commands that answer a question about plans share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo_poc import cli_family
from geo_poc.cli import run_command
from geo_poc.cli_options import with_weights
from geo_poc.commands import app
from geo_poc.ground import Ground
from layers.errors import InputError
from tests.geo_poc.weighed_missions import TWO_VIEWS
from tests.tiny_mission import write_tiny

FAMILY = ("frontier", "compromise", "portfolio", "robust", "explain", "what-if")
EVERY = {"--set", "--scenario", "--json", "--quiet", "--out"}
PLACING = {"--weights", "--effort", "--gap", "--seed", "--time-limit-s"}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times out of the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize("name", FAMILY)
def test_every_command_takes_the_options_of_the_family(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All can be set, told and written alike; what places nothing has no options of the optimiser."""
    assert app.info.name == "geo-poc"
    run_command([name, "--help"])
    told = capsys.readouterr().out
    wanted = EVERY | (set() if name == "what-if" else PLACING)
    assert {option for option in wanted if option not in told} == set()
    if name == "what-if":
        assert {option for option in PLACING if option in told} == set()


def test_quiet_prints_results_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines of the answer on standard output, nothing on standard error."""
    mission = str(write_tiny(tmp_path / "mission", TWO_VIEWS))
    assert run_command(["portfolio", mission, "--quiet", "--plans", "1"]) == 0
    told = capsys.readouterr()
    assert "people at risk out of reach" in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["frontier", "--second", "northern"],
        ["compromise", "--view", "northern", "--view", "western"],
        ["robust", "--tail", "2"],
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_is_read(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With or without a folder to write, a wrong view or share costs no travel, and no folder is left."""

    def never(*_: object) -> Ground:
        raise AssertionError("read")

    monkeypatch.setattr(cli_family, "prepare_ground", never)
    mission, out = str(write_tiny(tmp_path / "mission", TWO_VIEWS)), tmp_path / "out"
    assert run_command([*arguments, mission, "--out", str(out), "--quiet"]) == 2
    assert run_command([*arguments, mission, "--quiet"]) == 2
    assert not out.exists()


def test_robust_weighs_views_and_stops_at_a_distance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan for the eastern view alone places its base in the east, for the western in the west."""
    mission = str(write_tiny(tmp_path / "mission", TWO_VIEWS))
    placed = {}
    for view in ("western", "eastern"):
        command = ["robust", mission, "--lose", "0", "--members", "0", "--gap", "0.01", "--effort", "2"]
        assert run_command([*command, "--weights", f"{view}=1", "--json", "--quiet"]) == 0
        document = json.loads(capsys.readouterr().out)
        placed[view] = [one["name"] for one in document["plans"][0]["placed"]]
    assert placed == {"western": ["cob at West"], "eastern": ["cob at East"]}


def test_what_if_writes_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A change by hand leaves the same folder as every other answer."""
    mission, out = str(write_tiny(tmp_path / "mission", TWO_VIEWS)), tmp_path / "out"
    assert run_command(["what-if", mission, "--add", "cob=West", "--out", str(out), "--quiet", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "what_if.json").read_text(encoding="utf-8"))
    page = (out / "map.html").read_text(encoding="utf-8")
    assert "Uncovered areas after the change" in page
    assert "letter: which" not in page  # what is numbered are areas


@pytest.mark.parametrize(
    ("weights", "words"),
    [("a=1,b", "no weights of views"), ("a=nan", "no weights"), ("a=1,b=2,a=3", "twice")],
)
def test_weights_that_say_nothing_clear_are_refused(weights: str, words: str) -> None:
    """A view without a number, or with two, is a finding on the option."""
    with pytest.raises(InputError, match=words) as caught:
        with_weights(None, weights)
    assert caught.value.findings[0].column == "--weights"
    assert with_weights(["objective.views.a=2"], "a=1") == ["objective.views.a=2", "objective.views.a=1.0"]
