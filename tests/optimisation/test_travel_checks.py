"""What is refused before travel times are computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers.errors import InputError
from optimisation.travel import TravelTable, travel_table


def asked(**changes: Any) -> TravelTable:
    """Compute a small table with some arguments changed."""
    arguments: dict[str, Any] = {
        "friction": np.full((4, 6), 0.01),
        "cell_m": 1000.0,
        "people": np.ones((4, 6)),
        "factor": 2,
        "demand_mask": np.ones((2, 3), dtype=bool),
        "site_ids": ["a", "b"],
        "site_cells": np.array([0, 9]),
        "limit_min": 60.0,
    }
    arguments |= changes
    return travel_table(arguments.pop("friction"), **arguments)


def holed(value: float) -> Any:
    """Return friction with one other value, in row 1, column 3."""
    friction = np.full((4, 6), 0.01)
    friction[1, 3] = value
    return friction


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": np.ones((4, 5))}, "differ in shape"),
        ({"factor": 3}, "do not fill"),
        ({"factor": 0}, "do not fill"),
        ({"site_ids": ["a"]}, "1 site ids"),
        ({"site_ids": ["b", "b"]}, "more than once"),
        ({"friction": holed(np.nan)}, "first in row 1, column 3"),
        ({"friction": holed(0.0)}, "not above 0"),
        ({"people": -np.ones((4, 6))}, "negative"),
        ({"people": np.full((4, 6), np.inf)}, "infinite"),
        ({"cell_m": 0.0}, "no size"),
        ({"cell_m": np.nan}, "no size"),
        ({"limit_min": 0.0}, "out of range"),
        ({"limit_min": 6501.0}, "out of range"),
        ({"limit_min": np.nan}, "out of range"),
        ({"site_cells": np.array([0, 24])}, "site b lies outside"),
        ({"site_cells": np.array([-1, 0])}, "site a lies outside"),
        ({"friction": holed(np.inf)}, "site b lies where this persona cannot pass"),
    ],
)
def test_what_cannot_be_computed_is_refused(changes: dict[str, Any], words: str) -> None:
    """Each wrong argument is an input error that says what is wrong and what to do."""
    with pytest.raises(InputError, match=words) as caught:
        asked(**changes)
    assert all(finding.remedy for finding in caught.value.findings)


def test_all_findings_come_at_once() -> None:
    """Two blocked sites, a bad limit and bad people are told together."""
    friction = np.full((4, 6), 0.01)
    friction.flat[[0, 9]] = np.inf
    with pytest.raises(InputError) as caught:
        asked(friction=friction, limit_min=-1.0, people=-np.ones((4, 6)))
    assert len(caught.value.findings) == 4
    assert "row 1, column 3" in caught.value.findings[-1].value


def test_good_arguments_pass() -> None:
    """Nothing is refused when all fits, unknown people and blocked cells included."""
    people = np.ones((4, 6))
    people[0, 0] = np.nan
    assert asked(people=people, friction=holed(np.inf), site_cells=np.array([0, 8])).cells.size > 0
