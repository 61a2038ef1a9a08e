"""The command `geo-poc what-if`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from geo_poc.cli_tradeoffs import AsJson, MissionPath, Opened, Quiet, Scenario, Settings
from geo_poc.hand_session import prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.hand_words import what_if_lines
from geo_poc.mission import Mission
from geo_poc.record import as_text
from layers.errors import error


def add_what_if(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @app.command("what-if")
    def what_if_command(
        mission: MissionPath,
        run: Annotated[
            Path | None,
            typer.Option("--run", metavar="RUN", help="A run folder: change its plan, not today."),
        ] = None,
        move: Annotated[
            list[str] | None,
            typer.Option(metavar="SITE=SITE", help="Move all at a site to another; repeatable."),
        ] = None,
        add: Annotated[
            list[str] | None, typer.Option(metavar="TOOL=SITE", help="Open a tool at a site; repeatable.")
        ] = None,
        drop: Annotated[
            list[str] | None, typer.Option(metavar="SITE", help="Close all at a site; repeatable.")
        ] = None,
        scenario: Scenario = None,
        settings: Settings = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Move, add or drop sites by hand and see at once who is out of reach; nothing is placed."""
        moves, adds = _pairs(move or [], "--move", "SITE=SITE"), _pairs(add or [], "--add", "TOOL=SITE")
        loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
        with opened(quiet) as (console, control):
            session = prepare_what_if(loaded, run=run, control=control)
            document = what_if(session, add=adds, drop=drop or [], move=moves)
        console.close()
        sys.stdout.write(as_text(document) if as_json else "\n".join(what_if_lines(document)) + "\n")


def _pairs(given: Sequence[str], option: str, form: str) -> list[tuple[str, str]]:
    found = []
    for text in given:
        first, equals, second = (part.strip() for part in text.partition("="))
        if not equals or not first or not second:
            raise error("this is no change of a plan", f"write {form}", column=option, value=text)
        found.append((first, second))
    return found
