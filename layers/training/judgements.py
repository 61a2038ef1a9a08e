"""Judgements of the training country: a factor of risk as three fictional analysts would fill it in."""

from __future__ import annotations

from pathlib import Path

from layers.training.files import write_csv

FILE = "factors.csv"
VALUES: tuple[tuple[str, float, str], ...] = (
    ("Venstrel", 1.0, "JMAC"),
    ("Venstrel", 0.9, "civil affairs"),
    ("Venstrel", 0.95, "gender unit"),
    ("Tolbrane", 0.8, "JMAC"),
    ("Tolbrane", 0.6, "civil affairs"),
    ("Ostvarel", 0.3, "JMAC"),
    ("Ostvarel", 0.5, "gender unit"),
)
"""District, vulnerability to communal violence while herds pass, analyst."""


def write_judgements(folder: Path) -> None:
    """Write the table of a factor."""
    write_csv(folder / FILE, ("district", "value", "analyst"), VALUES)
