"""Values that plans can have where weights are whole: a bound between two of them is the lower one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimisation.presolve import Core

WHOLE = 1e-12
"""Share of all weight by which all weights together may differ from whole numbers: what rounding leaves."""

GUARD = 1e-9
"""Share of all weight by which a bound may be wrong."""

MOST_STEPS = 1e7
"""Most values between nothing and all weight for which a bound is sharp enough to tell them apart."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Values of plans beyond the fixed options: multiples of a step less an offset.

    Parameters
    ----------
    step : float
        In units of the core's scale.
    credit : float
        What the fixed options cover, in the same units.
    """

    step: float
    credit: float

    @classmethod
    def of(cls, core: Core) -> Lattice | None:
        """Return the lattice of a core without floors; None where weights are not whole, or too fine.

        Parameters
        ----------
        core : Core
        """
        weights = np.append(core.gains[:, 0], core.credit) * core.scale
        whole = np.round(weights)
        if weights.max(initial=0) > 1e15 or np.abs(weights - whole).sum() > WHOLE * core.scale:
            return None
        step = float(np.gcd.reduce(whole.astype(np.int64)))
        return cls(step / core.scale, core.credit) if 0 < core.scale / step <= MOST_STEPS else None

    @property
    def below(self) -> float:
        """Just less than one step: how far above a plan a bound proves it to be the best."""
        return self.step - 2 * GUARD

    def floor(self, bound: float) -> float:
        """Return the largest value of the lattice that a bound on all plans allows.

        Parameters
        ----------
        bound : float
            In units of the core's scale, beyond the fixed options.
        """
        if not np.isfinite(bound):
            return bound
        steps = np.floor((bound + self.credit + GUARD) / self.step)
        return float(steps * self.step - self.credit)
