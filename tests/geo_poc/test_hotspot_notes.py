"""What a table of threat areas says of itself."""

from __future__ import annotations

import csv
import io

import pandas as pd

from geo_poc.hotspot_notes import CAVEAT, read_me
from geo_poc.risk_run import Surfaced


def test_rows_and_workbook_name_sources_and_caveats(tiny_risk: Surfaced) -> None:
    """Each row of the table ends with what it rests on; the workbook says it in a sheet of its own."""
    document = tiny_risk.document
    rows = list(csv.DictReader(io.StringIO(tiny_risk.run.file("hotspots.csv").read_text("utf-8-sig"))))
    assert rows
    assert {row["attribution"] for row in rows} == {"; ".join(document["attributions"])}
    assert {row["caveat"] for row in rows} == {f"{CAVEAT} Likelihood: not checked. Not cleared."}
    path = tiny_risk.run.file("hotspots.xlsx")
    sheets = pd.read_excel(path, sheet_name=None, engine="calamine")
    assert list(sheets) == ["hotspots", "forecast", "read me"]
    told = sheets["read me"]
    assert told.loc[told["about"] == "source", "text"].tolist() == document["attributions"]
    assert document["classification"] in told["text"].tolist()
    assert CAVEAT in told.loc[told["about"] == "caveat", "text"].tolist()


def test_without_areas_the_sheet_says_so(tiny_risk: Surfaced) -> None:
    """An empty table does not read as nothing to fear."""
    told = read_me({**tiny_risk.document, "hotspots": []})["text"].tolist()
    assert "No threat area was found. That says nothing about where nobody observes." in told
