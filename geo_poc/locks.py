"""Sites that must or must not be used, and what closing a base means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.option_words import tool_words
from layers.errors import Finding, raise_errors
from optimisation.assets import Tool, whole_tenths
from optimisation.options import Lock
from optimisation.plan import Site

LOST = "lost in this future"
"""Reason of the lock that closes a base in a future in which it is lost: nobody's decision to contradict."""


def resolve_locks(mission: Mission, sites: Sequence[Site]) -> tuple[Lock, ...]:
    """Return the mission's locks with the sites they name, by id or by name.

    Raises
    ------
    InputError
        For names that no site has, and sites that two locks contradict under two names.
    """
    findings: list[Finding] = []
    by_name = sites_by_name(sites)
    locks: dict[int, Lock] = {}
    decided: dict[int, Lock] = {}
    for number, item in enumerate(mission.keys.site, start=1):
        column = f"site[{number}].name"
        found = by_name.get(item.name.casefold(), [])
        if len(found) != 1:
            what = "no site has this name" if not found else f"{len(found)} sites have this name"
            remedy = "name a base, or a place of the places layer that can be reached"
            if found:
                remedy = f"use one of the ids: {', '.join(sites[site].id for site in found[:8])}"
            findings.append(Finding("error", what, remedy, mission.path.name, None, column, item.name))
            continue
        lock = Lock(found[0], item.tool, item.status == "locked", item.reason)
        other = decided.setdefault(lock.site, lock)
        if other.open != lock.open:
            findings.append(
                Finding(
                    "error",
                    f"the site is both locked and forbidden ({other.reason}; {lock.reason})",
                    "remove one of the two",
                    mission.path.name,
                    None,
                    column,
                    item.name,
                )
            )
        locks[number] = lock
    raise_errors([*findings, *_two_classes(mission, locks, sites)])
    return tuple(locks.values())


def _two_classes(mission: Mission, locks: Mapping[int, Lock], sites: Sequence[Site]) -> list[Finding]:
    """Return an error for each site that locks (by number) open for two classes of base: one can stand."""
    first: dict[int, Lock] = {}
    wrong: list[Finding] = []
    for number, lock in locks.items():
        if not lock.open or lock.tool not in mission.keys.assets or not mission.keys.assets[lock.tool].base:
            continue
        other = first.setdefault(lock.site, lock)
        if other.tool != lock.tool:
            message = (
                f"the site is locked open as {tool_words(other.tool)} ({other.reason}) and as "
                f"{tool_words(lock.tool)} ({lock.reason}): one class of base stands at a site"
            )
            wrong.append(
                Finding(
                    "error",
                    message,
                    "remove one of the two",
                    mission.path.name,
                    None,
                    f"site[{number}].tool",
                    sites[lock.site].name,
                )
            )
    return wrong


def sites_by_name(sites: Sequence[Site]) -> dict[str, list[int]]:
    """Return the positions of the sites that an id or a name stands for, in small letters."""
    by_name: dict[str, list[int]] = {}
    for number, site in enumerate(sites):
        for name in {site.id.casefold(), site.name.casefold()}:
            by_name.setdefault(name, []).append(number)
    return by_name


def closing_bases(locks: Sequence[Lock], sites: Sequence[Site]) -> tuple[int, ...]:
    """Return the positions of the bases in place that locks close."""
    return tuple(lock.site for lock in locks if not lock.open and sites[lock.site].kind == "base")


def sites_called(names: Sequence[str], sites: Sequence[Site]) -> tuple[int, ...]:
    """Return the positions of the sites that names or ids stand for, without those of none or many."""
    by_name = sites_by_name(sites)
    found = [by_name.get(name.casefold(), []) for name in names]
    return tuple(numbers[0] for numbers in found if len(numbers) == 1)


def may_close(mission: Mission, sites: Sequence[Site], locks: Sequence[Lock]) -> tuple[int, ...]:
    """Return the positions of the bases in place that locks close, or that the mission lets close or move."""
    going = sites_called([rule.site for rule in mission.keys.constraints.release], sites)
    released = {site for site in going if sites[site].kind == "base"}
    return tuple(sorted({*closing_bases(locks, sites), *released}))


def presence_findings(mission: Mission, sites: Sequence[Site], locks: Sequence[Lock]) -> tuple[Finding, ...]:
    """Return what it means for the weights of everybody that bases close, or may."""
    closing = closing_bases(locks, sites)
    going = [site for site in may_close(mission, sites, locks) if site not in closing]
    return (
        *closing_findings(closing, sites, file=mission.path.name),
        *closing_findings(
            going,
            sites,
            who="this scenario lets close or move",
            file=mission.path.name,
            column="constraints.release",
            verb="",
        ),
    )


def within_reach_of(
    closing: Sequence[int], ground: Ground, tools: Sequence[Tool]
) -> NDArray[np.bool_] | None:
    """Return the demand cells (flat) within the own reach of bases that are to close; None without any."""
    if not closing:
        return None
    near = np.zeros(ground.landscape.grid.mask.size, dtype=np.bool_)
    for number in closing:
        tool = str(ground.landscape.bases["tool"].iloc[number])
        reach = next((t.reach_min for t in tools if t.name == tool), None)
        if reach is None:
            continue
        table = ground.tables[tool]
        start, stop = table.indptr[number], table.indptr[number + 1]
        near[table.cells[start:stop][table.tenths[start:stop] <= whole_tenths(reach)]] = True
    return near


def closing_findings(
    closing: Sequence[int],
    sites: Sequence[Site],
    *,
    who: str = "this scenario",
    file: str = "mission.toml",
    column: str = "site",
    verb: str = " closes",
) -> tuple[Finding, ...]:
    """Return what closing bases means for the weights of everybody in the scenario."""
    if not closing:
        return ()
    names = ", ".join(sites[number].name for number in closing)
    return (
        Finding(
            "warning",
            f"{who}{verb} {names}: within their reach the higher of recent and earlier intensity "
            "counts, for the present too, since presence may be what made it calm",
            "read the importance of each closed base before deciding",
            file=file,
            column=column,
        ),
    )
