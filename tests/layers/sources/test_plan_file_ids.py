"""Ids of a plan's rows."""

from __future__ import annotations

from pathlib import Path

from layers.sources.plan_file_ids import free_name
from tests.layers.sources.plans import read, stop
from tests.layers.sources.written import errors, told


def test_an_id_given_twice_is_an_error_but_for_stops_of_one_route(tmp_path: Path) -> None:
    """The later row is named."""
    finding = told(
        read(tmp_path, stop("A", id="x"), stop("B", id="x", route="R2"))[1], "error", "earlier row"
    )
    assert (finding.row, finding.column, finding.value) == (3, "id", "x")
    assert not errors(read(tmp_path, stop("A", id="x"), stop("B", id="x"))[1])
    loose = [stop(name, id="x", route="", tool="cob") for name in "AB"]
    told(read(tmp_path, *loose)[1], "error", "earlier row")


def test_ids_are_unique_whatever_is_given(tmp_path: Path) -> None:
    """Stops may share the patrol's id; made ids give way to given ones."""
    rows = [
        stop("A", id="cob-b"), stop("B", id="P1"), stop("C", id="P1"), stop("D", id="P1-1", route="R2"),
        stop("B", route="", tool="cob"), stop("B", route="", tool="cob"),
    ]  # fmt: skip
    rows[0] = stop("A", id="cob-b", route="", tool="jpt")
    plan, findings = read(tmp_path, *rows)
    assert not errors(findings)
    assert plan["id"].is_unique
    assert {"cob-b", "P1-1"} <= set(plan["id"])
    assert plan.loc[plan["id"] == "P1-1", "name"].tolist() == ["D"]


def test_a_taken_name_is_numbered() -> None:
    """The first is as asked for."""
    taken = {"a"}
    assert [free_name(name, taken) for name in ("a", "b", "a")] == ["a-2", "b", "a-3"]
