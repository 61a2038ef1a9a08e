"""The command line where it is used wrongly, fails or is asked for help."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import geo_poc
from geo_poc import planning
from geo_poc.cli import run_command

Captured = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["plan", "mission.toml"],
        ["plan", "mission.toml", "--out"],
        ["plan", "mission.toml", "--out", "run", "--nonsense"],
        ["plan", "mission.toml", "--out", "run", "--effort", "0"],
        ["plan", "mission.toml", "--out", "run", "--effort", "much"],
        ["plan", "mission.toml", "--out", "run", "--seed", "-1"],
        ["plan", "mission.toml", "--out", "run", "--time-limit", "nan"],
        ["evaluate"],
        ["check", "mission.toml", "other.toml"],
        ["map"],
        ["demo", "here"],
        ["draw"],
    ],
)
def test_mistakes_of_usage_end_with_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A mistake in the command's words is explained on standard error and nothing is done."""
    monkeypatch.chdir(tmp_path)
    assert run_command(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Error: " in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


def test_version_is_told_alone(capsys: Captured) -> None:
    """`--version` prints the version of the package and ends with 0."""
    assert run_command(["--version"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == (f"{geo_poc.__version__}\n", "")


def test_version_that_is_not_known_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """A package that is imported without being installed has no version: said in a line, as bad input."""

    def none(_name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.delitem(vars(geo_poc), "__version__", raising=False)
    monkeypatch.setattr("importlib.metadata.version", none)
    assert run_command(["--version"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: geo_poc is not installed, only imported from its folder")


def test_internal_error_ends_with_4(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """What nobody foresaw ends with 4, leaves nothing, and shows its traceback only when asked."""

    def fail(*_given: object, **_options: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(planning, "make_plan", fail)
    arguments = ["plan", str(tiny), "--out", str(tmp_path / "deep" / "run")]
    assert run_command(arguments) == 4
    said = capsys.readouterr()
    assert "internal error: RuntimeError: unforeseen" in said.err
    assert "Traceback" not in said.err
    assert run_command(["--debug", *arguments]) == 4
    assert "Traceback" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mission"]


def test_help_is_printed_for_every_command(capsys: Captured) -> None:
    """Help ends with 0 and names the options."""
    assert run_command(["--help"]) == 0
    said = capsys.readouterr().out
    assert "Usage: geo-poc" in said
    assert all(name in said for name in ("demo", "check", "plan", "map"))
    assert run_command(["plan", "--help"]) == 0
    said = capsys.readouterr().out
    for option in ("--out", "--scenario", "--effort", "--time-limit", "--seed", "--set", "--json", "--quiet"):
        assert option in said
