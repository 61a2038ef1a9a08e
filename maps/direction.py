"""Plain text in a document, with names written from right to left kept apart from the numbers beside them."""

from __future__ import annotations

import re
from html import escape

_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U0001e800-\U0001eeff]"
"""Letters of Hebrew, Arabic, Syriac, N'Ko, Adlam and their like (Unicode bidirectional classes R and AL)."""

_RUN = re.compile(f"{_LETTER}+(?:[ '-]+{_LETTER}+)*")


def plain(text: str) -> str:
    """Return text as HTML, escaped, each run of right-to-left letters isolated.

    Without that a browser draws "near (Arabic name), 81,000 people" as "near 81,000, (name) people": a number
    that follows such a name is taken for a part of it (Unicode Standard Annex 9, rules W2 and N1).
    """
    return _RUN.sub(r"<bdi>\g<0></bdi>", escape(text))
