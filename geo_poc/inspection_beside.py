"""Layers that the landscape does not hold: what analysts decided on proposed threats, and factors of risk."""

from __future__ import annotations

from pathlib import Path

from geo_poc.mission import Mission
from layers.errors import InputError
from layers.landscape import LayerReport
from layers.risk.factors import role_name
from layers.sources.threat_decisions import read_decisions
from layers.sources.vector_source import is_address, mask_address

DECISIONS = "decisions on proposed threats"


def decisions_report(mission: Mission) -> tuple[LayerReport, ...]:
    """Return what was understood of the table of decisions, which loading a mission has read; none without.

    A row without a decision is read and left out of the register.
    """
    layer = mission.keys.threat_decisions
    if layer is None:
        return ()
    path = mission.file(layer.path)
    try:
        table, _ = read_decisions(path, columns=layer.columns, undecided=True)
    except InputError:
        return ()  # gone since the mission was loaded: not read any more
    waiting = int((table["decision"] == "").sum())
    dropped = {"not decided on": waiting} if waiting else {}
    return (LayerReport("threat_decisions", path.name, DECISIONS, len(table), dropped, None, None),)


def factor_reports(mission: Mission) -> tuple[LayerReport, ...]:
    """Return what each factor of a mission was taken for, once its risk was estimated with them."""
    reports = []
    for number, factor in enumerate(mission.keys.factor, start=1):
        path = factor.path
        file = mask_address(path) if is_address(path) else Path(path).name
        words = f"factor of risk: {factor.name} ({role_name(factor.role)})"
        reports.append(LayerReport(f"factor[{number}]", file, words, None, {}, None, None))
    return tuple(reports)
