"""The command line: `geo-poc demo`, `new`, `check`, `plan`, `evaluate`, `map` and what follows a plan."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import typer

from geo_poc.audience import AUDIENCES
from geo_poc.cli_backtest import add_backtest
from geo_poc.cli_robust import add_robust
from geo_poc.cli_threats import add_threats
from geo_poc.cli_tradeoffs import Weights, add_commands, with_weights
from geo_poc.cli_what_if import add_what_if
from geo_poc.console import Console, Interrupts
from geo_poc.control import Control
from geo_poc.drawing import draw_map
from geo_poc.evaluating import evaluate_to
from geo_poc.inspection import inspect_file, inspection_document
from geo_poc.mission import Mission
from geo_poc.new import new_mission
from geo_poc.picture import open_run
from geo_poc.planning import Planned, plan_demo, plan_scenarios, plan_to
from geo_poc.record import as_text
from geo_poc.report import coverage_texts, layer_text, write_report
from geo_poc.risk_product import MEMBERS, Product
from geo_poc.risk_run import risk_to
from geo_poc.risk_words import risk_headlines
from geo_poc.whole_files import check_new
from geo_poc.whole_folder import put_right
from geo_poc.words import evaluation_headlines
from layers.errors import Finding, InputError, PocError

DONE, BAD_INPUT, INFEASIBLE, INTERNAL, INTERRUPTED = 0, 2, 3, 4, 130
DEMO_OUT = Path("runs/demo")

app = typer.Typer(
    name="geo-poc",
    help="Plan where bases, joint protection teams and patrols should be, and see what stays out of reach.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Quiet = Annotated[bool, typer.Option("--quiet", help="Print no progress and no warnings.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines on standard output.")]
MissionPath = Annotated[Path, typer.Argument(metavar="MISSION", help="The mission file (TOML).")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set one key of the mission file; repeatable."),
]


@app.callback()
def _options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(help="Print the traceback of an internal error.")] = False,
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
        _say(_summary(item))
    _say("")
    _say(f"comparison: {(folder / 'compare.html').absolute()}")
    for item in planned:
        _say(f"map:        {item.run.file('map.html').absolute()}")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write; empty, or not there yet.")],
    template: Annotated[
        str | None, typer.Option(metavar="training|empty", help="What to write; default training.")
    ] = None,
    from_folder: Annotated[
        Path | None, typer.Option("--from-folder", metavar="FOLDER", help="Make it from the files in here.")
    ] = None,
) -> None:
    """Begin a mission: the training mission, an empty commented file, or one from a folder of files."""
    today = datetime.now(tz=UTC).astimezone().date()
    made = new_mission(folder, template=template, from_folder=from_folder, today=today)
    for line in made.lines:
        _say(line)
    _complain(list(made.findings))


@app.command("check")
def check_command(
    mission: MissionPath,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write an offline report page (HTML) too.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Read every layer of a mission and tell what it was taken for, what is wrong, missing or assumed."""
    if out is not None:
        check_new(out)
    with _console(quiet) as (console, control):
        if control.tell is not None:
            control.tell("check", "reading layers, estimating risk")
        inspection = inspect_file(mission)
    console.close()
    if out is not None:
        write_report(inspection, out)
    if as_json:
        sys.stdout.write(as_text(inspection_document(inspection)))
    else:
        console.table(inspection.findings)
        for line in (*map(layer_text, inspection.layers), *coverage_texts(inspection)):
            _say(line)
        if out is not None:
            _say(f"report: {out.absolute()}")
    _complain([finding for finding in inspection.findings if finding.severity == "error"])
    raise typer.Exit(BAD_INPUT if inspection.failed else DONE)


