"""The prioritised threat of each cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optimisation.small_worlds import REPEATABLE, demand


def _at_risk(*weights: float, share: float = 0.9) -> list[int]:
    return np.flatnonzero(demand({"state": weights}).at_risk(share)).tolist()


def test_total_sums_the_sources() -> None:
    """The weight of a cell is the sum over its sources, nothing where no source is observed."""
    both = demand({"state": [1.0, 2.0], "communal": [10.0, 0.0]})
    assert both.total().tolist() == [11.0, 2.0]
    assert demand({}, people=[5.0, 5.0]).total().tolist() == [0.0, 0.0]


def test_cells_at_risk_hold_nine_tenths() -> None:
    """Cells count from the highest weight down until they hold the share, wherever they lie."""
    assert _at_risk(9.0, 1.0) == [0]
    assert _at_risk(1.0, 5.0, 4.0) == [1, 2]
    assert _at_risk(1.0, 4.0, 5.0, 1.0) == [0, 1, 2]
    assert _at_risk(1.0, 4.0, 5.0, share=0.5) == [2]


@pytest.mark.parametrize("weight", [0.1, 0.3, 0.7, 1.0, 1e-8, 12345.6])
def test_ties_go_to_the_lower_cells(weight: float) -> None:
    """Of ten equal cells the first nine are at risk, whatever the rounding of their sums."""
    assert _at_risk(*[weight] * 10) == list(range(9))


def test_cells_without_risk_are_never_at_risk() -> None:
    """Zero weights stay out, with any share and where nothing has weight."""
    assert _at_risk(0.0, 3.0, 0.0, share=1.0) == [1]
    assert _at_risk(0.0, 0.0) == []
    assert not demand({}, people=[5.0]).at_risk().any()


@REPEATABLE
@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_cells_at_risk_are_the_fewest_that_hold_the_share(weights: list[int]) -> None:
    """They hold nine tenths, without their smallest they do not, and no other cell weighs more."""
    chosen = demand({"state": [float(w) for w in weights]}).at_risk()
    inside = [w for w, c in zip(weights, chosen, strict=True) if c]
    outside = [w for w, c in zip(weights, chosen, strict=True) if not c]
    assert 10 * sum(inside) >= 9 * sum(weights)
    if inside:
        assert 10 * (sum(inside) - min(inside)) < 9 * sum(weights)
        assert min(inside) >= max(outside, default=0)
