"""Random tiny placement problems with every kind of constraint, and their optimum by enumeration."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import breaches, score


def plain_problem(
    cover: list[list[int]], weights: list[float], *, stock: float = 1.0, cost: list[float] | None = None
) -> CoverProblem:
    """Return a problem where each option uses one of one resource."""
    matrix = sparse.csr_array(np.array(cover, dtype=bool))
    options = matrix.shape[1]
    return CoverProblem(
        option_ids=tuple(f"o{i}" for i in range(options)),
        cover=matrix,
        weights=np.array(weights, dtype=float),
        floors=(),
        resource_names=("teams",),
        use=np.ones((1, options)),
        stock=np.array([stock]),
        requires=((),) * options,
        exclusive=(),
        fixed_open=np.zeros(options, dtype=bool),
        forbidden=np.zeros(options, dtype=bool),
        cost=np.ones(options) if cost is None else np.array(cost, dtype=float),
    )


def ring_problem(seed: int) -> CoverProblem:
    """Return a problem of 7 to 10 options that are alike, whose linear program opens many of them by halves.

    Rows are neighbours on two rings of odd length, and some larger sets.
    """
    rng = np.random.default_rng(seed)
    options = int(rng.integers(7, 11))
    cover = []
    for _ in range(2):
        ring = rng.permutation(options)[: int(rng.choice([3, 5, 7]))]
        for one, two in zip(ring, np.roll(ring, 1), strict=True):
            cover.append([int(option in (one, two)) for option in range(options)])
    cover += (rng.random((int(rng.integers(0, 6)), options)) < 0.4).astype(int).tolist()
    weights = rng.integers(1, 6, len(cover)) * rng.choice([1.0, 0.37, 3.0])
    return plain_problem(cover, weights.tolist(), stock=float(rng.integers(1, 5)))


def street_problem(seed: int, *, points: int = 250, open_sites: int = 12) -> CoverProblem:
    """Return points along streets, each of which can be opened and covers those near it."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 10, (points, 2))
    street = rng.random(points) < 0.5
    xy[street, 0], xy[~street, 1] = np.round(xy[street, 0]), np.round(xy[~street, 1])
    cover = np.linalg.norm(xy[:, None] - xy[None], axis=2) <= 1.0
    weights = np.ceil(rng.lognormal(3, 1, points))
    return plain_problem(cover.astype(int).tolist(), weights.tolist(), stock=float(open_sites))


def random_problem(seed: int) -> CoverProblem:
    """Return a problem of 3 to 9 options and 1 to 14 rows; over a third have no plan."""
    rng = np.random.default_rng(seed)
    options, rows = int(rng.integers(3, 10)), int(rng.integers(1, 15))
    weights = rng.integers(0, 9, rows) * rng.choice([1.0, 0.37, 1e-6])
    use = rng.integers(0, 3, (2, options)).astype(float)
    if rng.random() < 0.4:
        use[1, rng.integers(0, options)] = -2.0
    order = rng.permutation(options)
    requires: list[tuple[int, ...]] = [()] * options
    for place in range(1, options):
        if rng.random() < 0.3:
            count = int(rng.integers(1, min(place, 3) + 1))
            requires[order[place]] = tuple(int(i) for i in rng.choice(order[:place], count, replace=False))
    exclusive = [
        tuple(int(i) for i in rng.choice(options, 2, replace=False)) for _ in range(rng.integers(0, 3))
    ]
    state = rng.choice(3, options, p=[0.72, 0.14, 0.14])
    floors = []
    for number in range(int(rng.integers(0, 3))):
        over = rng.integers(0, 5, rows).astype(float)
        if over.sum() > 0:
            share, hard = float(rng.choice([0.3, 0.6, 1.0])), bool(rng.random() < 0.35)
            floors.append(Floor(f"floor {number}", over, float(over.sum()), share, hard=hard))
    return CoverProblem(
        option_ids=tuple(f"o{i}" for i in rng.permutation(options)),
        cover=sparse.csr_array(rng.random((rows, options)) < rng.uniform(0.1, 0.6)),
        weights=weights,
        floors=tuple(floors),
        resource_names=("teams", "days"),
        use=use,
        stock=rng.integers(1, 5, 2).astype(float),
        requires=tuple(requires),
        exclusive=tuple(exclusive),
        fixed_open=state == 1,
        forbidden=state == 2,
        cost=rng.integers(0, 4, options).astype(float),
        shortfall_penalty=float(rng.choice([10.0, 0.5])),
    )


def random_joint_problem(seed: int) -> CoverProblem:
    """Return a random problem of which about a third of the rows each are joint, and counted up to 3.

    In half of them an option may cover a counted row several times, more often than it counts too.
    """
    problem = random_problem(seed)
    rng = np.random.default_rng([seed, 1])
    rows, options = problem.cover.shape
    kind = rng.choice(3, rows)
    second = rng.random((rows, options)) < rng.uniform(0.1, 0.7)
    second[kind != 1] = False
    most = np.where(kind == 2, rng.integers(1, 4, rows), 1)
    times = problem.cover.toarray().astype(np.int8)
    if rng.random() < 0.5:
        times[kind == 2] *= rng.integers(1, 5, (int((kind == 2).sum()), options), dtype=np.int8)
    return replace(
        problem,
        cover=sparse.csr_array(times) if times.max(initial=0) > 1 else problem.cover,
        also=sparse.csr_array(second),
        joint=kind == 1,
        most=most,
        floors=tuple(
            replace(floor, base=float(floor.weights @ most), share=float(rng.choice([0.2, 0.4, 0.7])))
            for floor in problem.floors
        ),
    )


