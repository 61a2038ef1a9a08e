"""The mission's words: threat register and injects of the training country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from layers.training.layout import DENIED_DISTRICT


@dataclass(frozen=True, slots=True)
class Threat:
    """One line of the threat register.

    Parameters
    ----------
    where : str
        The name of a district, or the key of the town at the centre.
    radius_km : float or None
        Radius around the town; None for a whole district.
    interlocutors : mapping of "mediation" or "pressure" to str
        Who talks to whom, by role; engagements without one cannot be chosen.
    revisits : int
        Visits by patrols asked for in a period.
    """

    id: str
    name: str
    source: str
    objective: str
    priority: str
    time_limit_min: int
    tools: tuple[str, ...]
    groups: tuple[str, ...]
    where: str
    radius_km: float | None
    legal_frame: str
    strategy_reference: str
    owner_role: str
    review_date: date
    interlocutors: Mapping[str, str] = field(default_factory=dict)
    revisits: int = 0


@dataclass(frozen=True, slots=True)
class Inject:
    """A piece of news for the players: day of the exercise, title, text and what it changes."""

    day: int
    title: str
    text: str
    effect: str


_IHRL, _IHL = "IHRL", "IHL and IHRL"

THREATS: tuple[Threat, ...] = (
    Threat(
        "T1",
        "Sweeps by security forces in Dravemark",
        "state",
        "Fewer killings and detentions of villagers during sweeps; the authorities turn civilian teams back, "
        "so that dialogue needs consent first.",
        "must",
        60,
        ("cob", "jpt"),
        ("men", "boys"),
        DENIED_DISTRICT,
        None,
        _IHL,
        "POC strategy 2025, objective 1",
        "Head of Office, North",
        date(2025, 9, 30),
        interlocutors={"pressure": "Head of Mission with the Minister of Defence"},
    ),
    Threat(
        "T2",
        "Raids of the Low Country Column around Grauden",
        "armed_group",
        "A response within the hour to raids on villages and the camp; no base reaches them today.",
        "must",
        60,
        ("cob",),
        ("women", "girls", "displaced people"),
        "lowland",
        6.0,
        _IHL,
        "POC strategy 2025, objective 2",
        "Force Chief of Staff",
        date(2025, 10, 15),
    ),
    Threat(
        "T3",
        "Clashes along the herders' corridor",
        "communal",
        "Agreed passage before the dry months; from December to April clashes follow the herds.",
        "should",
        60,
        ("cob", "jpt"),
        ("herders", "farmers"),
        "pasture",
        18.0,
        _IHRL,
        "POC strategy 2025, objective 4",
        "Head of Civil Affairs",
        date(2025, 11, 1),
        interlocutors={"mediation": "Civil Affairs with the committee of herders and farmers"},
    ),
    Threat(
        "T4",
        "Attacks of the Eastern Dawn Front around Corlund",
        "armed_group",
        "Fewer attacks on the villages around the base at Corlund.",
        "should",
        60,
        ("cob", "jpt"),
        ("women", "men"),
        "twin_group",
        12.0,
        _IHL,
        "POC strategy 2025, objective 2",
        "Head of Office, Centre",
        date(2025, 9, 15),
    ),
    Threat(
        "T5",
        "Violence by security forces around Ambreth",
        "state",
        "Fewer attacks on the villages around the base at Ambreth.",
        "should",
        60,
        ("cob", "jpt"),
        ("women", "men"),
        "twin_state",
        12.0,
        _IHL,
        "POC strategy 2025, objective 1",
        "Head of Office, North",
        date(2025, 9, 15),
    ),
    Threat(
        "T6",
        "Ambushes on the road to Quorrel",
        "armed_group",
        "Traders travel the border road unharmed. National priority: the authorities rank it first of eight; "
        "a local poll (412 people asked in April 2025, half of them women) ranks it last.",
        "must",
        60,
        ("cob",),
        ("traders",),
        "frontier",
        10.0,
        _IHRL,
        "POC strategy 2025, objective 3",
        "Force Chief of Staff",
        date(2025, 12, 1),
        revisits=2,
    ),
    Threat(
        "T7",
        "Night raids on the lake shore around Pellmere",
        "communal",
        "Fishing and market at dawn without fear. The authorities rank it last of eight; the same local poll "
        "ranks it first.",
        "could",
        60,
        ("cob", "jpt"),
        ("women", "girls"),
        "lake_south",
        12.0,
        _IHRL,
        "POC strategy 2025, objective 4",
        "Senior Protection Adviser",
        date(2025, 4, 30),  # overdue
        interlocutors={"mediation": "Civil Affairs with the elders of the lake shore"},
    ),
    Threat(
        "T8",
        "Arrests and beatings in the quarters of Ostvarel",
        "state",
        "Monitoring and access to places of detention; three bases stand near already and add little.",
        "could",
        30,
        ("jpt",),
        ("young men",),
        "quay",
        8.0,
        _IHRL,
        "POC strategy 2025, objective 1",
        "Chief of Human Rights",
        date(2025, 8, 31),
        interlocutors={"pressure": "Chief of Human Rights with the Prosecutor General"},
    ),
)

INJECTS: tuple[Inject, ...] = (
    Inject(
        1,
        "The ministry's letter",
        text="The ministry asks that the next base go to Quorrel: the border road is its first concern.",
        effect="T6 is the national priority. Compare the plan with T6 as must and as could.",
    ),
    Inject(
        1,
        "The poll",
        text="Women's groups and displaced people's committees present a poll: the lake shore "
        "comes first, the road last.",
        effect="Set T7 to must and T6 to could, plan again and name the price of each view.",
    ),
    Inject(
        2,
        "Contingent D does not move at night",
        text="After a raid at dusk it turns out that the home government of Contingent D forbids "
        "movement after dark. The caveat was never declared.",
        effect="Drave and Tolbrane respond by day only. Say what lifting the caveat would gain.",
    ),
    Inject(
        2,
        "A barred partner",
        text="The 2nd Upland Battalion offers to escort teams into Dravemark. Its assessment under the human "
        "rights due diligence policy reads: barred.",
        effect="No supported activity with it and no credit for it. Find another way to T1, or state that "
        "there is none.",
    ),
    Inject(
        3,
        "Turned back at Drave",
        text="A joint protection team is turned back at Drave for the third time.",
        effect="Civilian access stays denied; troops may pass. What can a base do there without dialogue?",
    ),
    Inject(
        3,
        "Silence from Quellond",
        text="A trader reports full villages without a road or a telephone in Quellond. Nobody went to see.",
        effect="Unknown is not calm: list the people of Quellond as no information and decide who assesses.",
    ),
    Inject(
        4,
        "The herds come early",
        text="The rains end two weeks early and the first herds stand at Venshold.",
        effect="Move the teams of T3 forward in time; see which places are left without a team.",
    ),
    Inject(
        4,
        "The same week twice",
        text="Ambreth and Corlund report the same number of attacks in the same week. One is blamed on "
        "security forces, the other on the Eastern Dawn Front.",
        effect="Both count the same. Which tool goes where, and why does no base leave Ambreth?",
    ),
    Inject(
        5,
        "The bridge below the capital is closed",
        text="The bridge between Ostvarel and Ostvarel Quay is closed for repair for six weeks.",
        effect="Block the crossing, plan again and say which places fall out of reach.",
    ),
)
