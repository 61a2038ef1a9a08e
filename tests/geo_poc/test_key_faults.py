"""Faults of keys in words: no name of a type, no bound without its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.key_faults import DESCRIBED, fault_words
from tests.geo_poc.mission_texts import SMALL, found_in, write_mission


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (SMALL.replace("cob = 1", "cob = 1.5"), "budget.cob", "the value must be a whole number"),
        (SMALL.replace("cob = 1", 'cob = "many"'), "budget.cob", "the value must be a whole number"),
        (SMALL.replace("cob = 1", "cob = -1"), "budget.cob", "the value must be at least 0"),
        (SMALL.replace("cob = 1", "cobb = 1"), "budget.cobb", "there is no such key here"),
        (SMALL.replace("as_of = 2025-06-30\n", ""), "as_of", "this key is missing"),
        (SMALL + "[travel]\nsnap_m = nan\n", "travel.snap_m", "the value must be a finite number"),
        (SMALL + "[travel.road_kmh]\nprimary = 1e9\n", "travel.road_kmh.primary", "must be at most 1000"),
        (SMALL + '[objective]\nfloor_share = "half"\n', "objective.floor_share", "must be a number"),
        (SMALL + '[travel]\nseason = "monsoon"\n', "travel.season", "the value must be 'dry' or 'wet'"),
        (SMALL + "[readiness]\nrecorded = [0.1]\n", "readiness.recorded", "must be at least 3 of these"),
        (SMALL + "[readiness]\nrecorded = 0.1\n", "readiness.recorded", "this must be a list"),
        (SMALL + '[readiness]\nsuspected_bite = "x"\n', "readiness.suspected_bite", "must be true or false"),
        (SMALL + "readiness = 3\n", "budget.readiness", "there is no such key here"),
    ],
)
def test_fault_of_a_key_is_told_in_words(tmp_path: Path, text: str, key: str, words: str) -> None:
    """Every kind of value that is wrong says what it must be, once."""
    found = found_in(write_mission(tmp_path, text))
    assert list(found) == [key]
    assert words in found[key].message
    assert "Input" not in found[key].message
    assert found[key].remedy


def test_what_has_no_words_here_keeps_its_own() -> None:
    """A rule of the file says itself what is wrong."""
    item = {"type": "value_error", "msg": "Value error, low, mid and high must rise"}
    assert fault_words(item) == ("low, mid and high must rise", DESCRIBED)
