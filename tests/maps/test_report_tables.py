"""The tables of the report page."""

from __future__ import annotations

import re

from maps.report import render_report
from maps.report_spec import FindingLine
from maps.report_tables import LONGEST, MOST_FINDINGS
from tests.maps.report_specs import report_spec


def test_page_stays_small_whatever_is_wrong() -> None:
    """Thousands of long findings are cut to what is read, and the rest is counted."""
    many = tuple(FindingLine("error", f"f{i}", "word " * 400, "v" * 900, "r" * 900) for i in range(2000))
    html = render_report(report_spec(findings=many, sound=False))
    assert len(html.encode()) < 1_000_000
    assert f"{2000 - MOST_FINDINGS:,} more: geo-poc check --json prints them all." in html
    assert "v" * (LONGEST + 1) not in html


def test_lost_layers_stand_out() -> None:
    """What was not understood is marked; a layer without extent has no letter."""
    html = render_report(report_spec())
    assert '<span class="lost">not understood</span>' in html
    assert len(re.findall(r'class="letter"', html)) == 3
