"""Why an area is red: a card with what its risk is made of, and which part of it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class WhyStep:
    """One line of what a risk is made of.

    Parameters
    ----------
    name, value : str
    rests_on : str
        "data", "checked", "not checked" or "judgement", with its grade.
    """

    name: str
    value: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class WhyCard:
    """Why a threat area is red.

    Parameters
    ----------
    rank, title, place : str
    steps : tuple of WhyStep
        From people to risk: their product.
    facts : tuple of (label, words)
    sources : tuple of (words, share)
        Risk of each source in it, of all of it, 0 to 1, the highest first.
    notes : tuple of str
    """

    rank: str
    title: str
    place: str
    steps: tuple[WhyStep, ...]
    facts: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, float], ...]
    notes: tuple[str, ...]


def card(why: WhyCard) -> str:
    """Return a card as HTML that opens and closes without a script."""
    steps = "".join(
        f'<tr><th scope="row">{escape(step.name)}</th><td class="figure">{escape(step.value)}</td>'
        f"<td>{escape(step.rests_on)}</td></tr>"
        for step in why.steps
    )
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(words)}</dd>" for label, words in why.facts)
    bars = "".join(_bar(words, share) for words, share in why.sources)
    notes = "".join(f"<li>{escape(note)}</li>" for note in why.notes)
    head = '<tr><th scope="col">Part</th><th scope="col">Value</th><th scope="col">Rests on</th></tr>'
    return (
        f'<details class="why" data-card="{escape(why.rank)}">'
        f"<summary>{escape(why.rank)}. {escape(why.title)}"
        f"<small>{escape(why.place)}</small></summary>"
        f"<table><thead>{head}</thead><tbody>{steps}</tbody></table>"
        f"<h3>Risk here by source</h3><ul>{bars}</ul><dl>{facts}</dl><ul>{notes}</ul></details>"
    )


def _bar(words: str, share: float) -> str:
    width = round(80 * min(max(share, 0.0), 1.0), 1)
    drawn = (
        '<svg width="80" height="9" viewBox="0 0 80 9" aria-hidden="true">'
        '<rect width="80" height="9" fill="#e6e9ed"/>'
        f'<rect width="{width:g}" height="9" fill="#8b2f6f"/></svg>'
    )
    return f'<li class="bar">{drawn}<span>{escape(words)}</span></li>'
