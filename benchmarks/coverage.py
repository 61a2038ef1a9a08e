"""Maximal covering: published and random instances, one line of JSON each, with a peer on request.

    python -m benchmarks.coverage FILE --radius R --open P [--gap G] [--time-limit S] [--peer spopt] --json
    python -m benchmarks.coverage --random N --sites M --radius R --open P --seed K --json

`build_s` is reading or generating and merging, `solve_s` the placement; a time limit holds for both together.
`peak_mb` adds the largest child to this process. With a peer, both run one after the other as commands of
their own, and `ratio` is the peer's build and solve over the wall seconds of our whole command.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import Any

import numpy as np

from benchmarks.coverage_peer import add_arguments, instance_of, parsed
from benchmarks.coverage_rows import cover_problem, rows_of
from optimisation.placement import place

AMPLE = 1_000
"""Effort under a time limit: the limit, not the counted work, is to end the search."""


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Return what this project's placement took and found.

    Parameters
    ----------
    given : argparse.Namespace
    """
    began = time.perf_counter()
    instance = instance_of(given)
    problem = cover_problem(rows_of(instance, given.radius), given.open)
    built = time.perf_counter()
    limit = given.time_limit
    left = None if limit is None else max(0.0, limit - (built - began))
    effort = given.effort or (1 if limit is None else AMPLE)
    found = place(problem, gap=given.gap, time_limit_s=left, effort=effort)
    solved = time.perf_counter()
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "status": found.status,
        "stopped_by": found.stopped_by,
        "open": np.flatnonzero(found.chosen).tolist(),
        "rows_before": given.random or len(instance.points),  # type: ignore[arg-type]
        "rows_after": found.rows_after,
        "entries": found.entries,
        "build_s": round(built - began, 3),
        "solve_s": round(solved - built, 3),
        "cpu_s": round(sum(u.ru_utime + u.ru_stime for u in usage), 2),
        "peak_mb": round(sum(u.ru_maxrss for u in usage) / 1024, 1),
    }


def compare(arguments: list[str]) -> dict[str, Any]:
    """Return what this project's command and the peer's found and took, each run as a command of its own.

    Parameters
    ----------
    arguments : list of str
        Of the command line, without the peer.
    """
    began = time.perf_counter()
    ours = _run("benchmarks.coverage", [*arguments, "--json"])
    wall_s = time.perf_counter() - began
    theirs = _run("benchmarks.coverage_peer", arguments)
    return ours | theirs | {"ratio": round(theirs["peer_s"] / wall_s, 2), "wall_s": round(wall_s, 3)}


def _run(module: str, arguments: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:  # it has said why
        sys.exit(done.returncode)
    return dict(json.loads(done.stdout.splitlines()[-1]))  # the peer prints a banner first


def main() -> int:
    """Measure one instance."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_arguments(parser)
    parser.add_argument("--effort", type=int, help="counted work; default 1, and ample under a time limit")
    parser.add_argument("--peer", choices=("spopt",), help="needs the extra bench")
    parser.add_argument("--json", action="store_true", help="a line of JSON instead of words")
    given = parsed(parser, None)
    figures = measure(given) if given.peer is None else compare(_plain(given))
    if given.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{key:>14} {value}" for key, value in figures.items()))
    return 0


def _plain(given: argparse.Namespace) -> list[str]:
    """Return the arguments without the peer and its kind, for both commands."""
    named = {"--random": given.random, "--sites": given.sites, "--seed": given.seed}
    named |= {"--radius": given.radius, "--open": given.open, "--gap": given.gap}
    named |= {"--time-limit": given.time_limit}
    words = [] if given.file is None else [str(given.file)]
    for name, value in named.items():
        words += [] if value is None else [name, str(value)]
    return words


if __name__ == "__main__":
    sys.exit(main())
