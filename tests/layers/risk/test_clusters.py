"""Tests of where events cluster."""

from __future__ import annotations

import numpy as np
import pytest

from layers.grid import Grid
from layers.risk.clusters import find_clusters
from tests.layers.risk.tiny import CRS


def _grid(ny: int = 30, nx: int = 30, cell_m: float = 10_000.0) -> Grid:
    return Grid(CRS, 0.0, ny * cell_m, cell_m, np.ones((ny, nx), dtype=np.float32))


def test_the_score_is_that_of_the_formula() -> None:
    """Gi* of one cell by hand: Ord and Getis 1995, equation 14, nine binary neighbours."""
    rng = np.random.default_rng(2)
    values = rng.poisson(1.0, (30, 30)).astype(float)
    found = find_clusters(values, values, _grid())
    count, mean, std = 900, values.mean(), values.std()
    around = values[9:12, 14:17].sum()
    by_hand = (around - 9 * mean) / (std * np.sqrt((count * 9 - 81) / (count - 1)))
    assert found.z[10, 15] == pytest.approx(by_hand, rel=1e-9)


def test_a_planted_cluster_is_found_and_nothing_else() -> None:
    """Twelve events in each of four touching cells over sparse chance: the cluster alone is significant."""
    rng = np.random.default_rng(5)
    values = rng.poisson(0.1, (30, 30)).astype(float)
    values[20:22, 8:10] += 12
    found = find_clusters(values, values, _grid())
    rows, columns = np.nonzero(found.significant)
    assert found.significant[20:22, 8:10].all()
    assert rows.min() >= 18
    assert rows.max() <= 23
    assert columns.min() >= 6
    assert columns.max() <= 11


def test_chance_alone_gives_no_cluster() -> None:
    """Events spread evenly at random are no cluster, with false discoveries held to 5 %."""
    found = [
        find_clusters(counts, counts, _grid()).significant.any()
        for counts in (np.random.default_rng(seed).poisson(3.0, (30, 30)).astype(float) for seed in range(20))
    ]
    assert sum(found) <= 2


def test_few_events_are_no_cluster() -> None:
    """Three events beside each other in an empty country do not make a cluster."""
    values = np.zeros((30, 30))
    values[10, 10], values[10, 11] = 2, 1
    assert not find_clusters(values, values, _grid()).significant.any()


def test_fine_cells_are_taken_in_blocks_and_the_outside_has_no_score() -> None:
    """At 5 km the score is taken on 10 km blocks and laid back; cells outside the area have none."""
    share = np.ones((60, 60), dtype=np.float32)
    share[:, 40:] = 0
    grid = Grid(CRS, 0.0, 300_000.0, 5000.0, share)
    values = np.random.default_rng(1).poisson(0.5, (60, 60)).astype(float)
    found = find_clusters(values, values, grid)
    assert found.cell_m == 10_000.0
    assert np.isnan(found.z[:, 40:]).all()
    assert found.z[0, 0] == found.z[1, 1]
    assert np.isnan(find_clusters(np.zeros((60, 60)), np.zeros((60, 60)), grid).z).all()
