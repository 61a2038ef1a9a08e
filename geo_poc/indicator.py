"""One indicator of the Joint Operations Centre, and those that an evaluation holds as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geo_poc.case import Case
from layers.landscape import SOURCES

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure is called: the id stays the same from run to run.

    Parameters
    ----------
    id : str
    name : str
    unit : str
    value : float or None
        None where it is not observed, not reached or not known: never zero in its place.
    """

    id: str
    name: str
    unit: str
    value: float | None


def bands_of(case: Case) -> list[tuple[str, float]]:
    """Return each band as it is named, and in minutes."""
    return [(f"{band:g}", band) for band in case.mission.keys.bands_min]


def number_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the three numbers and the people at risk."""
    numbers = case.evaluation.numbers
    yield Indicator("people_at_risk", "people at risk", "people", case.evaluation.people_at_risk)
    out = numbers.people_out_of_reach
    yield Indicator("people_out_of_reach", "people at risk out of reach", "people", out)
    yield Indicator("musts_met", "must threats met", "threats", numbers.must_met)
    yield Indicator("musts", "must threats", "threats", numbers.must_of)
    strategic = numbers.strategic_in_time
    yield Indicator("strategic_in_time", "strategic risk within its time limit", "share", strategic)


def source_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the share of weighted risk within each band by source; not observed is empty, never zero."""
    for band, _ in bands_of(case):
        for source in (*SOURCES, "total"):
            reach: Any = case.evaluation.reach.get(source)
            words = "all sources" if source == "total" else source.replace("_", " ")
            yield Indicator(
                f"reach_{source}_{band}",
                f"weighted risk within {band} minutes, {words}",
                "share",
                None if reach is None else reach[band],
            )


def group_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the share of each group within each band."""
    for group, people in sorted(case.evaluation.groups_within.items()):
        whole = people["all"]
        for band, _ in bands_of(case):
            yield Indicator(
                f"group_{group}_{band}",
                f"{group} within {band} minutes",
                "share",
                people[band] / whole if whole > 0 else None,
            )
