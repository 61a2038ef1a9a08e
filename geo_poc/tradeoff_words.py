"""Trade-offs, alternatives and explanations in lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def tradeoff_lines(document: Mapping[str, Any]) -> list[str]:
    """Return a document of :mod:`geo_poc.tradeoffs` as lines to read.

    Parameters
    ----------
    document : mapping
    """
    lines = {"frontier": _frontier, "portfolio": _portfolio, "explain": _explain}[document["kind"]](document)
    if document.get("stopped_by") or document.get("ended_by") in ("time", "user"):
        why = document.get("stopped_by") or document.get("ended_by")
        lines.append(f"Cut short by {why}: what is shown holds, more may be missing.")
    return lines


def _named(options: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(option["name"] for option in options) or "nothing new"


def _frontier(document: Mapping[str, Any]) -> list[str]:
    if not document["points"]:
        return list(document["reasons"])
    lines = [f"{document['first']} against {document['second']}:"]
    return lines + [
        f"{point['first']:.6g} against {point['second']:.6g} (at most {point['gap']:.2%} from the best "
        f"possible plan): {_named(point['placed'])}"
        for point in document["points"]
    ]


def _portfolio(document: Mapping[str, Any]) -> list[str]:
    lines = list(document["reasons"])
    for number, plan in enumerate(document["plans"]):
        if number == 0:
            lines.append(f"The plan: {_named(plan['placed'])}")
        else:
            lines.append(
                f"Loses {plan['loss']:.6g} of {document['plans'][0]['objective']:.6g}: "
                f"{_named(plan['taken'])} instead of {_named(plan['left'])}"
            )
    if document["ended_by"] == "proof":
        lines.append("No other plan is as different and as good, proven.")
    return lines


def _explain(document: Mapping[str, Any]) -> list[str]:
    if "conflict" in document:
        return list(document["reasons"])
    lines = [f"{site['name']}: {_worth(site)}" for site in document["sites"]]
    lines += [f"No room: {limit['words']}" for limit in document["binding"]]
    ways = {"stock": "One more of {}", "open": "Leave to close {}", "shut": "Leave to open {}"}
    for relief in document["reliefs"]:
        gain = relief["gain"]
        gains = f"could gain up to {relief['at_most']:.6g}" if gain is None else f"gains {gain:.6g}"
        lines.append(f"{ways[relief['kind']].format(relief['name'])} {gains}")
    return lines


def _worth(site: Mapping[str, Any]) -> str:
    alone = f"without it the plan loses {site['loss']:.6g}"
    if site["status"] == "needed":
        return f"{alone}; no plan holds without it"
    if site["status"] != "solved":
        return alone
    return f"{alone}, placed again at most {site['most']:.6g} ({_named(site['instead'])} instead)"
