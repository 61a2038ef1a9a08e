"""The command `geo-poc why`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from geo_poc.cli_options import AsJson, NamedMission, Opened, Quiet, Scenario, Settings, say
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.why_record import why
from geo_poc.why_words import why_lines


def add_why(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    # Longitudes may begin with a minus: what looks like an option and is none belongs to the place.
    @app.command("why", context_settings={"ignore_unknown_options": True})
    def why_command(
        mission: NamedMission,
        where: Annotated[
            str, typer.Argument(metavar="WHERE", help="LON,LAT in degrees, an MGRS reference, or a place.")
        ],
        scenario: Scenario = None,
        settings: Settings = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Tell why a place is at risk: each part of it by source, and what of that is checked."""
        loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
        with opened(quiet) as (console, control):
            document = why(loaded, where, control=control)
        console.close()
        if as_json:
            sys.stdout.write(as_text(document))
        else:
            for line in why_lines(document):
                say(line)
