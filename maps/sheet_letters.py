"""Letters that the font of a printed sheet lacks: left out and told, never printed as boxes."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font

from maps.sheet_spec import SheetSpec, SheetSurface

FONT = "DejaVu Sans"
MISSING = "[?]"
"""Stands in a line for letters in a row that the font lacks."""


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    return frozenset(FT2Font(findfont(FONT)).get_charmap())


def drawable(text: str) -> bool:
    """Return whether the font of the sheets has every letter of a text."""
    return all(letter.isspace() or ord(letter) in _known() for letter in text)


def legible(text: str) -> str:
    """Return a text in which letters that the font lacks are replaced by a mark, one for a run of words."""
    if drawable(text):
        return text
    words = [(drawable(word), word) for word in text.split()]
    runs = groupby(words, key=lambda word: word[0])
    return " ".join(" ".join(word for _, word in run) if there else MISSING for there, run in runs)


def legible_sheet(spec: SheetSpec) -> SheetSpec:
    """Return a sheet without letters that cannot be drawn, and with a note that says how many names it lacks.

    Names on the map that hold such letters are left out; in lines and lists a mark stands for them.
    """
    names = sum(not drawable(text) for layer in spec.shapes for text in layer.texts)
    words = (spec.title, spec.subtitle, spec.disclaimer, *spec.sources, *spec.must_read, *spec.notes)
    cells = tuple(cell for row in spec.table for cell in row)
    lines = sum(not drawable(text) for text in (*words, *cells))
    if not names + lines:
        return spec
    return replace(
        spec,
        title=legible(spec.title),
        subtitle=legible(spec.subtitle),
        disclaimer=legible(spec.disclaimer),
        surface=_named(spec.surface),
        parts=tuple(_named(part) for part in spec.parts),
        shapes=tuple(
            replace(layer, texts=tuple(text if drawable(text) else "" for text in layer.texts))
            for layer in spec.shapes
        ),
        must_read=tuple(legible(line) for line in spec.must_read),
        table=tuple(tuple(legible(cell) for cell in row) for row in spec.table),
        sources=tuple(legible(line) for line in spec.sources),
        notes=(*(legible(line) for line in spec.notes), _note(names, lines)),
    )


def _named(surface: SheetSurface) -> SheetSurface:
    return replace(surface, name=legible(surface.name))


def _note(names: int, lines: int) -> str:
    """Return what could not be drawn, in words."""
    told = f"Names on the map left out for letters that the sheet's font lacks: {names}." if names else ""
    marked = f"Texts in which {MISSING} stands for such letters: {lines}." if lines else ""
    return " ".join(part for part in (told, marked, "The files have them whole.") if part)
