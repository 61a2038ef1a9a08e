"""The same instance by spopt and HiGHS (extra `bench`), in a process of its own: one line of JSON.

    python -m benchmarks.coverage_peer FILE --radius R --open P [--gap G] [--time-limit S]

Build and solve are timed, imports and reading are not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coverage_discs import Discs, sphere_covers
from benchmarks.coverage_files import Instance, read_instance
from benchmarks.coverage_random import RandomInstance


def measure(instance: Instance | RandomInstance, given: argparse.Namespace) -> dict[str, Any]:
    """Return what spopt took and found.

    Parameters
    ----------
    instance : Instance or RandomInstance
    given : argparse.Namespace
        radius, open, gap and time_limit.
    """
    import pulp  # noqa: PLC0415 (an extra)
    from spopt.locate import MCLP  # noqa: PLC0415

    if isinstance(instance, RandomInstance):
        points, weights = next(instance.chunks(instance.points))
        instance = Instance(instance.site_xy(), points, weights)
    if instance.degrees:
        cover = sphere_covers(instance.points, given.radius)
    else:
        cover = Discs(instance.sites, given.radius).covers(instance.points)
    away = 1.0 - cover.toarray()  # the peer takes distances: 0 within reach, 1 beyond
    began = time.perf_counter()
    model = MCLP.from_cost_matrix(away, instance.weights, 0.5, p_facilities=given.open)
    limit = given.time_limit
    left = None if limit is None else max(1.0, limit - (time.perf_counter() - began))
    solver = pulp.HiGHS(msg=False, gapRel=given.gap, timeLimit=left, threads=1)
    model.solve(solver, results=False)
    seconds = time.perf_counter() - began
    found = np.array([(variable.value() or 0) > 0.5 for variable in model.fac_vars])
    objective = float(instance.weights[cover @ found > 0].sum())
    bound = float(model.problem.solverModel.getInfo().mip_dual_bound)
    gap = abs(bound + objective) if bound < 0 else bound - objective
    late = limit is not None and seconds > limit
    return {
        "peer_s": round(limit if late else seconds, 3),
        "peer_objective": objective,
        "peer_gap": gap / abs(bound) if bound else 0.0,
    }


def main() -> None:
    """Measure the peer on one instance."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    add_arguments(parser)
    given = parsed(parser, None)
    print(json.dumps(measure(instance_of(given), given)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what names an instance and a run to a parser.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    parser.add_argument("file", type=Path, nargs="?", help="an instance in a published format")
    parser.add_argument("--random", type=_count, metavar="N", help="points of a random instance")
    parser.add_argument("--sites", type=_count, default=100, metavar="M")
    parser.add_argument("--seed", type=int, default=0, metavar="K")
    parser.add_argument("--radius", type=_measure, required=True, metavar="R")
    parser.add_argument("--open", type=_count, required=True, metavar="P", help="sites to open")
    parser.add_argument("--gap", type=_measure, default=0.0, help="relative distance to stop at")
    parser.add_argument("--time-limit", type=_measure, metavar="S", help="seconds of building and solving")


def parsed(parser: argparse.ArgumentParser, arguments: list[str] | None) -> argparse.Namespace:
    """Return the arguments; the command ends with what is wrong with them where something is.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        With what `add_arguments` adds.
    arguments : list of str or None
        None for those of the command line.
    """
    given = parser.parse_args(arguments)
    if (given.file is None) == (given.random is None):
        parser.error("give either a file or --random N")
    if given.file is not None and not given.file.is_file():
        parser.error(f"{given.file}: no such file")
    if getattr(given, "peer", None) is not None and find_spec(given.peer) is None:
        parser.error(f"--peer {given.peer} is not installed: pip install -e '.[bench]'")
    return given


def instance_of(given: argparse.Namespace) -> Instance | RandomInstance:
    """Return the instance that the arguments name.

    Parameters
    ----------
    given : argparse.Namespace

    Raises
    ------
    SystemExit
        With 2, when the file is in none of the formats.
    """
    if given.random is not None:
        return RandomInstance(given.random, given.sites, given.seed)
    try:
        return read_instance(given.file)
    except ValueError as fault:
        sys.stderr.write(f"error: {fault}\n")
        raise SystemExit(2) from None


def _count(text: str) -> int:
    number = float(text)
    if not (number >= 1 and number == int(number)):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of at least 1")
    return int(number)


def _measure(text: str) -> float:
    number = float(text)
    if not 0 <= number < np.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number of at least 0")
    return number


if __name__ == "__main__":
    main()
