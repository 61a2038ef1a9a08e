"""Changes of a plan by hand, in words, and the plan after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.asset_words import asset_words
from geo_poc.conflicts import option_name
from geo_poc.hand_acting import routes_unasked
from geo_poc.hand_places import Places, RefusedError
from geo_poc.hand_session import HandSession
from geo_poc.hand_shapes import check_shapes
from layers.errors import Finding, InputError
from optimisation.assets import FREE
from optimisation.explain import without
from optimisation.releases import is_decision, with_decisions

Add = tuple[str, str]
Drop = str | tuple[str, str]
Move = tuple[str, str] | tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """A plan after changes.

    Parameters
    ----------
    chosen : ndarray of bool, shape (options,)
    told : tuple of mapping
        Each change: kind, opened, closed (ids of options), the same in words, what a move found standing
        where it went, and the bases that it opens without the conditions of their troops (id and name).
    """

    chosen: NDArray[np.bool_]
    told: tuple[dict[str, Any], ...]


def changed(
    session: HandSession,
    *,
    add: Sequence[Add] = (),
    drop: Sequence[Drop] = (),
    move: Sequence[Move] = (),
) -> Changed:
    """Return the plan of a session after changes; what then lacks every host goes too.

    A place is that of :meth:`geo_poc.hand_places.Places.options`: a site for what stands at one, a threat for
    an engagement, the base for a patrol, site+base for a team with an escort.

    Parameters
    ----------
    session : HandSession
    add : sequence of (tool, place)
        Of patrols the next of the base.
    drop : sequence of site, or of (tool, place)
        Everything at the site closes, or that tool at the place alone: of patrols the last of the base.
    move : sequence of (site, site), or of (tool, place, place)
        Everything at the first stands at the second instead, or that tool alone.

    Raises
    ------
    InputError
        For what is no list of changes; else with every place that is not there, tool that cannot stand
        there, place with nothing to close, and move onto itself; each names its option.
    """
    check_shapes(add=add, drop=drop, move=move)
    hand = _Hand(session)
    for item in drop:
        hand.drop(item)
    for parts in move:
        hand.move(parts)
    for tool, place in add:
        hand.add(tool, place)
    if hand.findings:
        raise InputError(tuple(hand.findings))
    return Changed(hand.chosen, tuple(hand.told))


class _Hand:
    """A plan while it is changed; faults are collected."""

    def __init__(self, session: HandSession) -> None:
        self._session, self._assets = session, session.assembly.assets
        self._places = Places(session)
        self.chosen = session.chosen.copy()
        self.findings: list[Finding] = []
        self.told: list[dict[str, Any]] = []

    def drop(self, item: Drop) -> None:
        value = item if isinstance(item, str) else "=".join(item)
        with self._fault("drop", value):
            if isinstance(item, str):
                members = self._standing(self._places.site(item))
            else:
                members = [self._places.dropping(*item, self.chosen)]
            self._turn("drop", [], members)

    def move(self, parts: Move) -> None:
        *tool, start, end = parts
        with self._fault("move", "=".join(parts)):
            if tool:
                self._move_one(tool[0], start, end)
            else:
                self._move_all(start, end)

    def add(self, tool: str, place: str) -> None:
        with self._fault("add", f"{tool}={place}"):
            self._turn("add", [self._places.adding(tool, place, self.chosen)], [])

    def _move_one(self, tool: str, start: str, end: str) -> None:
        closes = self._places.dropping(tool, start, self.chosen)
        left = self.chosen.copy()
        left[closes] = False
        opens = self._places.adding(tool, end, left)
        if opens == closes:
            raise RefusedError("nothing would move: both are one place", "name another place")
        self._turn("move", [opens], [closes])

    def _move_all(self, start: str, end: str) -> None:
        here, there = self._places.site(start), self._places.site(end)
        if here == there:
            raise RefusedError("nothing would move: both are one site", "name another site")
        members = self._standing(here)
        targets = []
        for option in members:
            try:
                targets.append(self._places.same_at(option, there))
            except RefusedError:
                if self._assets[option].route is None:
                    raise
        lent = [n for n in np.flatnonzero(self.chosen).tolist() if self._assets[n].escort == here]
        found = [self._places.lent_from(option, there) for option in lent if option not in members]
        targets += [option for option in found if option is not None]
        self._turn("move", targets, members)

    def _standing(self, site: int) -> list[int]:
        members = [option for option in self._places.at(site) if self.chosen[option]]
        if not members:
            raise RefusedError("nothing of the plan stands here", "name a site of the plan")
        return members

    def _turn(self, kind: str, opens: Sequence[int], members: Sequence[int]) -> None:
        """Open and close options, with what goes with them, and tell it."""
        before = self.chosen.copy()
        already = [option for option in opens if before[option]]
        self.chosen[list(opens)] = True
        self.chosen[without(self._session.hosting, self.chosen, members)] = False
        self.chosen = routes_unasked(self._session, before, self.chosen)
        self.chosen = with_decisions(self._session.rules, self._assets, self.chosen)
        opened, closed = self._turned(before, self.chosen), self._turned(self.chosen, before)
        self.told.append(
            {
                "kind": kind,
                "opens": [self._assets[n].id for n in opened],
                "closes": [self._assets[n].id for n in closed],
                "words": self._words(opened, closed),
                "already": self._listed(already),
                "uncounted": self._listed(self._unlike(opened, closed) if kind == "move" else ()),
            }
        )

    def _listed(self, options: Sequence[int]) -> list[dict[str, str]]:
        return [{"id": self._assets[n].id, "name": self._name(n)} for n in options]

    def _unlike(self, opened: NDArray[np.int64], closed: NDArray[np.int64]) -> list[int]:
        """Return the bases that open under other conditions than troops have at the bases that close."""
        tools, units = self._session.reaches.tools, self._session.reaches.units

        def conditions(option: int) -> tuple[object, ...]:
            unit = units.get(self._assets[option].site, FREE)
            return unit.preparation_min, unit.max_distance_m, unit.night, unit.no_go, unit.joint

        bases = {name for name, tool in tools.items() if tool.base}
        here, gone = ([n for n in one.tolist() if self._assets[n].tool in bases] for one in (opened, closed))
        left = {conditions(n) for n in gone}
        return [n for n in here if left - {conditions(n)}]

    def _turned(self, less: NDArray[np.bool_], more: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the assets that one choice has and the other lacks; decisions about bases are none."""
        return np.array(
            [n for n in np.flatnonzero(more & ~less) if not is_decision(self._assets[n])], dtype=np.int64
        )

    def _words(self, opened: NDArray[np.int64], closed: NDArray[np.int64]) -> str:
        sites, demand = self._session.ground.sites, self._session.reaches.demand
        threats = {threat.id: threat.name for threat in demand.threats}
        parts = []
        for verb, options in (("opens", opened), ("closes", closed)):
            names = [asset_words(self._assets[n], sites, threats) for n in options.tolist()]
            if names:
                parts.append(f"{verb} {', '.join(names)}")
        return "; ".join(parts) or "changes nothing"

    def _name(self, option: int) -> str:
        return option_name(self._assets[option], self._session.ground.sites, {})

    @contextmanager
    def _fault(self, kind: str, value: str) -> Iterator[None]:
        """Collect what refuses a change as a finding that names its option."""
        try:
            yield
        except RefusedError as refusal:
            self.findings.append(
                Finding("error", refusal.message, refusal.remedy, column=f"--{kind}", value=value)
            )
