"""The search for patrol tours on published team-orienteering instances: value, best known value, gap.

    python -m benchmarks.patrols [FILES...] [--iterations N | --seconds S] [--peer ortools] [--json]

Without files it takes all instances whose best value is known, from the folder ``benchmarks/patrols`` beside
``$GEO_POC_DATA`` (`--data` names another; best_known.csv lies in it). `--seconds` is turned into a number of
iterations measured on each instance; a given number of iterations gives the same values on every run. `--peer
ortools` runs OR-Tools Routing as well, with guided local search for `--peer-seconds`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimisation.patrols.orienteering import Network, collect, plain_network

DATA = Path(os.environ.get("GEO_POC_DATA", "../shared/data")).resolve().parent / "benchmarks" / "patrols"
"""Instances, in folders of their sets, and their best known values."""

MEASURED = 1_000
"""Iterations from which the speed on an instance is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A team-orienteering instance of Chao, Golden and Wasil (1996): start first, end last."""

    name: str
    teams: int
    longest: float
    xy: NDArray[np.float64]
    prize: NDArray[np.float64]

    def network(self) -> Network:
        """Return it with start and end folded into one base, the ways from and to which differ."""
        far = np.hypot(*(self.xy[:, None] - self.xy).transpose(2, 0, 1))
        minutes = far[:-1, :-1].copy()
        minutes[1:, 0] = far[1:-1, -1]
        minutes[0, 0] = far[0, -1]
        return plain_network(minutes)


def read(path: Path) -> Instance:
    """Read one instance: n, m, tmax, then x, y, prize."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = np.array([[float(value) for value in line.split()] for line in lines[3:] if line.strip()])
    teams, longest = int(lines[1].split()[1]), float(lines[2].split()[1])
    return Instance(path.stem, teams, longest, rows[:, :2], rows[:, 2])


def best_known(folder: Path) -> dict[str, float]:
    """Return the best known value of each instance."""
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        return {row["Instance"]: float(row["BKS"]) for row in csv.DictReader(file)}


def own(instance: Instance, *, iterations: int, seconds: float | None, seed: int) -> float:
    """Return the prize that the search collects; raises when a tour is too long or a stop is twice in it."""
    network, prize = instance.network(), instance.prize[:-1]
    given = {"duration_min": instance.longest, "seed": seed, "routes": instance.teams}
    if seconds is not None:
        start = time.perf_counter()
        collect(network, prize, iterations=MEASURED, **given)  # type: ignore[arg-type]
        iterations = max(MEASURED, int(MEASURED * seconds / (time.perf_counter() - start)))
    tours = collect(network, prize, iterations=iterations, **given)  # type: ignore[arg-type]
    stops = [stop for tour in tours for stop in tour]
    if len(set(stops)) < len(stops) or any(network.duration(t) > instance.longest + 1e-4 for t in tours if t):
        raise RuntimeError(f"{instance.name}: a tour breaks the rules")
    return float(prize[stops].sum())


def ortools(instance: Instance, seconds: float) -> float:
    """Return the prize that OR-Tools Routing collects with guided local search."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: PLC0415

    scale, size = 10_000, len(instance.prize)
    far = np.hypot(*(instance.xy[:, None] - instance.xy).transpose(2, 0, 1))
    cost = np.ceil(far * scale - 1e-6).astype(np.int64).tolist()
    manager = pywrapcp.RoutingIndexManager(
        size, instance.teams, [0] * instance.teams, [size - 1] * instance.teams
    )
    routing = pywrapcp.RoutingModel(manager)
    arc = routing.RegisterTransitCallback(lambda a, b: cost[manager.IndexToNode(a)][manager.IndexToNode(b)])
    routing.AddDimension(arc, 0, int(instance.longest * scale), True, "time")
    for node in range(1, size - 1):
        routing.AddDisjunction([manager.NodeToIndex(node)], int(instance.prize[node]))
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(lambda _a, _b: 0))
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(1000 * seconds))
    found = routing.SolveWithParameters(search)
    if found is None:
        return 0.0
    return float(instance.prize.sum()) - float(found.ObjectiveValue())


def measure(
    files: list[Path], best: dict[str, float], options: argparse.Namespace
) -> list[dict[str, float | str]]:
    """Return value, best known value, gap in percent and seconds of each instance."""
    collect(read(files[0]).network(), read(files[0]).prize[:-1], duration_min=1.0, iterations=1, seed=0)
    rows: list[dict[str, float | str]] = []
    for file in files:
        instance = read(file)
        start = time.perf_counter()
        value = own(instance, iterations=options.iterations, seconds=options.seconds, seed=options.seed)
        row: dict[str, float | str] = {"instance": instance.name, "value": value}
        row["seconds"] = round(time.perf_counter() - start, 2)
        row |= {"best_known": best[instance.name], "gap_percent": gap(value, best[instance.name])}
        if options.peer == "ortools":
            peer = ortools(instance, options.peer_seconds)
            row |= {"ortools": peer, "ortools_gap_percent": gap(peer, best[instance.name])}
        rows.append(row)
    return rows


def gap(value: float, best: float) -> float:
    """Return how far a value lies below the best known, in percent; 0 where nothing can be collected."""
    return round(100.0 * (1.0 - value / best), 3) if best else 0.0


def arguments() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--iterations", type=int, default=50_000)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="take each n-th instance")
    parser.add_argument("--peer", choices=["ortools"])
    parser.add_argument("--peer-seconds", type=float, default=10.0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Measure the instances and print a line for each, and the mean gap."""
    options = arguments()
    best = best_known(options.data)
    files = options.files or [file for file in sorted(options.data.glob("*/*.txt")) if file.stem in best]
    rows = measure(files[:: options.every], best, options)
    gaps = [key for key in ("gap_percent", "ortools_gap_percent") if key in rows[0]]
    summary = {f"mean_{key}": round(float(np.mean([float(row[key]) for row in rows])), 3) for key in gaps}
    summary |= {f"worst_{key}": max(float(row[key]) for row in rows) for key in gaps}
    if options.json:
        print(json.dumps({"instances": rows, **summary}))
        return
    for row in rows:
        print("  ".join(f"{key} {value}" for key, value in row.items()))
    print("  ".join(f"{key} {value}" for key, value in summary.items()))


if __name__ == "__main__":
    main()
