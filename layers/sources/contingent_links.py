"""What the table of contingents says of the bases and districts of a mission, and what it leaves open."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import pandas as pd

from layers.errors import Finding
from layers.fields import plain, shorten
from layers.sources.contingent_rows import name_key


def link_contingents(
    contingents: pd.DataFrame,
    bases: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    *,
    file: str,
    role: str,
    bases_file: str,
    areas: Collection[str] = (),
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return contingents and bases with each other's names, and what does not fit.

    Parameters
    ----------
    contingents : DataFrame
        Of :func:`layers.sources.contingents.read_contingents`.
    bases : GeoDataFrame
        With columns name and contingent.
    districts : GeoDataFrame
        Of all levels, with columns name and code.
    file, role : str
        Of the table of contingents.
    bases_file : str
    areas : collection of str
        Names of other areas that may be sectors: those of restrictions.

    Returns
    -------
    DataFrame
        `contingents` with sectors written as the districts have them, name or code.
    GeoDataFrame
        `bases` with contingents written as the table has them.
    tuple of Finding
        A warning for each base whose contingent the table does not have (one where no base names any), and
        for each sector that is no district; an info on contingents without a base.
    """
    bases, findings = _named(bases, contingents, bases_file)
    idle = [name for name in contingents["name"] if name not in set(bases["contingent"])]
    if idle:
        message = f"no base is of these contingents: {shorten(', '.join(idle), limit=200)}"
        findings += (Finding("info", message, "", file, None, role),)
    contingents, faults = _placed(contingents, districts, areas, file, role)
    return contingents, bases, (*findings, *faults)


def _named(
    bases: gpd.GeoDataFrame, contingents: pd.DataFrame, file: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Write the contingents of bases as the table does; warn of those that it does not have."""
    known = {name_key(name): str(name) for name in contingents["name"]}
    if len(bases) and (bases["contingent"] == "").all():
        message = "no base names its contingent: the table's caveats and reliabilities bind nowhere"
        remedy = "add a column contingent to the bases"
        return bases, (Finding("warning", message, remedy, file, None, "contingent"),)
    findings = []
    for base, given in zip(bases["name"], bases["contingent"], strict=True):
        if name_key(given) not in known:
            what = "is of no contingent" if not given else "is of a contingent that the table does not have"
            message = f"the base {what}: no caveat and no reliability of it is known"
            remedy = "name its contingent as the table of contingents does, or add a row there"
            value = f"{base}: {given}" if given else str(base)
            findings.append(Finding("warning", message, remedy, file, None, "contingent", shorten(value)))
    written = [known.get(name_key(given), given) for given in bases["contingent"]]
    return bases.assign(contingent=pd.Series(written, index=bases.index, dtype=object)), tuple(findings)


def _placed(
    contingents: pd.DataFrame, districts: gpd.GeoDataFrame, areas: Collection[str], file: str, role: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Write sectors as the districts do; warn of those that are none."""
    known: dict[str, str] = {}
    for column in ("name", "code"):
        for word in districts[column] if column in districts.columns else ():
            if isinstance(word, str) and plain(word):
                known.setdefault(plain(word), word)
    for word in areas:
        known.setdefault(plain(word), word)
    findings = []
    for name, sectors in zip(contingents["name"], contingents["no_go"], strict=True):
        for sector in sectors:
            if plain(sector) not in known:
                message = "the sector is no district of the mission, so its caveat binds nowhere"
                remedy = (
                    "write a name or code of layers.districts, or the name of an area of layers.restrictions"
                )
                value = shorten(f"{name}: {sector}")
                findings.append(Finding("warning", message, remedy, file, None, f"{role}: no_go", value))
    changed = {
        column: contingents[column].map(lambda sectors: tuple(known.get(plain(s), s) for s in sectors))
        for column in ("no_go", "no_go_suspected")
    }
    return contingents.assign(**changed), tuple(findings)
