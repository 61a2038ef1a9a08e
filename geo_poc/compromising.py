"""The price of each view of a mission, and the plan between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo_poc.asked_lists import check_texts
from geo_poc.asked_numbers import Bounds, all_at_once, check_numbers, check_solving
from geo_poc.asked_values import check_call
from geo_poc.control import NO_CONTROL, Control
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.posed import Posed, pose_within, steps_told
from geo_poc.tradeoff_views import check_views, views_of
from geo_poc.why_none import why_none
from layers.errors import error
from optimisation.compromise import Compromise, Optimum
from optimisation.compromise import compromise as between


def compromise(
    mission: Mission,
    *,
    views: Sequence[str] | None = None,
    tolerance: float = 0.005,
    effort: int | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    control: Control = NO_CONTROL,
    ground: Ground | None = None,
) -> dict[str, Any]:
    """Return the best plan to each view, its price to the others, and the plan whose worst-served fares best.

    Parameters
    ----------
    mission : Mission
    views : sequence of str or None
        Two or more, as :func:`geo_poc.frontier` names them; None = all of the mission file.
    tolerance : float
        0 to 1: difference between the least share that the compromise gives and its bound at which to stop.
    effort, gap, time_limit_s, seed, control, ground
        See :func:`geo_poc.frontier`.

    Returns
    -------
    dict
        The document of kind "compromise" of docs/schemas/trade-offs.schema.json: `optima`, the best plan to
        each view with the share of every view's best that it gives, and `compromise`.

    Raises
    ------
    InputError
        For fewer than two views, and views that the mission does not have; and as
        :func:`geo_poc.frontier` does.
    """
    check_call(mission, control, ground)
    all_at_once(
        lambda: check_numbers({"tolerance": tolerance}, {"tolerance": Bounds(0, 1)}),
        lambda: check_solving(effort=effort, gap=gap, seed=seed, time_limit_s=time_limit_s),
        lambda: check_between(mission, views),
    )
    names = views_between(mission, views)
    limits = mission.keys.limits
    work = effort if effort is not None else limits.effort
    posed, left = pose_within(
        mission, time_limit_s, control=control, effort=effort, gap=gap, seed=seed, ground=ground
    )
    found = between(
        posed.problem,
        views_of(posed, names),
        tolerance=tolerance,
        effort=work,
        gap=gap if gap is not None else limits.gap,
        seed=seed,
        time_limit_s=left.part(),
        progress=steps_told(control, "compromise"),
        cancel=control.cancel,
        known=posed.known(),
    )
    return posed.marking() | {
        "kind": "compromise",
        "views": [_view(mission, name) for name in names],
        "optima": [_optimum(posed, optimum, names) for optimum in found.optima],
        "compromise": _between(posed, found, names),
        "reasons": why_none(posed, found.reasons, effort=work, seconds=left.part(), control=control),
        "stopped_by": found.stopped_by,
        "reproducible": found.reproducible and posed.plan.reproducible,
        **posed.today_where_none(found.optima),
    }


def _optimum(posed: Posed, optimum: Optimum, names: Sequence[str]) -> dict[str, Any]:
    """Return the best plan to one view, and the share of every view's best that it gives."""
    return {
        "view": optimum.view,
        "value": optimum.value,
        "bound": optimum.bound,
        "shares": dict(zip(names, optimum.shares, strict=False)),
        **posed.told(optimum.chosen),
        "placed": posed.placed(optimum.chosen),
    }


def _between(posed: Posed, found: Compromise, names: Sequence[str]) -> dict[str, Any] | None:
    """Return the plan between the views; None where there is none."""
    if found.chosen is None:
        return None
    return {
        "shares": dict(zip(names, found.shares, strict=True)),
        "least": found.least,
        "bound": found.bound,
        **posed.told(found.chosen),
        "placed": posed.placed(found.chosen),
    }


def views_between(mission: Mission, views: Sequence[str] | None) -> list[str]:
    """Return the views that a compromise is between: those named, else all of the mission file."""
    return [view.name for view in mission.keys.view] if views is None else list(views)


def check_between(mission: Mission, views: Sequence[str] | None) -> None:
    """Refuse, before anything is planned, views that no compromise can be between.

    Raises
    ------
    InputError
        For fewer than two views, and views that the mission does not have.
    """
    if views is not None:
        check_texts("views", views, '["national", "local"]')
    names = views_between(mission, views)
    check_views(mission, names)
    if len(names) < 2:
        remedy = "add [[view]] tables to the mission file, or name two with --view"
        raise error(
            "a compromise is between two or more views", remedy, file=mission.path.name, column="view"
        )


def _view(mission: Mission, name: str) -> dict[str, Any]:
    """Return a view with who was asked; nobody where it is not of the mission file."""
    for view in mission.keys.view:
        if view.name == name:
            asked = [{**one.model_dump(), "date": one.date.isoformat()} for one in view.consulted]
            return {"name": name, "level": view.level, "words": view.words, "consulted": asked}
    return {"name": name, "level": "other", "words": "", "consulted": []}
