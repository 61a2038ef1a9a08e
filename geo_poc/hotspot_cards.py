"""Why threat areas are red, in words: people, likelihood, each factor, and what of it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geo_poc.ahead_record import KEYS, Counts, spot_counts
from geo_poc.ahead_words import count_facts
from geo_poc.hotspot_table import NOTHING_PROPOSED, mass_casualty, told_words
from geo_poc.risk_periods import months_words
from geo_poc.risk_surfaces import Surfaces
from geo_poc.threat_proposals import Proposed
from layers.risk.ensemble import AreaRange
from layers.risk.factors import ROLES, role_name
from layers.risk.forecast import MONTHS
from layers.risk.hotspots import Hotspot
from maps.hotspots import MOST_HOTSPOTS, TREND_WORDS
from maps.style import number_text
from maps.why import WhyCard, WhyStep
from maps.wording import SOURCE_WORDS, people_words, share_words


def hotspot_cards(found: Surfaces, entries: Mapping[str, Proposed] = NOTHING_PROPOSED) -> tuple[WhyCard, ...]:
    """Return a card for each threat area that a map numbers, with the entry proposed for the register."""
    certain, ahead = found.certain, spot_counts(found)
    return tuple(
        _card(found, spot, certain[spot.id], entries.get(spot.id), ahead.get(spot.id, {}))
        for spot in found.hotspots[:MOST_HOTSPOTS]
    )


def _card(
    found: Surfaces, spot: Hotspot, certain: float | None, entry: Proposed | None, ahead: Counts
) -> WhyCard:
    whole = sum(value for _, value in spot.by_source)
    place = f"{spot.district}; " if spot.district else ""
    return WhyCard(
        rank=str(spot.rank),
        title=f"{spot.name}: {SOURCE_WORDS[spot.source]}",
        place=f"{place}{number_text(spot.km2)} km2, {share_words(spot.risk_share)} of its source's risk",
        steps=tuple(_steps(found, spot)),
        facts=(
            *_facts(spot, certain, found.ranges.get(spot.id), found.fewest_told, ahead),
            *_proposal(entry),
        ),
        sources=tuple(
            (f"{SOURCE_WORDS[name]} {share_words(value / whole)}", value / whole)
            for name, value in spot.by_source
            if whole > 0 and value > 0
        ),
        notes=tuple(_notes(found, spot)),
    )


def _steps(found: Surfaces, spot: Hotspot) -> Iterator[WhyStep]:
    """Yield people, likelihood where they live, each factor, and the risk, which is their product."""
    risk = found.risk
    yield WhyStep("people", people_words(spot.people), "data")
    before = _sum(risk.bare[spot.source], spot) if spot.source in risk.bare else spot.risk
    if spot.people > 0:
        rate = number_text(before / spot.people)
        said = "checked against later incidents" if risk.validated else "not checked: too few incidents"
        yield WhyStep("events per 100 km2 and year where they live", f"x {rate}", said)
    for part in risk.parts.get(spot.source, ()):
        after = _sum(part.after, spot)
        times = number_text(after / before) if before > 0 else "1"
        graded = f"judgement, reliability {part.reliability}" if part.reliability else "judgement"
        role = role_name(part.role)
        yield WhyStep(role if found.withheld else f"{part.name} ({role})", f"x {times}", graded)
        before = after
    yield WhyStep("risk", f"= {number_text(spot.risk)}", "judgement: the product")


def _sum(surface: object, spot: Hotspot) -> float:
    return float(surface.ravel()[spot.cells].sum())  # type: ignore[attr-defined]


def _facts(
    spot: Hotspot, certain: float | None, drawn: AreaRange | None, least: int, ahead: Counts
) -> Iterator[tuple[str, str]]:
    trend = spot.trend
    yield "Recent rate", f"{number_text(spot.events_per_year)} events a year in it"
    yield from count_facts(
        [(months_words(months), ahead[key]) for months, key in zip(MONTHS, KEYS, strict=True) if key in ahead]
    )
    recent, before = told_words(trend.recent, least), told_words(trend.before, least)
    counted = f"{recent} events in the last half year, {before} in the two years before"
    yield "Trend", f"{TREND_WORDS[trend.direction]}: {counted}"
    if spot.flags:
        yield "Strategic", ", ".join(spot.flags)
    yield "Group-targeted", _group(spot, least)
    if spot.harms:
        yield "Harm told", ", ".join(f"{name} in {told_words(count, least)}" for name, count in spot.harms)
    if drawn is not None and drawn.deaths_per_year is not None:
        low, middle, high = (number_text(value) for value in drawn.deaths_per_year)
        yield "Deaths expected", f"{middle} a year in attacks on civilians ({low} to {high})"
    if (chance := mass_casualty(spot, drawn)) is not None:
        low, middle, high = (share_words(value) for value in chance)
        yield "Mass casualty", f"{middle} within a year ({low} to {high})"
    if certain is not None:
        yield "How sure", f"its cells are among the highest tenth in {share_words(certain)} of members"
    yield "Clustering", "beyond chance (Gi*)" if spot.significant else "not beyond chance (Gi*)"
    if spot.found_by_patrols:
        yield (
            "Found by patrols",
            f"{told_words(spot.found_by_patrols, least)} events: presence finds what it looks at",
        )


def _group(spot: Hotspot, least: int) -> str:
    """Return whether one group is targeted; on what that rests stays inside, as it counts incidents."""
    told = spot.group_targeted
    return f"{told.answer}: {told.reason}" if least == 1 or told.answer == "not known" else told.answer


def _proposal(entry: Proposed | None) -> Iterator[tuple[str, str]]:
    """Yield the entry of the threat register that is proposed, and those that are on its cells already."""
    if entry is None:
        return
    limit = f"within {number_text(entry.time_limit_min)} minutes"
    strategic = ", strategic" if entry.strategic else ""
    yield "Proposed entry", f"{entry.objective}: {entry.priority}, {limit}{strategic}; an analyst decides"
    yield "In the register", ", ".join(entry.in_register) or "no entry of this source here"


def _notes(found: Surfaces, spot: Hotspot) -> Iterator[str]:
    given = {part.role for part in found.risk.parts.get(spot.source, ())}
    missing = [role_name(role) for role in ROLES if role not in given]
    if missing:
        yield f"Neutral, because nobody gave them: {', '.join(missing)}."
    if reason := found.risk.data_poor.get(spot.source):
        yield f"Data-poor: {reason}"
