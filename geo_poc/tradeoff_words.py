"""Trade-offs, alternatives and explanations in lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.explain_words import acting_lines, lifting_lines
from geo_poc.frontier_words import REACH, frontier_lines, heading_words
from geo_poc.frontier_words import opening_lines as of_frontier
from geo_poc.handover_record import handover_line
from geo_poc.loss_parts import parts_words, tenths_words
from geo_poc.measure_words import measure_line
from geo_poc.option_lists import counted_words, plan_beside, plan_words
from geo_poc.option_words import option_words
from geo_poc.out_words import out_words
from geo_poc.relief_words import relief_lines
from geo_poc.share_ends import LITTLE, at_least_words, at_most_words
from geo_poc.spare_words import spare_lines
from geo_poc.sure_words import sure_line
from geo_poc.words import percent
from optimisation.binding import AT

LOST = (
    "A placement was cut short, by time or since its solver ended without an answer: what is shown holds, "
    "and another run may find more."
)
"""What is told where no reason why stands in the document."""

ENDED = {
    "proof": "No other plan is as different and as good, proven.",
    "search": "No other plan as different and as good was found; that there is none is not proven.",
}
"""What is told of a portfolio by how it ended."""

CUT = {"time": "the time limit", "user": "the user"}

ASKED = {"displaced": "displaced people", "mission": "the mission"}

NOT_FOR_VIEWS = (
    "who is out of reach, what lifting gains as the plan stands and what is lost where presence may have "
    "made it calm are not"
)
"""What of an explanation stays in the mission's own weights."""

SHOWN = 5
"""Sites of one rule that a line names."""


def tradeoff_lines(document: Mapping[str, Any]) -> list[str]:
    """Return a document of :mod:`geo_poc.tradeoffs` as lines to read.

    Parameters
    ----------
    document : mapping
    """
    if document["kind"] == "explain":
        lines = _explain(document)
    else:
        lines = [*opening_lines(document), *plan_lines(document)]
    return [*lines, *closing_lines(document)]


def opening_lines(document: Mapping[str, Any]) -> list[str]:
    """Return what stands before the plans of a frontier, a compromise or a portfolio: what they are.

    Parameters
    ----------
    document : mapping
    """
    reasons = list(document["reasons"])
    if document["kind"] == "frontier" and document["points"]:
        return [f"{heading_words(document)}:", *of_frontier(document)]
    if document["kind"] == "portfolio" and document["plans"]:
        sites = "base site" if document["differ"] == 1 else "base sites"
        leaves = f"Each plan leaves at least {document['differ']} {sites} of every plan before it"
        lost = f"gives up at most {percent(document['within'])} of the first plan's weighted reach"
        told = f"{leaves} (where no base may be placed, of all that is placed) and {lost}."
        measure = measure_line(REACH, document["weighed_for"])
        return [*reasons, told, *measure, sure_line(document["plans"][0])]
    return reasons


def plan_lines(document: Mapping[str, Any]) -> list[str]:
    """Return the plans of a frontier, a compromise or a portfolio in words, a line for each and its price.

    Parameters
    ----------
    document : mapping
    """
    words = {"frontier": frontier_lines, "portfolio": _portfolio, "compromise": _compromise}
    return words[document["kind"]](document)


def closing_lines(document: Mapping[str, Any]) -> list[str]:
    """Return what is proven of a document as a whole, and whether it was cut short.

    Parameters
    ----------
    document : mapping
    """
    why = document.get("stopped_by") or document.get("ended_by")
    lines = [ENDED[why]] if document["kind"] == "portfolio" and why in ENDED else []
    if document.get("stopped_by") or why in ("time", "user"):
        lines.append(f"Cut short by {CUT.get(str(why), why)}: what is shown holds, more may be missing.")
    if not document["reproducible"] and why not in ("time", "user"):
        lines.append(LOST)
    return lines


