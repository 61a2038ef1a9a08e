"""Readiness of each base's troops, what lifting a caveat would gain, what a suspected one would take away.

Everything here names contingents: at least Confidential.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo_poc.case import Case
from optimisation.assets import FREE, Asset, Unit
from optimisation.what_if import Standing, standing_under

ROUTES_NOTE = "Patrol routes that the caveat took away are not among the gain: they need planning anew."
JOINT_NOTE = "Escorts and joint patrols that the caveat rules out are not among the gain: plan without it."


def readiness_part(case: Case) -> dict[str, Any]:
    """Return readiness by base, what lifting each caveat gains, and what suspected ones would take away."""
    now = standing_under(case.assets, case.reaches, case.scale)
    return {
        "units": [_unit_row(case, base) for base in case.bases()],
        "lifting": [row for name in _contingents(case) for row in _liftings(case, name, now)],
        "if_suspected_bite": [row for name in _contingents(case) for row in _bites(case, name)],
    }


def _contingents(case: Case) -> list[str]:
    """Return the contingents of the open bases that the table of contingents knows, by name."""
    names = {case.reaches.units.get(base.site, FREE).name for base in case.bases()}
    return sorted(name for name in names if _record(case, name) is not None)


def _record(case: Case, name: str) -> pd.Series | None:
    table = case.landscape.contingents
    if not name or not len(table):
        return None
    known = table[table["name"].str.casefold() == name.casefold()]
    return known.iloc[0] if len(known) else None


def _unit_row(case: Case, base: Asset) -> dict[str, Any]:
    site, unit = case.sites[base.site], case.reaches.units.get(base.site, FREE)
    record = _record(case, unit.name)
    low, middle, high = unit.reliability
    return {
        "site": site.id,
        "name": site.name,
        "tool": base.tool,
        "contingent": unit.name,
        "on_record": record is not None,
        "preparation_min": unit.preparation_min,
        "night": unit.night,
        "max_distance_km": unit.max_distance_m / 1000 if math.isfinite(unit.max_distance_m) else None,
        "caveats": [] if record is None else _caveats(record, unit),
        "reliability": {"low": low, "mid": middle, "high": high},
        "reliability_on_record": record is not None and bool(np.isfinite(record["reliability_mid"])),
    }


def _caveats(record: pd.Series, unit: Unit) -> list[dict[str, Any]]:
    """Return the caveats of a contingent: declared or suspected, and whether this plan counts with them."""
    held = {
        "no_night": (bool(record["no_night"]), not unit.night),
        "maximum_distance": (bool(np.isfinite(record["max_distance_m"])), math.isfinite(unit.max_distance_m)),
        "no_go": (bool(record["no_go"]), bool(unit.no_go)),
        "no_joint": (bool(record["no_joint"]), not unit.joint),
    }
    return [
        {
            "caveat": name,
            "declared": name not in record["suspected"],
            "planned_with": binds,
            "sectors": list(record["no_go"]) if name == "no_go" else [],
        }
        for name, (has, binds) in held.items()
        if has
    ]


def _sites_of(case: Case, name: str) -> list[int]:
    return [site for site, unit in case.reaches.units.items() if unit.name.casefold() == name.casefold()]


def _liftings(case: Case, name: str, now: Standing) -> list[dict[str, Any]]:
    record, sites = _record(case, name), _sites_of(case, name)
    if record is None:  # pragma: no cover - callers ask for known contingents alone
        return []
    rows = []
    for caveat in _caveats(record, case.reaches.units[sites[0]]):
        if not caveat["planned_with"]:
            continue  # only suspected, and not counted with: nothing to lift
        units = _changed(case, sites, _without(str(caveat["caveat"])))
        gain = standing_under(case.assets, case.reaches, case.scale, units).less(now)
        note = JOINT_NOTE if caveat["caveat"] == "no_joint" else ROUTES_NOTE
        rows.append(_row(name, caveat["caveat"], bool(caveat["declared"]), gain) | {"note": note})
    return rows


def sector_liftings(case: Case, name: str) -> list[dict[str, Any]]:
    """Return what lifting each sector of a contingent alone gains, in rows; none where one is all it has.

    Parameters
    ----------
    case : Case
    name : str
        A contingent of an open base.
    """
    record, sites = _record(case, name), _sites_of(case, name)
    sectors = case.reaches.units[sites[0]].no_go if sites else ()
    if record is None or len(sectors) < 2:
        return []
    now = standing_under(case.assets, case.reaches, case.scale)
    suspected = {sector.casefold() for sector in record["no_go_suspected"]}
    rows = []
    for sector in sectors:
        units = _changed(case, sites, {"no_go": tuple(other for other in sectors if other != sector)})
        gain = standing_under(case.assets, case.reaches, case.scale, units).less(now)
        row = _row(name, "no_go", sector.casefold() not in suspected, gain)
        del row["contingent"], row["caveat"]
        rows.append({"name": sector, **row})
    return rows


def _bites(case: Case, name: str) -> list[dict[str, Any]]:
    """Return what each caveat that is only suspected takes away where it binds, against its not binding."""
    record, sites = _record(case, name), _sites_of(case, name)
    if record is None:  # pragma: no cover - callers ask for known contingents alone
        return []
    # Sectors are suspected one by one, beside those that some row declares.
    suspected = [*record["suspected"], *(["no_go"] if record["no_go_suspected"] else [])]
    rows = []
    for caveat in dict.fromkeys(suspected):
        limit = float(record["max_distance_m"])
        firm = tuple(name for name in record["no_go"] if name not in record["no_go_suspected"])
        off = {"no_go": firm} if caveat == "no_go" else _without(str(caveat))
        free = standing_under(case.assets, case.reaches, case.scale, _changed(case, sites, off))
        left = _kept(case, sites, limit) if caveat == "maximum_distance" else case.assets
        units = _changed(case, sites, _bound(str(caveat), limit, tuple(record["no_go"])))
        bitten = standing_under(left, case.reaches, case.scale, units)
        rows.append(_row(name, caveat, False, free.less(bitten)) | {"note": ""})
    return rows


def _without(caveat: str) -> dict[str, Any]:
    """Return the conditions of a unit in which a caveat does not bind."""
    free: dict[str, dict[str, Any]] = {
        "no_night": {"night": True},
        "maximum_distance": {"max_distance_m": math.inf},
        "no_go": {"no_go": ()},
        "no_joint": {"joint": True},
    }
    return free[caveat]


def _bound(caveat: str, limit_m: float, no_go: tuple[str, ...]) -> dict[str, Any]:
    """Return the conditions of a unit in which a caveat binds."""
    bound: dict[str, dict[str, Any]] = {
        "no_night": {"night": False},
        "maximum_distance": {"max_distance_m": limit_m},
        "no_go": {"no_go": no_go},
        "no_joint": {"joint": False},
    }
    return bound[caveat]


def _changed(case: Case, sites: list[int], conditions: Mapping[str, Any]) -> dict[int, Unit]:
    """Return the units with some conditions changed for one contingent."""
    units = dict(case.reaches.units)
    return units | {site: replace(units[site], **conditions) for site in sites}


def _kept(case: Case, sites: list[int], limit_m: float) -> tuple[Asset, ...]:
    """Return the assets without the patrols of some sites that go farther than a distance."""
    travel = case.landscape.travel

    def stays(asset: Asset) -> bool:
        if asset.route is None or asset.site not in sites:
            return True
        x, y = travel.centre(asset.route.path)
        at_x, at_y = case.reaches.site_xy[asset.site]
        return bool((np.hypot(x - at_x, y - at_y) <= limit_m).all())

    return tuple(asset for asset in case.assets if stays(asset))


def _row(name: str, caveat: object, declared: bool, change: Standing | None) -> dict[str, Any]:
    return {
        "contingent": name,
        "caveat": caveat,
        "declared": declared,
        "credit": None if change is None else change.credit,
        "people": None if change is None else change.people,
        "people_night": None if change is None else change.people_night,
    }
