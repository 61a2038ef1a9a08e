"""What a change by hand does, in lines of text: who is out of reach first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.handover_record import handover_line
from geo_poc.must_words import not_met_words
from geo_poc.option_lists import counted_words
from geo_poc.option_words import named_words, option_words
from geo_poc.words import percent
from maps.style import number_text
from maps.wording import people_words


def what_if_lines(document: Mapping[str, Any]) -> list[str]:
    """Return a document of :func:`geo_poc.hand_what_if.what_if` as lines to read.

    Parameters
    ----------
    document : mapping
    """
    before, after = document["before"]["three_numbers"], document["after"]["three_numbers"]
    out = [people_words(part["people_out_of_reach"]) for part in (before, after)]
    lose, gain = people_words(document["lose_reach"]), people_words(document["gain_reach"])
    lines = [
        f"People at risk out of reach: {out[1]} (before {out[0]}).",
        f"{lose} people lose reach, {gain} gain it.",
    ]
    if after["must_of"]:
        missed = not_met_words(after["not_met"])
        lines.append(
            f"Must threats met: {after['must_met']} of {after['must_of']} (before {before['must_met']})."
            + (f" Not met: {missed}." if missed else "")
        )
    if after["strategic_in_time"] is not None:
        lines.append(
            f"Strategic risk within its time limit: {percent(after['strategic_in_time'])} "
            f"(before {percent(before['strategic_in_time'])})."
        )
    lines += [handover_line(one) for one in document["closes"]]
    lines += [_already(change["already"]) for change in document["changes"] if change["already"]]
    lines += [f"The change {change['words']}." for change in document["changes"]]
    lines += [
        f"{_capital(named_words(one['name']))} is counted without the caveats and preparation of the troops "
        "that move there: geo-poc evaluate counts them where its plan names the contingent."
        for change in document["changes"]
        for one in change["uncounted"]
    ]
    credit = [document[when]["credit"]["total"] for when in ("after", "before")]
    lines.append(f"Weighted reach {number_text(credit[0])} (before {number_text(credit[1])}).")
    return lines + [f"Against a limit or rule of the mission: {words}." for words in document["breaks"]]


def _already(options: Sequence[Mapping[str, Any]]) -> str:
    """Return what stood already where a change wanted to move something, each name once."""
    named = ", ".join(counted_words([option_words(one) for one in options]))
    them = "it" if len(options) == 1 else "them"
    return f"{_capital(named)} stood there already: nothing moves to {them}, what was to move there closes."


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
