"""Who could act, and who may not: the other actors of the training countries, and the contingents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layers.training.files import lonlat_text, write_csv
from layers.training.frame import Frame
from layers.training.layout import Point

ACTOR_COLUMNS = (
    "name", "kind", "component", "mandate", "from", "to", "hrddp", "hrddp_reference", "hrddp_expiry",
    "owner_agrees", "latitude", "longitude",
)  # fmt: skip
CONTINGENT_COLUMNS = (
    "contingent", "caveat", "value", "declared", "told", "preparation_min",
    "reliability_low", "reliability_mid", "reliability_high", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OtherActor:
    """Somebody besides the mission.

    Parameters
    ----------
    where : str
        Key of the town that it is at.
    hrddp : str
        State of its assessment under the human rights due diligence policy; "" where none governs it.
    agrees : str
        "yes" where its owner lets military products show it.
    """

    name: str
    kind: str
    component: str
    mandate: str
    where: str
    since: str = "2024-01-01"
    until: str = ""
    hrddp: str = ""
    reference: str = ""
    expiry: str = ""
    agrees: str = "no"


@dataclass(frozen=True, slots=True)
class Contingent:
    """What a contingent may not do, how long it takes to leave, and how reliably it responds (0 to 1).

    Parameters
    ----------
    caveat : str
        "none", "no_night", "maximum_distance", "no_go" or "no_joint".
    value : str
        Kilometres or the name of a sector, "" where it needs none.
    declared : str
        "declared" or "suspected".
    told : str
        Inject that tells of it, "" where everybody knows.
    """

    name: str
    caveat: str
    value: str
    declared: str
    told: str
    preparation_min: int
    reliability: tuple[float, float, float]
    note: str


def other_actors(
    state_town: str, partner_town: str, region_town: str, aid_town: str
) -> tuple[OtherActor, ...]:
    """Return the same cast at four towns: host units, one of them barred, regional, aid, a community."""
    return (
        OtherActor(
            "Provincial police", "host_state", "police", "Patrols of markets and roads", state_town,
            hrddp="cleared", reference="HRDDP 2025/07", expiry="2026-03-31", agrees="yes",
        ),
        OtherActor(
            "2nd Upland Battalion", "host_state", "military", "Offers escorts into the uplands", partner_town,
            hrddp="barred", reference="HRDDP 2025/11", expiry="2026-05-31", agrees="yes",
        ),
        OtherActor(
            "Border guard", "host_state", "military", "Posts on the border road", partner_town,
            hrddp="not_assessed",
        ),
        OtherActor(
            "Regional stabilisation force", "regional", "military", "Escorts on the main roads", region_town,
            until="2026-06-30", hrddp="mitigations", reference="HRDDP 2024/32", expiry="2025-12-31",
            agrees="yes",
        ),
        OtherActor(
            "Bilateral training force", "parallel_force", "military", "Trains and accompanies host units",
            region_town, hrddp="not_assessed",
        ),
        OtherActor(
            "Health and water agency", "humanitarian", "civilian", "Clinics and wells; asks for distance",
            aid_town,
        ),
        OtherActor(
            "Committee of herders and farmers", "community", "community", "Agrees passage and damages",
            aid_town, agrees="yes",
        ),
    )  # fmt: skip


CONTINGENTS: tuple[Contingent, ...] = (
    Contingent("Contingent A", "none", "", "declared", "", 20, (0.5, 0.7, 0.9), "Reserve of the mission"),
    Contingent("Contingent B", "maximum_distance", "40", "declared", "", 30, (0.4, 0.6, 0.8), "km from base"),
    Contingent(
        "Contingent B", "no_go", "Graudel", "suspected", "", 30, (0.4, 0.6, 0.8), "Said in confidence"
    ),
    Contingent("Contingent C", "no_joint", "", "declared", "", 30, (0.4, 0.6, 0.8), "Never with host units"),
    Contingent("Contingent D", "no_night", "", "suspected", "I3", 45, (0.2, 0.4, 0.7), "Undisclosed"),
)


def write_means(folder: Path, actors: tuple[OtherActor, ...], towns: dict[str, Point], frame: Frame) -> None:
    """Write other_actors.csv and contingents.csv; `towns` are kilometres by key."""
    write_csv(
        folder / "other_actors.csv",
        ACTOR_COLUMNS,
        [
            (
                entry.name, entry.kind, entry.component, entry.mandate, entry.since, entry.until,
                entry.hrddp, entry.reference, entry.expiry, entry.agrees,
                *reversed(lonlat_text(towns[entry.where], frame)),
            )
            for entry in actors
        ],
    )  # fmt: skip
    write_csv(
        folder / "contingents.csv",
        CONTINGENT_COLUMNS,
        [
            (
                entry.name, entry.caveat, entry.value, entry.declared, entry.told, entry.preparation_min,
                *entry.reliability, entry.note,
            )
            for entry in CONTINGENTS
        ],
    )  # fmt: skip
