"""Tests of the risk value."""

from __future__ import annotations

from datetime import date

import numpy as np

from layers.risk.surface import Risk


def test_total_and_observed_follow_the_sources() -> None:
    """The total is the sum over the sources that are there, in their order."""
    one, two = np.full((2, 3), 1.5), np.arange(6.0).reshape(2, 3)
    surfaces = {"state": one, "criminal": two}
    no = np.zeros((2, 3), dtype=bool)
    risk = Risk(surfaces, surfaces, surfaces, one, ~no, no, 5000.0, 365.0, date(2020, 1, 1))
    assert risk.observed == ("state", "criminal")
    np.testing.assert_array_equal(risk.total(), one + two)
    assert risk.events_per_year == risk.nats_over_uniform == {}
