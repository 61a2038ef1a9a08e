"""Whether violence in an area is against one group: events against it beside its share of people.

Sex and age: a group is targeted when its share of the victims told apart is one and a half times its share of
the people who live there, and it stands out in more incidents than chance allows (exact binomial test over
incidents, since victims of one incident are not independent; the level is divided among the groups tried).
Where nobody knows the groups' people, six of ten victims are asked for instead. Other groups: most incidents
that name whom they were against name the same one. What the record does not say is "not known", never "no".

No group is named but sex and age; other names stay in the file that has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

GROUPS = ("women", "men", "girls", "boys")
FEW_VICTIMS = 10
FEW_NAMED = 5
FACTOR = 1.5
GROUP_SHARE = 0.6
ALPHA = 0.05
SEXUAL_SHARE = 0.25
FEW_SEXUAL = 3

Answer = Literal["yes", "no", "not known"]


@dataclass(frozen=True, slots=True)
class GroupTargeted:
    """Whether those harmed are mostly of one group.

    Parameters
    ----------
    answer : {"yes", "no", "not known"}
    reason : str
        What it rests on, or what the record lacks.
    """

    answer: Answer
    reason: str

    @property
    def flag(self) -> bool:
        """Whether it is flagged."""
        return self.answer == "yes"


def group_targeted(incidents: gpd.GeoDataFrame, people: Mapping[str, float] | None = None) -> GroupTargeted:
    """Return whether incidents were against one group.

    Parameters
    ----------
    incidents : GeoDataFrame
        Those of an area. Optional columns: victims_women, _men, _girls, _boys (NaN unknown), harm (tuple of
        str), victim_group (text, "" where it is not said).
    people : mapping of group to float, optional
        People of each group where the incidents are.
    """
    tried = (_by_harm(incidents), _by_name(incidents), _by_sex_and_age(incidents, people or {}))
    told = [answer for answer in tried if answer is not None]
    yes = [answer for answer in told if answer.flag]
    if yes:
        return yes[0]
    if told:
        return GroupTargeted("no", "; ".join(answer.reason for answer in told))
    return GroupTargeted("not known", "too few incidents say whom they were against")


def _by_harm(incidents: gpd.GeoDataFrame) -> GroupTargeted | None:
    """Return yes where sexual violence is frequent; that none is told means little."""
    if "harm" not in incidents:
        return None
    sexual = sum(isinstance(told, tuple) and "sexual" in told for told in incidents["harm"])
    if sexual < FEW_SEXUAL or sexual < SEXUAL_SHARE * len(incidents):
        return None
    return GroupTargeted("yes", f"{sexual} of {len(incidents)} incidents are sexual violence")


def _by_name(incidents: gpd.GeoDataFrame) -> GroupTargeted | None:
    if "victim_group" not in incidents:
        return None
    names = incidents["victim_group"].map(
        lambda name: name.strip().casefold() if isinstance(name, str) else ""
    )
    counts = names[names != ""].value_counts()
    named = int(counts.sum())
    if named < FEW_NAMED:
        return None
    same = int(counts.iloc[0])
    said = f"{same} of {named} incidents that name a group name the same one"
    return GroupTargeted("yes" if same >= GROUP_SHARE * named else "no", said)


def _by_sex_and_age(incidents: gpd.GeoDataFrame, people: Mapping[str, float]) -> GroupTargeted | None:
    victims = _victims(incidents)
    told = victims[victims.sum(axis=1) > 0]
    total = float(told.to_numpy().sum())
    if total < FEW_VICTIMS:
        return None
    shares = told.sum(axis=0) / total
    everybody = sum(people.get(str(group), 0.0) for group in victims)
    if not everybody > 0:
        group = str(shares.idxmax())
        said = f"{shares[group]:.0%} of {total:.0f} victims told apart are {group}"
        return GroupTargeted("yes" if shares[group] >= GROUP_SHARE else "no", said)
    expected = pd.Series({str(group): people.get(str(group), 0.0) / everybody for group in victims})
    return _beside_people(told, shares, expected, total)


def _victims(incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the victims of each incident by group, 0 where nothing is said."""
    columns = {
        group: np.nan_to_num(incidents[f"victims_{group}"].to_numpy(dtype=float, na_value=np.nan))
        for group in GROUPS
        if f"victims_{group}" in incidents
    }
    return pd.DataFrame(columns)


def _beside_people(
    told: pd.DataFrame, shares: pd.Series, expected: pd.Series, total: float
) -> GroupTargeted | None:
    """Return the answer where the groups' share of people is known; None where so few could not have told."""
    group = str((shares - expected).idxmax())
    said = (
        f"{shares[group]:.0%} of {total:.0f} victims told apart are {group},"
        f" who are {expected[group]:.0%} of the people there"
    )
    level = ALPHA / len(shares)
    most = told.to_numpy()[:, told.columns.get_loc(group)]
    against = int(_stands_out(told, group, most).sum())
    if shares[group] >= FACTOR * expected[group]:
        if float(stats.binom.sf(against - 1, len(told), expected[group])) < level:
            return GroupTargeted("yes", said)
        if float(stats.binom.sf(len(told) - 1, len(told), expected[group])) >= level:
            return None
    return GroupTargeted("no", said)


def _stands_out(told: pd.DataFrame, group: str, own: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the incidents that harmed more of a group than of all others together."""
    return np.asarray(own > told.drop(columns=group).sum(axis=1).to_numpy())
