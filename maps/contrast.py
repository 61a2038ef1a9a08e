"""How different colours look, also to readers who see fewer of them.

Simulation of dichromacy after Machado, Oliveira and Fernandes (2009), "A physiologically-based model for
simulation of color vision deficiency", IEEE TVCG 15(6), table 1 at severity 1.0, in linear sRGB.
Differences are CIE 1976 (Euclidean in CIELAB, D65).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maps.errors import ColourError

Vision = Literal["normal", "protanopia", "deuteranopia", "tritanopia"]
VISIONS: tuple[Vision, ...] = ("normal", "protanopia", "deuteranopia", "tritanopia")

MACHADO: dict[Vision, NDArray[np.float64]] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

_XYZ_OF_LINEAR = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE_D65 = np.array([0.95047, 1.0, 1.08883])


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of "#rrggbb".

    Raises
    ------
    ColourError
        When the text is not "#" and six hexadecimal digits.
    """
    digits = colour[1:]
    if len(colour) != 7 or colour[0] != "#" or any(d not in "0123456789abcdefABCDEF" for d in digits):
        raise ColourError(f"{colour!r} is not a colour of the form #rrggbb")
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def linear_rgb(colours: Sequence[str]) -> NDArray[np.float64]:
    """Return linear sRGB, 0 to 1, shape (colours, 3) (IEC 61966-2-1)."""
    encoded = np.array([rgb(colour) for colour in colours], dtype=float).reshape(-1, 3) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(colours: Sequence[str], *, vision: Vision = "normal") -> NDArray[np.float64]:
    """Return CIELAB (D65), shape (colours, 3), as seen with that vision."""
    seen = np.clip(linear_rgb(colours) @ MACHADO[vision].T, 0, 1)
    ratio = seen @ _XYZ_OF_LINEAR.T / _WHITE_D65
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def worst_pair(colours: Sequence[str], *, vision: Vision = "normal") -> float:
    """Return the smallest CIE 1976 difference between any two of the colours, inf for fewer than two."""
    points = lab(colours, vision=vision)
    return min(
        (float(np.linalg.norm(points[i] - points[j])) for i, j in combinations(range(len(points)), 2)),
        default=float("inf"),
    )


def lightness(colours: Sequence[str]) -> NDArray[np.float64]:
    """Return CIE lightness L*, 0 (black) to 100 (white), shape (colours,)."""
    return lab(colours)[:, 0]


def text_ratio(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    one, two = linear_rgb([first, second]) @ _XYZ_OF_LINEAR[1]
    return float((max(one, two) + 0.05) / (min(one, two) + 0.05))


def readable_on(colour: str) -> str:
    """Return black or white, whichever reads better on the colour."""
    return max(("#000000", "#ffffff"), key=lambda text: text_ratio(text, colour))
