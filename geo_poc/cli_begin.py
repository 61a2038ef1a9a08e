"""The commands with which a mission begins: `geo-poc new` and `check`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from geo_poc.cli_options import AsJson, MissionPath, Opened, Quiet, Scenario, Settings, complain, say
from geo_poc.console import Console
from geo_poc.inspection import Inspection, inspect_file, inspection_document
from geo_poc.new import new_mission
from geo_poc.record import as_text
from geo_poc.report import coverage_texts, layer_text, write_report
from geo_poc.whole_files import check_new

DONE, BAD_INPUT, WITHOUT_PLAN = 0, 2, 3


def add_begin(app: typer.Typer, opened: Opened) -> None:
    """Add the commands to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """
    _add_new(app)
    _add_check(app, opened)


def _add_new(app: typer.Typer) -> None:
    @app.command()
    def new(
        folder: Annotated[
            Path, typer.Argument(metavar="DIR", help="Folder to write; empty, or not there yet.")
        ],
        template: Annotated[
            str | None, typer.Option(metavar="training|empty", help="What to write; default training.")
        ] = None,
        from_folder: Annotated[
            Path | None,
            typer.Option("--from-folder", metavar="FOLDER", help="Make it from the files in here."),
        ] = None,
    ) -> None:
        """Begin a mission: the training mission, an empty commented file, or one from a folder of files."""
        today = datetime.now(tz=UTC).astimezone().date()
        made = new_mission(folder, template=template, from_folder=from_folder, today=today)
        for line in made.lines:
            say(line)
        complain(made.findings)


def _add_check(app: typer.Typer, opened: Opened) -> None:
    @app.command("check")
    def check_command(
        mission: MissionPath,
        out: Annotated[
            Path | None,
            typer.Option("--out", metavar="FILE", help="Write an offline report page (HTML) too."),
        ] = None,
        scenario: Scenario = None,
        settings: Settings = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Read every layer of a mission and tell what it was taken for, what is wrong, missing or assumed."""
        if out is not None:
            check_new(out)
        with opened(quiet) as (console, control):
            if control.tell is not None:
                control.tell("check", "reading layers, estimating risk")
            inspection = inspect_file(mission, scenario=scenario, settings=list(settings or []))
        console.close()
        if out is not None:
            write_report(inspection, out)
        if as_json:
            sys.stdout.write(as_text(inspection_document(inspection)))
        else:
            _tell(inspection, console, out)
        if as_json or not sys.stdout.isatty():  # on a terminal the table has just told them
            complain(finding for finding in inspection.findings if finding.severity == "error")
        raise typer.Exit(BAD_INPUT if inspection.failed else DONE)


def _tell(inspection: Inspection, console: Console, out: Path | None) -> None:
    """Print what a mission was taken for, and where the report of it is."""
    console.table(inspection.findings)
    for line in (*map(layer_text, inspection.layers), *coverage_texts(inspection)):
        say(line)
    if out is not None:
        say(f"report: {out.absolute()}")
