"""The report of a check: written beside the findings, whatever they are, and never over another file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from geo_poc.cli import run_command
from geo_poc.gaps import Gap
from geo_poc.inspection import Inspection, inspect_file
from geo_poc.report import (
    age_words,
    coverage_texts,
    layer_name,
    layer_text,
    report_spec,
    verdict,
    write_report,
)
from geo_poc.whole_files import check_new
from layers.errors import InputError
from maps.offline import refuse_links
from tests.browser import visit
from tests.tiny_mission import Tiny, box, write_tiny

Captured = pytest.CaptureFixture[str]
BAD = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{ 7*7 }}'


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    """Return the inspection of a mission that can be planned on."""
    districts = (("Left", box(-0.1, -0.1, 0.3, 0.7)),)
    return inspect_file(write_tiny(tmp_path_factory.mktemp("sound") / "m", Tiny(districts=districts)))


@pytest.mark.parametrize("width", [1280, 390])
def test_page_opens_without_a_network(
    sound: Inspection, browser: Browser, tmp_path: Path, width: int
) -> None:
    """The page of a check asks for nothing, complains of nothing and fits."""
    file = tmp_path / "report.html"
    write_report(sound, file)
    assert file.stat().st_size < 1_000_000
    with visit(browser, file.as_uri(), width=width) as seen:
        assert seen.asked == [file.as_uri()]
        assert seen.console == []
        assert seen.violations == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.locator(".layers tbody tr").count() == len(sound.layers)
        assert seen.page.locator(".extent span").count() >= 1
        told = seen.page.locator(".findings .warning tbody tr").count()
        assert told == sum(finding.severity == "warning" for finding in sound.findings)


def test_report_is_written_with_errors(tmp_path: Path, capsys: Captured) -> None:
    """A mission that cannot be planned on ends with 2 and has its report all the same."""
    path = write_tiny(tmp_path / "m")
    (path.parent / "bases.csv").write_text("nothing\nhere\n", encoding="utf-8")
    out = tmp_path / "report.html"
    assert run_command(["check", str(path), "--quiet", "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == f"report: {out}"
    page = out.read_text(encoding="utf-8")
    assert page.index("This mission cannot be planned on: ") < page.index("not understood")
    assert "bases.csv" in page


def test_report_of_no_mission_is_confidential(tmp_path: Path, capsys: Captured) -> None:
    """A mission file at fault has a report too, marked as what nobody marked."""
    path, out = tmp_path / "mission.toml", tmp_path / "report.html"
    path.write_text("x = 1\n", encoding="utf-8")
    assert run_command(["check", str(path), "--quiet", "--json", "--out", str(out)]) == 2
    assert json.loads(capsys.readouterr().out)["layers"] == []
    page = out.read_text(encoding="utf-8")
    assert page.count(">Confidential<") == 2
    assert "there is no map" in page


def test_existing_file_is_kept(tmp_path: Path, capsys: Captured) -> None:
    """A file that is there is not overwritten, and nothing is read for it."""
    out = tmp_path / "report.html"
    out.write_text("mine", encoding="utf-8")
    assert run_command(["check", str(tmp_path / "none.toml"), "--quiet", "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert "the file is there already" in said.err
    assert said.out == ""
    assert out.read_text(encoding="utf-8") == "mine"
    with pytest.raises(InputError):
        check_new(out)


def test_folder_that_is_none_is_told(tmp_path: Path, sound: Inspection) -> None:
    """A report that cannot be written is an error with a remedy, and leaves nothing behind."""
    with pytest.raises(InputError, match="the folder of the file is not there"):
        write_report(sound, tmp_path / "absent" / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_equal_inspections_give_equal_pages(sound: Inspection, tmp_path: Path) -> None:
    """A page holds no time and no path: written twice it is the same bytes."""
    write_report(sound, tmp_path / "a.html")
    write_report(sound, tmp_path / "b.html")
    page = (tmp_path / "a.html").read_bytes()
    assert page == (tmp_path / "b.html").read_bytes()
    assert str(sound.path.parent).encode() not in page


def test_hostile_words_of_files_are_text(sound: Inspection, browser: Browser, tmp_path: Path) -> None:
    """Names and messages from files cannot run."""
    finding = replace(sound.findings[0], message=BAD, remedy=BAD, file=BAD, column=BAD, value=BAD)
    layer = replace(
        sound.layers[1], file=BAD, recognised=BAD, attribution=BAD, rows_read=1, rows_dropped={BAD: 1}
    )
    file = tmp_path / "report.html"
    write_report(replace(sound, findings=(finding,), layers=(layer,)), file)
    refuse = file.read_text(encoding="utf-8")
    assert "<img" not in refuse.partition("<body>")[2]
    with visit(browser, file.as_uri()) as seen:
        assert seen.page.evaluate("window.pwned") is None
        assert seen.console == []
        assert seen.page.locator(".layers tbody td").first.text_content() == BAD


def test_offline_rules_are_those_of_maps(sound: Inspection, tmp_path: Path) -> None:
    """A link smuggled into the page would be refused."""
    write_report(sound, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    with pytest.raises(Exception, match="not self-contained"):
        refuse_links(page.replace("</main>", '<img src="https://example.org/a.png"></main>'))


def test_verdict_counts(sound: Inspection) -> None:
    """The first line says whether the mission can be planned on, the second how much is told."""
    first, second = verdict(sound)
    assert first == "This mission can be planned on."
    warnings = sum(finding.severity == "warning" for finding in sound.findings)
    assert second.startswith(f"{warnings} warning")
    failed = replace(sound, findings=(replace(sound.findings[0], severity="error"),))
    assert verdict(failed)[0] == "This mission cannot be planned on: 1 error."


def test_lines_of_the_terminal(sound: Inspection) -> None:
    """Layers and coverage are one line each: rows, reasons, extent, age, marking; or that it is not known."""
    layer = next(layer for layer in sound.layers if layer.key == "layers.incidents")
    text = layer_text(replace(layer, rows_dropped={"dated after as_of": 3, "none": 0}))
    assert text.startswith("layer: incidents.csv [layers.incidents]: UCDP GED")
    assert "24 rows read; 3 dropped: dated after as_of;" in text
    assert "newest 2025-06-28, 2 days before as_of; Unclassified" in text
    lines = coverage_texts(sound)
    assert all(line.startswith("coverage: ") for line in lines)
    assert any("Outside every district of level 1: 50 % of the area" in line for line in lines)
    assert coverage_texts(replace(sound, coverage=None)) == (
        "coverage: not known, for an error stopped the reading",
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (59, "59 days"), (400, "13 months"), (1461, "4.0 years")],
)
def test_ages_are_said_in_their_unit(days: int, words: str) -> None:
    """Days, then months, then years."""
    assert age_words(days) == words


def test_names_of_keys() -> None:
    """Keys of the mission file become names."""
    names = [layer_name(key) for key in ("area", "layers.roads[2]", "layers.other_actors")]
    assert names == ["area", "roads 2", "other actors"]


def test_people_nobody_knows_are_not_a_number(sound: Inspection) -> None:
    """Where no population layer has a value the people are not known, never none."""
    assert sound.coverage is not None
    coverage = replace(sound.coverage, gaps=(Gap("no_population", 0.25, None, None),))
    spec = report_spec(replace(sound, coverage=coverage))
    assert spec.gaps == (("No population layer has a value", "25 %", "not known"),)


def test_layers_not_given_are_listed(sound: Inspection) -> None:
    """What the mission lacks is told with what follows from it."""
    told = report_spec(sound).not_given
    assert "restrictions: nobody is denied passage anywhere" in told
    assert not any(line.startswith(("districts", "roads")) for line in told)
    assert not any(line.endswith("optional") for line in told)
