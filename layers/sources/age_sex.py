"""Women, men, girls and boys from the columns of a table of people, as registers name them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import numbers, rows_finding, words

GROUPS = ("women", "men", "girls", "boys", "female", "male")
"""Of 18 and over, under 18, and of all ages."""

ADULT = 18
_TOLERANCE = 0.01
"""Groups may miss the total by this share: registers round."""

_USUAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "women": ("women", "adult_women", "adult_females", "women_18_plus"),
        "men": ("men", "adult_men", "adult_males", "men_18_plus"),
        "girls": ("girls", "female_children"),
        "boys": ("boys", "male_children"),
        "female": ("female", "females", "total_female", "total_females", "female_total"),
        "male": ("male", "males", "total_male", "total_males", "male_total"),
    }
)
Sex = Literal["female", "male"]
_SEX: Mapping[str, Sex] = MappingProxyType(
    {
        **dict.fromkeys(("f", "female", "females", "girls", "women"), "female"),
        **dict.fromkeys(("m", "male", "males", "boys", "men"), "male"),
    }
)
_RANGE = re.compile(
    r"^(?P<sex>[a-z]+)[\W_]*(?:age[ds]?[\W_]*)?(?P<low>\d{1,3})(?:[\W_]*(?:to)?[\W_]*(?P<high>\d{1,3})|[\W_]*(?P<open>\+|plus|over|above)|)"
    r"[\W_]*(?:years?|yrs?|y)?[\W_]*$"
)


@dataclass(frozen=True, slots=True)
class AgeColumn:
    """A column of people of one sex between two ages.

    Parameters
    ----------
    column : str
    sex : {"female", "male"}
    low, high : int
        Ages in years, both included; 200 where open.
    """

    column: str
    sex: Sex
    low: int
    high: int


def age_column(name: str) -> AgeColumn | None:
    """Return what a column such as "F 0-4", "male_18_59" or "women 60+" holds, None where it is none."""
    text = re.sub(r"^(?:(?:no|nb|number|num|of|total|#|idps?)[\W_]+)*", "", name.strip().lower())
    match = _RANGE.match(text)
    if match is None or match["sex"] not in _SEX or (match["high"] is None and match["open"] is None):
        return None
    low, high = int(match["low"]), 200 if match["high"] is None else int(match["high"])
    return AgeColumn(name, _SEX[match["sex"]], low, high) if low <= high else None


def wanted_groups() -> Mapping[str, tuple[str, ...]]:
    """Return the groups with their usual columns, for :func:`layers.fields.resolve`."""
    return _USUAL


def read_groups(
    table: pd.DataFrame, found: Mapping[str, str], *, people: pd.Series, file: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the people of each group, NaN where the file does not say.

    A column of the group comes first; else columns of ages are summed: a group is known only where all
    its columns are filled, and the children's and the adults' only where their ages touch from 0 to 17
    and from 18 on. All ages are the sum of both, or of touching columns of ages from 0 on.

    Parameters
    ----------
    table : DataFrame
        Its index holds row numbers.
    found : mapping of str to str
        Columns of :data:`GROUPS`.
    people : Series of float
        All people of each row: groups that are more than them are a warning.
    file : str

    Returns
    -------
    DataFrame of float64
        Columns :data:`GROUPS`.
    tuple of Finding
    """
    groups = pd.DataFrame(np.nan, index=table.index, columns=list(GROUPS))
    findings: tuple[Finding, ...] = ()
    for ours in GROUPS:
        if ours in found:
            groups[ours], faults = numbers(
                words(table[found[ours]]), file=file, column=found[ours], low=0, unreadable="warning"
            )
            findings += faults
    taken = set(found.values())
    ages = [held for name in table.columns if name not in taken and (held := age_column(str(name)))]
    counts, faults = _counts(table, ages, file)
    findings += faults
    for sex, adults, children in (("female", "women", "girls"), ("male", "men", "boys")):
        own = [held for held in ages if held.sex == sex]
        young, old = [h for h in own if h.high < ADULT], [h for h in own if h.low >= ADULT]
        sums = (
            (children, young if _touch(young, 0, ADULT - 1) else []),
            (adults, old if _touch(old, ADULT, 200) else []),
            (sex, own if _touch(own, 0, 200) else []),
        )
        for ours, parts in sums:
            if parts and ours not in found:
                groups[ours] = counts[[held.column for held in parts]].sum(axis=1, min_count=len(parts))
        groups[sex] = groups[sex].fillna(groups[adults] + groups[children])
    return groups, (*findings, *_too_many(groups, people, found, ages, file))


def _counts(
    table: pd.DataFrame, ages: Iterable[AgeColumn], file: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    counts = pd.DataFrame(index=table.index)
    findings: tuple[Finding, ...] = ()
    for held in ages:
        counts[held.column], faults = numbers(
            words(table[held.column]), file=file, column=held.column, low=0, unreadable="warning"
        )
        findings += faults
    return counts, findings


def _touch(parts: Collection[AgeColumn], low: int, high: int) -> bool:
    """Return whether ranges of ages follow each other from one age to another, without overlap."""
    at = low
    for part in sorted(parts, key=lambda held: held.low):
        if part.low != at:
            return False
        at = part.high + 1
    return bool(parts) and at == high + 1


def _too_many(
    groups: pd.DataFrame,
    people: pd.Series,
    found: Mapping[str, str],
    ages: Iterable[AgeColumn],
    file: str,
) -> tuple[Finding, ...]:
    """Warn where women, men, girls and boys are more than all people, or are all known and are fewer."""
    total = groups[["female", "male"]].sum(axis=1, min_count=1)
    off = (total - people) / people.where(people > 0, 1.0)
    both = groups[["female", "male"]].notna().all(axis=1)
    columns = [found[name] for name in GROUPS if name in found] or [held.column for held in ages]
    bad = (off > _TOLERANCE) | (both & (off < -_TOLERANCE))
    return rows_finding(
        "warning",
        "the people by age and sex do not add up to the people of the site; both are kept",
        "correct one of them",
        file=file,
        column=", ".join(columns[:4]) + (", ..." if len(columns) > 4 else ""),
        bad=bad,
        values=total.map("{:g}".format) + " of " + people.map("{:g}".format),
    )
