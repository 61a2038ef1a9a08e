"""The command `geo-poc robust`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from geo_poc.answer_run import answer_to
from geo_poc.cli_tradeoffs import AsJson, Limit, MissionPath, Opened, Quiet, Scenario, Settings
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.robust_words import robust_lines
from geo_poc.robustness import MEMBERS, robust
from geo_poc.siting import prepare_ground
from geo_poc.whole_folder import check_free
from layers.errors import error


def add_robust(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @app.command("robust")
    def robust_command(
        mission: MissionPath,
        out: Annotated[
            Path | None,
            typer.Option(
                "--out", metavar="DIR", help="Write robust.json, robust.csv and a map into a new folder."
            ),
        ] = None,
        lose: Annotated[int, typer.Option(min=0, help="Bases in place lost, each in turn.")] = 3,
        tail: Annotated[float, typer.Option(help="Share of futures that the tail is the mean of.")] = 0.2,
        members: Annotated[
            int, typer.Option(min=0, help="Members of the ensemble of risk, each a future.")
        ] = MEMBERS,
        weight: Annotated[
            list[str] | None,
            typer.Option("--weight", metavar="FUTURE=W", help="Weight of a future, else 1; repeatable."),
        ] = None,
        scenario: Scenario = None,
        settings: Settings = None,
        time_limit_s: Limit = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Plan for each of several futures and show how every plan fares in all of them."""
        weights = _weights(weight or [])
        if out is not None:
            check_free(out)
        loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
        with opened(quiet) as (console, control):
            ground = None if out is None else prepare_ground(loaded, control)
            document = robust(
                loaded,
                lose=lose,
                tail=tail,
                members=members,
                weights=weights,
                time_limit_s=time_limit_s,
                control=control,
                ground=ground,
            )
            if out is not None and ground is not None:
                answer_to(document, loaded, ground, out)
        console.close()
        sys.stdout.write(as_text(document) if as_json else "\n".join(robust_lines(document)) + "\n")


def _weights(given: Sequence[str]) -> dict[str, float]:
    found = {}
    for text in given:
        name, _, number = text.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            raise error("this is no weight", "write FUTURE=NUMBER", column="--weight", value=text) from None
    return found
