"""The three numbers as documents about plans have them, with the must threats that are not met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimisation.met import ThreatStatus
from optimisation.three_numbers import ThreeNumbers


def numbers_document(found: ThreeNumbers) -> dict[str, Any]:
    """Return the three numbers of a plan, and in `not_met` which must threats it does not meet.

    Parameters
    ----------
    found : ThreeNumbers
    """
    return {
        "must_met": found.must_met,
        "must_of": found.must_of,
        "people_out_of_reach": found.people_out_of_reach,
        "strategic_in_time": found.strategic_in_time,
        "not_met": [
            {"id": must.id, "name": must.name, "visits_wanted": must.visits_wanted, **time_row(must)}
            for must in found.not_met
        ],
    }


def time_row(status: ThreatStatus) -> dict[str, Any]:
    """Return in what time a threat is reached, beside what is asked for.

    Parameters
    ----------
    status : ThreatStatus
    """
    return {
        "limit_min": status.limit_min,
        "share": status.share,
        "wanted": status.wanted,
        "within_min": status.within_min,
        "reached": status.reached,
    }


def flat_numbers(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the three numbers of a document as cells of a table, the names of musts not met in one.

    Parameters
    ----------
    numbers : mapping
        Of :func:`numbers_document`.
    """
    figures = {key: value for key, value in numbers.items() if key != "not_met"}
    return figures | {"missed_musts": ";".join(must["name"] for must in numbers.get("not_met", ()))}
