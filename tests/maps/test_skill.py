"""The plot of forecasts' skill."""

from __future__ import annotations

from typing import Any

from maps.skill import skill_plot


def _document(nats: float | None) -> dict[str, Any]:
    models = {name: {"hit_1": 0.2, "hit_5": 0.5, "hit_10": 0.7} for name in ("kde", "forecast")}
    windows = [
        {"first_day": f"2019-0{month}-01", "nats": {"kde": 1.0, "forecast": nats}} for month in (1, 4, 7)
    ]
    return {
        "mission": "Tessaly",
        "classification": "Unclassified",
        "watermark": "EXERCISE",
        "over": "box",
        "horizon_months": 3.0,
        "chosen": "forecast",
        "models": models,
        "windows": windows,
    }


def test_same_document_same_bytes() -> None:
    """A plot has no time or chance in it, and shows what it is given."""
    assert skill_plot(_document(1.5)) == skill_plot(_document(1.5))
    assert skill_plot(_document(1.5)) != skill_plot(_document(2.5))


def test_windows_without_events_leave_a_hole() -> None:
    """A window whose skill is not known draws nothing and breaks nothing."""
    assert skill_plot(_document(None)).startswith(b"\x89PNG")
    assert skill_plot(_document(float("nan"))).startswith(b"\x89PNG")
