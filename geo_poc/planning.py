"""From a mission to run folders: one run, or one for each scenario with their comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geo_poc.asked_lists import check_texts
from geo_poc.asked_values import REMEDIES, check_call, check_kinds
from geo_poc.control import NO_CONTROL, Control
from geo_poc.drawing import draw_comparison, map_page
from geo_poc.ground import Ground
from geo_poc.ground_compared import same_ground
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.pipeline import make_plan
from geo_poc.run import Run, write_run
from geo_poc.siting import prepare_ground
from geo_poc.whole_files import write_new
from geo_poc.whole_folder import whole_folder
from layers.errors import Finding, error, raise_errors
from layers.training import write_training_mission


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A run on disk with the values it was written from.

    Parameters
    ----------
    run : Run
        Its `path` is the folder.
    outcome : Outcome
    """

    run: Run
    outcome: Outcome


def plan_to(
    mission: Mission,
    out: str | Path,
    *,
    control: Control = NO_CONTROL,
    effort: int | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> Planned:
    """Plan a mission and write its run folder.

    Parameters
    ----------
    mission : Mission
        With at most one scenario applied.
    out : str or Path
        A folder that does not exist or is empty.
    control, effort, time_limit_s, seed
        See :func:`geo_poc.plan`.

    Returns
    -------
    Planned
        The run folder, and the outcome that it was written from.

    Raises
    ------
    InputError
        With every finding; nothing is written then.
    """
    check_call(mission, control, out=out)
    return run_of(
        lambda: make_plan(mission, control=control, effort=effort, time_limit_s=time_limit_s, seed=seed),
        Path(out),
        control,
    )


def run_of(made: Callable[[], Outcome], out: Path, control: Control) -> Planned:
    """Write the run folder of an outcome, which is made once it is known that the folder can be."""
    with whole_folder(out) as draft:
        outcome = made()
        _write(outcome, draft, control)
    return Planned(Run(out), outcome)


def plan_scenarios(
    mission: Mission,
    out: str | Path,
    *,
    names: Sequence[str] | None = None,
    settings: Sequence[str] = (),
    control: Control = NO_CONTROL,
    effort: int | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> tuple[Planned, ...]:
    """Plan every scenario of a mission: OUT/NAME for each, and OUT/compare.html.

    Parameters
    ----------
    mission : Mission
    out : str or Path
        A folder that does not exist or is empty.
    names : sequence of str or None
        Which scenarios, in order, each once; None = all of the mission file.
    settings : sequence of str
        "key=value", laid over every scenario.
    control, effort, time_limit_s, seed
        See :func:`geo_poc.plan`.

    Returns
    -------
    tuple of Planned
        One for each scenario.

    Raises
    ------
    InputError
        With every finding; nothing is written then.
    """
    check_call(mission, control, out=out)
    _check_names(mission, names)
    out = Path(out)
    with whole_folder(out) as draft:
        outcomes = _scenarios(
            mission, draft, names, settings, control, effort=effort, time_limit_s=time_limit_s, seed=seed
        )
    return tuple(Planned(Run(out / outcome.mission.scenario_name), outcome) for outcome in outcomes)


BY_NAME = ("every-means",)
"""Scenarios of the training mission that the demo leaves out; they are planned by name."""


def plan_demo(
    out: str | Path, *, replaces: bool = False, control: Control = NO_CONTROL, seed: int = 0
) -> tuple[Planned, ...]:
    """Write the training mission into OUT/mission, plan three of its scenarios and compare them.

    Parameters
    ----------
    out : str or Path
        A folder that does not exist or is empty.
    replaces : bool
        An earlier demo in `out` is replaced whole.
    control, seed
        See :func:`geo_poc.plan`.

    Returns
    -------
    tuple of Planned
        One for each of the three scenarios.

    Raises
    ------
    InputError
        When the folder is not empty or cannot be written.
    """
    check_kinds({"out": out, "control": control}, REMEDIES)
    out = Path(out)
    with whole_folder(out, replaces=replaces) as draft:
        mission = Mission.load(write_training_mission(draft / "mission"))
        names = [name for name in mission.scenario_names if name not in BY_NAME]
        outcomes = _scenarios(mission, draft, names, (), control, effort=None, time_limit_s=None, seed=seed)
    return tuple(Planned(Run(out / outcome.mission.scenario_name), outcome) for outcome in outcomes)


def _check_names(mission: Mission, names: Sequence[str] | None) -> None:
    """Refuse, before anything is planned, scenarios that are no list of texts, not there or named twice."""
    if names is None:
        return
    check_texts("names", names, '["balanced"]')
    known = mission.scenario_names
    remedy = f"choose one of: {', '.join(known) or 'none'}"
    findings = [
        Finding("error", "the mission has no such scenario", remedy, column="names", value=name)
        for name in dict.fromkeys(names)
        if name not in known
    ]
    findings += [
        Finding("error", "this scenario is named twice", "name each once", column="names", value=name)
        for number, name in enumerate(names)
        if name in names[:number]
    ]
    raise_errors(findings)


def _scenarios(
    mission: Mission,
    folder: Path,
    names: Sequence[str] | None,
    settings: Sequence[str],
    control: Control,
    *,
    effort: int | None,
    time_limit_s: float | None,
    seed: int,
) -> list[Outcome]:
    chosen = tuple(names) if names is not None else mission.scenario_names
    if not chosen:
        raise error(
            "the mission has no scenarios",
            "add [[scenario]] tables, or leave --scenario out",
            file=mission.path.name,
            column="scenario",
        )
    missions = [mission.scenario(name, settings) for name in chosen]
    outcomes: list[Outcome] = []
    ground: Ground | None = None
    for number, variant in enumerate(missions):
        if control.tell is not None:
            control.tell("scenario", variant.scenario_name)
        if ground is None or not same_ground(missions[number - 1], variant):
            # Who asks to stop while an earlier scenario is placed still gets every scenario, each with the
            # best plan so far: travel is then not stopped, which would leave nothing.
            ground = prepare_ground(variant, replace(control, cancel=None) if outcomes else control)
        outcome = make_plan(
            variant, control=control, effort=effort, time_limit_s=time_limit_s, seed=seed, ground=ground
        )
        into = folder / variant.scenario_name
        into.mkdir()
        _write(outcome, into, control)
        outcomes.append(outcome)
    if control.tell is not None:
        control.tell("comparison", "comparing scenarios")
    draw_comparison([folder / name for name in chosen], folder / "compare.html")
    return outcomes


def _write(outcome: Outcome, folder: Path, control: Control) -> None:
    if control.tell is not None:
        control.tell("files", "writing the run and its map")
    write_run(outcome, folder)
    write_new(folder / "map.html", map_page(folder))
