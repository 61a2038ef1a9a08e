"""Names and codes of administrative areas: one spelling for many, and tables joined to districts.

Sources spell one place differently: Nord-Kivu, North Kivu, Province du Nord-Kivu, NORD KIVU. A code (P-code)
is compared first and as it is; names are compared folded. Nothing is matched by likeness alone: a near name
is only ever suggested.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

WORDS: Mapping[str, str] = {
    # directions
    "nord": "north", "northern": "north", "septentrional": "north", "septentrionale": "north",
    "sud": "south", "southern": "south", "meridional": "south", "meridionale": "south",
    "est": "east", "eastern": "east", "oriental": "east", "orientale": "east",
    "ouest": "west", "western": "west", "occidental": "west", "occidentale": "west",
    "nordest": "northeast", "northeastern": "northeast",
    "nordouest": "northwest", "northwestern": "northwest",
    "sudest": "southeast", "southeastern": "southeast",
    "sudouest": "southwest", "southwestern": "southwest",
    # height and middle
    "haut": "upper", "haute": "upper", "hauts": "upper", "hautes": "upper", "high": "upper",
    "bas": "lower", "basse": "lower", "low": "lower",
    "centre": "central", "center": "central", "centrale": "central",
    "grand": "greater", "grande": "greater", "great": "greater",
    # things
    "lac": "lake", "lacs": "lakes", "mont": "mount", "monts": "mountains", "ville": "city", "cite": "city",
    "plateaux": "plateau", "vallee": "valley", "cote": "coast", "ile": "island", "iles": "islands",
    "saint": "st", "sainte": "st",
}  # fmt: skip
"""French and English words that stand for each other in names of areas, without accents, in small letters.

"Ville" is kept, as city: a town and the territory around it are two districts.
"""

FILLERS: frozenset[str] = frozenset(
    {
        "province",
        "region",
        "state",
        "etat",
        "wilaya",
        "prefecture",
        "prefectures",
        "governorate",
        "gouvernorat",
        "district",
        "territoire",
        "territory",
        "county",
        "comte",
        "cercle",
        "department",
        "departement",
        "commune",
        "municipality",
        "subdivision",
        "administrative",
        "area",
        "special",
        "of",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "and",
        "et",
        "the",
    }
)
"""Words that say what kind of area it is, or only join others; left out of the comparison."""

_COMPOUND = re.compile(r"\b(nord|sud|north|south)[\s-]+(est|ouest|east|west|eastern|western)\b")


def fold(name: str) -> str:
    """Return the one spelling that stands for all spellings of a name.

    Accents, case, punctuation and :data:`FILLERS` go, :data:`WORDS` become English, and the words are sorted,
    for French puts a direction first or last. Names of fillers alone keep them.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        For comparison only; "" where the name has no letter or digit.
    """
    decomposed = unicodedata.normalize("NFKD", name.replace("’", " ").replace("'", " "))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
    bare = _COMPOUND.sub(lambda match: WORDS.get("".join(match.groups()), "".join(match.groups())), bare)
    found = re.findall(r"[^\W_]+", bare)
    kept = [word for word in found if word not in FILLERS] or found
    return " ".join(sorted(WORDS.get(word, word) for word in kept))


def match(
    names: Iterable[object], districts: gpd.GeoDataFrame, *, parents: Sequence[object] | None = None
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the district of each name or code.

    Parameters
    ----------
    names : iterable
        P-codes or names, mixed as they come; None, NaN and "" match nothing and are not told.
    districts : GeoDataFrame
        Columns name and code; parent and parent_code too where `parents` is given. One level.
    parents : sequence, length of names, optional
        Name or code of the area above, which decides where several districts have one name.

    Returns
    -------
    index : ndarray of int64, shape (names,)
        Position in `districts`, -1 where there is none. A code wins over a name. A name that several
        districts have matches none of them, unless its parent decides.
    unmatched : tuple of str
        What was not matched, each once, in order of appearance.
    """
    wanted = [_text(name) for name in names]
    above = [""] * len(wanted) if parents is None else [_text(parent) for parent in parents]
    codes = _positions(_column(districts, "code"), str.casefold)
    folded = _positions(_column(districts, "name"), fold)
    upper = list(zip(_column(districts, "parent"), _column(districts, "parent_code"), strict=True))
    known: dict[tuple[str, str], int] = {}
    for name, parent in zip(wanted, above, strict=True):
        if (name, parent) not in known:
            known[name, parent] = _one(name, parent, codes, folded, upper)
    index = np.array([known[pair] for pair in zip(wanted, above, strict=True)], dtype=np.int64)
    missed = (name for name, at in zip(wanted, index, strict=True) if name and at < 0)
    return index, tuple(dict.fromkeys(missed))


def suggest(name: str, districts: gpd.GeoDataFrame) -> str:
    """Return the district's name most like one that was not matched, "" where none is near."""
    spelled = {fold(known): known for known in _column(districts, "name") if known}
    near = difflib.get_close_matches(fold(name), list(spelled), n=1, cutoff=0.75)
    return spelled[near[0]] if near else ""


def _one(
    name: str,
    parent: str,
    codes: Mapping[str, list[int]],
    folded: Mapping[str, list[int]],
    upper: Sequence[tuple[str, str]],
) -> int:
    if not name:
        return -1
    found = codes.get(name.casefold()) or folded.get(fold(name), [])
    if len(found) > 1 and parent:
        found = [at for at in found if _same(parent, upper[at])]
    return found[0] if len(found) == 1 else -1


def _same(parent: str, upper: tuple[str, str]) -> bool:
    name, code = upper
    by_code = bool(code) and parent.casefold() == code.casefold()
    return by_code or (bool(name) and fold(parent) == fold(name))


def _positions(values: Sequence[str], key: object) -> dict[str, list[int]]:
    """Return the positions of each value under its key; blanks have none."""
    positions: dict[str, list[int]] = {}
    for position, value in enumerate(values):
        spelled = key(value) if callable(key) else value
        if value and spelled:
            positions.setdefault(spelled, []).append(position)
    return positions


def _column(districts: gpd.GeoDataFrame, name: str) -> list[str]:
    return [_text(value) for value in districts[name]] if name in districts else [""] * len(districts)


def _text(value: object) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
        return ""
    return str(value).strip()
