"""What a backtest says: the document, and its table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.classification import classification, watermark
from geo_poc.inspection import finding_document
from geo_poc.mission import Mission
from geo_poc.run import attributions
from layers.errors import Finding, error
from layers.risk.folds import day_of
from layers.risk.forecast_backtest import Backtest, Measured
from layers.risk.skill import MEASURES as OF_A_WINDOW

BOX, AREA = "box", "area"
GROUNDS = {
    BOX: "the rectangle around the area, empty ground beyond the outline included",
    AREA: "the area alone",
}
MEASURES = (
    "nats",
    "hit_1",
    "hit_5",
    "hit_10",
    "auc",
    "ap",
    "pai",
    "pei",
    "brier",
    "reliability_slope",
    "interval_coverage",
)

_NATS = OF_A_WINDOW.index("nats")


def check_ground(over: str) -> None:
    """Refuse a ground that is none."""
    if over not in GROUNDS:
        raise error("there is no such ground", f"use {' or '.join(GROUNDS)}", column="--over", value=over)


def backtest_document(
    mission: Mission, tested: Backtest, *, over: str, findings: Sequence[Finding]
) -> dict[str, Any]:
    """Return backtest.json.

    Parameters
    ----------
    mission : Mission
    tested : Backtest
    over : {"box", "area"}
        Ground of `models` and `paired`.
    findings : sequence of Finding
    """
    check_ground(over)
    other = AREA if over == BOX else BOX
    return {
        "kind": "backtest",
        "mission": mission.keys.name,
        "classification": classification(mission),
        "watermark": watermark(mission),
        "attributions": list(attributions(mission)),
        "as_of": mission.keys.as_of.isoformat(),
        "cell_km": tested.cell_m / 1000.0,
        "horizon_months": tested.horizon_months,
        "chosen": tested.chosen,
        "folds": len(tested.folds),
        "folds_without_events": int((tested.over[over].events == 0).sum()),
        "windows_learned_from": tested.learned_from,
        "data_poor": tested.data_poor,
        "events_left_out": tested.events.left_out,
        "windows": _windows(tested, over),
        **_measured(tested.over[over], over),
        "beside": _measured(tested.over[other], other),
        "findings": [finding_document(finding) for finding in findings],
    }


def _measured(found: Measured, over: str) -> dict[str, Any]:
    return {
        "over": over,
        "cells": found.cells,
        "events": int(found.events.sum()),
        "events_forecast": float(found.forecast_events.sum()),
        "models": {
            name: {measure: float(values[measure]) for measure in MEASURES}
            for name, values in found.models.items()
        },
        "paired": _ends(found.paired),
        "paired_parts": _ends(found.paired_parts),
    }


def _ends(
    paired: Mapping[str, Mapping[str, tuple[float, float, float]]],
) -> dict[str, dict[str, list[float]]]:
    return {
        name: {measure: [float(end) for end in ends] for measure, ends in values.items()}
        for name, values in paired.items()
    }


def _windows(tested: Backtest, over: str) -> list[dict[str, Any]]:
    found = tested.over[over]
    column = list(found.by_fold)
    return [
        {
            "first_day": day_of(fold.origin).isoformat(),
            "last_day": day_of(fold.end - 1).isoformat(),
            "events": int(found.events[number]),
            "events_forecast": float(found.forecast_events[number]),
            "model": tested.choices[number],
            "nats": {name: float(found.by_fold[name][number, _NATS]) for name in column},
        }
        for number, fold in enumerate(tested.folds)
    ]


def backtest_table(document: Mapping[str, Any]) -> str:
    """Return the measures as csv: a row for each ground and model.

    Parameters
    ----------
    document : mapping
        backtest.json.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["over", "model", "chosen", *MEASURES])
    for part in (document, document["beside"]):
        for name, values in part["models"].items():
            numbers = ["" if values[one] is None else f"{values[one]:.6g}" for one in MEASURES]
            writer.writerow([part["over"], name, int(name == document["chosen"]), *numbers])
    return text.getvalue()
