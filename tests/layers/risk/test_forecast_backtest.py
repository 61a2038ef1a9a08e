"""Tests of the backtest: nothing later is read, simple forecasts are beaten, thin records are told."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from layers.errors import InputError
from layers.landscape import Landscape
from layers.risk.features import ground_features
from layers.risk.folds import day_number, lay_ground, place_events, rolling_folds, window_counts
from layers.risk.forecast_backtest import Backtest, backtest_forecast
from layers.risk.forecast_rolling import CANDIDATES, FORECAST, PARTS, POOLED, Rolled, chosen, roll
from tests.layers.risk.clusters import clustered
from tests.layers.risk.tiny import attributed, incidents, landscape

AS_OF = date(2019, 12, 31)
MIDDLE = (52.5e3, 47.5e3)


def _tested(world: Landscape, *, as_of: date = AS_OF, folds: int = 8) -> Backtest:
    table = attributed(["state"] * len(world.incidents))
    return backtest_forecast(world, table, as_of=as_of, folds=folds)


@pytest.fixture(scope="module")
def tested() -> Backtest:
    """Return the backtest of ten years of clusters."""
    return _tested(clustered())


def test_every_model_is_measured_on_both_grounds(tested: Backtest) -> None:
    """The anchors' baselines, the candidates and the chosen one stand side by side."""
    wanted = {"last_3_months", "count_all", "kde", "kde_decay", "lightgbm", FORECAST, *CANDIDATES}
    for found in tested.over.values():
        assert set(found.models) == wanted
        assert set(found.paired) == wanted - {FORECAST, *PARTS}
        assert set(found.paired_parts) == set(PARTS)
        assert all(np.isfinite(list(values.values())).all() for values in found.models.values())
    assert tested.chosen == FORECAST
    assert not tested.data_poor


def test_forecast_beats_the_simple_ones(tested: Backtest) -> None:
    """Where clusters wake and fall silent, memory and width learned on the past pay."""
    models = tested.over["area"].models
    assert models[FORECAST]["nats"] > models["count_all"]["nats"] + 0.2
    assert models[FORECAST]["nats"] > models["kde"]["nats"]
    assert models[FORECAST]["nats"] > models["last_3_months"]["nats"] + 0.5
    assert 0.8 < models[FORECAST]["reliability_slope"] < 1.25


def test_windows_end_with_the_record_or_with_as_of(tested: Backtest) -> None:
    """The last window ends at the earlier of as_of and the last incident; windows do not overlap."""
    days = clustered().incidents["date"].to_numpy().astype("datetime64[D]").astype(int)
    assert tested.folds[-1].end == days.max() + 1
    assert all(one.end == two.origin for one, two in zip(tested.folds, tested.folds[1:], strict=False))
    earlier = _tested(clustered(), as_of=date(2018, 6, 30), folds=4)
    assert earlier.folds[-1].end == days[days <= day_number(date(2018, 6, 30))].max() + 1


def _rolled(world: Landscape, end: date, *, threads: int = 1) -> Rolled:
    ground = lay_ground(world, cell_m=10_000.0)
    events = place_events(world, attributed(["state"] * len(world.incidents)), ground, as_of=AS_OF)
    folds = rolling_folds(day_number(end), horizon_months=3, count=20)
    counts = window_counts(events, folds, events.in_area, ground.share.size, over=True)
    fixed, beyond = ground_features(world, ground), np.zeros(len(folds))
    return roll(events, ground, folds, counts, fixed, beyond=beyond, first=12, seed=3, threads=threads)


def test_nothing_later_changes_a_surface_by_one_bit() -> None:
    """A cluster planted in the last windows leaves every forecast, weight and choice before it as it was.

    One is rolled window after window, the other side by side: neither may change a bit.
    """
    planted = [(15e3 + 100 * n, 85e3, f"2019-0{4 + n % 3}-1{n % 9}") for n in range(60)]
    end, first_day = date(2019, 9, 30), day_number(date(2019, 4, 1))
    clean, leaky = _rolled(clustered(), end), _rolled(clustered(extra=planted), end, threads=2)
    before = sum(fold.origin <= first_day for fold in clean.folds)
    assert 12 < before < len(clean.folds)
    for name, surfaces in clean.surfaces.items():
        assert surfaces[:before].tobytes() == leaky.surfaces[name][:before].tobytes(), name
        assert surfaces[before:].tobytes() != leaky.surfaces[name][before:].tobytes(), name
    assert clean.weights[:before].tobytes() == leaky.weights[:before].tobytes()
    assert clean.choices[:before] == leaky.choices[:before]


