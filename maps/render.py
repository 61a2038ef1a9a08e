"""One map as one self-contained document: uncovered areas first, then the map and what it rests on."""

from __future__ import annotations

import re
from html import escape

from maps.chart import chart_html
from maps.direction import plain
from maps.elements import Script, add_map, ranks
from maps.legend import layer_choice
from maps.offline import Verbatim
from maps.page import asset, banner, figure, folded, watermark
from maps.page import heading as page_heading
from maps.spec import MapSpec

UNCOVERED = "Uncovered areas"

_NUMERIC = re.compile(r"\s*[-+]?[\d,. ]*\d\s*%?\s*(\([\d,]+ (more|fewer)\))?\s*$")


def render_map(
    spec: MapSpec, *, heading: str = UNCOVERED, nothing: str = "No uncovered area is listed."
) -> str:
    """Return a map as one HTML document that needs no network.

    Parameters
    ----------
    spec : MapSpec
        What to show. Every string is put on the page as plain text. Each layer has a pane of its own, in the
        order given, so switching a layer never changes what lies above what.
    heading : str
        Of the panel beside the map.
    nothing : str
        Said where the list in it is empty.

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
    made.html.add_child(Verbatim(_body(spec, place, _panel(spec, heading, nothing))), index=0)
    made.add_child(Script("panel", asset("panel.js")))
    made.add_child(Script("graticule", asset("graticule.js")))
    return made.render()


def _body(spec: MapSpec, place: str, panel: str) -> str:
    return "\n".join(
        (
            banner(spec.classification, where="top"),
            page_heading(spec.title, spec.subtitle, spec.as_of),
            '<main class="sheet">',
            '<div id="place">',
            f'<div id="{place}" class="map" role="region" aria-label="Map"></div>',
            watermark(spec.watermark),
            '<button type="button" id="whole">Whole area</button>',
            '<output id="readout" aria-hidden="true"></output>',
            "</div>",
            f'<section id="panel" aria-labelledby="uncovered">{panel}</section>',
            '<section id="layers" aria-labelledby="layers-heading">',
            f'<h2 id="layers-heading">Layers and legend</h2>{layer_choice(spec.layers)}</section>',
            "</main>",
            banner(spec.classification, where="bottom"),
        )
    )


def _panel(spec: MapSpec, heading: str, nothing: str) -> str:
    rest = headline_list(spec.plan_lines, "headlines plan")
    return "".join(
        (
            f'<h2 id="uncovered">{escape(heading)}</h2>',
            headline_list(spec.headlines, "headlines"),
            table_of(spec.table, ranks(spec.layers), nothing),
            f'<p class="more">{escape(spec.table_note)}</p>' if spec.table_note else "",
            f"<h2>{escape(spec.chart.title)}</h2>{chart_html(spec.chart)}" if spec.chart else "",
            *(_list(title, rows, ranks(spec.layers)) for title, rows in spec.lists),
            f"<h2>{escape(spec.plan_heading)}</h2>{rest}" if rest else "",
            folded("Notes", spec.notes, opened=True),
            folded("Sources", spec.sources, opened=False),
        )
    )


def _list(title: str, rows: tuple[tuple[str, ...], ...], on_map: frozenset[str]) -> str:
    """Return a further list, which scrolls by itself where it is wide."""
    return f'<h2>{escape(title)}</h2><div class="matrix">{table_of(rows, on_map, "")}</div>'


def headline_list(lines: tuple[str, ...], kind: str) -> str:
    """Return the first lines of a panel; nothing where there are none."""
    told = "".join(f"<li>{plain(line)}</li>" for line in lines)
    return f'<ul class="{kind}">{told}</ul>' if told else ""


def table_of(rows: tuple[tuple[str, ...], ...], on_map: frozenset[str], nothing: str) -> str:
    """Return a list whose rows that stand on the map can be chosen; `nothing` where it is empty."""
    if len(rows) < 2:
        return f'<p class="none">{escape(nothing)}</p>'
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
        text = plain(cell)
        if position == 0 and linked:
            rank = escape(cell)
            text = f'<button type="button" aria-label="Show {rank} on the map">{rank}</button>'
        wraps = " beside" if "(" in cell else ""  # a figure with its difference may take two lines
        numeric = f' class="figure{wraps}"' if position and _NUMERIC.match(cell) else ""
        cells.append(f"<td{numeric}>{text}</td>")
    mark = f' data-rank="{escape(row[0])}"' if linked else ""
    return f"<tr{mark}>{''.join(cells)}</tr>"
