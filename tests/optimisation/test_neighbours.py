"""Which options share a row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation import neighbours as module
from optimisation.envelope import make_envelope
from optimisation.exchange import Exchange, places
from optimisation.neighbours import neighbours, two_steps
from optimisation.placement import place
from optimisation.presolve import Core, reduce_problem
from optimisation.scoring import breaches
from optimisation.watch import Stopped
from tests.optimisation.small_problems import random_problem, scattered_problem, street_problem


def _core() -> Core:
    return reduce_problem(replace(scattered_problem(3), floors=()))


@pytest.mark.parametrize(("room", "options"), [(4_000_000, 200), (1, 3), (40, 1)])
def test_neighbours_are_those_of_the_sparse_product(
    room: int, options: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much room there is at first, and however few options a look takes."""
    monkeypatch.setattr(module, "ROOM", room)
    monkeypatch.setattr(module, "SLICE", options)
    core = _core()
    indptr, indices = neighbours(core)
    product = (core.cover.T @ core.cover).tocsr()
    assert core.size > 3
    for option in range(core.size):
        found = indices[indptr[option] : indptr[option + 1]]
        assert sorted(found) == sorted(product[[option]].indices)


def test_options_two_steps_away_share_a_neighbour() -> None:
    """A bit for each of them, and none for others."""
    core = _core()
    indptr, indices = neighbours(core)
    bits = two_steps(indptr, indices)
    product = (core.cover.T @ core.cover).astype(bool)
    shared = (product @ product).toarray()
    assert 0 < shared.sum() < shared.size
    unpacked = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")[:, : core.size]
    assert (unpacked.astype(bool) == shared).all()


def test_where_bits_are_dear_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exchanges find the same without them."""
    core = reduce_problem(street_problem(1))
    count = places(core)
    assert count is not None
    start = np.arange(count, dtype=np.int64)
    found = []
    for most in (10**9, 0):
        monkeypatch.setattr(module, "MOST_STEPS", most)
        exchange = Exchange(core, count, 1)
        found.append(exchange.anneal(start, 200, 0.001, np.random.default_rng(1), lambda: False))
        assert two_steps(*neighbours(core)).shape[0] == (core.size if most else 0)
    assert found[0][0] == found[1][0]
    assert found[0][1].tobytes() == found[1][1].tobytes()


def test_one_who_stops_gets_nothing_by_half() -> None:
    """Blocks of rows are either made whole or not at all."""
    with pytest.raises(Stopped):
        make_envelope(_core(), stop=lambda: True)


@pytest.mark.parametrize("make", [scattered_problem, random_problem])
def test_cancelled_at_any_look_the_best_plan_is_kept(make: object) -> None:
    """Whenever somebody cancels, what comes back holds, and its bound is one."""
    assert callable(make)
    problem = make(11)
    best = place(problem)
    assert best.objective is not None
    for polls in [*range(12), 20, 40, 80]:
        asked = iter(range(10**9))
        found = place(problem, cancel=lambda polls=polls, asked=asked: next(asked) >= polls)
        if found.objective is not None:
            assert not breaches(problem, found.chosen)
            assert found.bound is not None
            assert found.bound >= best.objective - 1e-9 * abs(best.objective)
            assert np.all(found.chosen[problem.fixed_open])
        else:
            assert found.status in ("cancelled", "not_found")
