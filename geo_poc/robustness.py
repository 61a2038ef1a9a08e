"""Plans under each of several futures, and each of these plans under every future."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.account import account_classification
from geo_poc.asked_numbers import Bounds, all_at_once, check_numbers, check_solving
from geo_poc.asked_values import check_call, check_kinds
from geo_poc.assembling import scales_of
from geo_poc.classification import watermark
from geo_poc.control import NO_CONTROL, Control
from geo_poc.evaluator import evaluator
from geo_poc.futures import NAMED, OF_LAYERS, PLANNED, Future, futures_of
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.posed import Posed, pose
from geo_poc.robust_laid import Made, lay_out, made_of
from geo_poc.robust_record import STOPPED, Scores, robust_document
from geo_poc.siting import prepare_ground
from geo_poc.time_left import TimeLeft
from geo_poc.view_weights import view_shares
from layers.errors import Finding, InputError
from optimisation.assemble import open_assets
from optimisation.given_back import give_back
from optimisation.leftovers import temporary_folder
from optimisation.patrols.work import PatrolCancelledError
from optimisation.series import MOST_KNOWN
from optimisation.travel import TravelCancelledError
from optimisation.travel_cache import WORK

MEMBERS = 2
"""Members of the ensemble of risk that are futures, where no number is given."""

USUAL = 6
"""About how many futures there are beside bases lost and members of the ensemble; time is shared by it."""


def robust(
    mission: Mission,
    *,
    lose: int = 3,
    tail: float = 0.2,
    members: int = MEMBERS,
    weights: Mapping[str, float] | None = None,
    effort: int | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    control: Control = NO_CONTROL,
    ground: Ground | None = None,
) -> dict[str, Any]:
    """Return how plans made for several futures fare in every one of them.

    Parameters
    ----------
    mission : Mission
    lose : int
        0 or more: how many bases in place are lost, each in a future of its own: those that the plan would
        miss most.
    tail : float
        Share of the futures that the tail regret is the mean of; above 0, at most 1.
    members : int
        Members of the ensemble of risk, each a future of its own; 0 or more.
    weights : mapping of future to float, or None
        Of the futures, by the names that the document gives; 1 where none is given. Where those that have
        any are left out, the rest count alike, and `weights_held` is false.
    effort, gap, time_limit_s, seed
        See :func:`geo_poc.frontier`; the plans share the time, a part of which is kept for counting
        them in every future.
    control, ground
        See :func:`geo_poc.frontier`.

    Returns
    -------
    dict
        docs/schemas/robust.schema.json: the futures, and the plan of each with its regret in every one.

    Raises
    ------
    InputError
        For a weight of a future that is none, a weight below 0, or a tail that is no share; and as
        :func:`geo_poc.frontier` does.
    """
    check_call(mission, control, ground)
    all_at_once(
        lambda: check_asked(lose, tail, members, weights),
        lambda: check_solving(effort=effort, gap=gap, seed=seed, time_limit_s=time_limit_s),
    )
    left = TimeLeft(time_limit_s if time_limit_s is not None else mission.keys.limits.time_limit_s)
    ground = ground or prepare_ground(mission, control)
    options: dict[str, Any] = {"effort": effort, "gap": gap, "seed": seed}
    with temporary_folder(WORK) as folder:
        about = USUAL + lose + members
        first = pose(
            mission, control=control, ground=ground, time_limit_s=left.part(_part(about, about)), **options
        )
        lost = _most_missed(first, lose)
        futures = list(futures_of(mission, ground, control, lost, members=members, seed=seed, folder=folder))
        _weighed(weights or {}, [future.name for future in futures])
        planned, today = made_of(futures[0], first), first.today_where_none(())
        del first
        made, left_out = _plans(futures[1:], planned, control, options, left)
        scores, beside = _scores(made, control)
    marking = {
        "classification": account_classification(mission, ground.landscape),
        "watermark": watermark(mission),
        "mission": mission.keys.name,
        "scenario": mission.scenario_name,
        "as_of": mission.keys.as_of.isoformat(),
    }
    document = robust_document(
        made,
        scores,
        left_out,
        beside=beside,
        tail=tail,
        weights=weights or {},
        views=view_shares(mission),
    )
    return document | marking | ({} if document["plans"] else today)


def _plans(
    futures: Sequence[Future], planned: Made, control: Control, options: Mapping[str, Any], left: TimeLeft
) -> tuple[list[Made], list[dict[str, str]]]:
    """Return the plan of each future, the one as planned first, and the futures that cannot be planned on.

    One future is laid out at a time. Each plan goes on from the best of those before that fits, and is placed
    briefly: how far it may be from the best possible is told. What no plan is made for has the options of
    the future as planned. Once the user has stopped it, what is not reached is left out.
    """
    made, left_out = [planned], []
    for number, future in enumerate(futures):
        if future.planned and control.cancel is not None and control.cancel():
            left_out.append(_left_out(future, STOPPED))
            continue
        _told(control, future.words)
        try:
            ground = future.ground()
            if future.planned:
                seconds = left.part(_part(len(futures) - number, len(futures)))
                posed = pose(
                    future.mission,
                    control=control,
                    ground=ground,
                    known=[one.ids for one in made if one.found][:MOST_KNOWN],
                    brief=True,
                    time_limit_s=seconds,
                    **options,
                )
                made.append(made_of(future, posed))
                del posed
            else:
                made.append(Made(future, planned.could))
        except InputError as fault:
            left_out.append(_left_out(future, fault.findings[0].message))
        except (TravelCancelledError, PatrolCancelledError):
            left_out.append(_left_out(future, STOPPED))
        give_back()
    return made, left_out


def _left_out(future: Future, reason: str) -> dict[str, str]:
    return {"name": future.name, "words": future.words, "reason": reason}


def _part(to_come: int, of: int) -> float:
    """Return the share of the time left for the next plan: the rest is for the others, and for counting."""
    return 1.0 / (to_come + of / 2)


def _scores(futures: Sequence[Made], control: Control) -> tuple[Scores, list[Mapping[str, Any]]]:
    """Return what each plan comes to in each future, and what it leaves uncovered and goes against.

    The futures are laid out again one after another, the one as planned first: what no hub supports today
    is against no plan.
    """
    plans = [one.ids for one in futures if one.found]
    columns, uncovered, known = [], list[Mapping[str, Any]](), set[str]()
    breaks: list[dict[str, list[str]]] = [{} for _ in plans]
    for one in futures if plans else ():
        _told(control, f"every plan in: {one.future.words}")
        laid = lay_out(one.future, one.could)
        columns.append([laid.score(ids) for ids in plans])
        if one.future.name == PLANNED:
            uncovered += [laid.uncovered(ids) for ids in plans]
            known |= {*laid.rules.beyond(laid.rules.today)}
        for broken, ids in zip(breaks, plans, strict=True):
            if words := [words for words in laid.against(ids) if words not in known]:
                broken[one.future.name] = words
        del laid
        give_back()
    beside: list[Mapping[str, Any]] = [
        {**areas, "breaks": broken} for areas, broken in zip(uncovered, breaks, strict=True)
    ]
    return list(zip(*columns, strict=True)), beside


def _told(control: Control, words: str) -> None:
    if control.tell is not None:
        control.tell("robust", words)


def _most_missed(posed: Posed, count: int) -> tuple[int, ...]:
    """Return the bases in place whose loss would cost the plan most credit, if nothing else moved.

    Within their reach the higher of recent and earlier risk counts, as in the future in which they are lost.
    """
    if count == 0 or posed.plan.objective is None:
        return ()
    scales = scales_of(posed.mission, posed.ground)
    assets = open_assets(posed.assembly, posed.plan.chosen)
    counted = evaluator(posed.ground, posed.reaches, scales, mission=posed.mission)
    importance = counted(assets).importance
    standing = _bases_in_place(posed)
    return tuple([site for site, _ in importance if site in standing][:count])


def _bases_in_place(posed: Posed) -> set[int]:
    bases: NDArray[np.bool_] = posed.assembly.in_place & posed.plan.chosen
    tools = {tool.name for tool in posed.ground.tools if tool.base}
    assets = posed.assembly.assets
    return {assets[n].site for n in np.flatnonzero(bases).tolist() if assets[n].tool in tools}


def check_asked(lose: int, tail: float, members: int, weights: Mapping[str, float] | None) -> None:
    """Refuse, before anything is read, numbers that are none.

    Raises
    ------
    InputError
        With every one of them.
    """
    given: dict[str, object] = {"lose": lose, "members": members, "tail": tail}
    bounds = {"lose": _COUNT, "members": _COUNT, "tail": Bounds(0, 1)}
    of_futures = weights if isinstance(weights, Mapping) else {}
    named = {f"weights.{name}": weight for name, weight in of_futures.items()}
    all_at_once(
        lambda: check_numbers(given | named, bounds | dict.fromkeys(named, Bounds(0))),
        lambda: check_kinds({"weights": weights}, _WEIGHTS),
        lambda: _check_names(of_futures),
        lambda: _check_tail(tail),
    )


_COUNT = Bounds(0, whole=True)
_WEIGHTS = {"weights": ((Mapping, type(None)), 'give weights by future, such as {"as_planned": 2.0}')}


def _check_tail(tail: float) -> None:
    if tail == 0:
        raise InputError((_fault("tail", "the tail is no future", "give more than 0 and at most 1", tail),))


def _check_names(weights: Mapping[str, float]) -> None:
    """Refuse, before anything is read, names that no future of any mission has."""
    known = ", ".join([*NAMED, *(f"{start}..." for start in OF_LAYERS)])
    wrong = [name for name in weights if name not in NAMED and not str(name).startswith(OF_LAYERS)]
    if wrong:
        raise InputError(
            tuple(_fault("weights", "no such future", f"use one of {known}", name) for name in wrong)
        )


def _weighed(weights: Mapping[str, float], known: Sequence[str]) -> None:
    wrong = [
        _fault("weights", "no such future", f"use one of {', '.join(known)}", name)
        for name in weights
        if name not in known
    ]
    if wrong:
        raise InputError(tuple(wrong))
    if all(weights.get(name, 1.0) == 0 for name in known):
        fault = _fault("weights", "no future has any weight", "give one of them more than 0", 0)
        raise InputError((fault,))


def _fault(column: str, message: str, remedy: str, value: object) -> Finding:
    return Finding("error", message, remedy, column=column, value=str(value))
