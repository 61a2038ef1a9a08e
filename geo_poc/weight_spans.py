"""Weights so small beside others that they decide nothing: told, since a typing error looks like this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geo_poc.mission import Mission
from layers.errors import Finding

LEAST_SHARE = 1e-6
"""Of the largest weight of a table. Sums of weights are compared to about 1e-9 of all weight, and what lies
near the smaller ones would be lost in that; judgement, with room for cells of little risk."""


def span_findings(mission: Mission) -> tuple[Finding, ...]:
    """Return a warning for each weight above 0 that is less than a millionth of the largest beside it."""
    return tuple(
        Finding(
            "warning",
            f"{name} weighs {weight:g} beside {largest:g}: less than a millionth, so it decides nothing",
            "give 0 where that is meant, else a weight nearer to the others",
            file=mission.path.name,
            column=f"{key}.{name}",
            value=f"{weight:g}",
        )
        for key, table in _tables(mission)
        for largest in (max(table.values(), default=0.0),)
        for name, weight in table.items()
        if 0 < weight < LEAST_SHARE * largest
    )


def _tables(mission: Mission) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield the tables of weights that stand beside each other, by key."""
    objective = mission.keys.objective
    own = {str(name): weight for name, weight in objective.source_weights.items()}
    ranks = {str(name): weight for name, weight in objective.priority_weights.items()}
    yield "objective.source_weights", own
    yield "objective.priority_weights", ranks
    yield "objective.views", objective.views
    for number, view in enumerate(mission.keys.view, start=1):
        at = f"view[{number}]"
        for name, beside, given in (
            ("source_weights", own, view.source_weights),
            ("priority_weights", ranks, view.priority_weights),
            ("threat_weights", {}, view.threat_weights),
            ("district_weights", {}, view.district_weights),
            ("group_weights", {}, view.group_weights),
        ):
            if given:
                yield f"{at}.{name}", {**beside, **{str(k): weight for k, weight in given.items()}}
