"""The three numbers as documents and tables have them."""

from __future__ import annotations

from geo_poc.must_record import flat_numbers, numbers_document
from optimisation.met import ThreatStatus
from optimisation.three_numbers import ThreeNumbers


def test_musts_that_are_not_met_stand_with_their_times() -> None:
    """A document has them as rows, a table their names in one cell."""
    far, late = (
        ThreatStatus(threat, name, "state", "must", 60.0, 0.1, 0.5, within, reached, False, False, (), 0.0, 2)
        for threat, name, within, reached in (("T1", "Far", None, 0.0), ("T2", "Late", 74.3, 0.8))
    )
    found = numbers_document(ThreeNumbers(1, 3, 40.0, None, (far, late)))
    assert found["not_met"][1] == {
        "id": "T2", "name": "Late", "visits_wanted": 2, "limit_min": 60.0, "share": 0.1, "wanted": 0.5,
        "within_min": 74.3, "reached": 0.8,
    }  # fmt: skip
    assert flat_numbers(found) == {
        "must_met": 1, "must_of": 3, "people_out_of_reach": 40.0, "strategic_in_time": None,
        "missed_musts": "Far;Late",
    }  # fmt: skip
