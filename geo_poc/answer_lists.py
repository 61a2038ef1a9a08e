"""The lists beside the map of an answer: uncovered areas, plans, what each loses in each future, sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.answer_table import Plan
from geo_poc.frontier_words import point_columns
from geo_poc.futures import PLANNED
from geo_poc.must_list import missed_list
from geo_poc.out_words import more_words, out_words
from geo_poc.robust_words import weighed_words
from geo_poc.share_ends import at_least_words, at_most_words
from geo_poc.words import percent
from maps.style import number_text
from maps.wording import WHY_WORDS, left_out_words, people_words

REGRET = "What each plan (by its letter) loses of the best in each future, in percent"
LEAST = 1e-9
"""Regret that is the rounding of none."""

Rows = tuple[tuple[str, ...], ...]
Areas = tuple[str, str, Sequence[Mapping[str, Any]]]
"""What a set of uncovered areas is called, what stands before its numbers, and the areas."""


def letter(number: int) -> str:
    """Return what a plan is called on a page: A, B, ... Z, A1, B1, ..."""
    return f"{chr(65 + number % 26)}{number // 26 or ''}"


def uncovered_of(document: Mapping[str, Any], plans: Sequence[Plan], shown: int) -> list[Areas]:
    """Return the uncovered areas of a page: of the plan shown first; after a change by hand and before it.

    Parameters
    ----------
    document : mapping
    plans : sequence of Plan
        Of :func:`geo_poc.answer_table.plans_of`.
    shown : int
    """
    if document["kind"] == "what_if":
        told = (
            ("Uncovered areas after the change", "after", ""),
            ("Uncovered areas before it", "before", "b"),
        )
        return [(words, mark, document[when]["uncovered"]) for words, when, mark in told]
    if plans:
        return [(f"Uncovered areas of plan {letter(shown)}", "", plans[shown][1]["uncovered"])]
    if "today" in document:
        return [("Uncovered areas as things stand", "", document["today"]["uncovered"])]
    return [("Uncovered areas", "", document["uncovered"])]


def areas_note(document: Mapping[str, Any], plans: Sequence[Plan], shown: int) -> str:
    """Return how many uncovered areas the list of a page leaves out, with how many people; "" for none."""
    if document["kind"] == "what_if":
        rests = [(f"{when.capitalize()} the change. ", document[when]) for when in ("after", "before")]
    else:
        rests = [("", plans[shown][1] if plans else document.get("today", document))]
    words = [(when, left_out_words(**told["uncovered_rest"])) for when, told in rests]
    return " ".join(f"{when}{one}" for when, one in words if one)


def out_line(plans: Sequence[Plan], shown: int) -> tuple[str, ...]:
    """Return who stays out of reach of the plan that is shown first; nothing without plans."""
    if not plans:
        return ()
    name, plan = plans[shown]
    return (f"Plan {letter(shown)} ({name}): {out_words(plan['three_numbers'])}.",)


def areas_list(areas: Sequence[Areas]) -> Rows:
    """Return the list of uncovered areas, its heading first."""
    rows = [
        (f"{mark}{area['rank']}", area["name"], people_words(area["people"]), WHY_WORDS[area["why"]])
        for _, mark, found in areas
        for area in found
    ]
    heading = "No. (b: before)" if any(mark for _, mark, _ in areas) else "No."
    return ((heading, "Uncovered, most risk first, near", "People", "Why"), *rows)


def answer_lists(document: Mapping[str, Any], plans: Sequence[Plan]) -> tuple[tuple[str, Rows], ...]:
    """Return the further lists of a page with their titles.

    Parameters
    ----------
    document : mapping
    plans : sequence of Plan
    """
    if document["kind"] == "explain" and "sites" in document:
        return (("What is lost without each site, nothing else moving", _site_rows(document)),)
    if not plans:
        return ()
    if document["kind"] == "robust":
        title = "Plans: three numbers over the futures, least to most"
        missed = _missed(plans, [plan["by_future"][PLANNED] for _, plan in plans], ", as planned")
        return ((title, _ranged_rows(plans)), *missed, (REGRET, _matrix(document, plans)))
    missed = _missed(plans, [plan["three_numbers"] for _, plan in plans])
    if document["kind"] == "compromise":
        views = [view["name"] for view in document["views"]]
        title = f"Plans, and what each of {len(views)} views has of the best found for it"
        return ((title, _viewed_rows(plans, views)), *missed)
    if document["kind"] == "frontier":
        return (("Plans", _pointed_rows(document, plans)), *missed)
    return (("Plans", _plan_rows(plans)), *missed)


def _missed(
    plans: Sequence[Plan], numbers: Sequence[Mapping[str, Any]], when: str = ""
) -> tuple[tuple[str, Rows], ...]:
    """Return the list of must threats that plans do not meet, with its title, where there are any."""
    letters = [letter(number) for number in range(len(plans))]
    missed = [one.get("not_met", ()) for one in numbers]
    rows = missed_list(list(zip(letters, missed, strict=True)))
    return ((f"Must threats not met{when}", rows),) if rows else ()


def _viewed_rows(plans: Sequence[Plan], views: Sequence[str]) -> Rows:
    """Return the plans with what each view has of its best, empty for views that were not reached."""
    heading, *rows = _plan_rows(plans)
    shares = [
        [at_least_words(plan["shares"][view]) if view in plan["shares"] else "" for view in views]
        for _, plan in plans
    ]
    return ((*heading, *views), *((*row, *own) for row, own in zip(rows, shares, strict=True)))


def _pointed_rows(document: Mapping[str, Any], plans: Sequence[Plan]) -> Rows:
    """Return the plans of a frontier with either side of it in a column of its own."""
    rows = zip(_plan_rows(plans), point_columns(document), strict=True)
    return tuple((row[0], *sides, *row[2:]) for row, sides in rows)


def _plan_rows(plans: Sequence[Plan]) -> Rows:
    """Return the plans with their three numbers; after the first, what rounding hides of people too."""
    rows = []
    for n, (name, plan) in enumerate(plans):
        out, *others = _figures(plan["three_numbers"])
        more = more_words(plan["three_numbers"], plans[0][1]["three_numbers"])
        rows.append((letter(n), name, f"{out} ({more})" if more else out, *others))
    beside = f" (beside {letter(0)})" if any("(" in row[2] for row in rows) else ""
    heading = ("Plan", "What", f"Out of reach{beside}", "Musts met", "Strategic in time")
    return _without_empty((heading, *rows))


def _without_empty(rows: Rows) -> Rows:
    """Return a list without the columns that have nothing but a heading: a mission without such threats."""
    kept = [n for n in range(len(rows[0])) if any(row[n] for row in rows[1:])]
    return tuple(tuple(row[n] for n in kept) for row in rows)


def _figures(numbers: Mapping[str, Any]) -> tuple[str, str, str]:
    musts = f"{numbers['must_met']} of {numbers['must_of']}" if numbers["must_of"] else ""
    in_time = numbers["strategic_in_time"]
    return people_words(numbers["people_out_of_reach"]), musts, "" if in_time is None else percent(in_time)


def _ranged_rows(plans: Sequence[Plan]) -> Rows:
    """Return the range of each of the three numbers over the futures, a row for each plan."""
    rows = []
    for n, (name, plan) in enumerate(plans):
        low, high = (
            _figures(
                {
                    "must_met": numbers["must_met"][end],
                    "must_of": numbers["must_met"]["of"],
                    "people_out_of_reach": numbers["people_out_of_reach"][end],
                    "strategic_in_time": numbers["strategic_in_time"][end],
                }
            )
            for numbers, end in ((plan["three_numbers"], "low"), (plan["three_numbers"], "high"))
        )
        ranges = [one if one == other else f"{one} to {other}" for one, other in zip(low, high, strict=True)]
        rows.append((letter(n), name, *ranges, at_most_words(plan["worst"])))
    heading = ("Plan", "Made", "Out of reach", "Musts met", "Strategic in time", "Worst loss")
    return _without_empty((heading, *rows))


def _matrix(document: Mapping[str, Any], plans: Sequence[Plan]) -> Rows:
    """Return what each plan loses in each future, a row for a future."""
    heading = ("Future", *(letter(number) for number in range(len(plans))))
    rows = [
        (weighed_words(future), *(_percents(plan["regret"][future["name"]]) for _, plan in plans))
        for future in document["futures"]
    ]
    summaries = [
        (words, *(_percents(plan[key]) for _, plan in plans))
        for words, key in (("on average", "expected"), ("worst", "worst"), ("mean of the worst", "tail"))
    ]
    return (heading, *rows, *summaries)


def _percents(share: float) -> str:
    """Return a share in percent without the sign, to a tenth: a little is not nothing."""
    if share < LEAST:
        return "0"
    return "<0.1" if share < 0.0005 else f"{share * 100:.1f}"


def _site_rows(document: Mapping[str, Any]) -> Rows:
    sites = [_lost(site) for site in document["sites"]]
    return (("Site", "People out of reach", "Musts, floors", "Weighted reach"), *sites)


def _lost(site: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is lost without a site, part by part, nothing else moving."""
    parts = site["parts"]
    missed = [one["name"] for one in parts["floors"] if one["after"] < min(one["wanted"], one["before"])]
    return (
        site["name"],
        people_words(max(0.0, parts["people_out_of_reach"])),
        "; ".join([*parts["musts"], *(name.removeprefix("floor: ") for name in missed)]),
        number_text(parts["credit"]),
    )
