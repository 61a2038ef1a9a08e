"""A backtest in lines of text: what was tested, then every model on both grounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from geo_poc.backtest_record import GROUNDS

SHOWN = ("nats", "hit_1", "hit_5", "hit_10", "auc", "ap", "reliability_slope", "interval_coverage")
HEADS = ("nats", "hit 1 %", "hit 5 %", "hit 10 %", "AUC", "AP", "slope", "in 80 %")


def backtest_lines(document: Mapping[str, Any]) -> list[str]:
    """Return backtest.json as lines to read.

    Parameters
    ----------
    document : mapping
    """
    used = Counter(window["model"] for window in document["windows"])
    parts = ", ".join(f"{name} in {count}" for name, count in used.most_common())
    first = (
        f"{document['mission']}: {document['folds']} windows of {document['horizon_months']:g} months,"
        f" {document['windows'][0]['first_day']} to {document['windows'][-1]['last_day']},"
        f" cells of {document['cell_km']:g} km; each forecast from what was over before it."
    )
    lines = [first, f"The forecast was at its origins: {parts}."]
    if document["data_poor"]:
        lines.insert(0, "DATA-POOR: too few events or windows to tell models apart.")
    for part in (document, document["beside"]):
        lines += ["", *_table(part, document["chosen"])]
    lines += ["", "Where incidents happened is validated; vulnerability, impact and intent are judgement."]
    return lines + [f"{one['severity']}: {one['message']}" for one in document["findings"]]


def _table(part: Mapping[str, Any], chosen: str) -> list[str]:
    ground = f"Over {GROUNDS[part['over']]}: {part['cells']} cells, {part['events']} events"
    lines = [
        f"{ground} ({part['events_forecast']:.0f} forecast).",
        f"  {'':16}" + "".join(f"{head:>9}" for head in HEADS),
    ]
    for name, values in part["models"].items():
        numbers = "".join(f"{_number(values[one]):>9}" for one in SHOWN)
        lines.append(f"{'>' if name == chosen else ' '} {name:16}{numbers}")
    for name, values in part["paired"].items():
        low, mid, high = values["nats"]
        lines.append(
            f"  {chosen} - {name}: {_number(mid)} nats per event ({_number(low)} to {_number(high)})"
        )
    return lines


def _number(value: float | None) -> str:
    return "-" if value is None or value != value else f"{value:.3f}"
