"""Looking at the files of a folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_poc import gathering
from geo_poc.gathering import gather, printable

TODAY = date(2025, 6, 30)


def test_files_of_other_kinds_are_counted_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    """Only the kinds of files that can serve are looked at."""
    for name in ("a.csv", "b/c.csv", "d.md", "e.prj", ".f.csv", ".g/h.csv", "skip/i.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a,b\n1,2\n")
    found = gather(tmp_path, today=TODAY, skip=tmp_path / "skip")
    assert [sight.file.relative_to(tmp_path).as_posix() for sight in found.sights] == ["a.csv", "b/c.csv"]
    assert found.other == 1


def test_no_more_than_the_first_files_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of too many files is looked at in part, and that is told."""
    monkeypatch.setattr(gathering, "MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text("a,b\n1,2\n")
    found = gather(tmp_path, today=TODAY)
    assert len(found.sights) == 3
    assert "more than 3 files" in found.findings[0].message


def test_a_name_that_is_no_text_is_not_understood(tmp_path: Path) -> None:
    """A file whose name cannot be written down is not used."""
    (tmp_path / "bad\udcff.csv").write_text("name,lat,lon\nA,1,2\n")
    assert "rename it" in gather(tmp_path, today=TODAY).sights[0].why


def test_what_is_printed_moves_no_cursor() -> None:
    """Control characters and undecodable bytes of names are not passed on to a terminal."""
    assert printable("a\x1b[31m\nb\udcff") == "a?[31m?b?"
