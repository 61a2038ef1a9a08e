"""Tools and scales as values."""

from __future__ import annotations

import pytest

from optimisation.assets import Scale, whole_tenths

SCALE = Scale((15.0, 30.0, 60.0, 120.0), (1.0, 0.8, 0.5, 0.2), {}, {})


@pytest.mark.parametrize(
    ("reach_min", "expected"),
    [
        (5.0, ((5.0, 1.0),)),
        (15.0, ((15.0, 1.0),)),
        (45.0, ((15.0, 1.0), (30.0, 0.8), (45.0, 0.5))),
        (60.0, ((15.0, 1.0), (30.0, 0.8), (60.0, 0.5))),
        (500.0, ((15.0, 1.0), (30.0, 0.8), (60.0, 0.5), (120.0, 0.2))),
    ],
)
def test_steps_end_at_the_tools_own_reach(
    reach_min: float, expected: tuple[tuple[float, float], ...]
) -> None:
    """Bands up to a tool's reach count, the last cut at it, and none beyond the last band."""
    assert SCALE.steps(reach_min) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(60.0, 600), (0.7, 7), (1.1, 11), (20.06, 200), (7.25, 72), (7.35, 73), (6000.0, 60_000)],
)
def test_limits_between_tenths_are_cut(minutes: float, expected: int) -> None:
    """A limit that is no whole tenth never lets later minutes in, and a whole one keeps its edge."""
    assert whole_tenths(minutes) == expected
