"""Tests of the training country's violence."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from layers.training.clusters import CLUSTERS, FRONT, GUARD, WATCH, Cluster
from layers.training.ged import GED_COLUMNS, ged_rows
from layers.training.handover import Country
from layers.training.layout import GOVERNMENT
from layers.training.mission import make_country
from layers.training.violence import AS_OF

SEED = 11


@pytest.fixture(scope="module")
def country() -> Country:
    """Make a country of a seed that no other test uses."""
    return make_country(SEED)


def test_events_are_many_dated_before_the_mission_and_in_order(country: Country) -> None:
    """1,200 to 2,000 events from 2019 on, all ended before the day of the mission."""
    assert 1200 <= len(country.events) <= 2000
    starts = [event.start for event in country.events]
    assert starts == sorted(starts)
    assert starts[0].year == 2019
    assert all(event.start <= event.end < AS_OF for event in country.events)
    assert starts[-1] > date(2025, 5, 1)


def test_precision_is_mostly_exact_and_every_other_grade_occurs(country: Country) -> None:
    """UCDP grades 1 to 6, most of them 1."""
    grades = Counter(event.precision for event in country.events)
    assert set(grades) == {1, 2, 3, 4, 5, 6}
    assert grades[1] > 0.6 * len(country.events)
    assert grades[2] > grades[3] > grades[6]


def test_deaths_are_ordered_and_some_civilians_uncounted(country: Country) -> None:
    """Deaths run low, best, high; the parts never exceed the best estimate."""
    for event in country.events:
        assert 1 <= event.low <= event.best <= event.high
        assert event.dead_a + event.dead_b + (event.civilians or 0) <= event.best
    unknown = sum(event.civilians is None for event in country.events)
    assert 0.05 < unknown / len(country.events) < 0.3


def test_every_source_acts_and_a_few_events_have_no_perpetrator(country: Country) -> None:
    """State, armed groups and militias; a couple of one-sided events without side a."""
    kinds = Counter((event.kind, event.side_a) for event in country.events)
    assert kinds[3, GOVERNMENT] > 200
    assert kinds[3, FRONT] > 50
    assert kinds[2, WATCH] > 50
    assert kinds[3, GUARD] > 30
    assert kinds[1, GOVERNMENT] > 50
    assert 1 <= sum(event.side_a == "" for event in country.events) <= 6


def test_violence_persists_from_month_to_month(country: Country) -> None:
    """Neighbouring months of one actor resemble each other: bursts last."""
    months = np.zeros(78)
    for event in country.events:
        if event.side_a == "Low Country Column":
            months[(event.start.year - 2019) * 12 + event.start.month - 1] += 1
    assert np.corrcoef(months[:-1], months[1:])[0, 1] > 0.2


def test_clashes_on_the_corridor_follow_the_dry_season(country: Country) -> None:
    """Most clashes between the militias fall into December to April."""
    clashes = [event for event in country.events if event.kind == 2 and event.at[1] > 140]
    dry = sum(event.start.month in (12, 1, 2, 3, 4) for event in clashes)
    assert dry > 0.8 * len(clashes) > 40


def test_a_seasonal_cluster_keeps_its_yearly_mean() -> None:
    """The season moves events within the year and adds none."""
    corridor = next(cluster for cluster in CLUSTERS if cluster.dry_only)
    mean = np.mean([corridor.rate(month) for month in range(12)])
    assert mean == pytest.approx(corridor.monthly, rel=0.01)
    assert Cluster("even", ((0, 0),), 1, 2.0, ()).rate(6) == 2.0


def test_rows_have_the_49_columns_of_the_ged(country: Country) -> None:
    """Texts in order; dates, precision and empty civilians as UCDP writes them."""
    assert len(GED_COLUMNS) == 49
    rows = [dict(zip(GED_COLUMNS, row, strict=True)) for row in ged_rows(country.events, country.terrain)]
    assert len({row["id"] for row in rows}) == len(rows)
    for row, event in zip(rows, country.events, strict=True):
        assert row["date_start"] == f"{event.start} 00:00:00.000"
        assert row["year"] == str(event.start.year)
        assert row["side_a"] == event.side_a
        assert (row["deaths_civilians"] == "") == (event.civilians is None)
        assert (row["adm_2"] == "") == (event.precision >= 4)
