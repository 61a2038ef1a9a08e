"""The large training mission from files to evaluated plan: seconds by stage, peak memory, and what it found.

    python -m benchmarks.country [--variant dense|sparse] [--seed N] [--time-limit S] [--effort N] --json

The mission is written first, into a folder that is removed at the end. Then one process reads it, plans it
and evaluates the plan, without a cache of travel times. Each stage is a line when it ends, and the last line
has the rest: `solve_s` runs from the moment the rows are built to the end, and the S seconds of the placement
are counted from there too. Memory is the peak sum of PSS over that process and its children (Linux), sampled
ten times a second.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.plan import SAMPLE_S, pss_bytes
from geo_poc.control import Control
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.pipeline import make_plan
from layers.training import write_training_mission


class Stages:
    """Tells each stage when the next begins."""

    def __init__(self) -> None:
        self._name = "mission file"
        self._start = time.perf_counter()
        self.rows_built = self._start

    def tell(self, name: str, _words: str) -> None:
        """End the stage before where another begins; a stage may tell more than once."""
        if name == self._name:
            return
        self.end()
        self._name = name
        if name == "placement":
            self.rows_built = self._start

    def end(self) -> None:
        """End the present stage."""
        now = time.perf_counter()
        print(json.dumps({"stage": self._name, "seconds": round(now - self._start, 2)}), flush=True)
        self._start = now


def plan(mission_file: Path, *, time_limit_s: float | None, effort: int | None) -> None:
    """Plan a mission in this process and print a line for each stage and one for the plan."""
    start = time.perf_counter()
    stages = Stages()
    mission = Mission.load(mission_file)
    outcome = make_plan(mission, control=Control(tell=stages.tell), time_limit_s=time_limit_s, effort=effort)
    stages.end()
    end = time.perf_counter()
    figures = _figures(outcome)
    figures |= {"solve_s": round(end - stages.rows_built, 2), "total_s": round(end - start, 2)}
    print(json.dumps(figures), flush=True)


def _figures(outcome: Outcome) -> dict[str, object]:
    """Return what a plan is and how large its problem was."""
    found = outcome.plan
    return {
        "objective": found.objective,
        "bound": found.bound,
        "status": found.status,
        "stopped_by": found.stopped_by,
        "gap": found.gap,
        "gap_of_gain": found.gap_of_gain,
        "sites": len(outcome.sites),
        "rows_before": found.rows_before,
        "rows": found.rows_after,
        "entries": found.entries,
        "options_per_row": round(found.entries / max(found.rows_after, 1), 2),
    }


def measure(arguments: argparse.Namespace) -> int:
    """Write the mission, plan it in a process of its own, and print what it prints and its peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        mission = write_training_mission(
            Path(folder) / "mission", seed=arguments.seed, size="large", variant=arguments.variant
        )
        _show({"stage": "writing", "seconds": round(time.perf_counter() - start, 2)}, arguments.json)
        command = [sys.executable, "-m", "benchmarks.country", "--plan", str(mission)]
        for option, value in (("--time-limit", arguments.time_limit), ("--effort", arguments.effort)):
            command += [] if value is None else [option, str(value)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            peaks: list[int] = []
            sampler = threading.Thread(target=_sample, args=(process, peaks))
            sampler.start()
            for line in process.stdout or ():
                told = json.loads(line)
                if "stage" not in told:
                    told |= {"variant": arguments.variant, "seed": arguments.seed}
                    told["peak_mb"] = round(max(peaks, default=0) / 2**20)
                _show(told, arguments.json)
            sampler.join()
        return process.returncode


def _sample(process: subprocess.Popen[str], peaks: list[int]) -> None:
    """Keep the highest memory of a process and its children while it runs."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, pss_bytes(process.pid))
        peaks[:] = [peak]
        time.sleep(SAMPLE_S)


def _show(line: dict[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(line), flush=True)
    elif "stage" in line:
        print(f"{line['stage']!s:>20} {line['seconds']!s:>8} s", flush=True)
    else:
        print("\n".join(f"{key!s:>20} {value}" for key, value in line.items()), flush=True)


def main() -> int:
    """Measure one variant."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--variant", choices=("dense", "sparse"), default="dense")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--time-limit", type=float, metavar="S", help="seconds for the placement")
    parser.add_argument("--effort", type=int, help="counted work of the optimiser")
    parser.add_argument("--json", action="store_true", help="lines of JSON instead of words")
    parser.add_argument("--plan", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.plan is not None:
        plan(arguments.plan, time_limit_s=arguments.time_limit, effort=arguments.effort)
        return 0
    return measure(arguments)


if __name__ == "__main__":
    sys.exit(main())
