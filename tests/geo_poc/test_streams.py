"""Standard output and error whose reader is gone, whose disk is full, or that were closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CHILD = """\
import sys
import types
sys.modules["geo_poc.commands"] = types.ModuleType("geo_poc.commands")
from geo_poc import cli

def command(_arguments):
    for number in range({lines}):
        sys.stdout.write(f"line {{number}}\\n")
    sys.stderr.write("a warning\\n")
    {then}
    return {code}

cli.run_command = command
cli.main()
"""
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")


def _run(
    redirection: str, *, lines: int = 1, code: int = 0, then: str = "pass"
) -> subprocess.CompletedProcess[str]:
    """Run a command that prints some lines in a shell, with its streams redirected."""
    text = CHILD.format(lines=lines, code=code, then=then)
    return subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$0" -c "$1" {redirection}', sys.executable, text],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("lines", [1, 100_000], ids=["short", "long"])
@pytest.mark.parametrize("code", [0, 3])
def test_reader_that_goes_away_changes_nothing(lines: int, code: int) -> None:
    """The exit code stays the command's, all of it is done, and nothing is said of the pipe."""
    ended = _run("| true", lines=lines, code=code, then="sys.stderr.write('done\\n')")
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "a warning\ndone\n")


def test_reader_of_the_first_line_gets_it() -> None:
    """`| head -1` shows the first line."""
    ended = _run("| head -1", lines=100_000)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "line 0\n", "a warning\n")


def test_reader_of_both_streams_may_go_away() -> None:
    """Standard error on the same closed pipe changes nothing either."""
    ended = _run("2>&1 | true", lines=100_000, code=2)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", "")


@needs_full
@pytest.mark.parametrize("lines", [1, 100_000], ids=["short", "long"])
@pytest.mark.parametrize("code", [0, 3])
def test_full_disk_under_standard_output_is_told(lines: int, code: int) -> None:
    """What could not be printed ends with 2 and one line that says so, whatever the answer was."""
    ended = _run(f"> {FULL}", lines=lines, code=code)
    assert ended.returncode == 2
    assert ended.stderr == (
        "a warning\nerror: standard output cannot be written: No space left on device. Remedy: send it where"
        " there is space left; what --out names is written all the same\n"
    )


@needs_full
@pytest.mark.parametrize("code", [4, 130])
def test_worse_exit_codes_stay(code: int) -> None:
    """An internal error or an interruption is not hidden behind a full disk."""
    assert _run(f"> {FULL}", code=code).returncode == code


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_nobody_reading(closed: str) -> None:
    """A command whose streams were closed does its work and keeps its exit code."""
    ended = _run(closed, code=3)
    assert ended.returncode == 3
    assert ended.stdout == ("line 0\n" if closed == "2>&-" else "")
    assert ended.stderr == ("" if "2>&-" in closed else "a warning\n")


def test_utf_8_is_kept() -> None:
    """Letters beyond ASCII come out as before."""
    ended = _run("", then="print('Tóro')")
    assert ended.stdout == "line 0\nTóro\n"
