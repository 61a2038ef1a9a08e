"""The questions about one plan that cost placements: its sites, its limits, caveats and denials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.asking import Question, ask_all, in_turn
from geo_poc.case import Case
from geo_poc.closings import hosting_of
from geo_poc.control import Control
from geo_poc.lifting import Liftings
from geo_poc.lifting_again import Work, unmet_musts
from geo_poc.loss_parts import parts_document
from geo_poc.one_more import Eased, limits_of
from geo_poc.option_words import eased_words
from geo_poc.posed import Posed, steps_told
from optimisation.by_hand import lay_out
from optimisation.explain import UNSOUGHT, Importance, losses, replaced
from optimisation.margins import between, standing_plan
from optimisation.plan import Site
from optimisation.relief import Relief, by_gain, relieved
from optimisation.series import Series
from optimisation.watch import Watch


class Asked:
    """Counts first what needs no placement, then asks in turn; whenever it ends, what is known is told.

    Parameters
    ----------
    posed : Posed
        With a plan.
    case : Case
        Of that plan.
    work : Work
    watch : Watch
        Of all questions.
    control : Control
    """

    def __init__(self, posed: Posed, case: Case, *, work: Work, watch: Watch, control: Control) -> None:
        self._posed, self._work, self._watch = posed, work, watch
        self._places = sites_of(posed)
        board, self._hosting = lay_out(posed.problem), hosting_of(posed)
        sides = replace(board.sides, requires=self._hosting.requires)
        hosted = replace(board, problem=self._hosting, sides=sides)
        self._sites: list[Importance] = list(losses(self._hosting, posed.plan, self._places, hosted))
        self._eased = limits_of(posed, _locks(posed), watch.hit, board, control)
        self._limits: list[Relief] = [one.easing.relief for one in self._eased]
        self._lifting = Liftings(posed, case, work=work, watch=watch, control=control)
        self._control = control
        self._series = self._series_from(posed.plan.chosen)
        self._beside: Series | None = None
        self._left: tuple[Question, ...] = ()
        self._unmet = unmet_musts(posed)

    @property
    def stopped_by(self) -> str:
        """Why less was done than asked for, "" where all was."""
        beside = "" if self._beside is None else self._beside.stopped_by
        return self._watch.why or self._series.stopped_by or beside or self._lifting.stopped_by

    @property
    def lost(self) -> bool:
        """Whether the exact solver ended without an answer in some placement."""
        beside = self._beside is not None and self._beside.lost
        return self._series.lost or beside or self._lifting.lost

    def ask(self) -> None:
        """Ask one question of each kind after another."""
        solve = self._work.solve
        sites = [n for n, one in enumerate(self._sites) if one.status == UNSOUGHT][:solve]
        limits = [n for n, one in enumerate(self._limits) if one.gain is None][:solve]
        together, caveats, *singly = self._lifting.questions()
        kinds = (
            together,
            [self._site(number) for number in sites],
            [self._limit(number) for number in limits],
            caveats,
            *singly,
        )
        self._left = ask_all(in_turn(kinds), self._watch)

    def _site(self, number: int) -> Question:
        one, posed = self._sites[number], self._posed

        def ask(done: int, to_come: int) -> None:
            members, loose = self._places[one.place], self._loose(one)
            hosts = self._hosting.requires
            requires = tuple(hosts[n] if n in loose else own for n, own in enumerate(posed.problem.requires))
            problem = replace(posed.problem, requires=requires)
            self._sites[number] = replaced(
                self._series, problem, posed.plan, one, members, to_come=to_come, done=done, loose=loose
            )

        return Question("site", one.place, ask)

    def _loose(self, one: Importance) -> list[int]:
        """Return what stands today and loses its host with a site; what a lock holds open stays so."""
        posed = self._posed
        kept = {*self._places[one.place], *_locked(posed)}
        standing = posed.problem.fixed_open & posed.assembly.in_place
        return [n for n in one.closed.tolist() if standing[n] and n not in kept]

    def _limit(self, number: int) -> Question:
        easing, posed = self._eased[number].easing, self._eased[number].posed

        def ask(done: int, to_come: int) -> None:
            series = self._series_of(posed)
            self._limits[number] = relieved(series, posed.plan, easing, to_come=to_come, done=done)

        return Question("limit", eased_words(easing.relief.kind, _eased_name(posed, easing.relief)), ask)

    def _series_of(self, posed: Posed) -> Series:
        """Return the series of the options that the plan was placed among, or of those laid out beside."""
        if posed is self._posed:
            return self._series
        if self._beside is None:
            self._beside = self._series_from(posed.plan.chosen)
        return self._beside

    def _series_from(self, plan: NDArray[np.bool_]) -> Series:
        return Series(
            effort=self._work.effort,
            gap=self._work.gap,
            seed=self._work.seed,
            progress=steps_told(self._control, "explain"),
            known=[plan],
            brief=True,
            watch=self._watch,
        )

    def document(self) -> dict[str, Any]:
        """Return what is known by now."""
        limits = {id(relief): easing for relief, easing in zip(self._limits, self._eased, strict=True)}
        return {
            "sites": [self._worth(one) for one in self._sites],
            "reliefs": [self._relief(one, limits[id(one)]) for one in by_gain(self._limits)],
            "lifting": self._lifting.document(),
            "not_asked": [{"kind": one.kind, "name": one.name} for one in self._left],
        }

    def _worth(self, one: Importance) -> dict[str, Any]:
        posed = self._posed
        plan, now = posed.plan.chosen, posed.numbers(posed.plan.chosen)
        rest = plan.copy()
        rest[one.closed] = False
        again = None
        if one.again is not None:
            parts = between(standing_plan(posed.problem, plan), standing_plan(posed.problem, one.again))
            again = parts_document(parts, now, posed.numbers(one.again))
        return {
            "name": one.place,
            "closes": posed.listed(one.closed),
            "loss": one.loss,
            "parts": None if one.parts is None else parts_document(one.parts, now, posed.numbers(rest)),
            "breaks": list(one.breaks),
            "status": one.status,
            "least": one.least,
            "most": one.most,
            "parts_again": again,
            "instead": [] if one.instead is None else posed.listed(one.instead),
        }

    def _relief(self, one: Relief, eased: Eased) -> dict[str, Any]:
        easing, posed, plan = eased.easing, eased.posed, eased.posed.plan.chosen
        better = easing.known if one.again is None else one.again
        parts = between(standing_plan(posed.problem, better), standing_plan(posed.problem, plan))
        return {
            "kind": one.kind,
            "name": _eased_name(posed, one),
            "at_least": one.at_least,
            "at_most": one.at_most,
            "most": {
                "credit": one.most_credit,
                "penalties": one.most_penalties,
                "musts": self._unmet if one.most_penalties > 0 else [],
            },
            "gain": one.gain,
            "parts": parts_document(parts, posed.numbers(better), posed.numbers(plan)),
            "opens": posed.listed((better & ~plan).nonzero()[0], patrols=True),
        }


def sites_of(posed: Posed) -> dict[str, list[int]]:
    """Return what could stand at each site where the plan has something, by the name of the site.

    A site that closes takes nothing else in: what is not open there is kept shut too.
    """
    here: dict[int, list[int]] = {}
    for option in range(len(posed.assembly.assets)):
        if _stands_here(posed, option):
            here.setdefault(posed.assembly.assets[option].site, []).append(option)
    used = {site: options for site, options in here.items() if posed.plan.chosen[options].any()}
    sites = posed.ground.sites
    names = Counter(sites[site].name for site in used)
    return {_site_name(sites[site], names): options for site, options in used.items()}


def _site_name(site: Site, names: Mapping[str, int]) -> str:
    """Return the name of a site, with its id where another has the same name."""
    return site.name if names[site.name] == 1 else f"{site.name} ({site.id})"


def _stands_here(posed: Posed, option: int) -> bool:
    """Return whether an option is one of the mission's own that stands at a site."""
    asset = posed.assembly.assets[option]
    return asset.site >= 0 and not asset.tool.startswith("partner:")


