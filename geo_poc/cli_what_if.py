"""The command `geo-poc what-if`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from geo_poc.cli_family import Question, answering
from geo_poc.cli_options import Opened, pairs
from geo_poc.control import Control
from geo_poc.ground import Ground
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
            typer.Option(metavar="SITE=SITE", help="Move all at a site to another; repeatable."),
        ] = None,
        add: Annotated[
            list[str] | None, typer.Option(metavar="TOOL=SITE", help="Open a tool at a site; repeatable.")
        ] = None,
        drop: Annotated[
            list[str] | None, typer.Option(metavar="SITE", help="Close all at a site; repeatable.")
        ] = None,
    ) -> Question:
        """Move, add or drop sites by hand and see at once who is out of reach; nothing is placed."""
        moves = pairs(move, "--move", "SITE=SITE", CHANGE)
        adds = pairs(add, "--add", "TOOL=SITE", CHANGE)

        def ask(mission: Mission, *, control: Control, ground: Ground) -> dict[str, Any]:
            session = prepare_what_if(mission, run=run, control=control, ground=ground)
            return what_if(session, add=adds, drop=drop or [], move=moves)

        return Question(ask)
