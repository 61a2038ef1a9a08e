"""What single rows of a given plan ask for and do not get: counts, escorts, nights, contingents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from geo_poc import troops
from geo_poc.evaluating_hosts import Entry
from geo_poc.evaluating_plan import PlanRow, Told
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from optimisation.assets import Tool, Unit
from optimisation.options import Means
from optimisation.reaches import Reaches


def tell_row(entry: Entry, ground: Ground, reaches: Reaches, means: Means, told: Told) -> None:
    """Tell what one row of a plan asks for that does not count as it says."""
    row, tool = entry.row, reaches.tools[entry.asset.tool]
    if row is None:
        return
    unit = reaches.unit(entry.asset)
    settled = means.settled is None or entry.asset.site in means.settled
    unkept = (
        *_beyond_the_tool(row, tool, in_place=entry.in_place),
        *_beyond_the_troops(row, tool, unit, ground.sites[entry.asset.site].name),
        *_beyond_the_place(row, tool, settled=settled),
    )
    for wish in unkept:
        told.add("warning", wish.message, wish.remedy, row=row.row, column=wish.column, value=wish.value)
    _tell_contingent(entry, ground, unit, warn_at=told)


class _Unkept(NamedTuple):
    """What a row asks for and does not get."""

    message: str
    remedy: str
    column: str
    value: object


def _beyond_the_tool(row: PlanRow, tool: Tool, *, in_place: bool) -> Iterator[_Unkept]:
    """Give what the row's tool does not do or is not: count twice, be escorted, stand there already."""
    if row.count > 1 and tool.stands != "route":
        message = (
            f"{row.count} of one tool in one place reach no more than one: counted once in credit and reach"
        )
        yield _Unkept(message, "give each a site of its own", "count", row.count)
    if row.escorted and not tool.escorted_by:
        yield _Unkept(
            f"the {tool.label} never goes with an escort: it is evaluated as one without",
            "leave the column empty, or name bases in escorted_by of its asset",
            "escorted",
            row.label,
        )
    if row.in_place and not in_place and tool.stands == "site":
        yield _Unkept(
            "the row says in place, and nothing of this kind stands there in the bases of the mission: it "
            "counts as new",
            "correct the row, or the layer of bases",
            "in_place",
            row.label,
        )


def _beyond_the_troops(row: PlanRow, tool: Tool, unit: Unit, base: str) -> Iterator[_Unkept]:
    """Give the patrols that the caveats of a base's troops rule out."""
    if tool.stands == "route" and not unit.night and "day" not in tool.hours:
        yield _Unkept(
            f"the troops of {base} do not go out by night: the patrol earns nothing",
            "have the caveat lifted, or give the patrol to others",
            "route",
            row.label,
        )
    if tool.joint and not unit.joint:
        yield _Unkept(
            f"the troops of {base} go on no joint operations: the patrol is theirs only if the caveat is "
            "lifted",
            "have the caveat lifted, or give the patrol to others",
            "route",
            row.label,
        )


def _beyond_the_place(row: PlanRow, tool: Tool, *, settled: bool) -> Iterator[_Unkept]:
    """Give the tools that stand where nobody lives, and may not."""
    if tool.settled and not settled:
        yield _Unkept(
            f"the {tool.label} stands in settlements and at sites of displaced people, and this is none",
            "place it in a town or camp",
            "site",
            row.label,
        )


def _tell_contingent(entry: Entry, ground: Ground, unit: Unit, *, warn_at: Told) -> None:
    row = entry.row
    if row is None or not row.contingent:
        return
    known = {str(name).casefold() for name in ground.landscape.contingents["name"]}
    if row.contingent.casefold() not in known:
        message = "the contingent is in no table of contingents: it is taken to have no caveats"
        remedy = "correct its name, or add it to layers.contingents"
    elif unit.name.casefold() != row.contingent.casefold():
        message = (
            f"the conditions of {unit.name or 'no contingent in particular'} hold here, not those of the row"
        )
        remedy = "name the contingent at a new base, or change it in the layer of bases"
    else:
        return
    warn_at.add("warning", message, remedy, row=row.row, column="contingent", value=row.contingent)


def new_units(
    mission: Mission, ground: Ground, entries: Sequence[Entry], tools: Mapping[str, Tool]
) -> dict[int, Unit]:
    """Return whose troops stand at the new bases that name a contingent of the table."""
    known = {str(name).casefold() for name in ground.landscape.contingents["name"]}
    found: dict[int, Unit] = {}
    for entry in entries:
        row = entry.row
        if row is None or not tools[entry.asset.tool].base or ground.sites[entry.asset.site].kind == "base":
            continue
        if row.contingent.casefold() in known and entry.asset.site not in found:
            found[entry.asset.site] = troops.unit_of(mission, ground.landscape, row.contingent)
    return found
