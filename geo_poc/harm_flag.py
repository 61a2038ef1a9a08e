"""A flag of harm that a plan may do: one of its kind at one place, never summed with others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimisation.plan import Site

KINDS = (
    "displacement",
    "attacks_drawn",
    "exploitation",
    "informants",
    "substitution",
    "cut_off",
    "keep_away",
)
"""Violence that moves away, attacks drawn to a place, exploitation and abuse, exposure of who gives
the alert, substitution of local capacity, civilians cut off, bases too near to where others need distance."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    about : str
        What it is about, unique within its kind.
    where : str
        The place in words.
    lon, lat : float
        Degrees.
    figure : float or None
        None where the data do not tell.
    unit : str
        Of the figure.
    reason : str
        Why it is flagged, and what it calls for.
    """

    kind: str
    about: str
    where: str
    lon: float
    lat: float
    figure: float | None
    unit: str
    reason: str

    @property
    def id(self) -> str:
        """Stays the same while the flag is about the same."""
        return f"{self.kind}:{self.about}"

    def document(self) -> dict[str, Any]:
        """Return the flag for evaluation.json; who owns it and what mitigates it is for people to say."""
        return {
            "id": self.id,
            "kind": self.kind,
            "where": self.where,
            "lon": self.lon,
            "lat": self.lat,
            "figure": self.figure,
            "unit": self.unit,
            "reason": self.reason,
            "owner_role": "",
            "mitigation": "",
        }


def site_flag(
    kind: str, site: Site, figure: float | None, unit: str, reason: str, *, about: str = ""
) -> Flag:
    """Return a flag about a site, or about one thing of it."""
    subject = f"{site.id}:{about}" if about else site.id
    return Flag(kind, subject, site.name, site.lon, site.lat, figure, unit, reason)
