"""Plans under each of several futures, and each of these plans under every future."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.account import account_classification
from geo_poc.classification import watermark
from geo_poc.control import NO_CONTROL, Control
from geo_poc.futures import Future, futures_of
from geo_poc.ground import Ground, prepare_ground
from geo_poc.mission import Mission
from geo_poc.pipeline import evaluator, scales_of
from geo_poc.posed import Posed, pose
from geo_poc.robust_laid import Laid, lay_out
from geo_poc.robust_record import robust_document
from layers.errors import Finding, InputError
from optimisation.assemble import open_assets


def robust(
    mission: Mission,
    *,
    lose: int = 3,
    tail: float = 0.2,
    weights: Mapping[str, float] | None = None,
    effort: int | None = None,
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
        How many bases in place are lost, each in a future of its own: those that the plan would miss most.
    tail : float
        Share of the futures that the tail regret is the mean of; above 0, at most 1.
    weights : mapping of future to float, or None
        Of the futures, by the names that the document gives; 1 where none is given.
    effort, time_limit_s, seed
        See :func:`geo_poc.pipeline.make_plan`; the limit holds for each plan.
    control : Control
    ground : Ground or None
        Of the same mission, to save reading it again.

    Raises
    ------
    InputError
        For a weight of a future that is none, a weight below 0, or a tail that is no share; and as
        :func:`geo_poc.pipeline.make_plan` does.
    """
    _checked(lose, tail, weights or {})
    ground = ground or prepare_ground(mission, control)

    def laid(future: Future) -> Laid:
        if control.tell is not None:
            control.tell("robust", future.words)
        there = future.ground()
        posed = (
            first
            if not future.planned
            else pose(
                future.mission,
                control=control,
                effort=effort,
                time_limit_s=time_limit_s,
                seed=seed,
                ground=there,
            )
        )
        return lay_out(future, posed)

    planned = next(futures_of(mission, ground, control, ()))
    first = pose(mission, control=control, effort=effort, time_limit_s=time_limit_s, seed=seed, ground=ground)
    found, left_out = [lay_out(planned, first)], []
    futures = list(futures_of(mission, ground, control, _most_missed(found[0], lose)))
    _weighed(weights or {}, [future.name for future in futures])
    for future in futures[1:]:
        try:
            found.append(laid(future))
        except InputError as fault:
            left_out.append({"name": future.name, "words": future.words, "reason": fault.findings[0].message})
    _some_weight(weights or {}, [one.future.name for one in found])
    marking = {
        "classification": account_classification(mission, ground.landscape),
        "watermark": watermark(mission),
        "mission": mission.keys.name,
    }
    return robust_document(found, left_out, tail=tail, weights=weights or {}) | marking


def _most_missed(planned: Laid, count: int) -> tuple[int, ...]:
    """Return the bases in place whose loss would cost the plan most credit, if nothing else moved."""
    posed = planned.posed
    if count == 0 or posed.plan.objective is None:
        return ()
    scales = scales_of(posed.mission, posed.ground)
    assets = open_assets(posed.assembly, posed.plan.chosen)
    importance = evaluator(posed.ground, planned.reaches, scales)(assets).importance
    standing = _bases_in_place(posed)
    return tuple([site for site, _ in importance if site in standing][:count])


def _bases_in_place(posed: Posed) -> set[int]:
    bases: NDArray[np.bool_] = posed.assembly.in_place & posed.plan.chosen
    tools = {tool.name for tool in posed.ground.tools if tool.base}
    assets = posed.assembly.assets
    return {assets[n].site for n in np.flatnonzero(bases).tolist() if assets[n].tool in tools}


def _checked(lose: int, tail: float, weights: Mapping[str, float]) -> None:
    findings = []
    if lose < 0:
        findings.append(_fault("lose", "a negative number of bases", "give 0 or more", lose))
    if not 0 < tail <= 1:
        findings.append(_fault("tail", "this is no share", "give more than 0 and at most 1", tail))
    for name, weight in weights.items():
        if not (weight >= 0 and np.isfinite(weight)):
            findings.append(_fault(f"weights.{name}", "not a weight", "give a number, 0 or more", weight))
    if findings:
        raise InputError(tuple(findings))


def _weighed(weights: Mapping[str, float], known: Sequence[str]) -> None:
    wrong = [
        _fault("weights", "no such future", f"use one of {', '.join(known)}", name)
        for name in weights
        if name not in known
    ]
    if wrong:
        raise InputError(tuple(wrong))
    _some_weight(weights, known)


def _some_weight(weights: Mapping[str, float], names: Sequence[str]) -> None:
    if all(weights.get(name, 1.0) == 0 for name in names):
        fault = _fault("weights", "no future has any weight", "give one of them more than 0", 0)
        raise InputError((fault,))


def _fault(column: str, message: str, remedy: str, value: object) -> Finding:
    return Finding("error", message, remedy, column=column, value=str(value))
