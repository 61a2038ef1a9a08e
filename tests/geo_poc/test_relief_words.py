"""What easing limits gains, in lines and in rows."""

from __future__ import annotations

from typing import Any

from geo_poc.answer_table import limit_rows
from geo_poc.relief_words import relief_lines

NOTHING = {"people_out_of_reach": 0.0, "musts": [], "musts_met": [], "floors": [], "credit": 0.0, "cost": 0.0}
DAYS = "patrol-days of {} that escorts may take"


def _relief(name: str, gain: float | None = None, most: float = 3.0, credit: float = 0.0) -> dict[str, Any]:
    return {
        "kind": "stock",
        "name": name,
        "gain": gain,
        "at_least": credit,
        "at_most": most,
        "parts": NOTHING | {"credit": credit},
        "most": {"credit": most, "penalties": 0.0, "musts": []},
        "opens": [],
    }


def test_limits_that_gain_nothing_share_a_line() -> None:
    """Those of which the same is known are named together; what gains, or may gain more, has its own line."""
    lines = relief_lines(
        [
            _relief("cob", credit=2.0),
            _relief("tob", credit=2.0),
            _relief("jpt"),
            _relief(DAYS.format("Drave")),
            _relief("escorts", most=5.0),
            _relief("moves", gain=0.0),
        ],
        100.0,
    )
    assert [line.partition(",")[0] for line in lines[:2]] == [
        "One more company operating base",
        "One more temporary operating base",
    ]
    rest = "nothing to gain while all else stays; not placed again: no plan gains more than"
    share = "3 % of the plan's weighted reach"
    assert lines[2:] == [
        f"One more joint protection team, one more patrol-day of Drave that escorts may take: {rest} {share}",
        f"One more escort: {rest} {share.replace('3', '5')}",
        "One more move: nothing to gain, as far as was looked",
    ]


def test_patrol_days_of_many_bases_are_counted() -> None:
    """Those of every candidate base would fill pages: they are one entry, behind what has a name."""
    days = [_relief(DAYS.format(f"B{n}"), gain=0.0) for n in range(80)]
    (line,) = relief_lines([days[0], _relief("escorts", gain=0.0), *days[1:]], 100.0)
    assert line.startswith("One more escort, one more patrol-day of any of 80 bases that escorts may take: ")


def test_a_long_list_is_cut_and_counted() -> None:
    """A line names a few limits and says how many more there are, unless that is one."""
    shut = [_relief(f"jpt at B{n}", gain=0.0) | {"kind": "shut"} for n in range(8)]
    (line,) = relief_lines(shut, 100.0)
    assert "team at B4 and 3 others (all are in the JSON): nothing to gain" in line
    (line,) = relief_lines(shut[:6], 100.0)
    assert "team at B4, leave to open joint protection team at B5: nothing to gain" in line


def test_rows_that_say_the_same_are_one_and_lose_no_name() -> None:
    """Limits without a gain share a row with all their names; another figure, or a gain, is a row apart."""
    reliefs = [
        _relief("cob", credit=2.0),
        _relief("tob", credit=2.0),
        *(_relief(DAYS.format(f"B{n}")) for n in range(8)),
        _relief("escorts", most=5.0),
    ]
    rows = limit_rows({"reliefs": reliefs})
    assert [row["name"].count(";") for row in rows] == [0, 0, 7, 0]
    assert [name for row in rows for name in row["name"].split("; ")] == [one["name"] for one in reliefs]