def _locked(posed: Posed) -> list[int]:
    """Return the options that locks of the mission hold open or shut."""
    shut = {lock.site for lock in posed.locks if not lock.open}
    held = {(lock.site, lock.tool) for lock in posed.locks if lock.open}
    problem = posed.problem
    return [
        n
        for n, asset in enumerate(posed.assembly.assets)
        if (problem.forbidden[n] and asset.site in shut)
        or (problem.fixed_open[n] and (asset.site, asset.tool) in held)
    ]


def _locks(posed: Posed) -> list[int | tuple[int, ...]]:
    """Return the locked options by lock: what a forbidden site is shut to opens together with it."""
    assets, shut = posed.assembly.assets, dict[int, list[int]]()
    found: list[int | tuple[int, ...]] = []
    for option in _locked(posed):
        if posed.problem.forbidden[option]:
            shut.setdefault(assets[option].site, []).append(option)
        else:
            found.append(option)
    return found + [tuple(options) for options in shut.values()]


def _eased_name(posed: Posed, relief: Relief) -> str:
    """Return what a limit is called: a site that a lock shuts, else the resource or the option."""
    if relief.kind != "shut":
        return posed.names().get(relief.name, relief.name)
    sites = posed.ground.sites
    option = posed.problem.option_ids.index(relief.name)
    return _site_name(sites[posed.assembly.assets[option].site], Counter(site.name for site in sites))
