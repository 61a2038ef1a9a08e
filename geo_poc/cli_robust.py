"""The command `geo-poc robust`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from geo_poc.cli_family import Question, answering
from geo_poc.cli_options import Opened
from geo_poc.robustness import MEMBERS, check_asked, robust
from layers.errors import error


def add_robust(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @answering(app, opened, "robust")
    def robust_command(
        lose: Annotated[int, typer.Option(min=0, help="Bases in place lost, each in turn.")] = 3,
        tail: Annotated[float, typer.Option(help="Share of futures that the tail is the mean of.")] = 0.2,
        members: Annotated[
            int, typer.Option(min=0, help="Members of the ensemble of risk, each a future.")
        ] = MEMBERS,
        weight: Annotated[
            list[str] | None,
            typer.Option("--weight", metavar="FUTURE=W", help="Weight of a future, else 1; repeatable."),
        ] = None,
    ) -> Question:
        """Plan for each of several futures and show how every plan fares in all of them."""
        weights = _weights(weight or [])
        ask = partial(robust, lose=lose, tail=tail, members=members, weights=weights)
        return Question(ask, check=lambda _: check_asked(lose, tail, members, weights))


def _weights(given: Sequence[str]) -> dict[str, float]:
    found = {}
    for text in given:
        name, _, number = text.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            raise error("this is no weight", "write FUTURE=NUMBER", column="--weight", value=text) from None
    return found
