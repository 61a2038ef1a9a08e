"""Factors of risk from their files: pooled over analysts, filled, and with what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from layers.grid import block_sum
from layers.landscape import Landscape, Source
from layers.risk.factors import DRIVER_ROLES, Factor, neutral
from layers.sources.factor_file import FactorFile, read_factor_file

OLD_DAYS = 365


@dataclass(frozen=True, slots=True)
class FactorEntry:
    """What the mission says of a factor, besides its values.

    Parameters
    ----------
    file : FactorFile
    name : str
        Entries of one name, role, sources and groups are one factor: their values are pooled.
    sources : tuple of Source
    groups : tuple of str
    weight : float
    citation, author, reliability : str
    dated : date
    elsewhere : float or None
        Value where the file has none; None where that is unknown.
    actor : str
    """

    file: FactorFile
    name: str
    sources: tuple[Source, ...] = ()
    groups: tuple[str, ...] = ()
    weight: float = 1.0
    citation: str = ""
    author: str = ""
    reliability: str = ""
    dated: date = date(1970, 1, 1)
    elsewhere: float | None = None
    actor: str = ""

    @property
    def pooled_as(self) -> tuple[object, ...]:
        """What entries of one factor agree on."""
        return self.name, self.file.role, self.sources, self.groups


def read_factors(
    entries: Sequence[FactorEntry], landscape: Landscape, *, as_of: date
) -> tuple[tuple[Factor, ...], tuple[Finding, ...]]:
    """Read every factor of a mission.

    Parameters
    ----------
    entries : sequence of FactorEntry
    landscape : Landscape
    as_of : date
        A factor dated later is an error: nothing later is read.

    Returns
    -------
    tuple of Factor
    tuple of Finding
        With an error for everything that cannot be used.
    """
    findings: list[Finding] = []
    pools: dict[tuple[object, ...], list[tuple[FactorEntry, tuple[NDArray[np.float64], ...]]]] = {}
    for entry in entries:
        surfaces, told = read_factor_file(entry.file, landscape)
        findings += [*told, *_dates(entry, as_of), *_groups(entry, landscape)]
        if surfaces:
            filled = tuple(_elsewhere(surface, entry, landscape) for surface in surfaces)
            pools.setdefault(entry.pooled_as, []).append((entry, filled))
    factors = []
    for pool in pools.values():
        factor, notes = _pooled(pool, landscape)
        factors.append(factor)
        findings += notes
    return tuple(factors), tuple(findings)


def _elsewhere(surface: NDArray[np.float64], entry: FactorEntry, landscape: Landscape) -> NDArray[np.float64]:
    if entry.elsewhere is None:
        return surface
    return np.where(np.isnan(surface) & landscape.travel.mask, entry.elsewhere, surface)


def _pooled(
    pool: Sequence[tuple[FactorEntry, tuple[NDArray[np.float64], ...]]], landscape: Landscape
) -> tuple[Factor, list[Finding]]:
    """Return the median of all analysts' values, with the lowest and highest."""
    entry = pool[0][0]
    stack = np.array([surface for _, surfaces in pool for surface in surfaces])
    low, mid, high, missing = _middle(stack, landscape, neutral(entry.file.role))
    entries = [one for one, _ in pool]
    factor = Factor(
        name=entry.name,
        role=entry.file.role,
        sources=entry.sources,
        groups=entry.groups,
        weight=entry.weight,
        citation="; ".join(dict.fromkeys(one.citation for one in entries if one.citation)),
        author="; ".join(dict.fromkeys(one.author for one in entries if one.author)),
        reliability=", ".join(dict.fromkeys(one.reliability for one in entries if one.reliability)),
        dated=max(one.dated for one in entries),
        analysts=len(stack),
        mid=mid,
        low=low,
        high=high,
        missing=missing,
        actor=entry.actor,
    )
    findings = _missing_notes(factor, entry, landscape)
    weights = {one.weight for one in entries}
    if len(weights) > 1:
        message = f"the entries of the factor {entry.name} have several weights; the first one's counts"
        told = ", ".join(f"{weight:g}" for weight in sorted(weights))
        findings.append(
            Finding("warning", message, "give them one weight", "", None, f"{entry.file.key}.weight", told)
        )
    return factor, findings


def _middle(
    stack: NDArray[np.float64], landscape: Landscape, empty: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return lowest, median, highest and the demand cells without any value.

    A travel cell without a value takes the mean of its demand cell, else the neutral value.
    """
    known = np.isfinite(stack).any(axis=0)
    held = np.where(known, stack, 0.0)  # all-NaN columns would warn
    if len(stack) == 1:
        parts = [held[0]] * 3
    else:
        parts = [np.nanmin(held, axis=0), np.nanmedian(held, axis=0), np.nanmax(held, axis=0)]
    factor = landscape.factor
    count = block_sum((known & landscape.travel.mask).astype(float), factor)
    missing = landscape.grid.mask & (count == 0)
    filled = []
    for part in parts[:1] if len(stack) == 1 else parts:
        total = block_sum(np.where(known & landscape.travel.mask, part, 0.0), factor)
        mean = np.divide(total, count, out=np.full(total.shape, empty), where=count > 0)
        fine = np.repeat(np.repeat(mean, factor, axis=0), factor, axis=1)
        surface = np.where(known, part, fine)
        surface.setflags(write=False)
        filled.append(surface)
    missing.setflags(write=False)
    low, mid, high = filled * 3 if len(filled) == 1 else filled
    return low, mid, high, missing


def _missing_notes(factor: Factor, entry: FactorEntry, landscape: Landscape) -> list[Finding]:
    cells = int(factor.missing.sum())
    if not cells:
        return []
    people = np.nan_to_num(block_sum(landscape.travel_people, landscape.factor), nan=0.0)
    what = "nothing acts there" if factor.role in DRIVER_ROLES else "it counts as 1, never as low"
    message = (
        f"the factor {factor.name} has no value in {cells:,} of {int(landscape.grid.mask.sum()):,} cells,"
        f" with {people[factor.missing].sum():,.0f} people: unknown there, {what}"
    )
    remedy = "give values there, or say with elsewhere what holds outside"
    return [Finding("warning", message, remedy, entry.file.path.name, None, f"{entry.file.key}.elsewhere")]


def _dates(entry: FactorEntry, as_of: date) -> list[Finding]:
    file, key = entry.file.path.name, f"{entry.file.key}.date"
    if entry.dated > as_of:
        message = f"the factor {entry.name} is dated after as_of {as_of}"
        return [Finding("error", message, "nothing later is read", file, None, key, str(entry.dated))]
    if (as_of - entry.dated).days > OLD_DAYS:
        message = f"the factor {entry.name} is over a year old"
        return [Finding("warning", message, "have it reviewed", file, None, key, str(entry.dated))]
    return []


def _groups(entry: FactorEntry, landscape: Landscape) -> list[Finding]:
    unknown = [group for group in entry.groups if group not in landscape.groups]
    if not unknown:
        return []
    message = f"the factor {entry.name} is of groups whose number of people no layer knows"
    remedy = "give layers.groups"
    if landscape.groups:
        remedy = f"use one of: {', '.join(landscape.groups)}"
    value = ", ".join(unknown)
    return [Finding("error", message, remedy, "", None, f"{entry.file.key}.groups", value)]
