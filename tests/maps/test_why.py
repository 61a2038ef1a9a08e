"""Cards that say why an area is red."""

from __future__ import annotations

from html.parser import HTMLParser

from maps.why import WhyCard, WhyStep, card

CARD = WhyCard(
    rank="1",
    title="<b>Alpha</b>: state",
    place="West; 112 km2",
    steps=(WhyStep("people", "210,000", "data"), WhyStep("risk", "= 5", "judgement: the product")),
    facts=(("Trend", "rising"),),
    sources=(("state 75 %", 0.75), ("communal 25 %", 0.25)),
    notes=("Neutral: intent.",),
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.widths: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "rect":
            self.widths.append(str(dict(attrs)["width"]))


def test_card_opens_without_a_script_and_escapes_words() -> None:
    """It is a details element; bars are as long as their shares; no word of the data is markup."""
    html = card(CARD)
    reader = _Reader()
    reader.feed(html)
    assert reader.tags[0] == "details"
    assert "b" not in reader.tags
    assert "&lt;b&gt;Alpha" in html
    assert reader.widths == ["80", "60", "80", "20"]
    assert "judgement: the product" in html
