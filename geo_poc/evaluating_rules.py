"""Which rules of a mission a given plan breaks: warnings, all at once; it is evaluated all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from geo_poc import troops
from geo_poc.evaluating_budget import HOURS_KEY, budget_uses
from geo_poc.evaluating_hosts import Entry
from geo_poc.evaluating_plan import Told
from geo_poc.evaluating_row_rules import tell_row
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.option_words import tool_words, units_words
from optimisation.assets import Tool
from optimisation.options import Lock, Means
from optimisation.reaches import Reaches


def tell_breaches(
    mission: Mission,
    ground: Ground,
    reaches: Reaches,
    entries: Sequence[Entry],
    locks: Sequence[Lock],
    told: Told,
    *,
    means: Means,
    freed: Mapping[str, int],
) -> None:
    """Tell every rule that the entries of a plan break, beside those on hosts.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    reaches : Reaches
    entries : sequence of Entry
        A row that names what another row named too is an entry of its own.
    locks : sequence of Lock
    told : Told
    means : Means
    freed : mapping of tool to int
        See :func:`geo_poc.evaluating_budget.freed_by`.
    """
    for entry in entries:
        tell_row(entry, ground, reaches, means, told)
    _tell_two_classes(entries, ground, reaches.tools, told)
    _tell_too_many(entries, ground, reaches.tools, told)
    _tell_budget(mission, entries, reaches.tools, freed, told)
    _tell_locks(entries, ground, locks, told)
    _tell_alert(mission, ground, entries, reaches.tools, told)


def _tell_two_classes(
    entries: Sequence[Entry], ground: Ground, tools: Mapping[str, Tool], told: Told
) -> None:
    at: dict[int, Entry] = {}
    for entry in entries:
        if not tools[entry.asset.tool].base:
            continue
        first = at.setdefault(entry.asset.site, entry)
        if first.asset.tool != entry.asset.tool:
            told.add(
                "warning",
                f"two classes of base stand at {ground.sites[entry.asset.site].name}: "
                f"{tool_words(first.asset.tool)} and {tool_words(entry.asset.tool)}",
                "keep one of them; with --only the plan may replace what stands today",
                row=_row(entry) or _row(first),
                column="tool",
                value=entry.asset.id,
            )


def _tell_too_many(entries: Sequence[Entry], ground: Ground, tools: Mapping[str, Tool], told: Told) -> None:
    """Tell the bases that would keep more routes going than they can."""
    kept: Counter[tuple[str, int]] = Counter()
    for base in {(e.asset.tool, e.asset.site) for e in entries if tools[e.asset.tool].base}:
        for patrol, count in tools[base[0]].routes.items():
            kept[(patrol, base[1])] = max(kept[(patrol, base[1])], count)
    seen: Counter[tuple[str, int]] = Counter()
    for entry in entries:
        if tools[entry.asset.tool].stands != "route":
            continue
        place = (entry.asset.tool, entry.asset.site)
        seen[place] += 1
        if kept[place] and seen[place] == kept[place] + 1:
            name = ground.sites[entry.asset.site].name
            wanted = sum((other.asset.tool, other.asset.site) == place for other in entries)
            told.add(
                "warning",
                f"{name} keeps {kept[place]} such routes going, and the plan has {wanted} from it",
                "start some of them elsewhere, or change routes of its class of base",
                row=_row(entry),
                column="route",
                value=entry.asset.tool,
            )


def _tell_budget(
    mission: Mission,
    entries: Sequence[Entry],
    tools: Mapping[str, Tool],
    freed: Mapping[str, int],
    told: Told,
) -> None:
    for use in budget_uses(mission, entries, tools, freed):
        if use.over is not None:
            told.add(
                "warning",
                f"the plan {'uses' if use.key == HOURS_KEY else 'has'} {use.used:g} "
                f"{'' if use.key == HOURS_KEY else 'new '}{units_words(use.name)}, "
                f"and the budget allows {use.allowed:g}",
                f"take some out, or raise budget.{use.key}",
                row=_row(use.over),
                column="tool",
                value=use.key,
            )


def _tell_locks(entries: Sequence[Entry], ground: Ground, locks: Sequence[Lock], told: Told) -> None:
    for lock in locks:
        name = ground.sites[lock.site].name
        at = [entry for entry in entries if entry.asset.site == lock.site and entry.asset.route is None]
        if lock.open and lock.tool not in {entry.asset.tool for entry in at}:
            told.add(
                "warning",
                f"the mission wants {name} open as {tool_words(lock.tool)} ({lock.reason}), "
                "and the plan leaves it out",
                "add it, or remove the lock",
                row=None,
                column="site",
                value=name,
            )
        elif not lock.open and at:
            told.add(
                "warning",
                f"the mission forbids {name} ({lock.reason}), and the plan uses it",
                "move what stands there, or remove the lock",
                row=next((_row(entry) for entry in at if entry.row), None),
                column="site",
                value=name,
            )


def _tell_alert(
    mission: Mission, ground: Ground, entries: Sequence[Entry], tools: Mapping[str, Tool], told: Told
) -> None:
    alerting = [entry for entry in entries if tools[entry.asset.tool].service == "alert"]
    if alerting and not troops.alert_known(mission, ground.landscape):
        told.add(
            "warning",
            "the plan has liaison assistants or alert networks, and the mission does not count who can call "
            "for a response: they earn nothing",
            'set alert.modelled = "yes"',
            row=_row(alerting[0]),
            column="tool",
            value=alerting[0].asset.id,
        )


def _row(entry: Entry) -> int | None:
    return None if entry.row is None else entry.row.row
