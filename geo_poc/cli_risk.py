"""The command `geo-poc risk`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from geo_poc.audience import AUDIENCES
from geo_poc.cli_options import AsJson, Folder, MissionPath, Opened, Quiet, Scenario, Settings, say, warn
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.risk_product import MEMBERS, Product
from geo_poc.risk_run import risk_to
from geo_poc.risk_words import risk_headlines


def add_risk(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @app.command()
    def risk(
        mission: MissionPath,
        out: Folder,
        scenario: Scenario = None,
        settings: Settings = None,
        audience: Annotated[
            str, typer.Option(metavar="WHO", help=f"Whom it is for: {', '.join(AUDIENCES)}.")
        ] = "internal",
        sheet: Annotated[str, typer.Option(metavar="a3|a4|none", help="Paper of the printed sheet.")] = "a3",
        clearance: Annotated[
            str, typer.Option(metavar="REF", help="Reference of the clearance; without one: not cleared.")
        ] = "",
        members: Annotated[
            int,
            typer.Option(metavar="N", help="Members of the ensemble that tells how sure it is; 0 = none."),
        ] = MEMBERS,
        forecast: Annotated[
            bool, typer.Option("--forecast/--no-forecast", help="Look 1, 3 and 6 months ahead.")
        ] = True,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Write risk by source of threat, without a plan: GeoTIFF, GeoPackage, map, sheet, risk.json."""
        product = Product(audience, sheet, clearance, members, forecast)
        loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
        with opened(quiet) as (console, control):
            item = risk_to(loaded, out, product=product, control=control)
        console.close()
        if as_json:
            sys.stdout.write(as_text({"path": str(item.run.path.absolute()), **item.document}))
        else:
            for line in risk_headlines(item.document):
                say(line)
            say(f"map: {item.run.file('map.html').absolute()}")
        warn(item.surfaces.findings, quiet=quiet)
