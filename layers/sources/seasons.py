"""When in the year something holds: dry, wet, or months, in the words that people write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

SEASONS = ("dry", "wet")
"""The seasons that travel is planned for."""

_WORDS: Mapping[str, str] = {
    "dry": "dry", "dry season": "dry", "saison seche": "dry", "seche": "dry",
    "wet": "wet", "wet season": "wet", "rainy": "wet", "rainy season": "wet", "rains": "wet",
    "saison des pluies": "wet", "pluies": "wet", "humide": "wet", "saison humide": "wet",
}  # fmt: skip
_YEAR = frozenset({"all", "all year", "always", "year-round", "toute l'annee", "permanent"})
_MONTHS: tuple[tuple[str, int], ...] = (
    ("jan", 1), ("feb", 2), ("fev", 2), ("mar", 3), ("apr", 4), ("avr", 4), ("may", 5), ("mai", 5),
    ("juin", 6), ("jun", 6), ("juil", 7), ("jul", 7), ("aug", 8), ("aou", 8), ("sep", 9), ("oct", 10),
    ("nov", 11), ("dec", 12),
)  # fmt: skip
_SPAN = re.compile(r"\s*(?:-|–|\bto\b|\bau?\b)\s*")


def months_of(text: str) -> tuple[str, tuple[int, ...]] | None:
    """Return what a season's words mean.

    Parameters
    ----------
    text : str
        "dry", "wet" or their French; months as numbers or names in English or French, singly, listed with
        ";" or ",", or from one to another ("5-10", "nov-mar", "May to October"); "all year"; "".

    Returns
    -------
    tuple of (str, tuple of int) or None
        The season, or ""; the months, or () where none are named. None where it is not understood.
    """
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    ).lower()
    plain = " ".join(plain.replace("’", "'").split())
    if not plain:
        return "", ()
    if plain in _YEAR:
        return "", tuple(range(1, 13))
    if plain in _WORDS:
        return _WORDS[plain], ()
    found: set[int] = set()
    for part in re.split(r"[;,|]|\band\b|\bet\b", plain.strip("[]")):
        if not part.strip():
            continue
        ends = [_month(word) for word in _SPAN.split(part.strip().strip("\"'"))]
        if None in ends or len(ends) > 2:
            return None
        first, last = int(ends[0] or 0), int(ends[-1] or 0)
        found |= {(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)}
    return ("", tuple(sorted(found))) if found else None


def seasons_of(months: Collection[int], wet_months: Collection[int] | None) -> tuple[str, ...]:
    """Return the seasons that months fall in; both where nobody says which months are wet."""
    if wet_months is None or len(months) == 12:
        return SEASONS
    wet = set(months) & set(wet_months)
    return tuple(season for season, there in (("dry", set(months) - set(wet_months)), ("wet", wet)) if there)


def _month(word: str) -> int | None:
    bare = word.strip().strip("\"'.")
    if bare.isdecimal():
        return int(bare) if len(bare) <= 2 and 1 <= int(bare) <= 12 else None
    if len(bare) < 3 or not bare.isalpha():
        return None
    return next((number for start, number in _MONTHS if bare.startswith(start)), None)
