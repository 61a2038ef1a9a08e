"""Where sites stand that may have made their surroundings calm."""

from __future__ import annotations

from typing import Any

from geo_poc.calmed import by_worth


def _site(name: str, credit: float, *musts: str) -> dict[str, Any]:
    return {"closes": [{"id": f"cob:{name}"}], "parts": {"credit": credit, "musts": list(musts)}}


def _order(sites: list[dict[str, Any]], **earlier: float) -> list[str]:
    ordered = by_worth(sites, [{"id": base, "loss": loss} for base, loss in earlier.items()])
    return [site["closes"][0]["id"].removeprefix("cob:") for site in ordered]


def test_base_that_made_it_calm_stands_before_what_takes_less_away() -> None:
    """It passes sites that are worth less than it was, up to one that is not, or that a must hangs on."""
    sites = [_site("busy", 90.0), _site("held", 1.0, "raids"), _site("weak", 20.0), _site("quiet", 5.0)]
    assert _order(sites, quiet=50.0) == ["busy", "held", "quiet", "weak"]


def test_two_that_made_it_calm_are_held_against_each_other_in_one_measure() -> None:
    """One does not pass another that is worth more by recent risk and by earlier risk alike."""
    sites = [_site("great", 1114.0), _site("small", 349.0), _site("quiet", 5.0)]
    assert _order(sites, great=1346.0, small=1154.0) == ["great", "small", "quiet"]
    assert _order(sites, great=1346.0, small=1154.0, quiet=1400.0) == ["quiet", "great", "small"]