@app.command()
def plan(
    mission: MissionPath,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write; empty, or not there yet.")
    ],
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME|all", help="A scenario of the mission, or all of them.")
    ] = None,
    effort: Annotated[int | None, typer.Option(min=1, max=100, help="Counted work of the optimiser.")] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(min=0.1, metavar="S", help="Seconds for the optimiser; not reproducible when reached."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
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
            _say(_summary(item))
            _say(f"map: {item.run.file('map.html').absolute()}")
        if scenario == "all":
            _say(f"comparison: {(out / 'compare.html').absolute()}")
    if not quiet:
        _complain(
            [
                f
                for f in dict.fromkeys(f for item in planned for f in item.outcome.findings)
                if f.severity == "warning"
            ]
        )
    infeasible = any(item.outcome.plan.status == "infeasible" for item in planned)
    raise typer.Exit(INFEASIBLE if infeasible else DONE)


@app.command()
def evaluate(
    mission: MissionPath,
    plan: Annotated[
        Path,
        typer.Argument(metavar="PLAN", help="GeoJSON, GeoPackage, xlsx or csv of a plan, or a run folder."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write; empty, or not there yet.")
    ],
    scenario: Annotated[str | None, typer.Option(metavar="NAME", help="A scenario of the mission.")] = None,
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
        _say(_summary(item))
        _say(f"map: {item.run.file('map.html').absolute()}")
    if not quiet:
        _complain([f for f in dict.fromkeys(item.outcome.findings) if f.severity == "warning"])


@app.command()
def risk(
    mission: MissionPath,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write; empty, or not there yet.")
    ],
    scenario: Annotated[str | None, typer.Option(metavar="NAME", help="A scenario of the mission.")] = None,
    settings: Settings = None,
    audience: Annotated[
        str, typer.Option(metavar="WHO", help=f"Whom it is for: {', '.join(AUDIENCES)}.")
    ] = "internal",
    sheet: Annotated[str, typer.Option(metavar="a3|a4|none", help="Paper of the printed sheet.")] = "a3",
    clearance: Annotated[
        str, typer.Option(metavar="REF", help="Reference of the clearance; without one: not cleared.")
    ] = "",
    members: Annotated[
        int, typer.Option(metavar="N", help="Members of the ensemble that tells how sure it is; 0 = none.")
    ] = MEMBERS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write risk by source of threat, without a plan: GeoTIFF, GeoPackage, map, printed sheet, risk.json."""
    product = Product(audience, sheet, clearance, members)
    loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
    with _console(quiet) as (console, control):
        item = risk_to(loaded, out, product=product, control=control)
    console.close()
    if as_json:
        sys.stdout.write(as_text({"path": str(item.run.path.absolute()), **item.document}))
    else:
        for line in risk_headlines(item.document):
            _say(line)
        _say(f"map: {item.run.file('map.html').absolute()}")
    if not quiet:
        _complain([f for f in dict.fromkeys(item.surfaces.findings) if f.severity == "warning"])


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
    _say(str(file.absolute()))


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


add_commands(app, _console)
add_robust(app, _console)
add_threats(app, _console)
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


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(findings: list[Finding]) -> None:
    for finding in findings:
        sys.stderr.write(f"{finding.text()}\n")


def main() -> None:
    """Run the command line and end with its exit code."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit code; errors are told on standard error."""
    try:
        result = app(args=arguments, prog_name="geo-poc", standalone_mode=False)
    except InputError as fault:
        _complain([f for kind in ("error", "warning") for f in fault.findings if f.severity == kind])
        return BAD_INPUT
    except PocError as fault:
        sys.stderr.write(f"error: {fault}\n")
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        result = INTERRUPTED
    except typer.Exit as fault:
        return int(fault.exit_code)
    except Exception as fault:  # noqa: BLE001 - the last door: an internal error ends with its own exit code
        return _unexpected(fault, arguments)
    if result == INTERRUPTED:  # typer may turn Ctrl-C into this number itself
        sys.stderr.write("interrupted: nothing was written\n")
    return int(result) if isinstance(result, int) else DONE


def _unexpected(fault: Exception, arguments: list[str]) -> int:
    show = getattr(fault, "show", None)
    if callable(show):  # a mistake in the command's words, which click explains itself
        show()
        return BAD_INPUT
    if "--debug" in arguments:
        traceback.print_exc()
    sys.stderr.write(
        f"internal error: {type(fault).__name__}: {fault}. Nothing was written; "
        "geo-poc --debug COMMAND shows where.\n"
    )
    return INTERNAL
