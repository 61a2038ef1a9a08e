"""What the estimate assumed, in sentences for its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from layers.landscape import Landscape, Source
from layers.risk.bandwidth import FEWEST_EVENTS, BandwidthChoice
from layers.risk.events import SHORTEST_RECORD_DAYS, ThreatEvents
from layers.risk.factors import Factor, Role, missing_roles, role_name
from layers.risk.spread import DISC_RADIUS_M, Spread
from layers.risk.unknown import PriorCells, UnknownRule


def bandwidth_notes(choice: BandwidthChoice) -> list[Finding]:
    """Tell the bandwidth, its score and those of the others."""
    width = f"{choice.bandwidth_m / 1000:g} km"
    if not choice.validated:
        text = (
            f"the bandwidth of {width} is not validated: only {choice.events} events could be forecast,"
            f" fewer than {FEWEST_EVENTS}"
        )
        return [Finding("warning", text, "give a longer record of incidents", value=width)]
    table = ", ".join(f"{scored / 1000:g} km {nats:.2f}" for scored, nats in choice.scores)
    kind = "precisely located events" if choice.precise_only else "events"
    text = (
        f"bandwidth {width}, validated on {choice.events} {kind} of {choice.folds} quarters, each forecast"
        f" from what came before on {choice.cell_m / 1000:g} km cells; nats per event over uniform: {table}"
    )
    found = [Finding("info", text, value=width)]
    if choice.best <= 0:
        text = (
            "no bandwidth forecasts better than a uniform surface: where incidents happened says nothing yet"
        )
        found.append(Finding("warning", text, "use the likelihood with care", value=f"{choice.best:.2f}"))
    widths = [scored for scored, _ in choice.scores]
    if len(widths) > 1 and choice.bandwidth_m in (widths[0], widths[-1]):
        text = f"the best bandwidth, {width}, is at the end of those compared"
        found.append(Finding("info", text, "compare more on that side", column="bandwidths_m", value=width))
    return found


def place_notes(events: ThreatEvents, spread: Spread, *, has_districts: bool) -> list[Finding]:
    """Tell which events were spread, and over what."""
    found = []
    if spread.fuzzy.any():
        count = int(spread.fuzzy.sum())
        text = f"{count} incidents known to within about 25 km are spread by a Gaussian of 12.5 km"
        found.append(Finding("info", text, column="precision"))
    if spread.by_district:
        coarse = int((events.located & (events.precision == 4)).sum())
        text = f"{spread.by_district} incidents known to their district are spread over it by population"
        text += f"; {coarse} incidents are known to the first admin level only" if coarse else ""
        found.append(Finding("info", text, column="precision"))
    if spread.by_disc:
        why = (
            "lie in no district"
            if has_districts
            else "are known to a district and there are no district outlines"
        )
        radius = f"{DISC_RADIUS_M / 1000:g} km"
        text = f"{spread.by_disc} incidents {why}: spread by population over {radius} around their point"
        found.append(
            Finding("warning", text, "give a layer of districts that covers them", column="precision")
        )
    return found


def rate_notes(
    events: ThreatEvents,
    rates: Mapping[Source, float],
    in_area: Mapping[Source, float],
    half_life_days: float,
    as_of: date,
) -> list[Finding]:
    """Tell the date that ages count from, and each source's events a year."""
    found = []
    gap = (as_of - events.decay_from).days
    text = f"the weight of an incident halves every {half_life_days:g} days before {events.decay_from}"
    if gap > 0:
        text += f", the last incident, {gap} days before as_of {as_of}: risk is as of then"
    severity = "warning" if gap > half_life_days else "info"
    remedy = "read newer incidents" if severity == "warning" else ""
    found.append(Finding(severity, text, remedy, value=str(events.decay_from)))  # type: ignore[arg-type]
    if events.record_days <= SHORTEST_RECORD_DAYS:
        text = "the record is no longer than a quarter of a year: rates are taken over a quarter"
        found.append(Finding("warning", text, "give a longer record", value=f"{events.record_days:.0f} days"))
    for source, rate in rates.items():
        here = f"{in_area[source]:.4g} on the map in the area"
        text = f"{source}: {rate:.4g} weighted incidents a year, of which {here}"
        found.append(Finding("info", text, value=source))
    return found


def factor_notes(factors: Sequence[Factor], sources: Sequence[Source]) -> list[Finding]:
    """Tell which factors of risk are neutral, and which part of the surface is validated."""
    found = []
    by_missing: dict[tuple[Role, ...], list[Source]] = {}
    for source in sources:
        by_missing.setdefault(missing_roles(factors, source), []).append(source)
    for missing, of in by_missing.items():
        if missing:
            who = "" if len(by_missing) == 1 else f" for {', '.join(of)}"
            names = ", ".join(role_name(name) for name in missing)
            found.append(
                Finding("info", f"neutral{who}, listed as missing: {names}", "give factors for them")
            )
    for factor in factors:
        pooled = f", the median of {factor.analysts} analysts" if factor.analysts > 1 else ""
        text = (
            f"factor {factor.name} ({role_name(factor.role)}) is judgement of {factor.dated}{pooled}:"
            f" {factor.citation}"
        )
        found.append(Finding("info", text, column="factor", value=factor.reliability))
    parts = (
        "validated against later events: the likelihood alone; people and all weights are data and judgement"
    )
    return [*found, Finding("info", parts)]


def people_notes(landscape: Landscape, people_known: NDArray[np.bool_]) -> list[Finding]:
    """Tell how much of the area no population layer knows."""
    missing = np.isnan(landscape.travel_people) & landscape.travel.mask
    share = float(landscape.travel.share[missing].sum()) / float(landscape.travel.share.sum())
    if share == 0:
        return []
    cells = int((landscape.grid.mask & ~people_known).sum())
    part = f"{share:.2%}" if share >= 0.0001 else "less than 0.01%"
    text = f"no population layer knows {part} of the area ({cells} whole cells): no risk is shown there"
    return [Finding("warning", text, "add a population layer that covers it", value=f"{cells} cells")]


def unknown_notes(
    landscape: Landscape,
    unknown: NDArray[np.bool_],
    people: NDArray[np.float64],
    taken: PriorCells,
    rule: UnknownRule,
) -> list[Finding]:
    """Tell how many cells and people nobody observes, and where their prior comes from."""
    found = []
    absent = [name for name in ("bases", "roads", "places") if len(getattr(landscape, name)) == 0]
    if absent:
        text = f"there are no {' and no '.join(absent)}: more cells count as unknown than with them"
        found.append(Finding("info", text, f"give {' and '.join(absent)}"))
    cells = int(unknown.sum())
    text = (
        f"{cells} of {int(landscape.grid.mask.sum())} cells, with {people[unknown].sum():.0f} people, are"
        f" unknown: over {rule.far_m / 1000:g} km from every base, road and place,"
        f" no event within {rule.event_m / 1000:g} km"
    )
    remedy = "assess them: no information is not low risk" if cells else ""
    found.append(Finding("warning" if cells else "info", text, remedy, value=f"{cells} cells"))
    if cells > taken.district:
        text = (
            f"the prior of {taken.window} unknown cells is that of a {rule.window_m / 1000:g} km window"
            f" and of {taken.area} that of the whole area: no district with known people holds them"
        )
        found.append(Finding("warning", text, "give a layer of districts"))
    return found
