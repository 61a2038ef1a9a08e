"""A base whose surroundings fell quiet after it opened is not the first that a plan could do without."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from geo_poc.explaining import explain
from geo_poc.outcome import Outcome
from geo_poc.robustness import robust
from geo_poc.tradeoff_words import tradeoff_lines
from layers.sources.ucdp import NAMES
from maps.wording import share_words
from tests.geo_poc.conftest import Planner
from tests.geo_poc.weighed_missions import mission_of, published
from tests.tiny_mission import Tiny

PLACES = {"Quiet": (0.08, 0.10), "Weak": (0.52, 0.10), "Busy": (0.30, 0.52)}
MID = (0.30, 0.24)
HISTORY = (("Quiet", date(2021, 6, 1), 60), ("Weak", date(2025, 6, 1), 12), ("Busy", date(2025, 6, 1), 24))
HOTSPOT = (("Mid", date(2025, 6, 1), 30),)


def _incidents(history: Sequence[tuple[str, date, int]]) -> str:
    """Return incidents at places, a week apart, the last on the day given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES)
    writer.writeheader()
    days = [(name, last - timedelta(weeks=week)) for name, last, count in history for week in range(count)]
    for number, (name, day) in enumerate(days):
        place = dict(zip(("longitude", "latitude"), PLACES.get(name, MID), strict=True))
        when = {"year": day.year, "date_start": day.isoformat(), "date_end": day.isoformat()}
        fixed = {"id": number, "type_of_violence": 3, "side_a": "Front A", "side_b": "Civilians"}
        known = {"where_prec": 1, "date_prec": 1, "where_coordinates": "x", "best": 3, "high": 3, "low": 3}
        writer.writerow({**fixed, **place, **when, **known})
    return text.getvalue()


def _tiny(extra: str = "", more: Sequence[tuple[str, date, int]] = ()) -> Tiny:
    return Tiny(
        bases=tuple((name, *at) for name, at in PLACES.items()),
        people=tuple((*at, 20_000.0) for at in (*PLACES.values(), MID)),
        places=(("Mid", *MID),),
        roads=(((0.0, 0.30), (0.01, 0.30)),),
        budget={"cob": 0, "jpt": 0},
        files={"incidents.csv": _incidents((*HISTORY, *more))},
        extra=extra,
    )


def _losses(outcome: Outcome) -> dict[str, float]:
    assert outcome.evaluation is not None
    return {outcome.sites[site].name: loss for site, loss in outcome.evaluation.importance}


def _releasing(*names: str, cost: str = "close") -> str:
    rule = f'[[constraints.release]]\nsite = "{{}}"\nreason = "r"\n{cost}_cost = 0\n'
    return "".join(rule.format(name) for name in names)


def test_quiet_base_is_not_the_first_to_close(plan_tiny: Planner) -> None:
    """By recent risk alone the quiet base would be worth least; with what it calmed another is."""
    outcome = plan_tiny(_tiny())
    recent = dict.fromkeys(PLACES, 0.0)
    for name, (lon, lat) in PLACES.items():
        x, y = outcome.landscape.grid.project(lon, lat)
        recent[name] = float(
            outcome.demand.total()[outcome.demand.position[outcome.landscape.grid.cell_of(x, y)]]
        )
    losses = _losses(outcome)
    assert min(recent, key=lambda name: recent[name]) == "Quiet"
    assert min(losses, key=lambda name: losses[name]) == "Weak"


def test_worth_is_that_of_the_scenario_in_which_the_base_may_close(plan_tiny: Planner) -> None:
    """A plan that may close the base weighs it the same: both count the higher of recent and earlier risk."""
    quiet = _losses(plan_tiny(_tiny()))["Quiet"]
    assert quiet == pytest.approx(_losses(plan_tiny(_tiny(_releasing("Quiet"))))["Quiet"])


def test_base_that_moves_to_a_new_hotspot_is_not_the_quiet_one(plan_tiny: Planner) -> None:
    """Where one of three bases may move to people nobody reaches, the one worth least goes, not the quiet."""
    outcome = plan_tiny(_tiny("[constraints]\nmoves = 1\n" + _releasing(*PLACES, cost="move"), HOTSPOT))
    open_now = {p.name for p in outcome.plan.placements if p.tool == "cob"}
    assert open_now == {"Quiet", "Busy", "Mid"}


def test_robust_loses_the_quiet_base_too(tmp_path: Path) -> None:
    """Of two bases lost in turn one is the quiet one: what it calmed counts in what the plan would miss."""
    found = robust(mission_of(tmp_path, _tiny()), lose=2, members=0)
    lost = {one["name"] for one in found["futures"] if one["name"].startswith("lost:")}
    assert lost == {"lost:quiet", "lost:busy"}


def test_explain_tells_which_base_may_have_made_its_surroundings_calm(tmp_path: Path) -> None:
    """The quiet base is named with both losses, the greater with earlier risk; the other two are not."""
    found = published(explain(mission_of(tmp_path, _tiny()), solve=0))
    (base,) = found["calmed"]
    assert base["name"] == "Quiet"
    # By recent risk it is worth least; it does not stand last all the same, as if it were the first to close.
    assert min(found["sites"], key=lambda site: site["loss"])["name"] == "Quiet"
    assert [site["name"] for site in found["sites"]][-1] == "Weak"
    assert base["loss"] > 2 * base["loss_recent"] > 0
    (line,) = (line for line in tradeoff_lines(found) if line.startswith("Presence may be what made it calm"))
    both = [share_words(base[key] / found["credit"]) for key in ("loss", "loss_recent")]
    assert line.endswith(f": Quiet {both[0]} ({both[1]}).")
