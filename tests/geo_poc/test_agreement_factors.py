"""Factors of a mission file that contradict its other keys."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from layers.errors import Finding, InputError
from tests.geo_poc.test_schema import mission

FACTOR = {
    "path": "f.csv",
    "name": "watch",
    "role": "driver_for",
    "source": "workshop",
    "date": "2020-01-01",
    "author": "JMAC",
}
PARTNER = {"actor": "Elders", "credit": 0.2, "reason": "they warn"}


def _found(**keys: Any) -> dict[str, Finding]:
    with pytest.raises(ValidationError) as caught:
        mission(**keys)
    cause = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, InputError)
    assert all(finding.remedy and finding.value for finding in cause.findings)
    return {finding.column: finding for finding in cause.findings}


def test_a_local_capacity_counts_once() -> None:
    """The same elders as a partner and as a driver are an error, case aside; as one of them they are not."""
    both = _found(factor=[FACTOR | {"actor": "elders"}], partner=[PARTNER])
    assert "counts already as partner[1]" in both["factor[1].actor"].message
    twice = _found(factor=[FACTOR | {"actor": "Elders"}, FACTOR | {"actor": "Elders", "name": "other"}])
    assert "counts already in the factor watch" in twice["factor[2].actor"].message
    assert mission(factor=[FACTOR | {"actor": "Elders"}]).factor[0].actor == "Elders"


def test_keys_of_one_role_are_refused_in_another() -> None:
    """Groups belong to vulnerability, an actor to a driver for protection; a factor elsewhere is no zero."""
    found = _found(
        factor=[
            FACTOR | {"role": "intent", "groups": ["women"]},
            FACTOR | {"role": "impact", "actor": "Elders"},
            FACTOR | {"role": "impact", "elsewhere": 0.0},
        ]
    )
    assert set(found) == {"factor[1].groups", "factor[2].actor", "factor[3].elsewhere"}


def test_a_factor_without_source_date_or_author_is_refused() -> None:
    """A judgement says where it comes from, of which day it is, and whose it is."""
    for key in ("source", "date", "author"):
        with pytest.raises(ValidationError, match=key):
            mission(factor=[{name: value for name, value in FACTOR.items() if name != key}])
    with pytest.raises(ValidationError, match="reliability"):
        mission(factor=[FACTOR | {"reliability": "Z9"}])
