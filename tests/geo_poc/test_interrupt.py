"""Ctrl-C: the first one keeps the best plan, a second one or an early one leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from geo_poc import planning
from geo_poc.cli import run_command
from geo_poc.console import Console, Interrupts
from optimisation.placement import Progress
from tests.geo_poc.test_pipeline import HARDER
from tests.geo_poc.test_planning import plain_pages
from tests.geo_poc.test_run import FILES
from tests.tiny_mission import Tiny, write_tiny

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
"""How long a state is waited for before the test gives up."""

SCENARIOS = """\
[[scenario]]
name = "dry"
intent = "The dry season."
[[scenario]]
name = "wet"
intent = "The rains."
[scenario.overrides]
travel = { season = "wet" }
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times of the tests apart from the user's, and draw nothing in this process."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    plain_pages(monkeypatch)


@pytest.fixture
def harder(tmp_path: Path) -> Path:
    """Return the file of a mission that is not proven at the first stage of the search."""
    return write_tiny(tmp_path / "mission", HARDER)


def _press_while_placing(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Press Ctrl-C when the optimiser first reports a plan, and again up to `times` in all."""
    solving = Console.solving
    pressed: list[int] = []

    def pressing(self: Console, interrupts: Interrupts) -> Callable[[Progress], None]:
        show = solving(self, interrupts)

        def shown(progress: Progress) -> None:
            show(progress)
            if progress.best is not None and len(pressed) < times:
                pressed.append(1)
                signal.raise_signal(signal.SIGINT)

        return shown

    monkeypatch.setattr(Console, "solving", pressing)


def _press_at(monkeypatch: pytest.MonkeyPatch, stage: str, number: int = signal.SIGINT) -> None:
    """Press Ctrl-C, or send another signal, when a stage is told."""

    def telling(_self: Console, told: str, _words: str) -> None:
        if told == stage:
            signal.raise_signal(number)

    monkeypatch.setattr(Console, "tell", telling)


def test_first_press_writes_a_whole_run_with_the_best_plan(
    harder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C while placing ends with 0 and a cancelled plan that can be read, drawn and is marked as such."""
    _press_while_placing(monkeypatch, 1)
    out = tmp_path / "run"
    assert run_command(["plan", str(harder), "--out", str(out), "--json"]) == 0
    said = capfd.readouterr()
    assert json.loads(said.out)["runs"][0]["status"] == "cancelled"
    assert "stopping with the best plan so far; Ctrl-C again discards it" in said.err
    assert {path.name for path in out.iterdir()} == FILES
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert (plan["status"], plan["stopped_by"], plan["reproducible"]) == ("cancelled", "user", False)
    assert plan["bound"] > plan["objective"] > 0
    assert len(plan["placements"]) >= 2
    assert json.loads((out / "evaluation.json").read_text(encoding="utf-8"))["plan"] is not None
    assert {path.name for path in tmp_path.iterdir()} == {"mission", "run"}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_second_press_removes_everything(
    harder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Ctrl-C twice ends with 130 and leaves no folder, no draft and no parent made for them."""
    _press_while_placing(monkeypatch, 2)
    assert run_command(["plan", str(harder), "--out", str(tmp_path / "deep" / "run")]) == 130
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "interrupted: nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mission"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("stage", ["layers and risk", "candidates", "travel", "rows", "placement"])
def test_press_before_any_plan_removes_everything(
    stage: str, harder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Ctrl-C at any stage before the first plan ends with 130 at once and leaves nothing."""
    _press_at(monkeypatch, stage)
    assert run_command(["plan", str(harder), "--out", str(tmp_path / "deep" / "run")]) == 130
    assert capsys.readouterr().err == "interrupted: nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mission"]


@pytest.mark.parametrize("stage", ["layers and risk", "placement", "evaluation", "files"])
def test_request_to_end_removes_everything(
    stage: str, harder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """SIGTERM ends a command at once at any stage, a plan in hand or not; no folder and no draft is left."""
    _press_at(monkeypatch, stage, signal.SIGTERM)
    assert run_command(["plan", str(harder), "--out", str(tmp_path / "deep" / "run")]) == 130
    assert capsys.readouterr().err == "interrupted: nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mission"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_press_after_placing_changes_nothing(
    harder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Ctrl-C while the files are written lets them be finished: the plan is whole already."""
    _press_at(monkeypatch, "files")
    out = tmp_path / "run"
    assert run_command(["plan", str(harder), "--out", str(out), "--quiet", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["status"] == "optimal"
    assert {path.name for path in out.iterdir()} == FILES


def test_press_while_checking_ends_with_130(
    harder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Ctrl-C during a check prints no findings."""
    _press_at(monkeypatch, "check")
    assert run_command(["check", str(harder)]) == 130
    assert capsys.readouterr().out == ""


def test_press_in_one_scenario_keeps_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Ctrl-C while the first scenario is placed still writes every scenario and their comparison."""
    extra = HARDER.extra + SCENARIOS
    harder = write_tiny(
        tmp_path / "mission", Tiny(HARDER.events, people=HARDER.people, budget=HARDER.budget, extra=extra)
    )
    _press_while_placing(monkeypatch, 1)
    out = tmp_path / "out"
    assert run_command(["plan", str(harder), "--out", str(out), "--scenario", "all", "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [run["scenario"] for run in runs] == ["dry", "wet"]
    assert {path.name for path in out.iterdir()} == {"dry", "wet", "compare.html"}
    for run in runs:
        plan = json.loads((Path(run["path"]) / "plan.json").read_text(encoding="utf-8"))
        # A plan that reaches its bound before the press is looked at is proven all the same.
        ended = {"optimal": "proof", "cancelled": "user"}[plan["status"]]
        assert plan["stopped_by"] == ended
        assert (plan["objective"] == plan["bound"]) == (ended == "proof")


def test_interrupted_demo_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A demo that is not finished does not touch the one it would have replaced."""
    scenario = '[[scenario]]\nname = "one"\nintent = "One team."\n'
    monkeypatch.setattr(planning, "write_training_mission", lambda f: write_tiny(f, Tiny(extra=scenario)))
    monkeypatch.chdir(tmp_path)
    assert run_command(["demo"]) == 0
    folder = tmp_path / "runs" / "demo"
    (folder / "mine").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    _press_at(monkeypatch, "travel")
    assert run_command(["demo"]) == 130
    assert sorted(tmp_path.rglob("*")) == before


CHILD = """\
import sys
import time
from pathlib import Path

from geo_poc.cli import run_command
from geo_poc.console import Console

flags = Path(sys.argv[1])
tell, solving = Console.tell, Console.solving


def telling(self, stage, words):
    tell(self, stage, words)
    if stage == "travel" and ": 1 of" in words and (flags / "hold-travel").exists():
        (flags / "travel").touch()
        while True:
            time.sleep(0.02)


def holding(self, interrupts):
    show = solving(self, interrupts)

    def shown(progress):
        show(progress)
        (flags / "placing").touch()
        while not interrupts.asked():
            time.sleep(0.02)

    return shown


Console.tell = telling
Console.solving = holding

if __name__ == "__main__":
    sys.exit(run_command(sys.argv[2:]))
"""


@contextmanager
def _child(folder: Path, mission: Path, *, terminal: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Plan in a process group of its own, as a shell would, with a stage that waits to be interrupted.

    Its output goes to a terminal where one is given, else to pipes.
    """
    flags = folder / "flags"
    flags.mkdir()
    if terminal is None:
        (flags / "hold-travel").touch()
    script = folder / "child.py"
    script.write_text(CHILD, encoding="utf-8")
    where = subprocess.PIPE if terminal is None else terminal
    with subprocess.Popen(
        [
            sys.executable,
            str(script),
            str(flags),
            "plan",
            str(mission),
            "--out",
            str(folder / "deep" / "run"),
        ],
        stdout=where,
        stderr=where,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "TERM": "xterm",
            "COLUMNS": "80",
        },
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _press_once_there_is(
    flag: Path, process: subprocess.Popen[bytes], meanwhile: Callable[[], object] = lambda: None
) -> list[psutil.Process]:
    """Wait for a state, press Ctrl-C as a terminal does, and return the processes that were at work."""
    end = time.monotonic() + PATIENCE_S
    while not flag.exists():
        assert process.poll() is None, "the command ended before it came this far"
        assert time.monotonic() < end, f"{flag.name} was never reached"
        meanwhile()
        time.sleep(0.02)
    workers = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    return workers


def _survivors(workers: list[psutil.Process]) -> list[psutil.Process]:
    _, alive = psutil.wait_procs(workers, timeout=PATIENCE_S)
    return list(alive)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups to signal")
def test_workers_end_with_an_interrupted_command(tmp_path: Path) -> None:
    """Ctrl-C during travel ends the command with 130, and its worker processes with it."""
    mission = write_tiny(tmp_path / "mission", HARDER)
    with _child(tmp_path, mission) as process:
        workers = _press_once_there_is(tmp_path / "flags" / "travel", process)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert (out, err) == (b"", b"interrupted: nothing was written\n")
    assert len(workers) >= 1
    assert _survivors(workers) == []
    assert not (tmp_path / "deep").exists()
    assert not list((tmp_path / "cache" / "geo_poc").glob("travel-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_cancelled_in_a_terminal(tmp_path: Path) -> None:
    """A terminal shows each stage on a line, and Ctrl-C during placement ends with a whole run and 0."""
    mission = write_tiny(tmp_path / "mission", HARDER)
    master, slave = os.openpty()
    said = bytearray()

    def read() -> bool:
        """Read what there is; return whether the other end is still open."""
        while select.select([master], [], [], 0.02)[0]:
            try:
                part = os.read(master, 65536)
            except OSError:  # how Linux says that it is closed
                return False
            if not part:
                return False
            said.extend(part)
        return True

    with _child(tmp_path, mission, terminal=slave) as process:
        os.close(slave)
        workers = _press_once_there_is(tmp_path / "flags" / "placing", process, read)
        while read():
            pass
        os.close(master)
        assert process.wait(timeout=PATIENCE_S) == 0, said
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode("utf-8"))
    lines = text.split("\r\n")
    for stage in ("layers and risk: ", "candidates: ", "travel: ", "placement: ", "evaluation: ", "files: "):
        assert any(line.startswith(stage) for line in text.splitlines()), stage
    assert sum(line.startswith("travel: ") for line in lines) == 2, "its own line, and one for all its news"
    assert "stopping with the best plan so far; Ctrl-C again discards it" in lines
    run = tmp_path / "deep" / "run"
    assert f"map: {run / 'map.html'}" in lines
    assert json.loads((run / "plan.json").read_text(encoding="utf-8"))["status"] == "cancelled"
    assert {path.name for path in run.iterdir()} == FILES
    assert [path.name for path in run.parent.iterdir()] == ["run"]
    assert _survivors(workers) == []
