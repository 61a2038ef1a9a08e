"""The tables of the report of a check: findings by severity, and the layers as they were understood."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from maps.legend import swatch
from maps.report_extents import ExtentGroup, extent_entry
from maps.report_spec import FindingLine, LayerLine

MOST_FINDINGS = 300
"""Of one severity; a page with more is not read, and would not stay small."""


LONGEST = 700
"""Characters of one text of a finding."""


_HEADINGS = {"error": "Errors", "warning": "Warnings", "info": "What was assumed or noted"}


_COLUMNS = ("Layer", "Taken for", "Rows", "Extent", "Newest", "Marking and source", "Findings")


def finding_tables(findings: tuple[FindingLine, ...]) -> str:
    """Return a table for each severity; what was only noted is folded."""
    parts = []
    for severity, words in _HEADINGS.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if not chosen:
            continue
        table = _finding_table(chosen)
        head = f"{words} <span>{len(chosen):,}</span>"
        if severity == "info":
            body = f"<details><summary>{words} ({len(chosen):,})</summary>{table}</details>"
        else:
            body = f"<h2>{head}</h2>{table}"
        parts.append(f'<div class="{severity}">{body}</div>')
    return "".join(parts) or "<p>No findings.</p>"


def _finding_table(findings: list[FindingLine]) -> str:
    rows = []
    for finding in findings[:MOST_FINDINGS]:
        value = f"<small>{_text(finding.value)}</small>" if finding.value else ""
        cells = _text(finding.place), _text(finding.message) + value, _text(finding.remedy)
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    more = len(findings) - MOST_FINDINGS
    if more > 0:
        rows.append(f'<tr><td colspan="3">{more:,} more: geo-poc check --json prints them all.</td></tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Where", "What", "What to do"))
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _text(words: str) -> str:
    return escape(words if len(words) <= LONGEST else f"{words[:LONGEST]}...")


def layer_table(layers: tuple[LayerLine, ...], letters: Mapping[str, ExtentGroup]) -> str:
    """Return the table of layers, each with the letter of its extent."""
    if not layers:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    rows = "".join(_layer(layer, letters.get(layer.name)) for layer in layers)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>Layers, as they were understood</h2><div class="wide">{table}</div>'


def _layer(layer: LayerLine, group: ExtentGroup | None) -> str:
    name = f'<th scope="row">{_text(layer.name)}<small>{_text(layer.file)}</small></th>'
    recognised = _text(layer.recognised)
    if layer.lost:
        recognised = f'<span class="lost">{recognised}</span>'
    extent = _small(layer.extent)
    if group is not None:
        extent = f'<span class="letter">{swatch(extent_entry(group))}{group.letter}</span>{extent}'
    cells = (
        recognised,
        _stacked(layer.rows),
        extent,
        _stacked(layer.newest),
        f"{_text(layer.marking)}{_small(layer.source)}",
        _text(layer.findings),
    )
    return f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _small(words: str) -> str:
    return f"<small>{_text(words)}</small>" if words else ""


def _stacked(lines: tuple[str, ...]) -> str:
    return _text(lines[0]) + "".join(map(_small, lines[1:])) if lines else ""
