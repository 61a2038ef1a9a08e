"""Changes of a plan by hand, in words, and the plan after them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.conflicts import option_name
from geo_poc.hand_session import HandSession
from geo_poc.locks import sites_by_name
from geo_poc.option_words import tool_words, units_words
from layers.errors import Finding, InputError
from optimisation.explain import without


@dataclass(frozen=True, slots=True)
class Changed:
    """A plan after changes.

    Parameters
    ----------
    chosen : ndarray of bool, shape (options,)
    told : tuple of mapping
        Each change: kind, opened, closed (ids of options), and what a move
        found standing where it went (id and name).
    """

    chosen: NDArray[np.bool_]
    told: tuple[dict[str, Any], ...]


def changed(
    session: HandSession,
    *,
    add: Sequence[tuple[str, str]] = (),
    drop: Sequence[str] = (),
    move: Sequence[tuple[str, str]] = (),
) -> Changed:
    """Return the plan of a session after changes; what then lacks every host goes too.

    Parameters
    ----------
    session : HandSession
    add : sequence of (tool, site)
    drop : sequence of site
        Everything at it closes.
    move : sequence of (site, site)
        Everything at the first stands at the second instead.

    Raises
    ------
    InputError
        With every site that is not there, tool that cannot stand there, site with nothing to close, and move
        onto itself; each names its option.
    """
    hand = _Hand(session)
    for site in drop:
        hand.drop(site)
    for start, end in move:
        hand.move(start, end)
    for tool, site in add:
        hand.add(tool, site)
    if hand.findings:
        raise InputError(tuple(hand.findings))
    return Changed(hand.chosen, tuple(hand.told))


class _Hand:
    """A plan while it is changed; faults are collected."""

    def __init__(self, session: HandSession) -> None:
        self._session, self._assets = session, session.assembly.assets
        self._by_name = sites_by_name(session.ground.sites)
        self.chosen = session.chosen.copy()
        self.findings: list[Finding] = []
        self.told: list[dict[str, Any]] = []
        self._kind = ""

    def drop(self, site: str) -> None:
        self._kind = "drop"
        here = self._site(site)
        if here is None:
            return
        closed = self._close(here)
        if not closed.size:
            self._fault("nothing of the plan stands here", "name a site of the plan", site)
        self._tell((), closed)

    def move(self, start: str, end: str) -> None:
        self._kind = "move"
        here, there = self._site(start), self._site(end)
        if here is None or there is None:
            return
        if here == there:
            self._fault("nothing would move: both are one site", "name another site", f"{start}={end}")
            return
        moving = [n for n in self._standing(here) if self.chosen[n]]
        if not moving:
            self._fault("nothing of the plan stands here", "name a site of the plan", start)
        found = [self._option(self._assets[n].tool, there, end) for n in moving]
        targets = [target for target in found if target is not None]
        already = [target for target in targets if self.chosen[target]]
        closed = self._close(here)
        self.chosen[targets] = True
        opened = [target for target in targets if target not in already]
        self._tell(opened, closed[~np.isin(closed, targets)], already)

    def add(self, tool: str, site: str) -> None:
        self._kind = "add"
        asset = self._session.mission.keys.assets.get(tool)
        if asset is not None and asset.stands != "site":
            remedy = "name a tool that stands at a site; geo-poc evaluate takes plans with any other"
            self._fault(f"{tool_words(tool)} stands at no site", remedy, f"{tool}={site}")
            return
        there = self._site(site)
        if there is None:
            return
        option = self._option(tool, there, site)
        if option is None:
            return
        if self.chosen[option]:
            self._fault("it stands there already", "add something else", f"{tool}={site}")
        self.chosen[option] = True
        self._tell((option,), np.zeros(0, dtype=np.int64))

    def _close(self, site: int) -> NDArray[np.int64]:
        members = [n for n, asset in enumerate(self._assets) if asset.site == site and self._own(n)]
        closed = without(self._session.assembly.problem, self.chosen, members)
        self.chosen[closed] = False
        return closed

    def _own(self, option: int) -> bool:
        return not self._assets[option].tool.startswith("partner:")

    def _standing(self, site: int) -> list[int]:
        """Return the mission's own options that stand at a site, without patrols and escorts."""
        return [
            n
            for n, asset in enumerate(self._assets)
            if asset.site == site and asset.route is None and asset.escort < 0 and self._own(n)
        ]

    def _option(self, tool: str, site: int, written: str) -> int | None:
        options = {self._assets[n].tool: n for n in self._standing(site)}
        if tool not in options:
            self._fault(*self._why_not(tool, options), f"{tool}={written}")
            return None
        return options[tool]

    def _why_not(self, tool: str, options: Collection[str]) -> tuple[str, str]:
        """Return why a tool has no option at a site, and the remedy."""
        keys = self._session.mission.keys
        if tool not in keys.assets:
            return "the mission knows no such tool", f"use one of: {', '.join(keys.assets)}"
        if getattr(keys.budget, tool, None) == 0 and not any(asset.tool == tool for asset in self._assets):
            remedy = f"give it a budget for this question: --set budget.{tool}=1"
            return f"the budget has no {units_words(tool)}, so none is laid out", remedy
        return (
            f"{tool_words(tool)} cannot stand here",
            f"what can: {', '.join(options) or 'nothing: choose another site'}",
        )

    def _site(self, written: str) -> int | None:
        found = self._by_name.get(written.casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(self._session.ground.sites[n].id for n in found[:8])
            self._fault(f"{len(found)} sites have this name", f"use one of the ids: {ids}", written)
        else:
            remedy = "name a base or a candidate site; geo-poc evaluate takes plans at any position"
            self._fault("no site has this name", remedy, written)
        return None

    def _tell(self, opened: Sequence[int], closed: NDArray[np.int64], already: Sequence[int] = ()) -> None:
        opens, closes = ([self._assets[n].id for n in some] for some in (opened, closed.tolist()))
        stood = [{"id": self._assets[n].id, "name": self._name(n)} for n in already]
        self.told.append({"kind": self._kind, "opens": opens, "closes": closes, "already": stood})

    def _name(self, option: int) -> str:
        return option_name(self._assets[option], self._session.ground.sites, {})

    def _fault(self, message: str, remedy: str, value: str) -> None:
        self.findings.append(Finding("error", message, remedy, column=f"--{self._kind}", value=value))
