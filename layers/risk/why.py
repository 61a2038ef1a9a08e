"""Why a cell is red: its risk as a product and as a sum of parts, each marked as validated or judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Source
from layers.risk.factors import Role, missing_roles
from layers.risk.surface import Risk

Rests = Literal["validated", "not validated", "data", "judgement"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One part of a cell's risk.

    Parameters
    ----------
    name : str
    role : str
        "likelihood", "exposure", "concentration", or the role of a factor.
    value : float
        What it multiplies the parts before it with.
    rests_on : {"validated", "not validated", "data", "judgement"}
    reliability, citation : str
        Of a factor.
    missing : bool
        Whether the factor has no value in any of the cells; it counts as neutral.
    adds : float
        What it adds to the risk, people x events per 100 km2 and year: the risk after it less the one
        before; 0 for what people x likelihood is made of.
    """

    name: str
    role: str
    value: float
    rests_on: Rests
    reliability: str = ""
    citation: str = ""
    missing: bool = False
    adds: float = 0.0


@dataclass(frozen=True, slots=True)
class Why:
    """The parts of the risk of some cells.

    Parameters
    ----------
    source : Source
    risk : float
        People x events per 100 km2 and year.
    causes : tuple of Cause
        Of the cells that somebody observes; their product and `from_prior` are `risk`.
    bare : float
        People x likelihood of those cells, before any factor; with what each cause adds and `from_prior` it
        is `risk`.
    from_prior : float
        Risk of the cells that nobody observes: the mean of their district by their people.
    missing : tuple of Role
        Roles that no factor fills: neutral.
    unknown_cells : int
        Cells among them whose risk is the prior.
    """

    source: Source
    risk: float
    causes: tuple[Cause, ...]
    bare: float
    from_prior: float
    missing: tuple[Role, ...]
    unknown_cells: int


def why(risk: Risk, source: Source, cells: NDArray[np.int64]) -> Why:
    """Return the parts of the risk of one cell or of several together.

    Parameters
    ----------
    risk : Risk
    source : Source
        An observed one.
    cells : ndarray of int64
        Flat demand cells, at least one; for several the parts are those of their sums.

    Returns
    -------
    Why
        likelihood (mean over the cells), exposure (people), concentration (whether people stand where the
        likelihood is), and each factor, of the observed cells; what the prior gives the others beside it.
    """
    cells = np.atleast_1d(np.asarray(cells, dtype=np.int64))
    total = float(risk.risk[source].ravel()[cells].sum())
    unknown = cells[risk.unknown.ravel()[cells]]
    from_prior = float(risk.risk[source].ravel()[unknown].sum())
    known = cells[~risk.unknown.ravel()[cells]]
    causes = _causes(risk, source, known) if known.size else ()
    bare = float(risk.bare[source].ravel()[known].sum())
    return Why(
        source, total, causes, bare, from_prior, missing_roles(risk.factors, source), int(unknown.size)
    )


def _causes(risk: Risk, source: Source, cells: NDArray[np.int64]) -> tuple[Cause, ...]:
    people = float(risk.people.ravel()[cells].sum())
    bare = float(risk.bare[source].ravel()[cells].sum())
    likelihood = float(risk.likelihood[source].ravel()[cells].mean())
    checked: Rests = "validated" if risk.validated else "not validated"
    causes = [
        Cause("forecast of incidents, per 100 km2 and year", "likelihood", likelihood, checked),
        Cause("people", "exposure", people, "data"),
        Cause("people stand where incidents are", "concentration", _ratio(bare, likelihood * people), "data"),
    ]
    before = bare
    for part in risk.parts.get(source, ()):
        after = float(part.after.ravel()[cells].sum())
        missing = _missing(risk, source, part.name, cells)
        value = _ratio(after, before)
        graded = part.reliability, part.citation
        causes.append(Cause(part.name, part.role, value, "judgement", *graded, missing, after - before))
        before = after
    return tuple(causes)


def _missing(risk: Risk, source: Source, name: str, cells: NDArray[np.int64]) -> bool:
    of = [factor for factor in risk.factors if factor.name == name and factor.judges(source)]
    return bool(of) and all(bool(factor.missing.ravel()[cells].all()) for factor in of)


def _ratio(after: float, before: float) -> float:
    return after / before if before > 0 else 1.0