def _named(options: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(counted_words(list(map(option_words, options)))) or "nothing new"


def _out(plan: Mapping[str, Any]) -> str:
    """Return who stays out of reach of a plan, and which musts it meets."""
    return out_words(plan["three_numbers"])


def _compromise(document: Mapping[str, Any]) -> list[str]:
    lines, between = [], document["compromise"]
    first: tuple[str, Mapping[str, Any]] | None = None
    if between is not None:
        first = ("the plan between the views", between)
        least, most = at_least_words(between["least"]), _most_of_all(between["bound"])
        told = f"{_out(between)}; every view has at least {least} of the best found for it ({most})"
        lines.append(f"Between the views: {told}: {plan_words(between)}")
        lines.append(f"  between them, of the best found for each: {_shares(between['shares'])}")
    for optimum in document["optima"]:
        others = {view: share for view, share in optimum["shares"].items() if view != optimum["view"]}
        told = plan_words(optimum) if first is None else plan_beside(optimum, first[1], first[0])
        out = out_words(
            optimum["three_numbers"], first and first[1]["three_numbers"], first[0] if first else ""
        )
        lines.append(f"Best found for {optimum['view']}: {out}: {told}")
        price = ", ".join(f"{view} {at_most_words(1 - share)}" for view, share in others.items())
        costs = f"  which costs the other views, of the best found for each: {price}"
        lines += [costs] if others else []
        first = first or (f"the best found for {optimum['view']}", optimum)
    return lines + [_asked(view) for view in document["views"] if view["consulted"]]


def _most_of_all(bound: float) -> str:
    """Return what no plan gives all views, of the best found: more than all where that is not proven best."""
    if bound > 1 + LITTLE:
        return f"not ruled out: a plan that gives every view {at_most_words(bound - 1)} more than that best"
    return f"no plan gives all of them more than {at_most_words(bound)}"


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{view} {at_least_words(share)}" for view, share in shares.items())


def _asked(view: Mapping[str, Any]) -> str:
    asked = ", ".join(
        f"{ASKED.get(one['who'], one['who'].replace('_', ' '))} ({one['people']:,}, {one['date']})"
        for one in view["consulted"]
    )
    return f"Asked for {view['name']}: {asked}. {view['words']}".rstrip()


def _portfolio(document: Mapping[str, Any]) -> list[str]:
    lines = []
    for number, plan in enumerate(document["plans"]):
        if number == 0:
            lines.append(f"The plan: {_out(plan)}: {plan_words(plan)}")
            continue
        first = document["plans"][0]
        out = out_words(plan["three_numbers"], first["three_numbers"])
        change = plan_beside(plan, first, "the first plan")
        lines.append(f"{out}; {less_words(plan, first)}: {change}")
    return lines


def less_words(plan: Mapping[str, Any], first: Mapping[str, Any]) -> str:
    """Return what a plan of a portfolio has less than the first: weighted reach, floors.

    Parameters
    ----------
    plan, first : mapping
    """
    lost, whole = first["worth"] - plan["worth"], abs(first["worth"])
    words = "as much weighted reach"
    if abs(lost) > 1e-6 * whole:
        words = f"{tenths_words(abs(lost) / whole)} {'less' if lost > 0 else 'more'} weighted reach"
    short = plan["loss"] > max(0.0, lost) + 1e-6 * whole
    return f"{words}, musts or floors fall further short" if short else words


def _explain(document: Mapping[str, Any]) -> list[str]:
    if "conflict" in document:
        return list(document["reasons"])
    lines = [f"{_out(document)[0].upper()}{_out(document)[1:]}.", sure_line(document)]
    credit = document["worth"]
    lines += measure_line(REACH, document["weighed_for"], NOT_FOR_VIEWS)
    lines += [f"{site['name']}: {_worth(site, credit)}" for site in document["sites"]]
    lines += [f"If {handover_line(base)}" for base in document["closings"]]
    lines += _calmed(document["calmed"], document["credit"])
    lines += spare_lines(document["spare"])
    lines += [room_line(limit) for limit in document["binding"]]
    lines += relief_lines(document["reliefs"], credit)
    lines += lifting_lines(document["lifting"], credit)
    lines += acting_lines(document["who_could_act"])
    return lines + _not_asked(document["not_asked"])


def _not_asked(left: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"Not asked for want of time: {', '.join(one['name'] for one in left)}."] if left else []


def room_line(limit: Mapping[str, Any]) -> str:
    """Return one constraint without room as a line: a floor that is not kept leaves more than no room.

    Parameters
    ----------
    limit : mapping
        Of `binding`.
    """
    short = limit["kind"] == "floor" and limit["has"] < limit["limit"] - AT
    return f"{'Falls short' if short else 'No room'}: {room_words(limit)}"


def room_words(limit: Mapping[str, Any]) -> str:
    """Return one constraint without room in words, with the sites that it holds at."""
    sites = limit["sites"]
    if not sites:
        return str(limit["words"])
    shown = ", ".join(sites[:SHOWN]) + (", ..." if len(sites) > SHOWN else "")
    return f"{limit['words']}: another would gain at {len(sites)} ({shown})"


def _calmed(bases: Sequence[Mapping[str, Any]], credit: float) -> list[str]:
    """Return one line of the bases that may have made their surroundings calm, what loses most first."""
    if not bases:
        return []
    told = ", ".join(
        f"{base['name']} {percent(base['loss'] / credit)} ({percent(base['loss_recent'] / credit)})"
        for base in sorted(bases, key=lambda one: (-one["loss"], one["id"]))
    )
    opening = (
        "Presence may be what made it calm near these bases; closing one loses, of the plan's weighted reach "
        "with the higher of recent and earlier risk near it (with recent risk)"
    )
    return [f"{opening}: {told}."]


def _worth(site: Mapping[str, Any], credit: float) -> str:
    alone = f"without it, all else as it is: {parts_words(site['parts'], credit)}"
    if site["status"] == "needed":
        return f"{alone}; no plan holds without it"
    if site["parts_again"] is None:
        return alone
    again = parts_words(site["parts_again"], credit)
    return f"{alone}. Placed again: {again} ({_named(site['instead'])} instead)"
