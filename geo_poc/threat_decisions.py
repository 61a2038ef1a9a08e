"""The threat register with what analysts decided on proposed threats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from geo_poc.agreement import disagreements
from geo_poc.key_faults import fault_words
from geo_poc.schema import MissionFile, Threat
from layers.errors import Finding, raise_errors
from layers.sources.threat_decisions import read_decisions


def with_decisions(keys: MissionFile, file: Callable[[str], Path]) -> MissionFile:
    """Return keys whose register holds what analysts accepted, after the mission's own entries.

    Parameters
    ----------
    keys : MissionFile
    file : callable
        Gives the file that a path of the mission stands for.

    Raises
    ------
    InputError
        With every finding, when a decision cannot be used.
    """
    layer = keys.threat_decisions
    if layer is None:
        return keys
    path = file(layer.path)
    table, findings = read_decisions(path, columns=layer.columns)
    entries, faults = _entries(table, path.name, {threat.id for threat in keys.threat})
    raise_errors((*findings, *faults))
    decided = keys.model_copy(update={"threat": [*keys.threat, *entries]})
    raise_errors([replace(finding, file=path.name) for finding in disagreements(decided)])
    return decided


def decision_findings(keys: MissionFile, file: Callable[[str], Path]) -> tuple[Finding, ...]:
    """Return what reading the decisions told, with how many were accepted and rejected."""
    layer = keys.threat_decisions
    if layer is None:
        return ()
    path = file(layer.path)
    table, findings = read_decisions(path, columns=layer.columns)
    accepted, rejected = (int(table["decision"].isin(names).sum()) for names in _COUNTED)
    text = f"{accepted:,} proposed threats were accepted into the register, {rejected:,} rejected"
    return (*findings, Finding("info", text, "", path.name, None, "threat_decisions"))


_COUNTED = (("accept", "override"), ("reject",))


def _entries(table: pd.DataFrame, file: str, taken: set[str]) -> tuple[list[Threat], list[Finding]]:
    entries: list[Threat] = []
    faults: list[Finding] = []
    for row, values in table[table["decision"].isin(("accept", "override"))].iterrows():
        line = int(str(row))
        if values["id"] in taken:
            message = "the register has a threat of this id already"
            faults.append(Finding("error", message, "change one of the two", file, line, "id", values["id"]))
            continue
        try:
            entries.append(Threat.model_validate(_threat(values)))
        except ValidationError as fault:
            for item in fault.errors(include_url=False):
                column = str(item["loc"][0]) if item["loc"] else "id"
                value = str(item["input"])[:60]
                message, remedy = fault_words(item)
                faults.append(Finding("error", message, remedy, file, line, column, value))
    return entries, faults


def _threat(values: pd.Series) -> dict[str, object]:
    """Return an entry of the register; the decision and its reason stay with it."""
    reason = values["decision_reason"]
    decided = "accepted as proposed" if values["decision"] == "accept" else "accepted with changes"
    yes = str(values["strategic"]).casefold() in ("yes", "y", "true", "1")
    made: dict[str, object] = {
        "id": values["id"],
        "name": values["name"],
        "source": values["source"],
        "objective": values["objective"],
        "priority": values["priority"],
        "time_limit_min": values["time_limit_min"],
        **_area(values),
        "strategic": yes or bool(values["group_targeted_reason"]),
        "owner_role": values["owner_role"],
        "scenario": f"{decided}{': ' + reason if reason else ''}",
    }
    tools = [tool.strip() for tool in str(values["tools"]).split(";") if tool.strip()]
    if tools:
        made["tools"] = tools
    if values["review_date"]:
        made["review_date"] = values["review_date"]
    return made


def _area(values: pd.Series) -> dict[str, object]:
    """Return the outline, where the row has one, else the circle."""
    if values["outline"]:
        return {"outline": values["outline"]}
    return {"centre": (values["longitude"], values["latitude"]), "radius_km": values["radius_km"]}
