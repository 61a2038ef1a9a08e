"""Whether the factors of a mission file agree with its other keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo_poc.unsound import as_far_as_sound
from layers.errors import Finding
from layers.risk.factors import DRIVER_ROLES, LOWEST

if TYPE_CHECKING:
    from geo_poc.schema import MissionFile
    from geo_poc.schema_risk import FactorKeys


def factor_faults(mission: MissionFile) -> list[Finding]:
    """Return an error for each key of a factor that contradicts another one.

    A local capacity counts once: as a driver for protection or as a partner, never as both.
    """
    counted: dict[str, str] = {}
    return [
        finding
        for number, factor in enumerate(mission.factor, start=1)
        for check in (_value_faults, _capacity_faults)
        for finding in as_far_as_sound(check, mission, f"factor[{number}]", factor, counted)
    ]


def _value_faults(_: MissionFile, key: str, factor: FactorKeys, __: dict[str, str]) -> Iterator[Finding]:
    if factor.elsewhere is not None and factor.role not in DRIVER_ROLES and factor.elsewhere < LOWEST:
        message = "a factor lies between 0.05 and 1"
        yield _fault(f"{key}.elsewhere", message, "use a larger value", f"{factor.elsewhere:g}")
    if factor.groups and factor.role != "vulnerability":
        message = "only vulnerability is by group"
        yield _fault(f"{key}.groups", message, "leave groups out", ", ".join(factor.groups))


def _capacity_faults(
    mission: MissionFile, key: str, factor: FactorKeys, counted: dict[str, str]
) -> Iterator[Finding]:
    """Yield whether the capacity of a factor counts elsewhere; it is put beside those counted."""
    if factor.actor and factor.role != "driver_for":
        message = "only a driver for protection stands for an actor"
        yield _fault(f"{key}.actor", message, "leave actor out", factor.actor)
        return
    actor = factor.actor.casefold()
    partners = {partner.actor.casefold(): number for number, partner in enumerate(mission.partner, start=1)}
    if actor in partners:
        message = f"this capacity counts already as partner[{partners[actor]}]: a local capacity counts once"
        yield _fault(f"{key}.actor", message, "keep it as a driver or as a partner", factor.actor)
    if actor and counted.setdefault(actor, factor.name) != factor.name:
        message = f"this capacity counts already in the factor {counted[actor]}: it counts once"
        yield _fault(f"{key}.actor", message, "keep one of the two", factor.actor)


def _fault(key: str, message: str, remedy: str, value: str) -> Finding:
    return Finding("error", message, remedy, column=key, value=value[:80])
