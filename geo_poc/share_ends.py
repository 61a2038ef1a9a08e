"""Shares to a tenth of a percent, and numbers, rounded to the side of which they are an end."""

from __future__ import annotations

import math

from maps.style import number_text

LITTLE = 1e-9
"""Of a share, that is rounding."""


def at_least_words(share: float) -> str:
    """Return what is had at least: rounded down, so that it is kept; all is 100 %.

    Parameters
    ----------
    share : float
        0 to 1.
    """
    return _percent(math.floor((share + LITTLE) * 1000))


def at_most_words(share: float) -> str:
    """Return what is lost, or had, at most: rounded up, so that a little is not nothing.

    Parameters
    ----------
    share : float
        0 to 1.
    """
    return _percent(math.ceil((share - LITTLE) * 1000))


def number_at_most(value: float) -> str:
    """Return a number that is reached at most: three significant digits, rounded up, thousands separated.

    Parameters
    ----------
    value : float
        0 or more.
    """
    if value <= 0:
        return "0"
    step = 10.0 ** (math.floor(math.log10(value)) - 2)
    return number_text(math.ceil(value / step - LITTLE) * step)


def _percent(thousandths: int) -> str:
    whole, tenths = divmod(max(0, thousandths), 10)
    return f"{whole}.{tenths} %" if tenths else f"{whole} %"
