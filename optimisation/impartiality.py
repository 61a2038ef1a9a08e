"""Impartiality: for each source of threat what is reached beside what is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimisation.demand import Demand
from optimisation.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """Need and answer for one source of threat; all are shares, 0 to 1, but for `ratio`.

    Parameters
    ----------
    need : float
        Its share of raw weighted risk (without effectiveness).
    people : float
        Its share of the people at risk: those of a cell are divided among the sources as its risk is.
    reach : mapping of band to float
        Of its own weighted risk, the share within each band of a tier II tool, cumulative.
    visited, engaged, credited : float
        Of its own weighted risk, the share in cells that a patrol visits, within a tier I tool's reach or
        an engagement, and earned as credit.
    ratio : mapping of band to float or None
        Its share of all that is reached over its share of all that is needed: 1 = as the need is, below
        1 = reached less than the others. None where nothing is reached, or the source has no risk.
    """

    need: float
    people: float
    reach: Mapping[str, float]
    visited: float
    engaged: float
    credited: float
    ratio: Mapping[str, float | None]


def impartiality(demand: Demand, evaluation: Evaluation) -> dict[str, SourceAccount]:
    """Return the account of each observed source; one that nobody observes has none.

    Parameters
    ----------
    demand : Demand
    evaluation : Evaluation
        Of a set of assets on this demand.
    """
    total = demand.total()
    whole, at_risk = float(total.sum()), demand.at_risk()
    people, of_cell = demand.people[at_risk], total[at_risk]
    everybody = float(people.sum())
    found: dict[str, SourceAccount] = {}
    for source, weight in demand.weights.items():
        own = float(weight.sum())
        concerned = float((people * (weight[at_risk] / of_cell)).sum())
        reach = evaluation.reach[source]
        found[source] = SourceAccount(
            need=_share(own, whole),
            people=_share(concerned, everybody),
            reach=dict(reach),
            visited=evaluation.visited[source],
            engaged=evaluation.engagement[source],
            credited=_share(evaluation.credit[source], own),
            ratio={
                band: share / evaluation.reach["total"][band]
                if own > 0 and evaluation.reach["total"][band] > 0
                else None
                for band, share in reach.items()
            },
        )
    return found


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
