"""Ctrl-C while a command is still loading its libraries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PRESSED = """\
import runpy
import signal
import sys


class Presses:
    def find_spec(self, name, path=None, target=None):
        if name == "{at}":
            {press}
        return None


sys.meta_path.insert(0, Presses())
{before}
sys.argv = ["geo-poc", "--help"]
runpy.run_module("geo_poc", run_name="__main__")
"""
PLAIN = "signal.raise_signal(signal.SIGINT)"
SWALLOWED = """\
try:
                signal.raise_signal(signal.SIGINT)
            except BaseException:
                pass"""


def _run(
    tmp_path: Path, *, at: str, press: str = PLAIN, before: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run `geo-poc --help` in a process that presses Ctrl-C when a module is looked for."""
    script = tmp_path / "child.py"
    script.write_text(PRESSED.format(at=at, press=press, before=before), encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("press", [PLAIN, SWALLOWED], ids=["raised", "swallowed"])
@pytest.mark.parametrize("at", ["geo_poc.commands", "typer"])
def test_press_while_loading_ends_the_command(at: str, press: str, tmp_path: Path) -> None:
    """It ends with 130 and one line, also where the library that is being loaded swallows every exception."""
    ended = _run(tmp_path, at=at, press=press)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"interrupted: nothing was written\n")


def test_ignored_ctrl_c_stays_ignored(tmp_path: Path) -> None:
    """A command that was started with Ctrl-C ignored, as by nohup, is not ended by it."""
    ignored = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
    ended = _run(tmp_path, at="typer", press=f"{PLAIN}; sys.exit(7)", before=ignored)
    assert (ended.returncode, ended.stderr) == (7, b"")