def enumerate_plans(problem: CoverProblem) -> tuple[float, float] | None:
    """Return the best objective and the least cost among plans that have it; None without a plan."""
    free = np.flatnonzero(~problem.fixed_open & ~problem.forbidden)
    found: list[tuple[float, float]] = []
    for bits in product((False, True), repeat=free.size):
        chosen = problem.fixed_open.copy()
        chosen[free] = bits
        if not breaches(problem, chosen):
            placed = chosen & ~problem.fixed_open
            found.append((score(problem, chosen).objective, float(problem.cost[placed].sum())))
    if not found:
        return None
    best = max(objective for objective, _ in found)
    return best, min(cost for objective, cost in found if objective >= best - 1e-9 * max(abs(best), 1e-12))


def permuted(problem: CoverProblem, rng: np.random.Generator) -> CoverProblem:
    """Return the same problem with its rows and options in another order; ids stay with their options."""
    rows, options = problem.cover.shape
    row, option = rng.permutation(rows), rng.permutation(options)
    back = np.argsort(option)

    def moved(groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(int(back[i]) for i in group) for group in groups)

    return replace(
        problem,
        option_ids=tuple(problem.option_ids[i] for i in option),
        cover=sparse.csr_array(problem.cover[row][:, option]),
        also=None if problem.also is None else sparse.csr_array(problem.also[row][:, option]),
        joint=None if problem.joint is None else problem.joint[row],
        most=None if problem.most is None else problem.most[row],
        weights=problem.weights[row],
        floors=tuple(replace(floor, weights=floor.weights[row]) for floor in problem.floors),
        use=problem.use[:, option],
        requires=moved(tuple(problem.requires[i] for i in option)),
        exclusive=moved(problem.exclusive),
        fixed_open=problem.fixed_open[option],
        forbidden=problem.forbidden[option],
        cost=problem.cost[option],
    )


def scattered_problem(
    seed: int, *, cells: int = 150, sites: int = 24, bases: int = 4, teams: int = 3
) -> CoverProblem:
    """Return bases and teams on a plane, a team needing the base at its site, with one elastic floor."""
    rng = np.random.default_rng(seed)
    cell, site = rng.uniform(0, 10, (cells, 2)), rng.uniform(0, 10, (sites, 2))
    distance = np.linalg.norm(cell[:, None] - site[None], axis=2)
    empty = np.zeros((cells, sites), dtype=bool)
    cover = np.block([[distance < 2.0, empty], [empty, distance < 1.2]])
    weights = rng.pareto(1.5, 2 * cells)
    use = np.zeros((2, 2 * sites))
    use[0, :sites], use[1, sites:] = 1.0, 1.0
    over = np.concatenate([weights[:cells] * (rng.random(cells) < 0.5), np.zeros(cells)])
    fixed: NDArray[np.bool_] = np.zeros(2 * sites, dtype=bool)
    fixed[:2] = True
    use[0, :2] = 0.0
    return CoverProblem(
        option_ids=tuple(f"{tool}-{i:03d}" for tool in ("base", "team") for i in range(sites)),
        cover=sparse.csr_array(cover),
        weights=weights,
        floors=(Floor("half of the cells", over, float(over.sum()), 0.8),),
        resource_names=("bases", "teams"),
        use=use,
        stock=np.array([float(bases), float(teams)]),
        requires=((),) * sites + tuple((i,) for i in range(sites)),
        exclusive=(),
        fixed_open=fixed,
        forbidden=np.zeros(2 * sites, dtype=bool),
        cost=np.ones(2 * sites),
    )


def assisted_problem(seed: int, *, cells: int = 120, sites: int = 16, teams: int = 3) -> CoverProblem:
    """Return bases, teams and assistants, each of the latter two needing the base at its site.

    A third of the rows are joint: within reach of a base and of an assistant. What teams reach counts up to 3
    times.
    """
    plain = scattered_problem(seed, cells=cells, sites=sites, teams=teams)
    rng = np.random.default_rng([seed, 2])
    cell, site = rng.uniform(0, 10, (cells, 2)), rng.uniform(0, 10, (sites, 2))
    near = np.linalg.norm(cell[:, None] - site[None], axis=2) < 1.5
    none = np.zeros((cells, sites), dtype=bool)
    first = plain.cover.toarray()[:cells]
    cover = np.block([[plain.cover.toarray(), np.zeros((2 * cells, sites), bool)], [first, none]])
    also = np.block([[np.zeros((2 * cells, 3 * sites), bool)], [none, none, near]])
    use = np.zeros((3, 3 * sites))
    use[:2, : 2 * sites], use[2, 2 * sites :] = plain.use, 1.0
    return replace(
        plain,
        option_ids=(*plain.option_ids, *(f"zassistant-{i:03d}" for i in range(sites))),
        cover=sparse.csr_array(cover),
        also=sparse.csr_array(also),
        joint=np.repeat([False, False, True], cells),
        most=np.repeat([1, 3, 1], cells),
        weights=np.concatenate([plain.weights, plain.weights[:cells]]),
        floors=tuple(
            replace(
                floor, weights=np.concatenate([floor.weights, floor.weights[:cells]]), base=2 * floor.base
            )
            for floor in plain.floors
        ),
        resource_names=("bases", "teams", "assistants"),
        use=use,
        stock=np.append(plain.stock, 3.0),
        requires=(*plain.requires, *((i,) for i in range(sites))),
        fixed_open=np.append(plain.fixed_open, np.zeros(sites, dtype=bool)),
        forbidden=np.append(plain.forbidden, np.zeros(sites, dtype=bool)),
        cost=np.ones(3 * sites),
    )
