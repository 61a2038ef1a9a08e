"""Names written from right to left beside numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser

from maps.direction import plain
from maps.render import render_map
from tests.browser import saved, visit
from tests.maps.demo import map_spec

NAME = "\u0645\u0634\u0631\u0639 \u0627\u0644\u0631\u0627\u0642"


def test_names_from_right_to_left_are_isolated_and_all_is_escaped() -> None:
    """A name of two words is one run; letters from left to right and markup stay as they are."""
    assert plain(f"near {NAME}, 5 < 6") == f"near <bdi>{NAME}</bdi>, 5 &lt; 6"
    assert plain("<b>L'Île</b>") == "&lt;b&gt;L&#x27;Île&lt;/b&gt;"


def test_number_after_such_a_name_is_drawn_after_it(browser: Browser, tmp_path: Path) -> None:
    """In a browser the people of an area stand right of its Arabic name, in a line and in a row."""
    told = f"45 km from {NAME}, 81,000 people"
    spec = replace(map_spec(), headlines=(told,), notes=(told,), table=(("No.", "Near"), ("1", told)))
    with visit(browser, saved(tmp_path, render_map(spec))) as seen:
        for where in (".headlines li", "table.uncovered td:nth-child(2)", "details li"):
            name, number = seen.page.locator(where).first.evaluate(
                """element => {
                    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), found = {};
                    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                        for (const words of ["\u0645\u0634\u0631\u0639", "81,000"]) {
                            const at = node.data.indexOf(words);
                            if (at < 0) { continue; }
                            const range = document.createRange();
                            range.setStart(node, at);
                            range.setEnd(node, at + words.length);
                            const box = range.getBoundingClientRect();
                            found[words] = [Math.round(box.top), box.left];
                        }
                    }
                    return [found["\u0645\u0634\u0631\u0639"], found["81,000"]];
                }"""
            )
            assert name < number, where
