"""Tests that a document cannot reach outside its own file."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import folium
import pytest

from maps.errors import OfflineError
from maps.offline import OfflineFigure, Verbatim, json_block, policy, refuse_links

REACHING = [
    '<script src="https://cdn.example/x.js"></script>',
    '<link rel="stylesheet" href="//cdn.example/x.css">',
    '<img src="http://example.org/a.png">',
    '<img src="a.png">',
    '<img src="data:image/svg+xml;base64,AAAA">',
    '<img srcset="a.png 2x">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="other.html">x</a>',
    '<a href=" https://example.org">x</a>',
    "<style>body{background:url(a.png)}</style>",
    "<style>@import 'x.css';</style>",
    '<script>fetch("https://example.org")</script>',
    '<script>fetch("//example.org")</script>',
    "<script>import('x.js')</script>",
    '<script>new WebSocket("wss://example.org")</script>',
    '<iframe srcdoc="x"></iframe>',
    '<object data="x"></object>',
    '<form action="/x"></form>',
    '<base href="/">',
    '<meta http-equiv="Refresh" content="0; x">',
    '<svg><use xlink:href="x.svg#a"/></svg>',
    '<p style="background:red">x</p>',
    '<p onclick="x()">x</p>',
]


@pytest.mark.parametrize("part", REACHING)
def test_whatever_reaches_outside_is_refused(part: str) -> None:
    """Every way to load, follow or run something else raises."""
    with pytest.raises(OfflineError):
        refuse_links(f"<html><body>{part}</body></html>")


@pytest.mark.parametrize(
    "part",
    [
        "<p>Natural Earth, https://www.naturalearthdata.com</p>",
        '<p title="https://example.org">x</p>',
        '<img src="data:image/png;base64,AAAA">',
        '<a href="#place">x</a>',
        '<script type="application/json" id="a">{"source":"https://example.org"}</script>',
        "<style>p{color:red}</style><script>var a = 1 / 2; // a half</script>",
    ],
)
def test_plain_text_and_inline_data_pass(part: str) -> None:
    """Text may name an address; only what a browser would act on is refused."""
    refuse_links(f"<html><body>{part}</body></html>")


def test_only_named_relative_links_pass() -> None:
    """A link passes when it was declared and is relative."""
    refuse_links('<a href="../a/proposal.html">x</a>', links=["../a/proposal.html"])
    for bad in ("https://example.org/a.html", "//example.org/a.html", "javascript:alert(1)", "/etc/passwd"):
        with pytest.raises(OfflineError):
            refuse_links(f'<a href="{bad}">x</a>', links=[bad])


def test_every_offence_is_told_at_once() -> None:
    """One error names all offences."""
    with pytest.raises(OfflineError) as told:
        refuse_links('<img src="x.png"><iframe></iframe>')
    assert "x.png" in str(told.value)
    assert "iframe" in str(told.value)


def test_an_ordinary_folium_map_is_refused() -> None:
    """A map that fetches its libraries does not get out of the figure."""
    figure = OfflineFigure()
    figure.add_child(folium.Map(location=[0, 0], tiles=None))
    with pytest.raises(OfflineError, match="jsdelivr"):
        figure.render()


def test_policy_names_every_script_and_style() -> None:
    """The policy holds the digest of each script and style and no permission beyond."""
    text = policy("<style>a{}</style><script>b()</script><script>b()</script>")
    for block in ("a{}", "b()"):
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert text.count(f"'sha256-{digest}'") == 1
    assert "default-src 'none'" in text
    assert "unsafe" not in text
    assert "connect-src" not in text


def test_text_is_not_read_as_a_template() -> None:
    """Braces in data stay braces: Branca's own element would run them."""
    figure = OfflineFigure()
    figure.html.add_child(Verbatim("<p>{{ 7*7 }} {% raw %}</p>"))
    assert "{{ 7*7 }} {% raw %}" in figure.render()


def test_data_blocks_cannot_be_left() -> None:
    """A closing tag inside data does not end the block, and the data comes back unchanged."""
    value = {"name": "</script><script>x()</script>", "other": "a & b", "lines": "\u2028"}
    block = json_block("a", value)
    assert block.count("</script>") == 1
    body = re.sub(r"^<script[^>]*>|</script>$", "", block)
    assert json.loads(body) == value
