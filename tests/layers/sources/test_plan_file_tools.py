"""Words for tools."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.sources.plan_file_tools import TOOLS, tool_called, tool_names
from tests.layers.sources.written import errors, told


def named(*words: str, also: tuple[str, ...] = ()) -> tuple[list[str], tuple]:
    """Return the tools of words, and the findings."""
    given = pd.Series(words, index=range(2, 2 + len(words)), dtype=object)
    names, findings = tool_names(given, file="f", column="tool", also=also)
    return names.tolist(), findings


def test_every_tool_is_known_by_its_own_name() -> None:
    """Nothing is to be told then."""
    assert named(*TOOLS) == (list(TOOLS), ())


@pytest.mark.parametrize(
    ("word", "tool"),
    [
        ("COB", "cob"), ("Company Operating Bases", "cob"), ("company-operating base (COB)", "cob"),
        ("T.O.B.", "tob"), ("temporary operating base", "tob"), ("JPTs", "jpt"),
        ("Joint Protection Team", "jpt"), ("CLA", "cla"), ("Community Liaison Assistants", "cla"),
        ("CAN", "can"), ("community alert network", "can"), ("Women's Protection Adviser", "adviser"),
        ("POC advisor", "adviser"), ("Good offices", "mediation"), ("political pressure", "pressure"),
        ("Long-range patrol", "long_patrol"), ("Patrol (foot)", "foot_patrol"), ("day patrols", "patrol"),
        ("Joint patrol", "joint_patrol"), ("coordinated patrol", "coordinated_patrol"),
        ("Quick Reaction Force (QRF)", "qrf"), ("QRF by helicopter", "qrf_air"), ("FPU", "fpu"),
        ("Formed Police Units", "fpu"), ("UN police", "unpol"), ("Human rights team", "human_rights"),
        ("Field office", "field_office"), ("Community violence reduction (CVR)", "cvr"),
        ("support to host police", "host_support"),
        ("Night Patrol", "night_patrol"), ("patrol (night)", "night_patrol"), ("Partner force", "partner"),
    ],
)  # fmt: skip
def test_words_as_people_write_them(word: str, tool: str) -> None:
    """What a word was taken for is told, but for a tool's own name."""
    names, findings = named(word)
    assert names == [tool]
    if word.lower() != tool:
        assert f"as {tool}" in told(findings, "info", "understood").message


@pytest.mark.parametrize("word", ["helicopter", "COB (TOB)", "patrol (with the army)", "?"])
def test_unknown_words_are_errors_in_every_row(word: str) -> None:
    """Nothing is guessed; who goes along with a patrol is not dropped in silence."""
    names, findings = named(word, "cob", word)
    assert names == ["", "cob", ""]
    assert [(finding.row, finding.value) for finding in errors(findings)] == [(2, word), (4, word)]
    assert "cob, tob, jpt" in errors(findings)[0].remedy


def test_a_slip_is_asked_about() -> None:
    """The remedy names the nearest tool."""
    assert "did you mean jpt?" in errors(named("joint protecton team")[1])[0].remedy


def test_no_word_is_no_error_here_and_tools_of_the_mission_are_known() -> None:
    """The row says elsewhere what it is; further tools keep their names."""
    assert named("", "QRF", also=("qrf",))[0] == ["", "qrf"]
    assert not errors(named("", "QRF", also=("qrf",))[1])


def test_a_remedy_names_each_tool_once() -> None:
    """Also where the mission's own tools are among the known ones."""
    _, findings = named("fortress", also=("cob", "drone"))
    (fault,) = errors(findings)
    told = fault.remedy.removeprefix("use one of ").split(", ")
    assert told == [*TOOLS, "drone"]


def test_one_word_stands_for_its_tool_or_for_itself() -> None:
    """Words and keys of tools are known, tools of the mission too; any other word stays as it is."""
    assert tool_called("Good offices") == "mediation"
    assert tool_called("cob") == "cob"
    assert tool_called("drone", also=("drone",)) == "drone"
    assert tool_called("tank") == "tank"
