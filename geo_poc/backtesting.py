"""How well a mission's forecast of incidents would have done, and its baselines beside it."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

from geo_poc import translate
from geo_poc.asked_numbers import SEED, all_at_once, check_numbers
from geo_poc.asked_values import check_call, check_kinds
from geo_poc.backtest_record import backtest_document, check_ground
from geo_poc.control import NO_CONTROL, Control
from geo_poc.ground import named, naming
from geo_poc.layers_asked import landscape_request
from geo_poc.mission import Mission
from layers.errors import raise_errors
from layers.incidents import attribute
from layers.reading import read_landscape
from layers.risk.forecast_backtest import backtest_forecast, option_faults
from optimisation.pool import processors

_KINDS: dict[str, tuple[type, str]] = {
    "cell_km": (Real, "give km, for example 10"),
    "horizon_months": (Real, "give months, for example 3"),
    "folds": (Integral, "give a whole number, for example 24"),
}


def backtest(
    mission: Mission,
    *,
    cell_km: float = 10.0,
    horizon_months: float = 3.0,
    folds: int = 24,
    over: str = "box",
    seed: int = 0,
    control: Control = NO_CONTROL,
) -> dict[str, Any]:
    """Forecast past windows of a mission's incidents from what was over before each, and score every model.

    Parameters
    ----------
    mission : Mission
        With at most one scenario applied.
    cell_km : float
        Side of the test's cells, km; a whole multiple of the travel cell.
    horizon_months : float
        Length of a window; above 0, at most 24.
    folds : int
        Windows wanted, 1 or more.
    over : {"box", "area"}
        Ground of `models` and `paired`: the rectangle around the area, as published comparisons count, or the
        area alone. The other one stands beside it.
    seed : int
        0 or more.
    control : Control
        Tells how far it is; it is not asked whether to stop.

    Returns
    -------
    dict
        backtest.json, as docs/schemas/backtest.schema.json says; see docs/risk.md.

    Raises
    ------
    InputError
        With every finding, when an option or a layer is unusable or no window can be tested.
    """
    check_call(mission, control)
    given = {"cell_km": cell_km, "horizon_months": horizon_months, "folds": folds}
    all_at_once(
        lambda: check_kinds(given, _KINDS),
        lambda: check_numbers({"seed": seed}, {"seed": SEED}),
        lambda: check_ground(over),
    )
    travel_m = mission.keys.grid.travel_cell_m
    raise_errors(option_faults(travel_m, cell_km * 1000.0, horizon_months, folds))
    with naming(mission):
        _tell(control, "reading layers")
        landscape = read_landscape(landscape_request(mission))
        actors, told = translate.actor_table(mission)
        attributed, found = attribute(
            landscape.incidents, actors=actors, fighting_weight=mission.keys.risk.fighting_weight
        )
        raise_errors([*landscape.findings, *told, *found])
        tested = backtest_forecast(
            landscape,
            attributed,
            as_of=mission.keys.as_of,
            cell_m=cell_km * 1000.0,
            horizon_months=horizon_months,
            folds=folds,
            seed=seed,
            progress=lambda done, of: _tell(control, f"forecast {done} of {of}"),
            threads=processors(),
        )
    return backtest_document(mission, tested, over=over, findings=named(mission, tested.findings))


def _tell(control: Control, words: str) -> None:
    if control.tell is not None:
        control.tell("backtest", words)
