"""The commands `geo-poc frontier`, `compromise`, `portfolio` and `explain`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from geo_poc import compromising, explaining, tradeoffs
from geo_poc.cli_family import Question, answering
from geo_poc.cli_options import Opened
from geo_poc.tradeoff_views import check_pair


def add_commands(app: typer.Typer, opened: Opened) -> None:
    """Add the four commands to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @answering(app, opened, "frontier")
    def frontier(
        first: Annotated[
            str, typer.Option(help="all, a view of the mission file, strategic, must, should, a threat's id.")
        ] = "all",
        second: Annotated[str, typer.Option(help="The same, or cost.")] = "cost",
        points: Annotated[int, typer.Option(min=2, help="Most points.")] = 7,
    ) -> Question:
        """Show what more cover costs, or what more for one view costs another."""
        ask = partial(tradeoffs.frontier, first=first, second=second, points=points)
        return Question(ask, check=lambda mission: check_pair(mission, first, second))

    @answering(app, opened, "compromise")
    def compromise(
        view: Annotated[
            list[str] | None,
            typer.Option(metavar="NAME", help="One of two or more views; left out, all of the mission file."),
        ] = None,
    ) -> Question:
        """Show what each view costs the others, and the plan whose worst-served view fares best."""
        ask = partial(compromising.compromise, views=view or None)
        return Question(ask, check=lambda mission: compromising.check_between(mission, view or None))

    @answering(app, opened, "portfolio")
    def portfolio(
        plans: Annotated[int, typer.Option(min=1, help="Most plans.")] = 5,
        differ: Annotated[int, typer.Option(min=1, help="Sites that each leaves of every other.")] = 1,
        within: Annotated[float, typer.Option(min=0, help="Share of the weighted reach it may lose.")] = 0.05,
    ) -> Question:
        """Show plans nearly as good with other sites."""
        return Question(partial(tradeoffs.portfolio, plans=plans, differ=differ, within=within))

    @answering(app, opened, "explain")
    def explain(
        solve: Annotated[
            int, typer.Option(min=0, help="Of each kind of question: placed again.")
        ] = explaining.SOLVE,
    ) -> Question:
        """Show what each site is worth, what holds the plan back, or why there is none."""
        return Question(partial(explaining.explain, solve=solve))
