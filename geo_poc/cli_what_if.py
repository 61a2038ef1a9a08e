"""The command `geo-poc what-if`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from geo_poc.cli_family import Question, answering
from geo_poc.cli_options import Opened, parted
from geo_poc.control import Control
from geo_poc.ground import Ground
from geo_poc.hand_changes import Drop, Move
from geo_poc.hand_session import prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.mission import Mission

CHANGE = "this is no change of a plan"


def add_what_if(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @answering(app, opened, "what-if", places=False)
    def what_if_command(
        run: Annotated[
            Path | None,
            typer.Option("--run", metavar="RUN", help="A run folder: change its plan, not today."),
        ] = None,
        move: Annotated[
            list[str] | None,
            typer.Option(
                metavar="SITE=SITE",
                help="Move all at a site to another, or TOOL=PLACE=PLACE one kind; repeatable.",
            ),
        ] = None,
        add: Annotated[
            list[str] | None,
            typer.Option(
                metavar="TOOL=PLACE",
                help="Add a tool at a site; mediation=THREAT, patrol=BASE, jpt=SITE+BASE (escort).",
            ),
        ] = None,
        drop: Annotated[
            list[str] | None,
            typer.Option(
                metavar="SITE", help="Drop all at a site, or TOOL=PLACE one kind alone; repeatable."
            ),
        ] = None,
    ) -> Question:
        """Move, add or drop what a plan holds and see at once who is out of reach; nothing is placed."""
        moves = _moves(move)
        adds = [(tool, place) for tool, place in parted(add, "--add", (2,), "TOOL=PLACE", CHANGE)]
        drops = _drops(drop)

        def ask(mission: Mission, *, control: Control, ground: Ground) -> dict[str, Any]:
            session = prepare_what_if(mission, run=run, control=control, ground=ground)
            return what_if(session, add=adds, drop=drops, move=moves)

        return Question(ask)


def _moves(given: Sequence[str] | None) -> list[Move]:
    return [
        (one[0], one[1]) if len(one) == 2 else (one[0], one[1], one[2])
        for one in parted(given, "--move", (2, 3), "SITE=SITE, or TOOL=PLACE=PLACE", CHANGE)
    ]


def _drops(given: Sequence[str] | None) -> list[Drop]:
    return [
        one[0] if len(one) == 1 else (one[0], one[1])
        for one in parted(given, "--drop", (1, 2), "SITE, or TOOL=PLACE", CHANGE)
    ]
