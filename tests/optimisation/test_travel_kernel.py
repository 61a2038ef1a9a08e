"""The compiled search against scikit-image, a plain search, and blocks worked out by hand."""

from __future__ import annotations

import errno
from typing import Any

import numba
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.graph import MCP_Geometric

from optimisation import travel_kernel
from optimisation.travel_reach import ReachGrid, reach
from tests.optimisation.travel_cases import rough, searched, tenths_of


def reached(
    friction: Any,
    site: int,
    *,
    people: Any = None,
    factor: int = 1,
    limit: float = 60.0,
    cell_m: float = 1000.0,
    mask: Any = None,
) -> NDArray[np.int64]:
    """Return the tenths on the demand grid, -1 where not reached."""
    friction = np.ascontiguousarray(friction, dtype=np.float64)
    shape = (friction.shape[0] // factor, friction.shape[1] // factor)
    people = np.zeros(friction.shape) if people is None else np.ascontiguousarray(people, dtype=np.float64)
    mask = np.ones(shape, dtype=bool) if mask is None else mask
    grid = ReachGrid(friction, people, mask, factor, cell_m, limit, float(friction.min()))
    cells, tenths = reach(grid, [site])[0]
    dense = np.full(shape, -1, dtype=np.int64)
    dense.flat[cells] = tenths
    return dense


@pytest.mark.parametrize("seed", range(6))
def test_minutes_are_those_of_mcp_geometric(seed: int) -> None:
    """On random friction each travel cell gets the minutes that scikit-image finds."""
    friction = rough(seed, (60, 75))
    site = 28 * 75 + 30
    costs, _ = MCP_Geometric(friction).find_costs([divmod(site, 75)])
    costs = costs * 1000.0
    expected = np.where(np.round(costs, 4) <= 45.0, tenths_of(costs), -1)
    assert (expected >= 0).sum() > 100
    np.testing.assert_array_equal(reached(friction, site, limit=45.0), expected)


@pytest.mark.parametrize("seed", range(4))
def test_minutes_among_blocked_cells_are_those_of_a_plain_search(seed: int) -> None:
    """With a third of the cells blocked, diagonal squeezes included, a plain search agrees."""
    friction = rough(seed, (40, 40), blocked=0.35)
    friction[20, 20] = 0.005
    minutes = searched(friction, 20 * 40 + 20, cell_m=1000.0)
    minutes[np.round(np.where(np.isinf(minutes), 1e6, minutes), 4) > 90.0] = np.inf
    expected = np.where(np.isinf(minutes), -1, tenths_of(np.where(np.isinf(minutes), 0, minutes)))
    assert (expected >= 0).sum() > 20
    np.testing.assert_array_equal(reached(friction, 20 * 40 + 20, limit=90.0), expected)


def test_one_very_fast_cell_does_not_change_minutes() -> None:
    """Buckets wider than the cheapest move, which expand cells again, give the same minutes."""
    rng = np.random.default_rng(7)
    friction = 10.0 ** rng.uniform(-11, -2, (40, 40))
    minutes = searched(friction, 410, cell_m=1000.0)
    expected = np.where(np.round(minutes, 4) <= 3.0, tenths_of(minutes), -1)
    np.testing.assert_array_equal(reached(friction, 410, limit=3.0), expected)


def test_an_hour_at_fifty_includes_its_edge() -> None:
    """Fifty cells at 0.0012 minutes per metre add up to 60.00000000000006 and count within 60."""
    found = reached(np.full((1, 60), 0.0012), 0)
    assert found[0, 50] == 600
    assert found[0, 51] == -1


def test_tenths_are_rounded_up() -> None:
    """60.01 minutes become 601 tenths, which are not within 60."""
    friction = np.full((1, 3), 0.06001)
    assert reached(friction, 0, limit=61.0)[0, 1] == 601
    assert reached(friction, 0, limit=60.0)[0, 1] == -1


def test_rounding_comes_before_the_limit() -> None:
    """60.00004 minutes count within 60 and 60.00006 do not."""
    assert reached(np.full((1, 2), 0.06000004), 0)[0, 1] == 600
    assert reached(np.full((1, 2), 0.06000006), 0)[0, 1] == -1


def test_a_diagonal_river_is_not_crossed() -> None:
    """A river of cells that touch only by corners holds, and a bridge opens it."""
    friction = np.full((30, 30), 0.001)
    np.fill_diagonal(friction, np.inf)
    south_west = np.tril(np.ones((30, 30), dtype=bool), -1)
    site = 20 * 30 + 5
    found = reached(friction, site, limit=600.0)
    np.testing.assert_array_equal(found >= 0, south_west)
    friction[15, 15] = 0.001
    assert reached(friction, site, limit=600.0)[5, 20] > 0


def test_a_corner_is_cut_where_one_side_is_open() -> None:
    """A diagonal move beside a single blocked cell is allowed, as in scikit-image."""
    friction = np.array([[0.001, np.inf], [0.001, 0.001]])
    assert reached(friction, 0)[1, 1] == 15  # 1.4142 minutes


def test_the_limit_ends_the_search() -> None:
    """Cells beyond the limit are absent however near in a straight line."""
    friction = np.full((1, 9), 0.01)
    assert (reached(friction, 4, limit=20.0)[0] >= 0).tolist() == [False, False, *[True] * 5, False, False]


def test_the_site_itself_takes_no_time() -> None:
    """With one travel cell to a demand cell the site's own cell has zero minutes."""
    assert reached(np.full((3, 3), 0.01), 4)[1, 1] == 0


def test_cells_outside_the_mask_are_left_out() -> None:
    """A demand cell outside the mask is crossed but not kept."""
    mask = np.array([[True, False, True]])
    assert reached(np.full((1, 3), 0.001), 0, mask=mask).tolist() == [[0, -1, 20]]


def test_scratch_is_left_clean() -> None:
    """A second site computed with the same working arrays is not mixed with the first."""
    friction = rough(3, (30, 30))
    grid = ReachGrid(friction, np.zeros((30, 30)), np.ones((30, 30), bool), 1, 1000.0, 60.0, friction.min())
    together = reach(grid, [35, 800, 35])
    alone = reach(grid, [800])[0]
    assert together[1][1].tobytes() == alone[1].tobytes()
    assert together[0][1].tobytes() == together[2][1].tobytes()


LINE = np.array([[0.001, 0.001, 0.01, 0.01]] * 2)
"""Two rows of four cells; from cell 0 columns lie at 0, 1, 6.5 and 16.5 minutes along a row."""


def test_a_block_has_the_median_of_its_people() -> None:
    """With 10 people near and 90 far a block takes the minutes to the far ones."""
    people = np.array([[0, 0, 10, 90], [0, 0, 0, 0]])
    assert reached(LINE, 0, people=people, factor=2)[0, 1] == 165
    assert reached(LINE, 0, people=people[:, [0, 1, 3, 2]], factor=2)[0, 1] == 65


def test_exactly_half_of_the_people_is_enough() -> None:
    """Half of a block's people within reach count the block, a little less does not."""
    people = np.array([[0, 0, 0.3, 0.1], [0, 0, 0, 0.2]])
    assert reached(LINE, 0, people=people, factor=2, limit=10.0)[0, 1] == 65
    people[0, 2] = 0.299
    assert reached(LINE, 0, people=people, factor=2, limit=10.0)[0, 1] == -1


def test_people_where_nobody_can_pass_count_as_not_reached() -> None:
    """Most people on an island of the block leave the whole block out of reach."""
    friction = LINE.copy()
    friction[1, 3] = np.inf
    people = np.array([[0, 0, 10, 10], [0, 0, 10, 31]])
    assert reached(friction, 0, people=people, factor=2)[0, 1] == -1
    people[1, 3] = 30
    assert reached(friction, 0, people=people, factor=2)[0, 1] == 165


def test_an_empty_block_counts_its_passable_cells() -> None:
    """Without people half of the passable cells must be reached, and blocked ones do not count."""
    friction = np.full((1, 8), 0.01).repeat(4, axis=0)
    friction[:, 4:] = np.inf
    friction[1, 4:] = 0.01  # four passable cells of the second block, in a row away from the site
    assert reached(friction, 11, factor=4, limit=25.0)[0, 1] == 200  # columns 4 and 5 of 4: half
    assert reached(friction, 11, factor=4, limit=15.0)[0, 1] == -1


def test_medians_of_random_blocks() -> None:
    """The median of large blocks is the one found by sorting, with people missing in some."""
    rng = np.random.default_rng(11)
    friction = rough(5, (49, 49))
    people = rng.choice([0.0, 0.0, 1.5, 20.0], size=(49, 49)) * (rng.random((49, 49)) < 0.5)
    people[:7, :7] = 0.0
    minutes = searched(friction, 24 * 49 + 24, cell_m=1000.0)
    found = reached(friction, 24 * 49 + 24, people=people, factor=7, limit=100.0)
    for i in range(7):
        for j in range(7):
            block = np.s_[i * 7 : i * 7 + 7, j * 7 : j * 7 + 7]
            weights = people[block].ravel() if people[block].sum() else np.ones(49)
            order = np.argsort(minutes[block].ravel())
            half = np.searchsorted(np.cumsum(weights[order]) * 2, weights.sum() * (1 - 1e-9))
            middle = minutes[block].ravel()[order][half]
            assert found[i, j] == (tenths_of(middle) if middle <= 100.0 else -1)
    assert 5 < (found >= 0).sum() < 49


@pytest.mark.parametrize("problem", [OSError(errno.ENOSPC, "full"), RuntimeError("no locator"), EOFError()])
def test_a_cache_of_compiled_code_that_fails_is_done_without(
    monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    """A read-only install, a full disk or a damaged cache of compiled code does not stop the search."""
    made: list[bool] = []

    def failing(_signature: object, *, cache: bool = False, nogil: bool) -> Any:
        made.append(cache)
        if cache:
            raise problem
        return lambda function: function

    monkeypatch.setattr(numba, "njit", failing)
    travel_kernel.compiled.cache_clear()
    try:
        assert callable(travel_kernel.compiled())
        assert made == [True, False]
    finally:
        travel_kernel.compiled.cache_clear()
