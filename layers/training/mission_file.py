"""The training mission's mission.toml: commented, because people copy it as a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from layers.training.clusters import ACTORS
from layers.training.courses import BUDGET, PARTNERS, SCENARIOS, SUPPORT, Partner, Scenario, Support
from layers.training.frame import Frame
from layers.training.layout import COUNTRY, FRAME, Point, town
from layers.training.mission_sections import (
    ACTORS_HEADING,
    BUDGET_WORDS,
    FACTOR_EXAMPLE,
    HEAD,
    PARTNERS_HEADING,
    SCENARIOS_HEADING,
    SITES_HEADING,
    SUPPORT_HEADING,
    THREATS_HEADING,
    VIEWS_HEADING,
)
from layers.training.register import INJECTS, THREATS, Inject, Threat
from layers.training.views import VIEWS, View
from layers.training.violence import AS_OF


@dataclass(frozen=True, slots=True)
class Script:
    """What one training mission's file says.

    Parameters
    ----------
    country : str
    frame : Frame
    cells_m : tuple of int
        Demand and travel cells.
    budget : mapping of str to int
        Keys of the table `budget`.
    candidates : mapping of str to int
        Keys of the table `candidates`.
    actors : tuple of (name, source)
    threats, scenarios, injects, partners, views, support : tuple
    forbidden : str
        Name of the site that no base may take, "" for none.
    gap : float
        Distance from the best possible plan at which the search may stop.
    factors : bool
        Whether an example of a factor of risk is shown, left out by its comment marks.
    """

    country: str
    frame: Frame
    cells_m: tuple[int, int]
    budget: Mapping[str, int]
    candidates: Mapping[str, int]
    actors: tuple[tuple[str, str], ...]
    threats: tuple[Threat, ...]
    scenarios: tuple[Scenario, ...]
    injects: tuple[Inject, ...]
    forbidden: str = ""
    gap: float = 0.0
    partners: tuple[Partner, ...] = ()
    views: tuple[View, ...] = ()
    support: tuple[Support, ...] = ()
    factors: bool = False


DEMO = Script(
    COUNTRY,
    FRAME,
    (2000, 500),
    BUDGET,
    {"max": 80},
    ACTORS,
    THREATS,
    SCENARIOS,
    INJECTS,
    town("lowland_gate").name,
    partners=PARTNERS,
    views=VIEWS,
    support=SUPPORT,
    factors=True,
)


def mission_text(*, seed: int, town_at: Mapping[str, Point], script: Script = DEMO) -> str:
    """Return the text of mission.toml.

    Parameters
    ----------
    seed : int
        Named in the first comment.
    town_at : mapping of str to point
        Where the seed put each town, by its key, kilometres.
    script : Script
    """
    head = HEAD.substitute(
        country=script.country,
        seed=seed,
        as_of=AS_OF.isoformat(),
        demand_cell_m=script.cells_m[0],
        travel_cell_m=script.cells_m[1],
        budget="\n".join(_budget_line(tool, count) for tool, count in script.budget.items()),
        candidates="\n".join(f"{key} = {value}" for key, value in script.candidates.items()),
        gap=f"{script.gap:g}",
    )
    parts = [head, ACTORS_HEADING]
    parts += [_table("actor", {"name": name, "source": source}) for name, source in script.actors]
    parts.append(THREATS_HEADING)
    parts += [_threat(threat, town_at, script.frame) for threat in script.threats]
    if script.views:
        parts.append(VIEWS_HEADING)
        parts += [_table("view", asdict(view)) for view in script.views]
    if script.partners:
        parts.append(PARTNERS_HEADING)
        parts += [_table("partner", asdict(partner)) for partner in script.partners]
    if script.support:
        parts.append(SUPPORT_HEADING)
        parts += [_table("host_support", asdict(support)) for support in script.support]
    if script.forbidden:
        parts.append(SITES_HEADING)
        reason = "The only level ground is the school compound; bases keep away from schools."
        parts.append(_table("site", {"name": script.forbidden, "status": "forbidden", "reason": reason}))
    if script.factors:
        parts.append(FACTOR_EXAMPLE)
    parts.append(SCENARIOS_HEADING)
    parts += [_scenario(scenario) for scenario in script.scenarios]
    return "".join(parts).rstrip("\n") + "\n"


def toml_value(value: object) -> str:
    """Return text, numbers, dates (as given by str), and lists and tables of them in TOML, texts escaped."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml_value(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml_value(entry) for entry in value) + "]"
    return str(value)


def _budget_line(tool: str, count: int) -> str:
    return f"{f'{tool} = {count}':<37} # {BUDGET_WORDS[tool]}"


def _table(name: str, values: Mapping[str, object]) -> str:
    """Return one entry of a list of tables."""
    lines = [f"{key} = {toml_value(value)}" for key, value in values.items()]
    return "\n".join([f"[[{name}]]", *lines]) + "\n\n"


def _threat(threat: Threat, town_at: Mapping[str, Point], frame: Frame) -> str:
    """Return one threat; its place is a district, or a town's surroundings."""
    where: dict[str, object] = {"district": threat.where}
    if threat.radius_km is not None:
        lon, lat = frame.to_lonlat(*town_at[threat.where])
        where = {"centre": [round(float(lon), 5), round(float(lat), 5)], "radius_km": threat.radius_km}
    values: dict[str, object] = {
        "id": threat.id,
        "name": threat.name,
        "source": threat.source,
        "objective": threat.objective,
        "priority": threat.priority,
        "time_limit_min": threat.time_limit_min,
        "tools": threat.tools,
        "groups": threat.groups,
        **where,
        "legal_frame": threat.legal_frame,
        "strategy_reference": threat.strategy_reference,
        "owner_role": threat.owner_role,
        "review_date": threat.review_date,
    }
    if threat.interlocutors:
        values["interlocutors"] = threat.interlocutors
    if threat.revisits:
        values["revisits"] = threat.revisits
    return _table("threat", values)


def _scenario(scenario: Scenario) -> str:
    """Return one scenario with the budget, and the gap, that it overrides."""
    table = _table("scenario", {"name": scenario.name, "intent": scenario.intent}).rstrip("\n")
    limits = "" if scenario.gap is None else f"limits = {{ gap = {scenario.gap:g} }}\n"
    return f"{table}\n[scenario.overrides]\nbudget = {toml_value(scenario.budget)}\n{limits}\n"
