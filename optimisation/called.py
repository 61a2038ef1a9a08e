"""What tools and what stands at a site are called in sentences: by labels, never by keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from optimisation.assets import Asset, Tool
from optimisation.plan import Site


def any_of_words(names: Iterable[str], tools: Mapping[str, Tool]) -> str:
    """Return some tools in words: "company operating base or temporary operating base".

    Parameters
    ----------
    names : iterable of str
    tools : mapping of name to Tool
        A tool that is not among them keeps its name.
    """
    return " or ".join(tools[name].label if name in tools else name for name in names)


def standing_words(asset: Asset, sites: Sequence[Site], tools: Mapping[str, Tool]) -> str:
    """Return what stands at a site in words: "joint protection team at Graudel".

    Parameters
    ----------
    asset : Asset
        One that has a site.
    sites : sequence of Site
    tools : mapping of name to Tool
    """
    return f"{any_of_words((asset.tool,), tools)} at {sites[asset.site].name}"


def site_labels(sites: Sequence[Site]) -> list[str]:
    """Return what each site is called: its name, with its id where others bear the name too.

    Parameters
    ----------
    sites : sequence of Site
    """
    borne = Counter(site.name for site in sites)
    return [site.name if borne[site.name] == 1 else f"{site.name} ({site.id})" for site in sites]
