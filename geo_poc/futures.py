"""The futures that a plan is held against: each a mission on a ground of its own."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from geo_poc.control import Clock, Control, workers
from geo_poc.ground import Ground, Sited, travelled
from geo_poc.kept_routes import same_patrols
from geo_poc.layers_asked import landscape_request
from geo_poc.locks import LOST
from geo_poc.mission import Mission
from geo_poc.number_ranges import with_suspected
from geo_poc.patrolling import patrol_assets
from geo_poc.risk_members import member_grounds
from geo_poc.schema import SiteLock
from geo_poc.schema_means import Effect
from layers.consent import authorities, without_consent
from layers.landscape import Landscape
from layers.reading import read_landscape

PLANNED, RECORDED = "as_planned", "as_recorded"

NAMED = (
    PLANNED,
    "effectiveness_low",
    "effectiveness_high",
    "suspected_caveats",
    "dry_season",
    "wet_season",
    RECORDED,
)
"""What the futures are called that no layer names."""

OF_LAYERS = ("lost:", "consent:", "risk_member:")
"""How the names of the others begin; a base's id, an authority or a number follows."""


@dataclass(frozen=True, slots=True)
class Future:
    """What may come, not yet laid out: travel is computed when it is its turn.

    Parameters
    ----------
    name, words : str
    mission : Mission
        With the keys of this future.
    ground : callable
        Gives the ground; raises InputError where this future cannot be planned on.
    planned : bool
        Whether a plan is made for it; where not, plans for other futures are evaluated under it.
    """

    name: str
    words: str
    mission: Mission
    ground: Callable[[], Ground]
    planned: bool = True


def futures_of(
    mission: Mission,
    ground: Ground,
    control: Control,
    lost: tuple[int, ...],
    *,
    members: int = 0,
    seed: int = 0,
    folder: Path | None = None,
) -> Iterator[Future]:
    """Yield the futures of a mission, the one that it plans for first.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    control : Control
    lost : tuple of int
        Positions of the bases in place that are lost, each in a future of its own.
    members : int
        Members of the ensemble of risk.
    seed : int
        Of the ensemble.
    folder : Path or None
        Where travel that differs is kept once computed; None = it is computed whenever it is asked for.
    """

    def here() -> Ground:
        return ground

    yield Future(PLANNED, "as planned: middle effectiveness", mission, here)
    for end, words in (("low", "low"), ("high", "high")):
        yield Future(f"effectiveness_{end}", f"{words} effectiveness", _with_effect(mission, end), here)
    if any(len(row) for row in ground.landscape.contingents["suspected"]):
        bite = not mission.keys.readiness.suspected_bite
        words = "suspected caveats bite" if bite else "suspected caveats do not bite"
        other = with_suspected(mission, bite=bite)
        yield Future("suspected_caveats", words, other, _Repatrolled(other, ground, control))
    for site in lost:
        name = ground.sites[site].name
        found = _without_base(mission, ground, site)
        yield Future(f"lost:{ground.sites[site].id}", f"the base {name} is lost", found, here)
    for authority in authorities(ground.landscape):
        yield Future(
            f"consent:{authority}",
            f"{authority} withdraws its consent (all its restrictions deny passage)",
            mission,
            _Moved(mission, mission, ground, control, _denied(ground, authority), folder),
        )
    season = "wet" if mission.keys.travel.season == "dry" else "dry"
    other = _in_season(mission, season)
    yield Future(
        f"{season}_season",
        f"the {season} season",
        other,
        _Moved(other, mission, ground, control, _read(other), folder),
    )
    for name, words, risk in member_grounds(ground, count=members, seed=seed):
        yield Future(name, words, mission, risk)
    yield Future(RECORDED, "units respond as recorded", mission, here, planned=False)


def _with_keys(mission: Mission, **keys: object) -> Mission:
    return replace(mission, keys=mission.keys.model_copy(update=keys))


def _with_effect(mission: Mission, end: str) -> Mission:
    """Return a mission whose middle effectiveness is its low or high end."""
    ends = {
        tool: {source: _single(effect, getattr(effect, end)) for source, effect in by_source.items()}
        for tool, by_source in mission.keys.effectiveness.items()
    }
    return _with_keys(mission, effectiveness=ends)


def _single(effect: Effect, value: float) -> Effect:
    return effect.model_copy(update={"low": value, "mid": value, "high": value})


def _without_base(mission: Mission, ground: Ground, site: int) -> Mission:
    """Return a mission in which the site of a base may not be used, whatever locks said."""
    one = ground.sites[site]
    kept = [
        lock
        for lock in mission.keys.site
        if lock.name.casefold() not in (one.id.casefold(), one.name.casefold())
    ]
    lock = SiteLock(name=one.id, status="forbidden", reason=LOST)
    return _with_keys(mission, site=[*kept, lock])


def _in_season(mission: Mission, season: str) -> Mission:
    return _with_keys(mission, travel=mission.keys.travel.model_copy(update={"season": season}))


def _denied(ground: Ground, authority: str) -> Callable[[], Landscape]:
    return lambda: without_consent(ground.landscape, authority)


def _read(mission: Mission) -> Callable[[], Landscape]:
    return lambda: read_landscape(landscape_request(mission))


class _Repatrolled:
    """The same ground with the patrols that bases keep going under other caveats, laid out once."""

    def __init__(self, mission: Mission, ground: Ground, control: Control) -> None:
        self._mission, self._ground, self._control = mission, ground, control
        self._laid: Ground | None = None

    def __call__(self) -> Ground:
        if self._laid is None:
            here = self._ground
            cells = here.landscape.travel_people.size
            with workers(self._control.executor, cells=cells, sites=len(here.sites)) as executor:
                routes, _ = patrol_assets(
                    self._mission,
                    here.landscape,
                    here.risk,
                    here.sites,
                    here.site_cells,
                    executor=executor,
                    cancel=self._control.cancel,
                )
            self._laid = replace(here, routes=routes)
        return self._laid


class _Moved:
    """The same sites and the same risk with the travel and patrols of another landscape.

    Asked again it reads back what it has kept on disk, so that it need not stay in memory. Patrols stay as
    they are where nothing changes for who patrols.
    """

    def __init__(
        self,
        mission: Mission,
        before: Mission,
        ground: Ground,
        control: Control,
        landscape: Callable[[], Landscape],
        folder: Path | None,
    ) -> None:
        self._mission, self._before, self._ground, self._control = mission, before, ground, control
        self._landscape, self._folder = landscape, folder
        self._kept: Path | None = None

    def __call__(self) -> Ground:
        landscape, here = self._landscape(), self._ground
        if self._kept is not None:
            with self._kept.open("rb") as file:
                tables, routes, findings = pickle.load(file)  # noqa: S301 (our own, in a folder of our own)
            return replace(here, landscape=landscape, tables=tables, routes=routes, findings=findings)
        sited = Sited(landscape, here.risk, here.sites, here.site_cells, here.partners, ())
        seasons = self._before.keys.travel.season, self._mission.keys.travel.season
        same = same_patrols(self._mission, here.landscape, landscape, seasons)
        clock, patrolled = Clock(self._control.tell), () if same else None
        moved = travelled(self._mission, sited, self._control, clock, patrolled=patrolled)
        if same:
            moved = replace(moved, routes=here.routes)
        if self._folder is not None:
            kept = self._folder / f"future-{len(list(self._folder.iterdir()))}"
            with kept.open("wb") as file:
                pickle.dump((moved.tables, moved.routes, moved.findings), file)
            self._kept = kept
        return moved
