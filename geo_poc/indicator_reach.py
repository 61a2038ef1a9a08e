"""Indicators counted from the assets: closeness, persona, tier, response times, patrols, age of layers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo_poc.case import Case
from geo_poc.indicator import Indicator, bands_of
from layers.proximity import people_beside_any
from optimisation.response_times import least_minutes, people_quantile
from optimisation.risk_deciles import patrol_hours
from optimisation.tally import any_within, tally, unique_assets

PERSONAS = (
    ("military", 2, "troops"),
    ("police", 2, "United Nations police"),
    ("civilian", 1, "civilian teams (engagement, not reach)"),
)
"""Who travels, the tier that counts for them, and in words. Only tier II is reach."""


def closeness_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the share of people within the close proximity of a base, each counted once."""
    radius = case.mission.keys.harm.beside_m
    sites = [case.sites[base.site] for base in case.bases()]
    near = people_beside_any(
        case.landscape, [site.lon for site in sites], [site.lat for site in sites], radius_m=radius
    )
    everybody = float(np.nansum(case.landscape.travel_people))
    share = near / everybody if near is not None and everybody > 0 else None
    yield Indicator(
        "people_beside_base", f"people within {radius / 1000:g} km of a base, straight line", "share", share
    )


def persona_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the share of the people at risk within each band of each persona."""
    people = case.demand.people * case.demand.at_risk()
    whole = float(people.sum())
    for persona, tier, words in PERSONAS:
        known = any(
            tool.persona == persona and tool.tier == tier and tool.stands == "site"
            for tool in case.reaches.tools.values()
        )
        minutes = least_minutes(case.assets, case.reaches, tier=tier, persona=persona)
        for band, limit in bands_of(case):
            share = float(people[minutes <= limit].sum()) / whole if known and whole > 0 else None
            yield Indicator(
                f"within_{persona}_{band}",
                f"people at risk within {band} minutes of {words}",
                "share",
                share,
            )


def tier_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the share of weighted risk that each tier comes to, and that patrols visit."""
    total = case.demand.total()
    whole = float(total.sum())
    found = tally(unique_assets(case.assets), case.reaches)
    for tier, words in (
        (1, "engaged by dialogue"),
        (2, "within reach of troops or police"),
        (3, "of others"),
    ):
        tools = [tool for tool in case.reaches.tools.values() if tool.tier == tier]
        within = any_within(found, tools, total.size)
        if tier == 1:
            within = case.evaluation.engaged
        share = float(total[within].sum()) / whole if whole > 0 and (tools or tier < 3) else None
        yield Indicator(f"tier_{tier}", f"weighted risk {words}, own reach, tier {tier}", "share", share)
    yield Indicator(
        "visited", "weighted risk that a patrol visits", "share", case.evaluation.visited["total"]
    )


def time_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the median and the 90th percentile of response times over the people at risk."""
    people = case.demand.people * case.demand.at_risk()
    for name, words, share in (("median", "median", 0.5), ("p90", "90th percentile", 0.9)):
        for part, when, minutes in (
            ("", "by day", case.evaluation.minutes),
            ("_night", "by night", case.evaluation.minutes_night),
        ):
            yield Indicator(
                f"response_{name}{part}",
                f"response time to people at risk {when}, {words}",
                "minutes",
                people_quantile(minutes, people, share),
            )


def patrol_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the hours of patrols in each decile of cells by weighted risk, the highest first."""
    hours = patrol_hours(case.assets, case.reaches)
    for decile in range(10, 0, -1):
        yield Indicator(
            f"patrol_hours_{decile}",
            f"patrol hours in decile {decile} of risk" + (" (highest)" if decile == 10 else ""),
            "hours a round",
            float(hours[decile]),
        )
    yield Indicator(
        "patrol_hours_0", "patrol hours where no risk is estimated", "hours a round", float(hours[0])
    )


def age_indicators(case: Case) -> Iterator[Indicator]:
    """Yield the age of each layer on the day of planning; empty where its rows have no date."""
    for report in case.landscape.reports:
        age = None if report.newest is None else (case.mission.keys.as_of - report.newest).days
        yield Indicator(f"age_{report.key}", f"age of the newest row of {report.key}", "days", age)
