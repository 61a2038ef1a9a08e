"""Rows of an explanation that no plan or limit has: liftings, closings, who could act on which threat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo_poc.handover_record import taker_words
from geo_poc.option_words import option_words

Row = dict[str, Any]
KINDS = {"caveats": "caveat", "if_suspected_bite": "suspected caveat binds", "restrictions": "denials"}


def lifting_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return what lifting each caveat, sector, authority's denials and single restriction gains, a row each.

    The plan as it stands comes first, then the plan placed again; a suspected caveat that binds takes away.

    Parameters
    ----------
    document : mapping
        Of an explanation.
    """
    return [
        _lifting(what, name, row)
        for key, kind in KINDS.items()
        for one in document["lifting"][key]
        for what, name, row in _each(kind, one)
    ]


def _each(kind: str, one: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield a lifting, then each of its parts lifted alone."""
    if "authority" in one:
        name, alone = one["authority"] or "nobody named", "one restriction alone"
    else:
        name, alone = f"{one['contingent']}: {one['caveat'].replace('_', ' ')}", "one sector alone"
    yield kind, name, one
    for part in one.get("singly", ()):
        yield alone, f"{name}: {part['name']}", part


def _lifting(kind: str, name: str, row: Mapping[str, Any]) -> Row:
    parts = row.get("parts") or {"people_out_of_reach": None, "musts": (), "credit": None}
    return {
        "kind": kind,
        "name": name,
        "status": row.get("status", "as it stands"),
        "people": row["people"],
        "people_night": row["people_night"],
        "credit": row["credit"],
        "people_gained": parts["people_out_of_reach"],
        "musts_gained": "; ".join(parts["musts"]),
        "credit_gained": parts["credit"],
        "credit_at_most": (row.get("most") or {"credit": None})["credit"],
        "opens": _options(row.get("opens", ())),
        "leaves": _options(row.get("leaves", ())),
    }


def _options(options: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(map(option_words, options))


def closing_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return for each base who loses reach if it closes, who takes over and what closes with it, a row each.

    Parameters
    ----------
    document : mapping
    """
    return [
        {
            "id": one["id"],
            "name": one["name"],
            "people": one["people"],
            "lose_reach": one["lose_reach"],
            "most_near": "; ".join(near["name"] for near in one["near"]),
            "taken_over_by": "; ".join(map(taker_words, one["taken_over_by"])),
            "closes_with": _options(one["closes_with"]),
            "lose_reach_in_all": one["lose_reach_in_all"],
        }
        for one in document["closings"]
    ]


def acting_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return who could act on each threat, a row for each threat and kind.

    Parameters
    ----------
    document : mapping
    """
    able = {True: "yes", False: "no", None: "find out"}
    return [
        {
            "threat": threat["threat"],
            "threat_name": threat["name"],
            "priority": threat["priority"],
            "source": threat["source"],
            "people_out_of_reach": threat["people_out_of_reach"],
            "who": row["kind"],
            "able": "" if row["kind"] == "no_one" else able[row["able"]],
            "why_not": row["why"],
            "assets": row["assets"],
            "acceptable": row["acceptable"],
            "share_in_time": row["share_in_time"],
            "share_accepted": row["share_accepted"],
            "patrols": (row["visits"] or {"patrols": 0})["patrols"],
            "share_visited": (row["visits"] or {"share": None})["share"],
            "advantage": row["advantage"],
            "delay_weeks": row["delay_weeks"],
            "access_closed_share": (row["access"] or {"closed_share": None})["closed_share"],
            "actors": "; ".join(actor["name"] for actor in row["actors"]),
            "harm": "; ".join(row["harm"]),
            "people_left_without": row["inaction_people"],
        }
        for threat in document["who_could_act"]
        for row in threat["rows"]
    ]
