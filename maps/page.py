"""The frame that every document shares: banners, heading, watermark, sources and notes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from maps import leaflet
from maps.direction import plain
from maps.offline import OfflineFigure, Verbatim
from maps.style import classification_colour

_WATERMARK_TIMES = 3


def asset(name: str) -> str:
    """Return a style sheet or script of this package as text."""
    return (files("maps") / "assets" / name).read_text(encoding="utf-8")


def figure(
    *, title: str, classification: str, sheets: Iterable[str], links: Iterable[str] = ()
) -> OfflineFigure:
    """Return an empty document with its head: title, viewport, styles and the scripts every map needs."""
    made = OfflineFigure(trusted=(leaflet.script(),), scripts=(asset("map.js"),), links=links)
    accent = f":root {{ --classification: {classification_colour(classification)}; }}"
    styles = "".join(f"<style>{text}</style>\n" for text in (leaflet.sheet(), *map(asset, sheets), accent))
    head = (
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(title)}</title>\n{styles}"
    )
    made.header.add_child(Verbatim(head))
    return made


def banner(classification: str, *, where: str) -> str:
    """Return the classification, for the top or the bottom of the page."""
    return (
        f'<div class="banner {where}" role="note" aria-label="Classification">{escape(classification)}</div>'
    )


def heading(title: str, subtitle: str, as_of: str) -> str:
    """Return the title, the line below it, and the date of the data."""
    below = f"<p>{escape(subtitle)}</p>" if subtitle else ""
    date = f'<p class="asof">As of <strong>{escape(as_of)}</strong></p>' if as_of else ""
    return f"<header><div><h1>{escape(title)}</h1>{below}</div>{date}</header>"


def watermark(text: str, *, times: int = _WATERMARK_TIMES) -> str:
    """Return the words across a map, repeated so that no part of it can be cut out without them."""
    if not text:
        return ""
    line = f"<span>{escape(text)}</span>"
    return f'<div class="watermark" aria-hidden="true">{line * times}</div>'


def folded(title: str, lines: Iterable[str], *, opened: bool) -> str:
    """Return lines that can be folded away; nothing where there are none."""
    items = "".join(f"<li>{plain(line)}</li>" for line in lines)
    state = " open" if opened else ""
    return f"<details{state}><summary>{escape(title)}</summary><ul>{items}</ul></details>" if items else ""
