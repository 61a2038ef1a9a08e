"""The actor table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.landscape import SOURCES
from layers.sources.actors import actor_sources, read_actors
from tests.layers.sources.written import errors, table, told
from tests.layers.workbooks import workbook

HEADER = ["name", "source", "proxy", "note"]


def test_proxies_count_as_the_state(tmp_path: Path) -> None:
    """The table keeps what was written; the sources for attribution know the proxy as the state."""
    rows = [["Militia A", "Armed group", "yes", "armed by the army"], ["Herders", "communal", "", ""]]
    for path in (
        table(tmp_path / "a.csv", HEADER, rows),
        workbook(tmp_path / "a.xlsx", {"s": [HEADER, *rows]}),
    ):
        actors, findings = read_actors(path)
        assert actors["source"].tolist() == ["armed_group", "communal"]
        assert actors["proxy"].tolist() == [True, False]
        assert actor_sources(actors) == {"Militia A": "state", "Herders": "communal"}
        assert not findings


@pytest.mark.parametrize(
    ("row", "part", "column"),
    [
        (["X", "rebel", "", ""], "no such source", "source"),
        (["X", "", "", ""], "no such source", "source"),
        (["", "state", "", ""], "no name", "name"),
        (["X", "state", "maybe", ""], "neither true nor false", "proxy"),
        (["militia a", "communal", "", ""], "two sources", "name"),
        (["MILITIA A", "armed_group", "", "yes"], "", ""),
    ],
)
def test_faults_are_errors_with_their_row(tmp_path: Path, row: list[str], part: str, column: str) -> None:
    """Unknown sources, no name, odd flags, two sources for one actor; the same twice is a warning."""
    actors, findings = read_actors(
        table(tmp_path / "a.csv", HEADER, [["Militia A", "armed_group", "", ""], row])
    )
    finding = told(findings, "error", part) if part else told(findings, "warning", "listed twice")
    assert (finding.row, finding.file) == (3, "a.csv")
    assert finding.column == (column or "name")
    assert actor_sources(actors) == {"Militia A": "armed_group"}


def test_a_proxy_listed_as_the_state_is_no_contradiction(tmp_path: Path) -> None:
    """A proxy and the state are one source; a criminal proxy is asked about."""
    rows = [["A", "armed_group", "true", ""], ["a", "state", "", ""], ["B", "criminal", "1", ""]]
    _, findings = read_actors(table(tmp_path / "a.csv", HEADER, rows))
    assert not errors(findings)
    assert told(findings, "warning", "listed twice").row == 3
    assert told(findings, "warning", "counts as the state").row == 4


def test_columns_by_their_usual_names_or_the_mission(tmp_path: Path) -> None:
    """Actor and threat_source are known; anything else is mapped; a table without them is an error."""
    path = table(tmp_path / "a.csv", ["Actor", "threat source"], [["A", "state"]])
    assert actor_sources(read_actors(path)[0]) == {"A": "state"}
    path = table(tmp_path / "b.csv", ["x", "y"], [["A", "state"]])
    assert actor_sources(read_actors(path, columns={"name": "x", "source": "y"})[0]) == {"A": "state"}
    assert len(errors(read_actors(path)[1])) == 2
    assert errors(read_actors(tmp_path / "none.csv")[1])


NAME = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=2, max_size=9).map(
    lambda name: f"A {name}"
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(NAME, st.sampled_from(SOURCES)),
        min_size=1,
        max_size=5,
        unique_by=lambda row: row[0].casefold(),
    )
)
def test_whatever_is_written_is_read(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    """Actors come back as they were."""
    actors, findings = read_actors(table(tmp_path / "a.csv", ["name", "source"], rows))
    assert not errors(findings)
    assert actor_sources(actors) == dict(rows)
