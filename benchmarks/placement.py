"""Random placement problems with the shape of real ones, to measure the solver on.

Cells with heavy-tailed, clustered weights and candidate sites lie on a plane. A base covers cells at three
distance bands, a team likewise on rows of its own, and a team needs a base at its site. With assistants, who
need a base at their site too, half of what bases are worth needs an assistant within 30 minutes; what teams
reach in the first band then counts up to 3 times.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from optimisation.placement import place
from optimisation.problem import CoverProblem, Floor

BANDS = (15.0, 30.0, 60.0)
STEPS = (0.2, 0.3, 0.5)
"""Increments of a band's level: 1 / 0.8 / 0.5 within the first, second and third band."""


def geographic_problem(
    *,
    cells: int,
    candidates: int,
    fixed: int,
    new_bases: int,
    teams: int,
    floors: int = 4,
    side: float = 700.0,
    base_band_scale: float = 1.0,
    assistants: int = 0,
    seed: int = 0,
) -> CoverProblem:
    """Return a random problem of 3 x cells base rows and 3 x cells team rows.

    With assistants there are 3 x cells joint rows more.

    Parameters
    ----------
    cells, candidates, fixed : int
        Cells, candidate sites, and sites where a base stands already (each site may host one team).
    new_bases, teams : int
        Budgets.
    floors : int
        Elastic floors, each over a random share of the cells.
    side : float
        Side of the plane; the bands are 15, 30 and 60.
    base_band_scale : float
        Multiplies the bands.
    assistants : int
        Budget of community liaison assistants; 0 = a problem without them.
    seed : int
    """
    rng = np.random.default_rng(seed)
    sites = candidates + fixed
    towns = rng.uniform(0, side, (40, 2))
    cell_xy = rng.uniform(0, side, (cells, 2))
    near = rng.random(cells) < 0.5
    cell_xy[near] = towns[rng.integers(0, 40, near.sum())] + rng.normal(0, side / 25, (near.sum(), 2))
    site_xy = np.where(
        rng.random((sites, 1)) < 0.6,
        towns[rng.integers(0, 40, sites)] + rng.normal(0, side / 18, (sites, 2)),
        rng.uniform(0, side, (sites, 2)),
    )
    heat = np.zeros(cells)
    for centre in rng.uniform(0, side, (60, 2)):
        heat += rng.pareto(1.3) * np.exp(-((cell_xy - centre) ** 2).sum(1) / (2 * (side / 30) ** 2))
    risk = (heat + 0.01) * rng.lognormal(0, 1.2, cells)
    cover, weights = _rows(cell_xy, site_xy, risk, np.array(BANDS) * base_band_scale)
    problem = _assemble(cover, weights, cells, candidates, fixed, new_bases, teams, floors, rng)
    return with_assistants(problem, cell_xy, site_xy, assistants) if assistants else problem


