"""Ctrl-C and a request to end while a command is still loading its libraries, or is at work."""

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
ENDED = "signal.raise_signal(signal.SIGTERM)"
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


@pytest.mark.parametrize("press", [PLAIN, SWALLOWED, ENDED], ids=["raised", "swallowed", "sigterm"])
@pytest.mark.parametrize("at", ["geo_poc.commands", "typer"])
def test_press_while_loading_ends_the_command(at: str, press: str, tmp_path: Path) -> None:
    """It ends with 130 and one line, also where the library that is being loaded swallows every exception."""
    ended = _run(tmp_path, at=at, press=press)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"interrupted: nothing was written\n")


WRITING = """\
import signal
import sys
import types
from pathlib import Path
sys.modules["geo_poc.commands"] = types.ModuleType("geo_poc.commands")
sys.modules["geo_poc.commands"].app = lambda **_: write()
from geo_poc import cli
from geo_poc.whole_folder import whole_folder

def write():
    with whole_folder(Path(sys.argv[1])) as draft:
        (draft / "half").write_text("half", encoding="utf-8")
        signal.raise_signal(signal.SIGTERM)

cli.main()
"""


def test_request_to_end_outside_a_console_leaves_nothing(tmp_path: Path) -> None:
    """SIGTERM while a command writes that has no console of its own, such as `new`, removes what it began."""
    ended = subprocess.run(
        [sys.executable, "-c", WRITING, str(tmp_path / "deep" / "new")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (130, b"interrupted: nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_ignored_ctrl_c_stays_ignored(tmp_path: Path) -> None:
    """A command that was started with Ctrl-C ignored, as by nohup, is not ended by it."""
    ignored = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
    ended = _run(tmp_path, at="typer", press=f"{PLAIN}; sys.exit(7)", before=ignored)
    assert (ended.returncode, ended.stderr) == (7, b"")
