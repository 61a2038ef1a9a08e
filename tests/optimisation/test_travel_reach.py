"""Windows round a site, and grids shared through files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimisation.travel_reach import ReachGrid, reach, reach_shared, shared
from tests.optimisation.travel_cases import rough


def grid_of(seed: int, *, factor: int = 5, lowest: float | None = None) -> ReachGrid:
    """Return a rough grid of 100 x 120 travel cells with people."""
    friction = rough(seed, (100, 120), blocked=0.05)
    friction[50] = 0.002
    friction[47:53, ::3] = 0.002  # side roads
    people = np.random.default_rng(seed).random((100, 120))
    mask = np.ones((100 // factor, 120 // factor), dtype=bool)
    return ReachGrid(friction, people, mask, factor, 1000.0, 30.0, lowest or float(friction.min()))


@pytest.mark.parametrize("factor", [1, 2, 5])
@pytest.mark.parametrize("site", [50 * 120 + 60, 50 * 120, 50 * 120 + 119])
def test_a_window_gives_what_the_whole_grid_gives(factor: int, site: int) -> None:
    """Searching a window round the site equals searching the whole grid, at the edges too."""
    clipped = grid_of(1, factor=factor)
    whole = grid_of(1, factor=factor, lowest=1e-9)
    assert whole.window(site) == (0, 0, 100, 120)
    assert clipped.window(site)[2] * clipped.window(site)[3] < 100 * 120
    (cells, tenths), (all_cells, all_tenths) = reach(clipped, [site])[0], reach(whole, [site])[0]
    assert cells.size > 2
    np.testing.assert_array_equal(cells, all_cells)
    np.testing.assert_array_equal(tenths, all_tenths)


def test_a_window_holds_whole_demand_cells() -> None:
    """The window reaches as far as the fastest way and ends at edges of demand cells."""
    grid = grid_of(2)  # 30 minutes at 0.002 minutes per metre: 15 cells, one more for rounding
    assert grid.half_width == 16
    assert grid.window(50 * 120 + 60) == (30, 40, 40, 40)
    assert grid.window(50 * 120) == (30, 0, 40, 20)


def test_the_farthest_cell_of_a_straight_road_is_in_the_window() -> None:
    """Where everything is as fast as the fastest cell the limit is reached, not cut."""
    friction = np.full((5, 200), 0.0012)
    grid = ReachGrid(friction, np.zeros((5, 200)), np.ones((5, 200), bool), 1, 1000.0, 60.0, 0.0012)
    cells, tenths = reach(grid, [2 * 200 + 100])[0]
    assert {2 * 200 + 50, 2 * 200 + 150} <= set(cells.tolist())
    assert tenths.max() == 600


def test_cells_ascend_and_have_their_types() -> None:
    """Demand cells are int32 in ascending order and minutes are uint16 tenths."""
    cells, tenths = reach(grid_of(3), [50 * 120 + 60])[0]
    assert (cells.dtype.name, tenths.dtype.name) == ("int32", "uint16")
    assert (np.diff(cells) > 0).all()


def test_a_shared_grid_gives_the_same(tmp_path: Path) -> None:
    """What is read back from files, read-only, gives the same minutes, and the files go afterwards."""
    grid = grid_of(4)
    with shared(grid, tmp_path, prefix="travel-") as sent:
        assert [path.name[:7] for path in tmp_path.iterdir()] == ["travel-"]
        assert not sent.load().friction.flags.writeable
        found = reach_shared(sent, [6060, 6000])
    assert list(tmp_path.iterdir()) == []
    for (cells, tenths), (own_cells, own_tenths) in zip(found, reach(grid, [6060, 6000]), strict=True):
        assert cells.tobytes() == own_cells.tobytes()
        assert tenths.tobytes() == own_tenths.tobytes()


def test_a_shared_grid_that_is_gone_says_so(tmp_path: Path) -> None:
    """A worker that cannot see the files raises an OSError, on which the caller falls back."""
    with shared(grid_of(5), tmp_path, prefix="travel-") as sent:
        pass
    with pytest.raises(OSError, match="No such file"):
        reach_shared(sent, [6060])
