"""A plot of forecasts' skill: nats per event of each window, and what each model reaches."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

COLOURS = ("#999999", "#56b4e9", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#d55e00", "#f0e442", "#882255")
"""Of Okabe and Ito, and wine, told apart by colour-blind readers; the chosen model is black."""

CHOSEN = "#000000"


def skill_plot(document: Mapping[str, Any]) -> bytes:
    """Return a PNG of backtest.json: skill by window on the left, hit rates on the right.

    Parameters
    ----------
    document : mapping
        mission, classification, watermark, chosen, models, windows, over, horizon_months.

    Returns
    -------
    bytes
        The same bytes for the same document.
    """
    figure = Figure(figsize=(11.0, 5.2), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    chosen, models = document["chosen"], document["models"]
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(models)} | {chosen: CHOSEN}
    days = [window["first_day"] for window in document["windows"]]
    for name in models:
        nats = [window["nats"][name] for window in document["windows"]]
        width = 2.2 if name == chosen else 1.0
        left.plot(range(len(days)), nats, color=colours[name], linewidth=width, label=name, marker=".")
    left.axhline(0.0, color="#444444", linewidth=0.8, linestyle=":")
    step = max(1, len(days) // 8)
    left.set_xticks(range(0, len(days), step), [day[:7] for day in days[::step]], rotation=40, ha="right")
    left.set_ylabel("nats per event over uniform")
    left.set_title(f"each window of {document['horizon_months']:g} months", fontsize=10)
    left.legend(fontsize=7, ncols=2, frameon=False)
    names = list(models)
    for offset, (measure, hatch) in enumerate((("hit_1", ""), ("hit_5", "//"), ("hit_10", ".."))):
        places = [number + (offset - 1) * 0.27 for number in range(len(names))]
        values = [models[name][measure] for name in names]
        right.barh(
            places, values, 0.25, color=[colours[n] for n in names], alpha=0.45 + 0.25 * offset, hatch=hatch,
            edgecolor="white", linewidth=0.4, label=f"top {measure[4:]} % of the ground",
        )  # fmt: skip
    right.set_yticks(range(len(names)), names, fontsize=8)
    right.invert_yaxis()
    right.set_xlim(0, 1)
    right.set_title("incidents in the top 1, 5, 10 % of the ground", fontsize=10)
    marks = " | ".join(text for text in (document["classification"], document["watermark"]) if text)
    figure.suptitle(
        f"{document['mission']}: forecast tested on the past, over the {document['over']}\n{marks}"
    )
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": "geo-poc"})
    return out.getvalue()
