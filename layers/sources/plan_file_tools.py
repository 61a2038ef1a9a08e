"""What people call the tools of a plan: COB, company operating base, JPTs, night patrol."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from layers.errors import Finding
from layers.fields import plain, shorten
from layers.sources.each_row import each_row

PATROLS = ("patrol", "night_patrol", "long_patrol", "foot_patrol", "joint_patrol", "coordinated_patrol")
ENGAGEMENTS = ("mediation", "pressure", "host_support")
"""Tools that go to a threat, or a district, and need no place of their own."""

_KINDS = (
    "day",
    "short",
    "short range",
    "vehicle",
    "mounted",
    "mobile",
)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "cob": ("company operating base", "company base", "coy operating base", "coy base"),
    "tob": ("temporary operating base", "temporary base", "platoon base"),
    "jpt": ("joint protection team", "joint protection"),
    "cla": ("community liaison assistant",),
    "can": ("community alert network", "alert network"),
    "adviser": (
        "advisor", "protection adviser", "protection advisor", "poc adviser", "poc advisor",
        "women protection adviser", "women's protection adviser", "women protection advisor",
        "women's protection advisor", "wpa", "child protection adviser", "child protection advisor",
    ),
    "mediation": ("good offices", "mediation and good offices", "mediator", "local mediation"),
    "pressure": ("political pressure", "leadership pressure", "political pressure by leadership"),
    "patrol": (*(f"{kind} patrol" for kind in _KINDS), *(f"patrol {kind}" for kind in _KINDS)),
    "night_patrol": ("patrol night", "patrol at night", "patrol by night"),
    "long_patrol": ("lrp", "long range patrol", "patrol long", "patrol long range"),
    "foot_patrol": ("patrol foot", "patrol on foot", "dismounted patrol"),
    "joint_patrol": ("patrol joint",),
    "coordinated_patrol": ("patrol coordinated",),
    "qrf": (
        "quick reaction force", "quick reaction force by road", "quick reaction", "qrf road", "qrf by road",
    ),
    "qrf_air": (
        "quick reaction force by helicopter", "quick reaction force by air", "qrf air",
        "helicopter quick reaction force", "qrf helicopter", "qrf by air", "qrf by helicopter",
    ),
    "fpu": ("formed police unit", "formed police"),
    "unpol": (
        "un police", "un police team", "unpol team", "police team", "individual police officers", "ipo",
    ),
    "human_rights": (
        "human rights presence", "human rights team", "human rights office", "human rights officer",
        "human rights monitor", "hro",
    ),
    "field_office": ("civilian field office", "civilian office", "sub office"),
    "cvr": (
        "community violence reduction", "violence reduction", "sensitisation", "sensitization",
        "community sensitisation", "community project", "cvr project",
    ),
    "host_support": (
        "support to host police", "support to host police and justice", "host police support",
        "support to police and justice", "police and justice support",
    ),
    "partner": ("partner force", "other actor", "partner unit"),
}  # fmt: skip
TOOLS = tuple(_NAMES)

_KNOWN = {plain(word): tool for tool, words in _NAMES.items() for word in (tool, *words)}
_BRACKETS = re.compile(r"^(.*)\((.*)\)\s*$")


def tool_names(
    given: pd.Series, *, file: str, column: str, also: Collection[str] = ()
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the tools that words stand for, "" where there is no word or an unknown one.

    Case, punctuation, a plural and an abbreviation in brackets do not matter.

    Parameters
    ----------
    given : Series of str
        Its index holds row numbers.
    file, column : str
    also : collection of str
        Further tools of the mission, taken as they are.
    """
    known = _KNOWN | {plain(name): name for name in also}
    meant = {word: _meant(word, known) for word in given.unique()}
    names = given.map(meant)
    understood = ", ".join(
        f"{shorten(word)!r} as {tool}" for word, tool in meant.items() if tool and word.lower() != tool
    )
    told: tuple[Finding, ...] = ()
    if understood:
        message = f"words for tools were understood: {shorten(understood, limit=300)}"
        told = (Finding("info", message, "", file, None, column),)
    bad = (given != "") & (names == "")
    findings = each_row(
        "error", "the tool is unknown", f"use one of {', '.join(dict.fromkeys((*TOOLS, *also)))}",
        file=file, column=column, bad=bad, values=given,
    )  # fmt: skip
    hinted = (replace(found, remedy=_near(found.value, known) + found.remedy) for found in findings)
    return names, (*told, *hinted)


def tool_called(word: str, *, also: Collection[str] = ()) -> str:
    """Return the tool that a word stands for; the word itself where none is known.

    Parameters
    ----------
    word : str
    also : collection of str
        Further tools of the mission, taken as they are.
    """
    return word if word in also else _meant(word, _KNOWN | {plain(name): name for name in also}) or word


def _meant(word: str, known: Mapping[str, str]) -> str:
    """Return the tool of a word, "" for none; what stands in brackets must not say something else."""
    tool = _looked_up(word, known)
    parts = _BRACKETS.match(word)
    if tool or parts is None:
        return tool
    outside, inside = (_looked_up(part, known) for part in parts.groups())
    return outside if outside == inside else ""


def _looked_up(word: str, known: Mapping[str, str]) -> str:
    key = plain(word)
    return known.get(key) or known.get(key.removesuffix("s"), "")


def _near(word: str, known: Mapping[str, str]) -> str:
    """Return a question after the tool that a slip of the pen may mean, "" where none is near."""
    near = difflib.get_close_matches(plain(word), known, n=1, cutoff=0.75)
    return f"did you mean {known[near[0]]}? " if near else ""
