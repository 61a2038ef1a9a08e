"""What a change by hand names: the tool and the place of an asset of any kind, as options of the problem."""

from __future__ import annotations

import difflib

import numpy as np
from numpy.typing import NDArray

from geo_poc.hand_session import HandSession
from geo_poc.host_support import every_support
from geo_poc.locks import sites_by_name
from geo_poc.option_words import tool_words, units_words
from layers.sources.plan_file_tools import tool_called

NAMED = 8
"""Names that a remedy lists."""


class RefusedError(Exception):
    """A change that cannot be made: why, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class Places:
    """The options that words stand for: sites, bases of patrols and escorts, threats, districts."""

    def __init__(self, session: HandSession) -> None:
        self._session, self._assets = session, session.assembly.assets
        self._keys, self._sites = session.mission.keys, session.ground.sites
        self._by_name = sites_by_name(self._sites)
        self._numbers = {asset.id: number for number, asset in enumerate(self._assets)}

    def site(self, written: str) -> int:
        """Return the position of the one site with a name or id."""
        found = self._by_name.get(written.casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(self._sites[n].id for n in found[:NAMED])
            raise RefusedError(f"{len(found)} sites have this name", f"use one of the ids: {ids}")
        remedy = "name a base or a candidate site; geo-poc evaluate takes plans at any position"
        raise RefusedError("no site has this name", remedy)

    def at(self, site: int) -> list[int]:
        """Return the mission's own options at a site: what stands there, patrols, teams with an escort."""
        return [
            n
            for n, asset in enumerate(self._assets)
            if asset.site == site and not asset.tool.startswith("partner:")
        ]

    def same_at(self, option: int, site: int) -> int:
        """Return the option that is another one moved to a site."""
        asset, place = self._assets[option], self._sites[site].id
        if asset.escort >= 0:
            place = f"{place}+{self._sites[asset.escort].id}"
        if asset.route is not None:
            place = f"{place}/{asset.route.number}"
        return self.options(asset.tool, place)[0]

    def lent_from(self, option: int, site: int) -> int | None:
        """Return the option that is a team at its place with an escort from another base; None without."""
        asset = self._assets[option]
        team = f"{asset.tool}:{self._sites[asset.site].id}"
        return self._numbers.get(f"{team}+{self._sites[site].id}")

    def adding(self, tool: str, place: str, chosen: NDArray[np.bool_]) -> int:
        """Return the option that adding a tool at a place opens: of patrols the next of the base."""
        options = self.options(tool, place)
        free = [option for option in options if not chosen[option]]
        if not free:
            told = f"all {len(options)} are in the plan" if len(options) > 1 else "it stands there already"
            raise RefusedError(told, "add something else")
        return free[0]

    def dropping(self, tool: str, place: str, chosen: NDArray[np.bool_]) -> int:
        """Return the option that dropping a tool at a place closes: of patrols the last of the base."""
        standing = [option for option in self.options(tool, place) if chosen[option]]
        if not standing:
            raise RefusedError(f"the plan has no {tool_words(self._tool(tool))} here", "name one of the plan")
        return standing[-1]

    def options(self, tool: str, place: str) -> list[int]:
        """Return the options of a tool at a place, in order; at least one.

        Parameters
        ----------
        tool : str
            Its key, or as people call it.
        place : str
            A site; site+base of a team with an escort; base or base/number of a patrol; a threat of an
            engagement; actor/district or district of support to the host state.
        """
        tool = self._tool(tool)
        stands = self._keys.assets[tool].stands
        if stands == "threat":
            return [self._on_threat(tool, place)]
        if stands == "district":
            return [self._in_district(tool, place)]
        if stands == "route":
            return self._routes(tool, place)
        team, plus, lender = place.partition("+")
        if plus and place.casefold() not in self._by_name:
            return [self._escorted(tool, team.strip(), lender.strip())]
        return [self._at_site(tool, place)]

    def _tool(self, written: str) -> str:
        known = self._keys.assets
        tool = tool_called(written, also=known)
        if tool == "partner":
            remedy = "credit for others in place is given by [[partner]] in the mission file"
            raise RefusedError("others in place are no means of the mission", remedy)
        if tool not in known:
            raise RefusedError("the mission knows no such tool", f"use one of: {', '.join(known)}")
        return tool

    def _at_site(self, tool: str, place: str) -> int:
        site = self.site(place)
        number = self._numbers.get(f"{tool}:{self._sites[site].id}")
        if number is not None:
            return number
        self._refuse_unbudgeted(tool, tool)
        there = [a.tool for n in self.at(site) if (a := self._assets[n]).route is None and a.escort < 0]
        can = ", ".join(there) or "nothing: choose another site"
        raise RefusedError(f"{tool_words(tool)} cannot stand here", f"what can: {can}")

    def _escorted(self, tool: str, team: str, lender: str) -> int:
        site, base = self.site(team), self.site(lender)
        if not self._keys.assets[tool].escorted_by:
            raise RefusedError(f"{tool_words(tool)} never goes with an escort", f"write {tool}={team}")
        number = self._numbers.get(f"{tool}:{self._sites[site].id}+{self._sites[base].id}")
        if number is not None:
            return number
        self._refuse_unbudgeted("escorts", None)
        self._refuse_unbudgeted(tool, tool)
        lenders = [a.escort for a in self._assets if a.site == site and a.tool == tool and a.escort >= 0]
        can = ", ".join(self._sites[n].name for n in lenders[:NAMED]) or "nobody: choose another site"
        raise RefusedError(f"no escort from {self._sites[base].name} is laid out for here", f"who can: {can}")

    def _routes(self, tool: str, place: str) -> list[int]:
        written, slash, number = place.rpartition("/")
        single = bool(slash) and number.strip().isdigit() and place.casefold() not in self._by_name
        site = self.site(written.strip() if single else place)
        routes = {
            a.route.number: n
            for n, a in enumerate(self._assets)
            if a.route is not None and a.tool == tool and a.site == site
        }
        if single and int(number) in routes:
            return [routes[int(number)]]
        if routes and not single:
            return [routes[n] for n in sorted(routes)]
        if getattr(self._keys.budget, tool, 0) is None:
            self._refuse_unkept(tool)
            remedy = f"give them a number for this question: --set budget.{tool}=N"
            raise RefusedError(
                "bases keep these patrols going unasked: they go where their base goes", remedy
            )
        self._refuse_unbudgeted(tool, tool)
        self._refuse_unkept(tool)
        known = (
            f"numbers 1 to {max(routes)}" if routes else "another base: its troops, or the ground, allow none"
        )
        raise RefusedError(f"no such {tool_words(tool)} is laid out from here", f"name {known}")

    def _refuse_unkept(self, tool: str) -> None:
        kept = {name for base in self._keys.assets.values() for name, count in base.routes.items() if count}
        if tool not in kept:
            remedy = f"let a class of base keep some: --set assets.cob.routes.{tool}=1"
            raise RefusedError(f"no base keeps a {tool_words(tool)} going", remedy)

    def _on_threat(self, tool: str, place: str) -> int:
        ids = {name.casefold(): t.id for t in self._keys.threat for name in (t.name, t.id)}
        wanted = ids.get(place.casefold())
        if wanted is None:
            near = difflib.get_close_matches(place.casefold(), ids, n=1, cutoff=0.75)
            known = ", ".join(t.id for t in self._keys.threat[:12]) or "the register is empty"
            remedy = f"did you mean {ids[near[0]]}?" if near else f"give the id of a threat: {known}"
            raise RefusedError("no threat of the register has this id or name", remedy)
        number = self._numbers.get(f"{tool}:{wanted}")
        if number is not None:
            return number
        self._refuse_unbudgeted("engagements", None)
        threat = next(t for t in self._session.reaches.demand.threats if t.id == wanted)
        if tool not in threat.interlocutors:
            remedy = f"name who it is in threat.interlocutors.{tool}"
            raise RefusedError(
                f"nobody is named to talk to about {threat.name} by {tool_words(tool)}", remedy
            )
        raise RefusedError(
            f"nobody observes violence of the source {threat.source}", "read a feed that observes it"
        )

    def _in_district(self, tool: str, place: str) -> int:
        session = self._session
        known = every_support(session.mission, session.ground.landscape, session.reaches.demand)
        match = [one for one in known if place.casefold() in {name.casefold() for name in one.names}]
        if len(match) != 1:
            listed = ", ".join(one.names[1] for one in known[:NAMED]) or "there is none"
            raise RefusedError(
                "this names no one entry of [[host_support]]", f"give actor/district: {listed}"
            )
        number = self._numbers.get(match[0].asset.id)
        if number is not None:
            return number
        if not match[0].allowed:
            told = "the due diligence policy does not allow this support: it would earn nothing"
            raise RefusedError(told, "have the actor assessed")
        self._refuse_unbudgeted(tool, None)
        raise RefusedError("this support is not laid out", "name another district")

    def _refuse_unbudgeted(self, key: str, tool: str | None) -> None:
        """Refuse what the budget has none of; `tool` where one that stands or is locked may be laid out."""
        if getattr(self._keys.budget, key, None) == 0 and not any(a.tool == tool for a in self._assets):
            remedy = f"give it a budget for this question: --set budget.{key}=1"
            raise RefusedError(f"the budget has no {units_words(key)}, so none is laid out", remedy)
