"""A whole `geo-poc plan` from outside: wall seconds, peak memory of all its processes, and what it found.

    python -m benchmarks.plan MISSION [--scenario NAME] [--set KEY=VALUE]... [--cold]

Prints one line of JSON. Memory is the peak sum of PSS over the command and its children (Linux), sampled ten
times a second. `--cold` gives the command an empty cache of travel times.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

SAMPLE_S = 0.1


def measure(arguments: list[str], *, cold: bool) -> dict[str, object]:
    """Run `geo-poc plan` and return what it took and found."""
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        environment = dict(os.environ)
        if cold:
            environment["XDG_CACHE_HOME"] = folder
        command = [sys.executable, "-m", "geo_poc", "plan", *arguments, "--out", str(run), "--quiet"]
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
        peak = 0
        while process.poll() is None:
            peak = max(peak, pss_bytes(process.pid))
            time.sleep(SAMPLE_S)
        seconds = time.perf_counter() - start
        if process.returncode:
            return {"exit": process.returncode, "seconds": round(seconds, 2)}
        plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
        document = json.loads((run / "run.json").read_text(encoding="utf-8"))
        return {
            "exit": 0,
            "seconds": round(seconds, 2),
            "peak_pss_mb": round(peak / 2**20),
            "status": plan["status"],
            "gap_of_gain": plan["gap_of_gain"],
            "sizes": document["sizes"],
            "timings": {name: round(value, 2) for name, value in document["timings"].items()},
            "map_mb": round((run / "map.html").stat().st_size / 1e6, 2),
        }


def pss_bytes(pid: int) -> int:
    """Return the proportional memory of a process and its children, bytes; ended ones count nothing."""
    total = 0
    try:
        family = [psutil.Process(pid)]
        family += family[0].children(recursive=True)
    except psutil.NoSuchProcess:
        return 0
    for member in family:
        try:
            total += int(member.memory_full_info().pss)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


def main() -> None:
    """Measure one command line and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cold", action="store_true", help="start from an empty cache of travel times")
    known, rest = parser.parse_known_args()
    print(json.dumps({"arguments": rest, "cold": known.cold, **measure(rest, cold=known.cold)}))


if __name__ == "__main__":
    main()
