"""Plans over futures in lines of text: who stays out of reach first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.futures import PLANNED
from geo_poc.measure_words import measure_line
from geo_poc.must_words import not_met_words
from geo_poc.option_words import option_words
from geo_poc.out_words import out_words
from geo_poc.range_words import ranged
from geo_poc.share_ends import at_most_words
from geo_poc.words import distance_words, percent
from maps.wording import people_words


def robust_lines(document: Mapping[str, Any]) -> list[str]:
    """Return robust.json as lines to read.

    Parameters
    ----------
    document : mapping
    """
    lines = robust_headlines(document)
    if document["plans"]:
        lines += future_lines(document)
        lines += [_chosen(item) for item in document["chosen"]]
    lines += [f"Left out: {one['words']}: {one['reason']}." for one in document["left_out"]]
    if not document["reproducible"]:
        lines.append("A placement was cut short: another run may find others.")
    return lines


def future_lines(document: Mapping[str, Any]) -> list[str]:
    """Return a line for each future: who is out of reach there, and what is lost of the best.

    Parameters
    ----------
    document : mapping
        With plans.
    """
    return [_future(document, future) for future in document["futures"]]


def _chosen(item: Mapping[str, Any]) -> str:
    """Return in how many plans something is placed."""
    name = option_words(item)
    return f"{name[0].upper()}{name[1:]}: in {item['runs']} of {item['of']} plans"


def robust_headlines(document: Mapping[str, Any]) -> list[str]:
    """Return what comes first: futures without a plan, then the plan with the least worst regret.

    Parameters
    ----------
    document : mapping
    """
    lines = [f"{one['words'][0].upper()}{one['words'][1:]}: {one['reason']}." for one in document["no_plan"]]
    if not document["plans"]:
        return [*lines, "geo-poc explain names the demands that conflict, and the least change."]
    return lines + _least(document)


def _least(document: Mapping[str, Any]) -> list[str]:
    plan = next(one for one in document["plans"] if one["name"] == document["least_regret"])
    words = {future["name"]: future["words"] for future in document["futures"]}
    numbers, musts = plan["three_numbers"], plan["three_numbers"]["must_met"]
    out = ranged(numbers["people_out_of_reach"], people_words)
    lines = [f"People at risk out of reach over {len(words)} futures: {out}."]
    if musts["of"]:
        met = ranged(musts, str, f" of {musts['of']}")
        missed = not_met_words(plan["by_future"][PLANNED].get("not_met", ()))
        lines.append(f"Must threats met: {met}." + (f" Not met as planned: {missed}." if missed else ""))
    if numbers["strategic_in_time"]["value"] is not None:
        lines.append(
            f"Strategic risk within its time limit: {ranged(numbers['strategic_in_time'], percent)}."
        )
    told = (
        f"These are of the plan whose greatest loss is the smallest, made for: {words[plan['name']]}. "
        f"It loses at most {at_most_words(plan['worst'])} of what the best of these plans earns in any "
        f"future{_deciding(document)}, {percent(plan['expected'])} on average, {percent(plan['tail'])} over "
        f"the worst {percent(document['tail_share'])} of futures."
    )
    return [*lines, told, *_measured(document)]


def _deciding(document: Mapping[str, Any]) -> str:
    """Return which futures a greatest loss is over, where some have no weight."""
    return "" if all(future["weight"] for future in document["futures"]) else " that has weight"


def _measured(document: Mapping[str, Any]) -> list[str]:
    """Return whose weights a loss is counted in, and how near the plans are to the best of their futures."""
    lines = []
    if not document["weights_held"]:
        lines.append("Every future that was given weight is left out: those that are not count alike.")
    lines += measure_line("What a plan earns", document["views"])
    far = [plan["distance"] for plan in document["plans"] if plan["distance"]]
    if far:
        lines.append(
            f"Distance from the best possible plan of its own future: {distance_words(max(far))} of what can "
            "be gained there, for each of these plans." + _own_losses(document)
        )
    return lines


def _own_losses(document: Mapping[str, Any]) -> str:
    """Return why a plan can earn less in its own future than another of these, where one does.

    What is sought there takes misses of musts and floors off and keeps every constraint; what plans earn is
    compared without.
    """
    words = {future["name"]: future["words"] for future in document["futures"]}
    short = [
        words[plan["name"]]
        for plan in document["plans"]
        if plan["regret"].get(plan["name"], 0.0) > (plan["distance"] or 0.0)
    ]
    if not short:
        return ""
    return (
        " It counts misses of musts and floors and keeps every constraint; what a plan loses is credit "
        "alone, against plans that may keep neither: so another plan can earn more in its own future "
        f"({', '.join(short)})."
    )


def _broken(breaks: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """Return what is not kept in a future; what is not kept as planned either is said there alone."""
    said = () if name == PLANNED else breaks.get(PLANNED, ())
    return [words for words in breaks.get(name, ()) if words not in said]


def weighed_words(future: Mapping[str, Any]) -> str:
    """Return a future in words, with that it decides nothing where it has no weight.

    Parameters
    ----------
    future : mapping
    """
    return str(future["words"]) if future["weight"] else f"{future['words']} (without weight)"


def _future(document: Mapping[str, Any], future: Mapping[str, Any]) -> str:
    """Return what the plan with the least worst regret, and the plan as planned, lose in a future."""
    regret = {plan["name"]: plan["regret"][future["name"]] for plan in document["plans"]}
    name = document["least_regret"]
    plan = next(one for one in document["plans"] if one["name"] == name)
    least, out = regret[name], out_words(plan["by_future"][future["name"]])
    beside = ""
    if "as_planned" in regret and name != "as_planned":
        beside = f", the plan as planned {percent(regret['as_planned'])}"
    only = "" if future["own_plan"] else " (no plan is made for it: the best is that of the others)"
    words = weighed_words(future)
    broken = "; ".join(_broken(plan["breaks"], future["name"]))
    against = f" Not kept there: {broken}." if broken else ""
    return f"{words[0].upper()}{words[1:]}: {out}; it loses {percent(least)}{beside}{only}.{against}"
