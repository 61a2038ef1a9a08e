"""Classes of a surface for a map: the same breaks for every surface that is compared."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from layers.errors import error

NOTHING = 0
UNKNOWN = 255
HELD_SHARE = 0.99
"""Breaks rest on the cells that hold this share of the total."""


def class_breaks(*values: NDArray[np.floating], n: int = 5) -> tuple[float, ...]:
    """Return the breaks between `n` classes of several surfaces together.

    Risk is heavy-tailed, so each class holds half as many cells as the one below it (the last two are
    equal): of five, the lowest half, then 25, 12.5, 6.25 and 6.25 %, of the cells that together hold 99 % of
    the total. The thin tails of the kernel beyond them do not move the breaks; they fall into class 1.

    Parameters
    ----------
    *values : ndarray of float
        Surfaces; cells that are not above 0 or not finite are passed over.
    n : int
        Number of classes, 1 to 254.

    Returns
    -------
    tuple of float, length at most n - 1
        Ascending, rounded to 2 significant digits; fewer where rounding makes breaks meet.

    Raises
    ------
    InputError
        When `n` is not between 1 and 254.
    """
    if not 1 <= n < UNKNOWN:
        raise error(
            "the number of classes is out of range", "choose 1 to 254 classes", column="n", value=str(n)
        )
    positive = [np.asarray(surface, dtype=float).ravel() for surface in values]
    cells = np.concatenate([np.empty(0), *positive])
    cells = cells[np.isfinite(cells) & (cells > 0)]
    if cells.size == 0:
        return ()
    cells = np.sort(cells)
    cells = cells[np.cumsum(cells) >= (1.0 - HELD_SHARE) * cells.sum()]
    quantiles = np.quantile(cells, 1.0 - 0.5 ** np.arange(1, n))
    return tuple(sorted({_two_digits(float(value)) for value in quantiles}))


def classify(
    values: NDArray[np.floating], breaks: tuple[float, ...], unknown: NDArray[np.bool_] | None = None
) -> NDArray[np.uint8]:
    """Return the class of each cell: 1 below the first break, one more from each break on.

    Parameters
    ----------
    values : ndarray of float
    breaks : tuple of float
        Ascending; a value equal to a break lies in the class above it.
    unknown : ndarray of bool, same shape, optional

    Returns
    -------
    ndarray of uint8, same shape
        0 where the value is not above 0 or not a number, 255 where unknown.
    """
    numbers = np.asarray(values, dtype=float)
    classes = (np.searchsorted(np.asarray(breaks, dtype=float), numbers, side="right") + 1).astype(np.uint8)
    classes[~(numbers > 0)] = NOTHING
    if unknown is not None:
        classes[unknown] = UNKNOWN
    return classes


def _two_digits(value: float) -> float:
    return round(value, 1 - math.floor(math.log10(value)))
