"""How a risk product is asked for: for whom, on which paper, cleared or not."""

from __future__ import annotations

from dataclasses import dataclass

from layers.errors import Finding, raise_errors
from layers.risk import ensemble

MEMBERS = ensemble.MEMBERS
MOST_MEMBERS = 1000
SHEETS = ("a3", "a4", "none")


@dataclass(frozen=True, slots=True)
class Product:
    """What is asked of a risk folder.

    Parameters
    ----------
    audience : str
        A key of :data:`geo_poc.audience.AUDIENCES`.
    sheet : str
        "a3", "a4", or "none" for no printed sheet.
    clearance : str
        Reference under which the product was cleared; "" prints "not cleared".
    members : int
        Of the ensemble; 0 for none.
    forecast : bool
        Look 1, 3 and 6 months ahead.

    Raises
    ------
    InputError
        For a sheet that is not known, or a reference of more than one line or 80 characters,
        or an ensemble of one member or too many.
    """

    audience: str = "internal"
    sheet: str = "a3"
    clearance: str = ""
    members: int = MEMBERS
    forecast: bool = True

    def __post_init__(self) -> None:
        found = []
        if self.sheet not in SHEETS:
            text, remedy = "there is no such sheet", f"choose one of {', '.join(SHEETS)}"
            found.append(Finding("error", text, remedy, column="--sheet", value=self.sheet))
        if len(self.clearance) > 80 or not self.clearance.isprintable():
            text, remedy = "the clearance reference is not one line", "give at most 80 characters"
            found.append(Finding("error", text, remedy, column="--clearance", value=self.clearance[:80]))
        if self.members == 1 or not 0 <= self.members <= MOST_MEMBERS:
            text, remedy = "the ensemble has no such size", f"give 0, or 2 to {MOST_MEMBERS}"
            found.append(Finding("error", text, remedy, column="--members", value=str(self.members)))
        raise_errors(found)


DEFAULT = Product()
