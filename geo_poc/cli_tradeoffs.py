"""The commands `geo-poc frontier`, `compromise`, `portfolio` and `explain`."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

import typer

from geo_poc import compromising, explaining, tradeoffs
from geo_poc.answer_run import answer_to
from geo_poc.console import Console
from geo_poc.control import Control
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.siting import prepare_ground
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.whole_folder import check_free
from layers.errors import error

Opened = Callable[[bool], AbstractContextManager[tuple[Console, Control]]]
"""Opens a console, quiet or not, and what drives a run from it."""

MissionPath = Annotated[Path, typer.Argument(metavar="MISSION", help="The mission file (TOML).")]
Scenario = Annotated[str | None, typer.Option(metavar="NAME", help="A scenario of the mission.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set one key of the mission file; repeatable."),
]
Weights = Annotated[
    str | None,
    typer.Option(
        metavar="VIEW=W,...",
        help="Plan for views of the mission file together, for example national=0.6,local=0.4.",
    ),
]
Limit = Annotated[
    float | None, typer.Option(metavar="SECONDS", help="For the plan, and for what follows it.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Write JSON, a table, an offline map and their origin into a new folder."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print no progress and no warnings.")]


def with_weights(settings: list[str] | None, weights: str | None) -> list[str]:
    """Return settings with the weights of views among them, as `objective.views`.

    Raises
    ------
    InputError
        When the weights do not read VIEW=NUMBER,...
    """
    found = list(settings or [])
    for part in [] if weights is None else weights.split(","):
        name, equals, number = (text.strip() for text in part.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not name or not equals or not math.isfinite(value):
            remedy = "write VIEW=NUMBER,VIEW=NUMBER, for example national=0.6,local=0.4"
            raise error("these are no weights of views", remedy, column="--weights", value=part)
        found.append(f"objective.views.{name}={value!r}")
    return found


def add_commands(app: typer.Typer, opened: Opened) -> None:
    """Add the four commands to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    def run(
        mission: Path,
        scenario: str | None,
        settings: list[str],
        as_json: bool,
        quiet: bool,
        out: Path | None,
        ask: Callable[[Mission, Control, Ground | None], dict[str, Any]],
    ) -> None:
        if out is not None:
            check_free(out)
        loaded = Mission.load(mission, scenario=scenario, settings=settings)
        with opened(quiet) as (console, control):
            ground = None if out is None else prepare_ground(loaded, control)
            document = ask(loaded, control, ground)
            if out is not None and ground is not None:
                answer_to(document, loaded, ground, out)
        console.close()
        text = as_text(document) if as_json else "\n".join(tradeoff_lines(document)) + "\n"
        sys.stdout.write(text)

    @app.command()
    def frontier(
        mission: MissionPath,
        first: Annotated[
            str, typer.Option(help="all, a view of the mission file, strategic, must, should, a threat's id.")
        ] = "all",
        second: Annotated[str, typer.Option(help="The same, or cost.")] = "cost",
        points: Annotated[int, typer.Option(min=2, help="Most points.")] = 7,
        out: Out = None,
        scenario: Scenario = None,
        weights: Weights = None,
        settings: Settings = None,
        time_limit_s: Limit = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Show what more cover costs, or what more for one view costs another."""

        def ask(loaded: Mission, control: Control, ground: Ground | None) -> dict[str, Any]:
            return tradeoffs.frontier(
                loaded,
                first=first,
                second=second,
                points=points,
                time_limit_s=time_limit_s,
                control=control,
                ground=ground,
            )

        run(mission, scenario, with_weights(settings, weights), as_json, quiet, out, ask)

    @app.command()
    def compromise(
        mission: MissionPath,
        view: Annotated[
            list[str] | None,
            typer.Option(metavar="NAME", help="One of two or more views; left out, all of the mission file."),
        ] = None,
        out: Out = None,
        scenario: Scenario = None,
        settings: Settings = None,
        time_limit_s: Limit = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Show what each view costs the others, and the plan whose worst-served view fares best."""

        def ask(loaded: Mission, control: Control, ground: Ground | None) -> dict[str, Any]:
            return compromising.compromise(
                loaded, views=view or None, time_limit_s=time_limit_s, control=control, ground=ground
            )

        run(mission, scenario, list(settings or []), as_json, quiet, out, ask)

    @app.command()
    def portfolio(
        mission: MissionPath,
        plans: Annotated[int, typer.Option(min=1, help="Most plans.")] = 5,
        differ: Annotated[int, typer.Option(min=1, help="Sites that each leaves of every other.")] = 1,
        within: Annotated[float, typer.Option(min=0, help="Share of the objective it may lose.")] = 0.05,
        out: Out = None,
        scenario: Scenario = None,
        weights: Weights = None,
        settings: Settings = None,
        time_limit_s: Limit = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Show plans nearly as good with other sites."""

        def ask(loaded: Mission, control: Control, ground: Ground | None) -> dict[str, Any]:
            return tradeoffs.portfolio(
                loaded,
                plans=plans,
                differ=differ,
                within=within,
                time_limit_s=time_limit_s,
                control=control,
                ground=ground,
            )

        run(mission, scenario, with_weights(settings, weights), as_json, quiet, out, ask)

    @app.command()
    def explain(
        mission: MissionPath,
        solve: Annotated[int, typer.Option(min=0, help="Sites and limits placed again without.")] = 10,
        out: Out = None,
        scenario: Scenario = None,
        weights: Weights = None,
        settings: Settings = None,
        time_limit_s: Limit = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Show what each site is worth, what holds the plan back, or why there is none."""

        def ask(loaded: Mission, control: Control, ground: Ground | None) -> dict[str, Any]:
            return explaining.explain(
                loaded, solve=solve, time_limit_s=time_limit_s, control=control, ground=ground
            )

        run(mission, scenario, with_weights(settings, weights), as_json, quiet, out, ask)