def _rows(
    cell_xy: NDArray[np.float64],
    site_xy: NDArray[np.float64],
    risk: NDArray[np.float64],
    bands: NDArray[np.float64],
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    tree = cKDTree(cell_xy)
    cells, sites = len(cell_xy), len(site_xy)
    slowness = np.random.default_rng(1).uniform(0.8, 1.4, sites)
    blocks, weights = [], []
    for tool, share in enumerate((0.55, 0.45)):
        for band, step in zip(bands, STEPS, strict=True):
            found = tree.query_ball_point(site_xy, band / slowness)
            columns = np.repeat(np.arange(sites) + tool * sites, [len(f) for f in found])
            rows = np.concatenate([np.asarray(f, dtype=np.int64) for f in found])
            entries = (np.ones(rows.size, dtype=bool), (rows, columns))
            blocks.append(sparse.coo_array(entries, shape=(cells, 2 * sites)).tocsr())
            weights.append(share * step * risk)
    return sparse.csr_array(sparse.vstack(blocks)), np.concatenate(weights)


def _assemble(
    cover: sparse.csr_array,
    weights: NDArray[np.float64],
    cells: int,
    candidates: int,
    fixed: int,
    new_bases: int,
    teams: int,
    floors: int,
    rng: np.random.Generator,
) -> CoverProblem:
    sites = candidates + fixed
    use = np.zeros((2, 2 * sites))
    use[0, :candidates] = 1
    use[1, sites:] = 1
    fixed_open = np.zeros(2 * sites, dtype=bool)
    fixed_open[candidates:sites] = True
    wanted = []
    for number in range(floors):
        over = np.zeros(6 * cells)
        some = rng.random(cells) < 0.5
        over[2 * cells : 3 * cells][some] = weights[2 * cells : 3 * cells][some]
        wanted.append(Floor(f"floor {number}", over, float(over.sum()), 0.5 + 0.08 * number))
    return CoverProblem(
        option_ids=tuple(f"{tool}-{site:05d}" for tool in ("base", "team") for site in range(sites)),
        cover=cover,
        weights=weights,
        floors=tuple(wanted),
        resource_names=("bases", "teams"),
        use=use,
        stock=np.array([new_bases, teams], dtype=float),
        requires=tuple(() for _ in range(sites)) + tuple((site,) for site in range(sites)),
        exclusive=(),
        fixed_open=fixed_open,
        forbidden=np.zeros(2 * sites, dtype=bool),
        cost=np.concatenate([np.ones(candidates), np.zeros(fixed), np.ones(sites)]),
    )


def with_assistants(
    problem: CoverProblem, cell_xy: NDArray[np.float64], site_xy: NDArray[np.float64], assistants: int
) -> CoverProblem:
    """Return a problem whose base rows are worth half, and the other half where an assistant is near too.

    Parameters
    ----------
    problem : CoverProblem
        As `geographic_problem` makes it without assistants.
    cell_xy, site_xy : ndarray of float64, shape (cells, 2) and (sites, 2)
    assistants : int
        Budget.
    """
    cells, sites = len(cell_xy), len(site_xy)
    found = cKDTree(cell_xy).query_ball_point(site_xy, np.full(sites, BANDS[1] * 0.8))
    columns = np.repeat(np.arange(sites) + 2 * sites, [len(f) for f in found])
    rows = np.concatenate([np.asarray(f, dtype=np.int64) for f in found])
    near = sparse.csr_array((np.ones(rows.size, bool), (rows, columns)), shape=(cells, 3 * sites))
    wide = sparse.hstack([problem.cover, sparse.csr_array((6 * cells, sites), dtype=bool)], format="csr")
    joint = np.repeat([False, True], [6 * cells, 3 * cells])
    factor = np.repeat([0.5, 1.0, 0.5], 3 * cells)
    use = np.zeros((3, 3 * sites))
    use[:2, : 2 * sites], use[2, 2 * sites :] = problem.use, 1.0

    def more(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.concatenate([values, values[: 3 * cells]]) * factor)

    return replace(
        problem,
        option_ids=(*problem.option_ids, *(f"zassistant-{site:05d}" for site in range(sites))),
        cover=sparse.csr_array(sparse.vstack([wide, wide[: 3 * cells]], format="csr")),
        also=sparse.csr_array(
            sparse.vstack([sparse.csr_array((6 * cells, 3 * sites), dtype=bool), near, near, near])
        ),
        joint=joint,
        most=np.repeat([1, 3, 1], [3 * cells, cells, 5 * cells]),
        weights=more(problem.weights),
        floors=tuple(replace(floor, weights=more(floor.weights)) for floor in problem.floors),
        resource_names=(*problem.resource_names, "assistants"),
        use=use,
        stock=np.append(problem.stock, float(assistants)),
        requires=(*problem.requires, *((site,) for site in range(sites))),
        fixed_open=np.append(problem.fixed_open, np.zeros(sites, dtype=bool)),
        forbidden=np.append(problem.forbidden, np.zeros(sites, dtype=bool)),
        cost=np.append(problem.cost, np.ones(sites)),
    )


CASES: dict[str, dict[str, Any]] = {
    "a": {"cells": 10_000, "candidates": 300, "fixed": 31, "new_bases": 4, "teams": 10},
    "b": {"cells": 67_000, "candidates": 400, "fixed": 31, "new_bases": 4, "teams": 10},
    "a_wide": {
        "cells": 10_000,
        "candidates": 300,
        "fixed": 31,
        "new_bases": 8,
        "teams": 10,
        "base_band_scale": 2.5,
    },
    "b_wide": {
        "cells": 67_000,
        "candidates": 400,
        "fixed": 31,
        "new_bases": 4,
        "teams": 10,
        "base_band_scale": 2.0,
    },
    "dense": {"cells": 20_000, "candidates": 1500, "fixed": 31, "new_bases": 60, "teams": 40},
    "a_joint": {
        "cells": 10_000,
        "candidates": 300,
        "fixed": 31,
        "new_bases": 4,
        "teams": 10,
        "assistants": 20,
    },
    "b_joint": {
        "cells": 67_000,
        "candidates": 400,
        "fixed": 31,
        "new_bases": 4,
        "teams": 10,
        "assistants": 20,
    },
    "b_wide_joint": {
        "cells": 67_000,
        "candidates": 400,
        "fixed": 31,
        "new_bases": 4,
        "teams": 10,
        "base_band_scale": 2.0,
        "assistants": 20,
    },
    "dense_joint": {
        "cells": 20_000,
        "candidates": 1500,
        "fixed": 31,
        "new_bases": 60,
        "teams": 40,
        "assistants": 100,
    },
}


def main() -> None:
    """Solve the named cases and print what it took."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--effort", type=int, default=1)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    for name in given.cases:
        problem = geographic_problem(**CASES[name], seed=given.seed)
        began = time.perf_counter()
        found = place(problem, effort=given.effort, gap=given.gap)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name}: {problem.cover.shape} with {problem.cover.nnz:,} entries", end=" ")
        print(
            f"-> {found.rows_after:,} rows, {found.entries:,} entries; {found.status} ({found.stopped_by}),",
            end=" ",
        )
        print(f"objective {found.objective:.9g}, bound {found.bound:.9g},", end=" ")
        print(f"gap of gain {100 * (found.gap_of_gain or 0):.4f} %, {seconds:.1f} s, {peak:.0f} MB")


if __name__ == "__main__":
    main()
