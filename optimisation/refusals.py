"""Bases and locks that no plan could keep to, told before any problem is solved."""

from __future__ import annotations

from collections.abc import Sequence

from layers.errors import Finding
from optimisation.assets import Asset
from optimisation.called import any_of_words
from optimisation.decisions import has_access
from optimisation.options import Lock, Means
from optimisation.plan import Site
from optimisation.reaches import Reaches


def unusable(means: Means, sites: Sequence[Site], reaches: Reaches) -> list[Finding]:
    """Return the standing tools nobody knows, and the locks that open what may not or cannot stand there."""
    known = [tool.name for tool in reaches.tools.values() if tool.stands == "site"]
    opened = [lock for lock in means.locks if lock.open and lock.tool in known]
    return [
        *_unknown(means, sites, known),
        *(_no_access(lock, sites, reaches) for lock in opened if not _has_access(lock, means, reaches)),
        *_other_class(opened, means, sites, reaches),
    ]


def _unknown(means: Means, sites: Sequence[Site], known: Sequence[str]) -> list[Finding]:
    return [
        Finding(
            "error",
            f"{sites[site].name} stands as a tool that this mission does not know",
            f"use one of {', '.join(known)} in the column tool of the bases",
            column="layers.bases",
            value=tool,
        )
        for site, tool in means.standing
        if tool not in known
    ]


def _has_access(lock: Lock, means: Means, reaches: Reaches) -> bool:
    """Return whether what a lock opens may be where it is; what stands there stays."""
    return (lock.site, lock.tool) in means.standing or has_access(reaches, lock.tool, lock.site)


def _no_access(lock: Lock, sites: Sequence[Site], reaches: Reaches) -> Finding:
    return Finding(
        "error",
        f"{sites[lock.site].name} is locked open for {reaches.tools[lock.tool].label}, whose "
        "personnel have no access there",
        "remove the lock, or the restriction",
        column="site",
        value=lock.reason,
    )


def _other_class(
    opened: Sequence[Lock], means: Means, sites: Sequence[Site], reaches: Reaches
) -> list[Finding]:
    """Return the locks that open a class of base where another class stands."""
    tools = reaches.tools
    classes = {
        site: tool
        for site, tool in means.standing
        if tool in tools and tools[tool].stands == "site" and tools[tool].base
    }
    return [
        Finding(
            "error",
            f"{sites[lock.site].name} stands as {tools[classes[lock.site]].label} and is locked "
            f"open as {tools[lock.tool].label} ({lock.reason}): one class of base stands at a site",
            "remove the lock, or give the base its new class in layers.bases",
            column="site.tool",
            value=lock.tool,
        )
        for lock in opened
        if tools[lock.tool].base and classes.get(lock.site, lock.tool) != lock.tool
    ]


def hostless(
    assets: Sequence[Asset],
    requires: Sequence[tuple[int, ...]],
    means: Means,
    sites: Sequence[Site],
    reaches: Reaches,
) -> list[Finding]:
    """Return an error for each lock that opens what no host could ever stand with, or near."""
    opened = {(lock.site, lock.tool): lock for lock in means.locks if lock.open}
    found = []
    for asset, hosts in zip(assets, requires, strict=True):
        lock, tool = opened.get((asset.site, asset.tool)), reaches.tools[asset.tool]
        needy = (tool.hosts or tool.near) and tool.stands == "site" and asset.escort < 0
        if lock is None or hosts or not needy or (asset.site, asset.tool) in means.standing:
            continue
        where = f"within {tool.near_min:g} minutes" if tool.near else "at its site"
        found.append(
            Finding(
                "error",
                f"{sites[asset.site].name} is locked open for {tool.label} ({lock.reason}), and no "
                f"{any_of_words((*tool.hosts, *tool.near), reaches.tools)} stands or may be placed {where}",
                "lock a host there too and give it a budget, or remove the lock",
                column="site.tool",
                value=asset.tool,
            )
        )
    return found
