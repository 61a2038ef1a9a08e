"""What lifting all that each authority denies, and each of its restrictions alone, would gain over a plan."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from numpy.typing import NDArray

from geo_poc.asking import Question
from geo_poc.assembling import reaches_of
from geo_poc.case import Case
from geo_poc.ground import Ground
from geo_poc.layers_asked import landscape_request
from geo_poc.lifting_again import KEPT, NOT_SOUGHT, NOTHING, Again, travelled_under
from geo_poc.posed import Posed
from layers.consent import denials, denying, without_restrictions
from layers.landscape import Persona
from layers.reading import read_free_friction
from optimisation.travel import TravelCancelledError
from optimisation.what_if import Standing, standing_under

ROUTES_NOTE = (
    "Candidate sites and patrol routes stay as they are: those that it would open need planning anew."
)

_UNCOUNTED: dict[str, Any] = {
    "status": NOT_SOUGHT,
    "credit": None,
    "people": None,
    "people_night": None,
    **NOTHING,
}


class Denials:
    """The denials of each authority: together, and singly where they are several.

    Parameters
    ----------
    posed : Posed
    case : Case
    again : Again
        Places the plan again, and tells when to stop.
    """

    def __init__(self, posed: Posed, case: Case, again: Again) -> None:
        self._posed, self._case, self._again = posed, case, again
        self._season = posed.mission.keys.travel.season
        self._together: list[tuple[list[Hashable], dict[str, Any]]] = []
        self._singly: list[tuple[list[Hashable], dict[str, Any]]] = []
        for authority in denying(posed.ground.landscape, self._season):
            self._take_down(authority)
        self._free: Mapping[tuple[Persona, str], NDArray[Any]] | None = None
        self._now: Standing | None = None

    def _take_down(self, authority: str) -> None:
        """Note what an authority denies, not looked at yet."""
        its = denials(self._posed.ground.landscape, authority, self._season)
        singly = [
            {"name": str(name), "applies_to": sorted(whom), **_UNCOUNTED}
            for name, whom in zip(its["name"], its["applies_to"], strict=True)
        ]
        row = {
            "authority": authority,
            "restrictions": [one["name"] for one in singly],
            "applies_to": sorted({who for one in singly for who in one["applies_to"]}),
            "note": ROUTES_NOTE,
            **_UNCOUNTED,
            "singly": singly if len(singly) > 1 else [],
        }
        labels = its.index.tolist()
        self._together.append((labels, row))
        if len(labels) > 1:
            self._singly += [([label], one) for label, one in zip(labels, singly, strict=True)]

    def document(self) -> list[dict[str, Any]]:
        """Return what is known by now, what gains most first."""
        rows = [{**row, "singly": sorted(row["singly"], key=_gained)} for _, row in self._together]
        return sorted(rows, key=lambda row: (_gained(row), row["authority"]))

    def together(self) -> list[Question]:
        """Return what counts all that each authority denies, with travel of its own, then places again."""
        return [self._question("authority", number, *one) for number, one in enumerate(self._together)]

    def singly(self) -> list[Question]:
        """Return the same for each restriction alone, of authorities that have several."""
        return [self._question("restriction", number, *one) for number, one in enumerate(self._singly)]

    def _question(self, kind: str, number: int, labels: list[Hashable], row: dict[str, Any]) -> Question:
        name = row["name"] if kind == "restriction" else row["authority"] or "nobody named"
        words = name if kind == "restriction" else f"what {name} denies"

        def ask(done: int, to_come: int) -> None:
            ground = self._counted(row, labels)
            if ground is not None and number < self._again.work.solve:
                row.update(self._again.place(ground, f"the best plan without {words}", done, to_come))

        return Question(kind, name, ask)

    def _counted(self, row: dict[str, Any], labels: list[Hashable]) -> Ground | None:
        """Count what a lifting gains with the plan as it stands; None where that was cut short."""
        posed, case = self._posed, self._case
        if self._free is None:
            self._free = read_free_friction(landscape_request(posed.mission))
        opened = without_restrictions(posed.ground.landscape, self._free, labels, self._season)
        try:
            ground = travelled_under(posed, opened, self._again)
        except TravelCancelledError:
            return None
        if self._now is None:
            self._now = standing_under(case.assets, case.reaches, case.scale)
        reaches = reaches_of(posed.mission, ground, case.demand)
        gain = standing_under(case.assets, reaches, case.scale).less(self._now)
        row.update(status=KEPT, credit=gain.credit, people=gain.people, people_night=gain.people_night)
        return ground


def _gained(row: Mapping[str, Any]) -> float:
    """Return what orders liftings, the greatest gain first."""
    return -max(row["credit"] or 0.0, row["gain"] or 0.0)
