"""The commands: `geo-poc demo`, `new`, `check`, `plan`, `evaluate`, `map` and what follows a plan."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import typer

import geo_poc
from geo_poc.cli_backtest import add_backtest
from geo_poc.cli_begin import DONE, WITHOUT_PLAN, add_begin
from geo_poc.cli_options import (
    AsJson,
    Effort,
    Folder,
    MissionPath,
    NamedMission,
    Quiet,
    Scenario,
    Seed,
    Settings,
    Weights,
    say,
    warn,
    with_weights,
)
from geo_poc.cli_risk import add_risk
from geo_poc.cli_robust import add_robust
from geo_poc.cli_threats import add_threats
from geo_poc.cli_tradeoffs import add_commands
from geo_poc.cli_what_if import add_what_if
from geo_poc.cli_why import add_why
from geo_poc.console import Console, Interrupts
from geo_poc.control import Control
from geo_poc.drawing import draw_map
from geo_poc.evaluating import evaluate_to
from geo_poc.mission import Mission
from geo_poc.picture import open_run
from geo_poc.planning import Planned, plan_demo, plan_scenarios, plan_to
from geo_poc.record import as_text
from geo_poc.whole_folder import put_right
from geo_poc.words import evaluation_headlines
from layers.errors import PocError

DEMO_OUT = Path("runs/demo")

app = typer.Typer(
    name="geo-poc",
    help="Plan where bases, joint protection teams and patrols should be, and see what stays out of reach.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell_version(asked: bool) -> None:
    if not asked:
        return
    try:
        say(geo_poc.__version__)
    except AttributeError as fault:  # imported from its folder, and not installed
        raise PocError(str(fault)) from None
    raise typer.Exit(DONE)


@app.callback()
def _options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(help="Print the traceback of an internal error.")] = False,
    version: Annotated[  # noqa: ARG001 - told by its callback
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = debug


@app.command()
def demo(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder to write; default runs/demo, replaced."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Plan the built-in training mission: three scenarios, their maps and a comparison."""
    folder = DEMO_OUT if out is None else out
    put_right(folder)  # before it is looked at: a killed command may have moved an earlier demo aside
    with _console(quiet) as (console, control):
        planned = plan_demo(folder, replaces=out is None and _is_demo(folder), control=control)
    console.close()
    for item in planned:
        say(_summary(item))
    say("")
    say(f"comparison: {(folder / 'compare.html').absolute()}")
    for item in planned:
        say(f"map:        {item.run.file('map.html').absolute()}")


@app.command()
def plan(
    mission: MissionPath,
    out: Folder,
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME|all", help="A scenario of the mission, or all of them.")
    ] = None,
    effort: Effort = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit-s",
            "--time-limit",
            min=0.1,
            metavar="S",
            help="Seconds for the optimiser; not reproducible when reached.",
        ),
    ] = None,
    seed: Seed = 0,
    weights: Weights = None,
    settings: Settings = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan a mission: recommended placement, evaluation beside the present, offline map."""
    chosen = with_weights(settings, weights)
    with _console(quiet) as (console, control):
        if scenario == "all":
            planned = plan_scenarios(
                Mission.load(mission),
                out,
                settings=chosen,
                control=control,
                effort=effort,
                time_limit_s=time_limit,
                seed=seed,
            )
        else:
            loaded = Mission.load(mission, scenario=scenario, settings=chosen)
            planned = (
                plan_to(loaded, out, control=control, effort=effort, time_limit_s=time_limit, seed=seed),
            )
    console.close()
    if as_json:
        sys.stdout.write(as_text({"runs": [_run_line(item) for item in planned]}))
    else:
        for item in planned:
            say(_summary(item))
            say(f"map: {item.run.file('map.html').absolute()}")
        if scenario == "all":
            say(f"comparison: {(out / 'compare.html').absolute()}")
    warn((finding for item in planned for finding in item.outcome.findings), quiet=quiet)
    lacking = any(item.outcome.plan.objective is None for item in planned)
    raise typer.Exit(WITHOUT_PLAN if lacking else DONE)


@app.command()
def evaluate(
    mission: NamedMission,
    plan: Annotated[
        Path,
        typer.Argument(metavar="PLAN", help="GeoJSON, GeoPackage, xlsx or csv of a plan, or a run folder."),
    ],
    out: Folder,
    scenario: Scenario = None,
    settings: Settings = None,
    only: Annotated[
        bool, typer.Option("--only", help="The plan is the whole one: bases that it leaves out close.")
    ] = False,
    patrols: Annotated[
        bool, typer.Option("--patrols", help="Its bases without patrols of their own get the planner's.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Evaluate a plan that somebody made, beside the present, and tell which rules it breaks."""
    loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
    with _console(quiet) as (console, control):
        item = evaluate_to(loaded, plan, out, only=only, patrols=patrols, control=control)
    console.close()
    if as_json:
        sys.stdout.write(as_text({"runs": [_run_line(item)]}))
    else:
        say(_summary(item))
        say(f"map: {item.run.file('map.html').absolute()}")
    warn(item.outcome.findings, quiet=quiet)


@app.command("map")
def map_command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Default ./RUN-name-map.html.")
    ] = None,
) -> None:
    """Draw the map of a run anew from its files; the run folder is not changed."""
    file = Path(f"{run.resolve().name}-map.html") if out is None else out
    draw_map(run, file)
    say(str(file.absolute()))


@contextmanager
def _console(quiet: bool) -> Iterator[tuple[Console, Control]]:
    console = Console(quiet=quiet)
    interrupts = Interrupts()
    with console, interrupts:
        control = Control(
            tell=console.tell,
            solving=console.solving(interrupts),
            cancel=interrupts.asked,
            cache_dir=platformdirs.user_cache_path("geo_poc"),
        )
        yield console, control


add_begin(app, _console)
add_commands(app, _console)
add_robust(app, _console)
add_risk(app, _console)
add_threats(app, _console)
add_why(app, _console)
add_what_if(app, _console)
add_backtest(app, _console)


def _is_demo(folder: Path) -> bool:
    return (folder / "compare.html").is_file() and (folder / "mission" / "mission.toml").is_file()


def _run_line(item: Planned) -> dict[str, Any]:
    plan_ = item.outcome.plan
    return {
        "scenario": item.outcome.mission.scenario_name,
        "path": str(item.run.path.absolute()),
        "status": plan_.status,
        "objective": plan_.objective,
        "gap_of_gain": plan_.gap_of_gain,
    }


def _summary(item: Planned) -> str:
    files = open_run(item.run.path)
    lines = evaluation_headlines(files.plan, files.evaluation)
    return "\n".join([f"{files.name}:", *(f"  {line}" for line in lines)])
