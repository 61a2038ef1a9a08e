"""The command `geo-poc threats`: proposed entries of the threat register, for an analyst to decide on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_poc import translate
from geo_poc.cli_options import MissionPath, Opened, Quiet, Scenario, Settings
from geo_poc.ground import naming, survey
from geo_poc.mission import Mission
from geo_poc.threat_proposals import proposals
from geo_poc.whole_files import check_new, write_new
from layers.risk.hotspots import find_hotspots
from layers.risk.weigh import weighed
from optimisation.prepare_areas import priority_map


def add_threats(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @app.command("threats")
    def threats_command(
        mission: MissionPath,
        out: Annotated[
            Path,
            typer.Option("--out", metavar="FILE", is_eager=True, help="The csv to write; must not exist."),
        ],
        scenario: Scenario = None,
        settings: Settings = None,
        quiet: Quiet = False,
    ) -> None:
        """Propose entries of the threat register from where risk is concentrated; you decide on each."""
        check_new(out)
        loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
        with opened(quiet) as (console, _), naming(loaded):
            landscape, risk, _ = survey(loaded)
            risk = weighed(risk, translate.weights_shown(loaded))
            spots = find_hotspots(landscape, risk, held=loaded.keys.risk.hotspot_share)
            areas = priority_map(landscape, translate.register(loaded))
            text = proposals(spots, loaded, areas)
        console.close()
        write_new(out, text)
        typer.echo(f"{len(spots)} threat areas proposed: {out.absolute()}")
        typer.echo(
            "Fill in decision (accept, override, reject) and decision_reason, and name the file in the"
        )
        typer.echo('mission: [threat_decisions] path = "..."')