def test_an_event_that_outlasts_an_origin_is_not_read_there() -> None:
    """What is not over could not be known: neither as a past event nor to learn or choose from."""
    world = clustered(extra=[(15e3, 85e3, "2019-01-16")] * 9)
    long = world.incidents["date"] == "2019-01-16"
    assert long.sum() == 9
    world.incidents.loc[long, "date_end"] = np.datetime64("2019-12-20")
    one, two = _rolled(clustered(), date(2019, 9, 30)), _rolled(world, date(2019, 9, 30))
    assert all(one.surfaces[name].tobytes() == two.surfaces[name].tobytes() for name in one.surfaces)


def _scores(ahead: dict[str, list[float]]) -> NDArray[np.float64]:
    """Return nats of windows in which some candidates are ahead of the pool, the others far behind."""
    count = len(next(iter(ahead.values())))
    scores = np.full((count, len(CANDIDATES)), -1.0)
    scores[:, CANDIDATES.index(POOLED)] = 1.0
    for name, values in ahead.items():
        scores[:, CANDIDATES.index(name)] = 1.0 + np.array(values)
    return scores


def test_another_than_the_pool_is_chosen_beyond_noise_alone() -> None:
    """The pool stays on few windows and small or wavering differences; the best clear one replaces it."""
    assert chosen(_scores({"kde": [0.1, 0.1, 0.1]})) == POOLED
    assert chosen(_scores({"kde": [1.0, -0.9, 1.0, -0.9, 1.0]})) == POOLED
    assert chosen(_scores({"kde": [-0.1] * 6})) == POOLED
    assert chosen(_scores({"kde": [0.1, 0.2, 0.1, 0.2]})) == "kde"
    assert chosen(_scores({"kde": [0.1, 0.2, 0.1, 0.2], "count_all": [0.3, 0.2, 0.3, 0.2]})) == "count_all"
    gaps = _scores({"kde": [0.1, 0.2, 0.1, 0.2]})
    gaps[0] = np.nan
    assert chosen(gaps) == POOLED


def test_two_runs_agree_to_the_bit() -> None:
    """Trees, draws and choices are seeded."""
    one, two = _rolled(clustered(), AS_OF), _rolled(clustered(), AS_OF)
    assert all(one.surfaces[name].tobytes() == two.surfaces[name].tobytes() for name in one.surfaces)


def test_imprecise_events_are_left_out_where_precision_is_given() -> None:
    """Districts and countries cannot be scored as places; without any precision all are taken."""
    world = clustered()
    world.incidents.loc[world.incidents.index[::4], "precision"] = 4
    found = _tested(world, folds=4)
    assert found.events.imprecise == found.events.left_out == len(world.incidents[::4])
    assert "precision above 2" in found.findings[0].message
    assert "all are taken" in _tested(clustered(), folds=4).findings[0].message


def test_short_records_give_fewer_windows_and_say_so() -> None:
    """A record of a year has no eight windows with something before them."""
    xy = [MIDDLE] * 12
    found = _tested(landscape(incidents(xy, [f"2019-{month:02d}-10" for month in range(1, 13)])))
    assert len(found.folds) == 3
    assert found.data_poor
    assert {finding.severity for finding in found.findings} == {"info", "warning"}
    assert found.over["area"].models["count_all"]["hit_10"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("dates", "as_of", "words"),
    [
        (["2019-05-01"], AS_OF, "no window can be tested"),
        (["2019-05-01"] * 50, AS_OF, "no window can be tested"),
        (["2021-05-01"] * 50, AS_OF, "no window can be tested"),
    ],
)
def test_records_that_cannot_be_tested_are_told(dates: list[str], as_of: date, words: str) -> None:
    """One event, one day, or nothing up to as_of ends with a finding."""
    with pytest.raises(InputError, match=words):
        _tested(landscape(incidents([MIDDLE] * len(dates), dates)), as_of=as_of)


def test_all_events_on_one_point_are_forecast_there() -> None:
    """One place that comes back every month is found by all that remember it."""
    dates = [f"{year}-{month:02d}-10" for year in range(2014, 2020) for month in range(1, 13)]
    models = _tested(landscape(incidents([MIDDLE] * len(dates), dates))).over["area"].models
    assert models[FORECAST]["hit_1"] == pytest.approx(1.0)
    assert models["kde"]["hit_1"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("folds", 0),
        ("horizon_months", 0.0),
        ("cell_m", 1500.0),
        ("cell_m", float("nan")),
        ("cell_m", float("inf")),
    ],
)
def test_unusable_options_are_told(option: str, value: float) -> None:
    """Each names its option and what to give."""
    world = clustered(40)
    options: dict[str, float] = {"folds": 4, option: value}
    with pytest.raises(InputError, match="--"):
        backtest_forecast(world, attributed(["state"] * 40), as_of=AS_OF, **options)  # type: ignore[arg-type]
