"""Tests of the frame of a document."""

from __future__ import annotations

from maps import page

BAD = '<script>x</script>"'


def test_every_word_is_escaped() -> None:
    """Whatever is said in the frame is text."""
    html = page.banner(BAD, where="top") + page.heading(BAD, BAD, BAD) + page.watermark(BAD)
    html += page.folded("Notes", [BAD], opened=True)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 8


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    """Empty watermarks and lists leave no frame behind."""
    assert page.watermark("") == ""
    assert page.folded("Notes", [], opened=True) == ""


def test_assets_are_read_from_the_package() -> None:
    """Style sheets and scripts come with the package."""
    assert "watermark" in page.asset("page.css")
    assert "geoPoc" in page.asset("map.js")
