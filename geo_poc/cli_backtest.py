"""The command `geo-poc backtest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from geo_poc.backtest_record import BOX, backtest_table, check_ground
from geo_poc.backtest_words import backtest_lines
from geo_poc.backtesting import backtest
from geo_poc.cli_options import AsJson, MissionPath, Opened, Quiet, Scenario, Settings
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.whole_files import write_new
from geo_poc.whole_folder import check_free, whole_folder


def write_backtest(document: dict[str, Any], out: Path) -> None:
    """Write backtest.json, backtest.csv and backtest.png into a folder that does not exist or is empty.

    Parameters
    ----------
    document : dict
        Of :func:`geo_poc.backtesting.backtest`.
    out : Path
    """
    from maps.skill import skill_plot  # noqa: PLC0415 - matplotlib is loaded for a plot alone

    with whole_folder(out) as draft:
        write_new(draft / "backtest.json", as_text(document))
        write_new(draft / "backtest.csv", backtest_table(document))
        (draft / "backtest.png").write_bytes(skill_plot(document))


def add_backtest(app: typer.Typer, opened: Opened) -> None:
    """Add the command to an application.

    Parameters
    ----------
    app : Typer
    opened : callable
    """

    @app.command("backtest")
    def backtest_command(
        mission: MissionPath,
        cell_km: Annotated[
            float, typer.Option(help="Side of the test's cells; a multiple of the travel cell.")
        ] = 10.0,
        horizon_months: Annotated[float, typer.Option(help="Length of a window that is forecast.")] = 3.0,
        folds: Annotated[int, typer.Option(help="Windows to test.")] = 24,
        over: Annotated[
            str, typer.Option(help="Ground of the figures: box (around the area) or area; both are shown.")
        ] = BOX,
        out: Annotated[
            Path | None,
            typer.Option("--out", metavar="DIR", help="Write json, csv and a plot into a new folder."),
        ] = None,
        scenario: Scenario = None,
        settings: Settings = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Test the forecast of incidents on the past, beside simpler ones."""
        check_ground(over)
        if out is not None:
            check_free(out)
        loaded = Mission.load(mission, scenario=scenario, settings=list(settings or []))
        with opened(quiet) as (console, control):
            document = backtest(
                loaded,
                cell_km=cell_km,
                horizon_months=horizon_months,
                folds=folds,
                over=over,
                control=control,
            )
        console.close()
        if out is not None:
            write_backtest(document, out)
        sys.stdout.write(as_text(document) if as_json else "\n".join(backtest_lines(document)) + "\n")
