"""What a change of a plan by hand does: the evaluation before and after, who loses reach, who takes over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.classification import classification, watermark
from geo_poc.conflicts import demand_names, option_name
from geo_poc.hand_acting import idle_words
from geo_poc.hand_changes import Add, Drop, Move, changed
from geo_poc.hand_session import HandSession
from geo_poc.handover_record import handover_rows
from geo_poc.must_record import numbers_document
from geo_poc.option_words import named_words
from geo_poc.uncovered_record import uncovered_rows
from layers.landscape import SOURCES
from optimisation.assets import Asset
from optimisation.releases import DECIDED as DECISION
from optimisation.scoring import DECIDED, breaches
from optimisation.sketch import Sketch, sketch


def what_if(
    session: HandSession,
    *,
    add: Sequence[Add] = (),
    drop: Sequence[Drop] = (),
    move: Sequence[Move] = (),
) -> dict[str, Any]:
    """Return what moving, adding and dropping assets by hand does to a plan, without placing anything.

    What cannot act after the change, for want of a host or of access, earns nothing, and `breaks` says so.

    Parameters
    ----------
    session : HandSession
        Of :func:`geo_poc.hand_session.prepare_what_if`; it stays as it is, for the next question.
    add, drop, move
        See :func:`geo_poc.hand_changes.changed`.

    Raises
    ------
    InputError
        With every change that cannot be made.
    """
    plan = changed(session, add=add, drop=drop, move=move)
    gone = _bases(session, session.chosen & ~plan.chosen)
    closing = [base.site for base in gone if session.ground.sites[base.site].kind == "base"]
    still = {base.site for base in _bases(session, plan.chosen)}
    closing = [site for site in closing if site not in still]
    reaches = session.when_closing(closing)
    before = session.as_is
    if closing:
        before = sketch(session.opened(session.chosen), reaches, session.scale, found=session.counted)
    idle = idle_words(session, plan.chosen)
    acts = plan.chosen.copy()
    acts[list(idle)] = False
    after = sketch(session.opened(acts), reaches, session.scale)
    mission, people = session.mission, reaches.demand.people
    return {
        "kind": "what_if",
        "mission": mission.keys.name,
        "scenario": mission.scenario_name,
        "as_of": mission.keys.as_of.isoformat(),
        "classification": classification(mission),
        "watermark": watermark(mission),
        "plan": session.plan,
        "changes": list(plan.told),
        "before": _told(before),
        "after": _told(after),
        "lose_reach": float(people[before.within_reach & ~after.within_reach].sum()),
        "gain_reach": float(people[after.within_reach & ~before.within_reach].sum()),
        "closes": handover_rows(gone, _bases(session, plan.chosen), session.ground.sites, reaches),
        "breaks": [
            *_against_decisions(session, plan.chosen, idle),
            *dict.fromkeys(idle.values()),
            *_against_rules(session, plan.chosen),
        ],
    }


def _against_decisions(session: HandSession, chosen: NDArray[np.bool_], idle: Collection[int]) -> list[str]:
    """Return in words what a changed plan closes though it is to stay, and opens though it is ruled out.

    Parameters
    ----------
    session : HandSession
    chosen : ndarray of bool, shape (options,)
    idle : collection of int
        Options of which it is told already that they can do nothing.
    """
    rules, before, assets = session.rules, session.chosen, session.assembly.assets
    sites, threats = session.ground.sites, {t.id: t.name for t in session.reaches.demand.threats}
    bases = {base.site for base in _bases(session, before & ~chosen)}
    told = []
    for n in sorted(
        {*np.flatnonzero(rules.fixed_open & before & ~chosen).tolist(), *_alone(session, chosen)}
    ):
        why = _kept(session, assets[n], bases)
        if why:
            told.append(f"{named_words(option_name(assets[n], sites, threats))} closes, and {why}")
    opened = np.flatnonzero(rules.forbidden & ~before & chosen).tolist()
    return told + [
        f"{named_words(option_name(assets[n], sites, threats))} opens, and the mission rules it out"
        for n in opened
        if n not in idle
    ]


def _alone(session: HandSession, chosen: NDArray[np.bool_]) -> list[int]:
    """Return what closes at a base that may go with all that stands there, and stays."""
    problem, assets = session.assembly.problem, session.assembly.assets
    decided = [problem.requires[n] for n, asset in enumerate(assets) if asset.tool == DECISION]
    return [some[0] for some in decided if session.chosen[some[0]] and not chosen[list(some)].any()]


def _kept(session: HandSession, asset: Asset, bases: Collection[int]) -> str:
    """Return why something in place is to stay; "" for what goes with the base of its site, which says it.

    Parameters
    ----------
    session : HandSession
    asset : Asset
        Closed.
    bases : collection of int
        Sites whose base closes.
    """
    for lock in session.locks:
        if lock.open and (lock.site, lock.tool) == (asset.site, asset.tool):
            return f"a lock keeps it open ({lock.reason})"
    if any(tool.base and tool.name == asset.tool for tool in session.ground.tools):
        return "the mission says of no such base that it may (constraints.release)"
    if asset.site in bases:
        return ""
    return "the mission keeps it: only a base in place may go, with what stands there (constraints.release)"


def _against_rules(session: HandSession, chosen: NDArray[np.bool_]) -> list[str]:
    """Return in words which limits a changed plan breaks that the plan before did not."""
    names = demand_names(session.rules, session.assembly, session.ground.sites)
    own = {DECIDED, *breaches(session.rules, session.chosen, names)}
    return [words for words in breaches(session.rules, chosen, names) if words not in own]


def _bases(session: HandSession, chosen: NDArray[np.bool_]) -> list[Asset]:
    """Return the bases of a choice, partners' not among them."""
    bases = {tool.name for tool in session.ground.tools if tool.base}
    assets = session.assembly.assets
    return [assets[n] for n in np.flatnonzero(chosen).tolist() if assets[n].tool in bases]


def _told(found: Sketch) -> dict[str, Any]:
    return {
        "three_numbers": numbers_document(found.numbers),
        "missed_musts": list(found.missed_musts),
        "reach": {name: found.reach.get(name) for name in (*SOURCES, "total")},
        "credit": {name: found.credit.get(name) for name in (*SOURCES, "total")},
        "people_within": dict(found.people_within),
        "threats": [{"id": one.id, "share": one.share, "met": one.met} for one in found.threats],
        "uncovered": uncovered_rows(found.uncovered),
    }
