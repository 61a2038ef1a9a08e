"""One map as one self-contained document: uncovered areas first, then the map and what it rests on."""

from __future__ import annotations

import re
from html import escape

from maps.elements import Script, add_map, ranks
from maps.legend import layer_choice
from maps.offline import Verbatim
from maps.page import asset, banner, figure, folded, heading, watermark
from maps.spec import MapSpec

_NUMERIC = re.compile(r"\s*[-+]?[\d,. ]*\d\s*%?\s*$")


def render_map(spec: MapSpec) -> str:
    """Return a map as one HTML document that needs no network.

    Parameters
    ----------
    spec : MapSpec
        What to show. Every string is put on the page as plain text. Each layer has a pane of its own, in the
        order given, so switching a layer never changes what lies above what.

    Returns
    -------
    str
        HTML. Equal specs give equal text.

    Raises
    ------
    SpecError
        When a layer cannot be drawn.
    OfflineError
        When the document would reach outside its own file.
    LeafletError
        When the map library is missing or is another version.
    """
    made = figure(title=spec.title, classification=spec.classification, sheets=("page.css", "map.css"))
    place = add_map(made, "m0", spec.bounds, spec.layers)
    made.html.add_child(Verbatim(_body(spec, place)), index=0)
    made.add_child(Script("panel", asset("panel.js")))
    made.add_child(Script("graticule", asset("graticule.js")))
    return made.render()


def _body(spec: MapSpec, place: str) -> str:
    return "\n".join(
        (
            banner(spec.classification, where="top"),
            heading(spec.title, spec.subtitle, spec.as_of),
            '<main class="sheet">',
            '<div id="place">',
            f'<div id="{place}" class="map" role="region" aria-label="Map"></div>',
            watermark(spec.watermark),
            '<button type="button" id="whole">Whole area</button>',
            '<output id="readout" aria-hidden="true"></output>',
            "</div>",
            f'<section id="panel" aria-labelledby="uncovered">{_panel(spec)}</section>',
            '<section id="layers" aria-labelledby="layers-heading">',
            f'<h2 id="layers-heading">Layers and legend</h2>{layer_choice(spec.layers)}</section>',
            "</main>",
            banner(spec.classification, where="bottom"),
        )
    )


def _panel(spec: MapSpec) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in spec.headlines)
    told = f'<ul class="headlines">{lines}</ul>' if lines else ""
    return "".join(
        (
            '<h2 id="uncovered">Uncovered areas</h2>',
            told,
            _table(spec.table, ranks(spec.layers)),
            folded("Notes", spec.notes, opened=True),
            folded("Sources", spec.sources, opened=False),
        )
    )


def _table(rows: tuple[tuple[str, ...], ...], on_map: frozenset[str]) -> str:
    if len(rows) < 2:
        return '<p class="none">No uncovered area is listed.</p>'
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join(_row(row, on_map) for row in rows[1:])
    hint = (
        '<p class="hint">Choose a row to find it on the map.</p>'
        if any(r and r[0] in on_map for r in rows[1:])
        else ""
    )
    return f'{hint}<table class="uncovered"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: tuple[str, ...], on_map: frozenset[str]) -> str:
    linked = bool(row) and row[0] in on_map
    cells = []
    for position, cell in enumerate(row):
        text = escape(cell)
        if position == 0 and linked:
            text = f'<button type="button" aria-label="Show {text} on the map">{text}</button>'
        numeric = ' class="figure"' if position and _NUMERIC.match(cell) else ""
        cells.append(f"<td{numeric}>{text}</td>")
    mark = f' data-rank="{escape(row[0])}"' if linked else ""
    return f"<tr{mark}>{''.join(cells)}</tr>"
