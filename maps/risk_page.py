"""The page of risk: a tab for each source, a slider of periods, how sure it is, and why areas are red."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from maps.elements import Script, add_map, ranks
from maps.legend import entries, layer_choice
from maps.offline import Verbatim, json_block
from maps.page import asset, banner, figure, folded, watermark
from maps.page import heading as page_heading
from maps.render import headline_list, table_of
from maps.spec import MapSpec, RasterLayer
from maps.why import WhyCard, card

View = Literal["risk", "chance", "sure", "likelihood"]
VIEW_WORDS: dict[View, str] = {
    "risk": "Risk",
    "chance": "Chance of an incident",
    "likelihood": "Likelihood alone",
    "sure": "How sure",
}
MOST_FRAMES = 12
HEADING = "Risk by source of threat"
AHEAD = "What the next months may hold"
AHEAD_NOTES = "How the forecast was checked"
NOTHING = "No threat area and no district is listed."


@dataclass(frozen=True, slots=True)
class Frame:
    """What a raster of the page shows: a source of threat (or "total"), a period, and a view of it."""

    source: str
    period: str
    view: View


@dataclass(frozen=True, slots=True, eq=False)
class RiskPage:
    """A map of risk with its controls.

    Parameters
    ----------
    spec : MapSpec
        Its first layers are the frames' rasters, in their order; then the shapes.
    frames : tuple of Frame
    sources, periods : tuple of (key, words)
        Tabs, and steps of the slider in the order of time, at most 12.
    first : int
        Number of the period that is shown first.
    cards : tuple of WhyCard
    total_note : str
        Said where the total is shown: it stands beside its parts.
    ahead : tuple of tuple of str
        Incidents expected, a row for each source and a column for each period, the heading first.
    ahead_notes : tuple of str
        How they were checked.
    """

    spec: MapSpec
    frames: tuple[Frame, ...]
    sources: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, str], ...]
    cards: tuple[WhyCard, ...]
    first: int
    total_note: str = ""
    ahead: tuple[tuple[str, ...], ...] = ()
    ahead_notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.periods) > MOST_FRAMES:
            raise ValueError(f"a slider has at most {MOST_FRAMES} periods, not {len(self.periods)}")


def render_risk_page(page: RiskPage) -> str:
    """Return the page as one HTML document that needs no network.

    Raises
    ------
    SpecError
        When a layer cannot be drawn.
    OfflineError
        When the document would reach outside its own file.
    LeafletError
        When the map library is missing or is another version.
    """
    spec = page.spec
    made = figure(
        title=spec.title, classification=spec.classification, sheets=("page.css", "map.css", "risk.css")
    )
    place = add_map(made, "m0", spec.bounds, spec.layers)
    made.html.add_child(Verbatim(_body(page, place)), index=0)
    made.html.add_child(Verbatim(json_block("frames", _choices(page))))
    made.add_child(Script("panel", asset("panel.js")))
    made.add_child(Script("frames_script", asset("risk.js")))
    made.add_child(Script("graticule", asset("graticule.js")))
    return made.render()


def _choices(page: RiskPage) -> dict[str, object]:
    """Return which raster shows what, by source, period and view."""
    return {
        "frames": {f"{f.source}|{f.period}|{f.view}": n for n, f in enumerate(page.frames)},
        "periods": [{"key": key, "words": words} for key, words in page.periods],
        "views": VIEW_WORDS,
    }


def _body(page: RiskPage, place: str) -> str:
    spec, count = page.spec, len(page.frames)
    return "\n".join(
        (
            banner(spec.classification, where="top"),
            page_heading(spec.title, spec.subtitle, spec.as_of),
            _tabs(page),
            '<main class="sheet">',
            '<div id="place">',
            f'<div id="{place}" class="map" role="region" aria-label="Map"></div>',
            watermark(spec.watermark),
            '<button type="button" id="whole">Whole area</button>',
            '<output id="readout" aria-hidden="true"></output>',
            "</div>",
            f'<section id="panel" aria-labelledby="uncovered">{_panel(page)}</section>',
            '<section id="layers" aria-labelledby="layers-heading">',
            f'<h2 id="layers-heading">Legend and layers</h2>{_legends(page)}',
            f"{layer_choice(spec.layers[count:], first=count)}</section>",
            "</main>",
            banner(spec.classification, where="bottom"),
        )
    )


def _tabs(page: RiskPage) -> str:
    tabs = "".join(
        f'<button type="button" role="tab" data-source="{escape(key)}" aria-selected="{str(n == 0).lower()}"'
        f">{escape(words)}</button>"
        for n, (key, words) in enumerate(page.sources)
    )
    last = len(page.periods) - 1
    slider = (
        f'<label class="period">Period <input type="range" id="period" min="0" max="{last}" step="1" '
        f'value="{page.first}" autocomplete="off"{" disabled" if last < 1 else ""}>'
        f'<output id="period-words">{escape(page.periods[page.first][1])}</output></label>'
    )
    return (
        f'<nav id="choice"><div role="tablist" aria-label="Source of threat">{tabs}</div>{slider}'
        f"{_views(page)}"
        '<p id="missing" role="status"></p></nav>'
    )


def _views(page: RiskPage) -> str:
    """Return what the surface shows: risk, its likelihood, or how sure it is."""
    there = [view for view in VIEW_WORDS if any(frame.view == view for frame in page.frames)]
    rows = "".join(
        f'<label class="switch"><input type="radio" name="view" value="{view}" autocomplete="off"'
        f"{' checked' if view == 'risk' else ''}><span>{escape(VIEW_WORDS[view])}</span></label>"
        for view in there
    )
    absent = "" if "sure" in there else '<p class="unit">How sure it is: no ensemble was drawn.</p>'
    note = f'<p class="unit" data-only="total">{escape(page.total_note)}</p>' if page.total_note else ""
    return f"<fieldset><legend>Shown</legend>{rows}</fieldset>{absent}{note}"


def _legends(page: RiskPage) -> str:
    """Return the legend of each view: the same for every source and period."""
    first = {frame.view: n for n, frame in reversed(list(enumerate(page.frames)))}
    parts = []
    for view, number in first.items():
        layer = page.spec.layers[number]
        if isinstance(layer, RasterLayer):
            hide = "" if view == "risk" else " hidden"
            parts.append(f'<div class="classes" data-view="{view}"{hide}>{entries(layer)}</div>')
    return "".join(parts)


def _ahead(page: RiskPage) -> str:
    """Return what is expected next, by source and period, and how that was checked."""
    if not page.ahead:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in page.ahead[0])
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        f"{''.join(f'<td>{_with_range(cell)}</td>' for cell in row[1:])}</tr>"
        for row in page.ahead[1:]
    )
    return (
        f'<h2>{escape(AHEAD)}</h2><table class="ahead"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
        f"{folded(AHEAD_NOTES, page.ahead_notes, opened=False)}"
    )


def _with_range(cell: str) -> str:
    """Return a figure with its range, whose ends stay on one line; words in brackets may break."""
    figure_, bracket, rest = cell.partition(" (")
    kind = "range words" if rest.endswith("expected)") else "range"
    return f'{escape(figure_)} <span class="{kind}">({escape(rest)}</span>' if bracket else escape(cell)


def _panel(page: RiskPage) -> str:
    spec = page.spec
    cards = "".join(card(why) for why in page.cards)
    why = f"<h2>Why they are red</h2>{cards}" if cards else ""
    return "".join(
        (
            f'<h2 id="uncovered">{escape(HEADING)}</h2>',
            headline_list(spec.headlines, "headlines"),
            table_of(spec.table, ranks(spec.layers), NOTHING),
            f'<p class="more">{escape(spec.table_note)}</p>' if spec.table_note else "",
            _ahead(page),
            why,
            folded("Notes", spec.notes, opened=False),
            folded("Sources", spec.sources, opened=False),
        )
    )
