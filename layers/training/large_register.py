"""The large country's words: threat register and scenarios."""

from __future__ import annotations

from dataclasses import replace

from layers.training.courses import Scenario
from layers.training.large_layout import ACTORS, COUNTRY, FRAME, VALLEYS, Variant
from layers.training.mission_file import Script
from layers.training.register import THREATS, Inject, Threat

BUDGET = {"cob": 40, "tob": 20, "jpt": 40, "patrol": 0, "night_patrol": 0}
"""Patrols are left off: routes of 1,500 sites take longer than all the rest."""

SCENARIOS = (
    Scenario(
        "present",
        "The bases in place and nothing more: what is out of reach today.",
        dict.fromkeys(BUDGET, 0),
    ),
    Scenario(
        "planned",
        "Forty company bases, twenty temporary ones and forty joint protection teams more.",
        BUDGET,
    ),
)

INJECTS = (
    Inject(
        1,
        "The ministry's letter",
        text="The ministry asks that the first new bases guard the eastern border strip.",
        effect="A national priority without a threat in the register. Say what it would cost the valleys.",
    ),
    Inject(
        1,
        "The poll",
        text="Committees of the displaced in Tolmar ask for teams on the herders' corridor before the dry "
        "months.",
        effect="Set T6 to must, plan again and name the price of the ministry's and of the committees' view.",
    ),
    Inject(
        2,
        "Contingent D does not move at night",
        text="After a raid at dusk it turns out that the home government of Contingent D forbids movement "
        "after dark. The caveat was never declared.",
        effect="Its bases respond by day only. Say what lifting the caveat would gain.",
    ),
    Inject(
        2,
        "A barred partner",
        text="The 2nd Upland Battalion offers to escort teams into Dravel. Its assessment under the human "
        "rights due diligence policy reads: barred.",
        effect="No supported activity with it and no credit for it. Find another way to T2, or state that "
        "there is none.",
    ),
    Inject(
        3,
        "The herds come early",
        text="The rains end two weeks early and the first herds stand above Tolmar.",
        effect="Civilians may not enter the corridor now: see which places are left without a team.",
    ),
)

CANDIDATES: dict[Variant, dict[str, int]] = {
    "dense": {"max": 1500, "spacing_m": 1500, "radius_m": 20_000},
    "sparse": {"max": 1500, "spacing_m": 20_000, "radius_m": 20_000},
}
"""Dense: nearly every village of the valleys, so that some dozens of sites reach each. Sparse: few do."""

_SOURCE = {"state": "state", "front": "armed_group", "column": "armed_group", "feud": "communal"}
_TITLE = {
    "state": "Sweeps by security forces in {}",
    "front": "Attacks of the Northern Dawn Front in {}",
    "column": "Raids of the Column of the Plains in {}",
    "feud": "Clashes between neighbours in {}",
}


def threats() -> tuple[Threat, ...]:
    """Return one threat for the middle of each valley (must in two of them), and one for the corridor."""
    model = {threat.source: threat for threat in reversed(THREATS)}
    found = []
    for number, valley in enumerate(VALLEYS, start=1):
        entry = replace(
            model[_SOURCE[valley.threat]],
            id=f"T{number}",
            name=_TITLE[valley.threat].format(valley.name),
            objective=f"Fewer attacks on the villages of {valley.name}.",
            priority="must" if number in (2, 4) else "should",
            time_limit_min=60,
            tools=("cob", "tob", "jpt"),
            where=valley.name,
            radius_km=15.0,
            interlocutors={},
            revisits=0,
        )
        found.append(entry)
    corridor = replace(
        model["communal"],
        id=f"T{len(found) + 1}",
        name="Clashes along the herders' corridor",
        objective="Agreed passage before the dry months.",
        priority="could",
        where="Tolmar 1",
        radius_km=12.0,
        interlocutors={},
        revisits=0,
    )
    return (*found, corridor)


def script(variant: Variant) -> Script:
    """Return what the mission file of a variant says."""
    return Script(
        country=f"{COUNTRY}, {variant}",
        frame=FRAME,
        cells_m=(1000, 1000),
        budget=BUDGET,
        candidates=CANDIDATES[variant],
        gap=0.0002 if variant == "dense" else 0.0,
        actors=ACTORS,
        threats=threats(),
        scenarios=SCENARIOS,
        injects=INJECTS,
    )
