"""Published instances of maximal covering, in three formats that are recognised by their content.

NewYork and its sisters: `NODE_COORD_SECTION` (degrees) and `DEMAND_SECTION`, candidates are the points. SJC:
`n 9999 p S`, then x, y and demand, candidates are the points. BDS: `F id x y cost` and `C id x y demand`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Points with demand, and candidate sites.

    Parameters
    ----------
    sites, points : ndarray of float64, shape (sites, 2) and (points, 2)
        x, y; or latitude, longitude in degrees.
    weights : ndarray of float64, shape (points,)
    degrees : bool
        Whether distances are those of the sphere, by the rule of NewYork's authors.
    """

    sites: NDArray[np.float64]
    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    degrees: bool = False


def read_instance(path: Path) -> Instance:
    """Return an instance in any of the three formats.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ValueError
        When the content is in none of them, or has fewer numbers than it says.
    """
    text = path.read_text(encoding="ascii")
    words = text.split()
    if "NODE_COORD_SECTION" in words and "DEMAND_SECTION" in words:
        return _cities(words)
    if len(words) > 4 and words[2:4] == ["p", "S"]:
        return _points(words)
    if len(words) > 3 and words[2] in ("F", "C"):
        return _facilities(words)
    raise ValueError(f"{path}: neither NewYork's, SJC's nor BDS's format")


def _numbers(words: list[str], width: int, count: int) -> NDArray[np.float64]:
    if len(words) < width * count:
        raise ValueError(f"{count} lines are announced, but only {len(words) // width} follow")
    return np.array(words[: width * count], dtype=np.float64).reshape(count, width)


def _cities(words: list[str]) -> Instance:
    count = int(words[words.index("DIMENSION") + 2])
    coordinates, demands = words.index("NODE_COORD_SECTION"), words.index("DEMAND_SECTION")
    place = _numbers(words[coordinates + 1 : demands], 2, count)
    weights = _numbers([w for w in words[demands + 1 :] if w != "EOF"], 1, count)[:, 0]
    return Instance(place, place, weights, degrees=True)


def _points(words: list[str]) -> Instance:
    table = _numbers(words[4:], 3, int(words[0]))
    return Instance(table[:, :2], table[:, :2], table[:, 2])


def _facilities(words: list[str]) -> Instance:
    sites, points = int(words[0]), int(words[1])
    lines = np.array(words[2 : 2 + 5 * (sites + points)]).reshape(-1, 5)
    found = [lines[lines[:, 0] == kind][:, 2:].astype(np.float64) for kind in "FC"]
    if [len(part) for part in found] != [sites, points]:
        raise ValueError(f"{sites} sites and {points} points are announced, but others follow")
    return Instance(found[0][:, :2], found[1][:, :2], found[1][:, 2])
