"""What a table of threat areas says of itself, since it travels without the map: marks, sources, caveats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pandas as pd

from geo_poc.ahead_words import ahead_notes
from geo_poc.audience import AUDIENCES
from geo_poc.risk_shown import risk_date
from geo_poc.risk_words import disclaimer, risk_headlines, sheet_notes

CAVEAT = "Risk is likelihood x people and factors: judgement. A place that is not listed is not low for that."

Table = Literal["hotspots", "districts"]
_WHAT: Mapping[Table, str] = {
    "hotspots": "threat areas found in this estimate of risk to civilians",
    "districts": "people, risk and expected events by district, cells by their centre; events of the next"
    " months are of all sources shown together",
}


def hotspot_marks(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns that every row of the table ends with."""
    checked = "checked on later incidents" if document["validation"]["validated"] else "not checked"
    cleared = f"Cleared: {document['clearance']}." if document["clearance"] else "Not cleared."
    return {
        **{key: str(document[key]) for key in ("classification", "watermark", "as_of")},
        "banners": " ".join(document["banners"]),
        "attribution": "; ".join(document["attributions"]),
        "caveat": f"{CAVEAT} Likelihood: {checked}. {cleared}",
    }


def read_me(document: Mapping[str, Any], table: Table = "hotspots") -> pd.DataFrame:
    """Return the sheet of the workbook that says what its table is: a subject and a sentence in each row."""
    return pd.DataFrame(list(_lines(document, table)), columns=["about", "text"])


def _lines(document: Mapping[str, Any], table: Table) -> Iterator[tuple[str, str]]:
    yield "what", f"{document['mission']}: {_WHAT[table]}"
    if table == "hotspots" and not document["hotspots"]:
        yield "what", "No threat area was found. That says nothing about where nobody observes."
    yield "classification", document["classification"]
    if document["watermark"]:
        yield "watermark", document["watermark"]
    yield "as of", risk_date(document)
    yield "audience", AUDIENCES[document["audience"]].words
    for line in document["banners"]:
        yield "banner", line
    for line in risk_headlines(document):
        if line not in document["banners"]:
            yield "finding", line
    for line in ahead_notes(document):
        yield "forecast", line
    for name, unit in document["units"].items():
        yield "unit", f"{name}: {unit}"
    for line in document["attributions"]:
        yield "source", line
    for line in (CAVEAT, *sheet_notes(document), disclaimer(document["clearance"])):
        yield "caveat", line
