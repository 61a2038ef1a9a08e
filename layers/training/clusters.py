"""Who does what where: the actors of the training country and the clusters of their violence."""

from __future__ import annotations

from dataclasses import dataclass

from layers.training.layout import GOVERNMENT, Point, town

FIRST_YEAR = 2019
MONTHS = 78
"""January 2019 to June 2025."""

FRONT = "Eastern Dawn Front"
COLUMN = "Low Country Column"
WATCH = "Longgrass Watch"
GUARD = "Terrace Guard"
CIVILIAN = "Civilians"

ACTORS: tuple[tuple[str, str], ...] = (
    (GOVERNMENT, "state"),
    (FRONT, "armed_group"),
    (COLUMN, "armed_group"),
    (WATCH, "communal"),
    (GUARD, "communal"),
)
"""Name and source of threat."""

Sides = tuple[int, str, str]
"""UCDP type of violence, side a, side b."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Violence around a line of points.

    Parameters
    ----------
    name : str
    line : tuple of points
        Kilometres; one point or more.
    radius_km : float
        Places this near to the line are hit.
    monthly : float
        Mean events a month over the year.
    sides : tuple of Sides
    shares : tuple of float
        How often each of the sides acts, sum 1.
    dry_only : bool
        Whether it follows the herds: December to April.
    """

    name: str
    line: tuple[Point, ...]
    radius_km: float
    monthly: float
    sides: tuple[Sides, ...]
    shares: tuple[float, ...] = (1.0,)
    dry_only: bool = False

    def rate(self, month: int) -> float:
        """Return the mean events of a month, counted from January 2019."""
        if not self.dry_only:
            return self.monthly
        return self.monthly * (2.2 if month % 12 in (11, 0, 1, 2, 3) else 0.145)


STATE_SIDE: Sides = (3, GOVERNMENT, CIVILIAN)
FRONT_SIDE: Sides = (3, FRONT, CIVILIAN)
COLUMN_SIDE: Sides = (3, COLUMN, CIVILIAN)
GUARD_SIDE: Sides = (3, GUARD, CIVILIAN)
WATCH_SIDE: Sides = (3, WATCH, CIVILIAN)
FEUD: Sides = (2, WATCH, GUARD)

CORRIDOR: tuple[Point, ...] = ((105, 184), (104, 168), (110, 150))
"""Where herds come down from the north in the dry months."""

CLUSTERS: tuple[Cluster, ...] = (
    Cluster("denied uplands", (town("upland").at, (155, 162)), 14, 3.2, (STATE_SIDE,)),
    Cluster(
        "upland fighting", (town("upland_gate").at, town("upland").at), 9, 1.3, ((1, GOVERNMENT, FRONT),)
    ),
    Cluster("capital", (town("quay").at, town("mills").at), 7, 2.0, (STATE_SIDE,)),
    Cluster("low country", (town("lowland").at,), 16, 3.0, (COLUMN_SIDE,)),
    Cluster("low country fighting", (town("lowland_gate").at,), 15, 1.1, ((1, GOVERNMENT, COLUMN),)),
    Cluster("corridor", CORRIDOR, 11, 3.4, (FEUD, WATCH_SIDE, GUARD_SIDE), (0.5, 0.25, 0.25), dry_only=True),
    Cluster("lake shore", (town("lake_south").at,), 15, 1.3, (GUARD_SIDE,)),
    Cluster("east road", (town("frontier").at,), 11, 0.8, (FRONT_SIDE,)),
    Cluster("south", (town("south").at,), 15, 0.8, (COLUMN_SIDE,)),
    Cluster(
        "scattered",
        ((100, 100),),
        110,
        1.4,
        (STATE_SIDE, FRONT_SIDE, COLUMN_SIDE, GUARD_SIDE, FEUD),
        (0.2, 0.25, 0.25, 0.15, 0.15),
    ),
)
