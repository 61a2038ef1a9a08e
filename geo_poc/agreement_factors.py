"""Whether the factors of a mission file agree with its other keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import Finding
from layers.risk.factors import DRIVER_ROLES, LOWEST

if TYPE_CHECKING:
    from geo_poc.schema import MissionFile


def factor_faults(mission: MissionFile) -> list[Finding]:
    """Return an error for each key of a factor that contradicts another one.

    A local capacity counts once: as a driver for protection or as a partner, never as both.
    """
    wrong: list[Finding] = []
    partners = {partner.actor.casefold(): number for number, partner in enumerate(mission.partner, start=1)}
    counted: dict[str, str] = {}
    for number, factor in enumerate(mission.factor, start=1):
        key = f"factor[{number}]"
        if factor.elsewhere is not None and factor.role not in DRIVER_ROLES and factor.elsewhere < LOWEST:
            message = "a factor lies between 0.05 and 1"
            wrong.append(_fault(f"{key}.elsewhere", message, "use a larger value", f"{factor.elsewhere:g}"))
        if factor.groups and factor.role != "vulnerability":
            message = "only vulnerability is by group"
            wrong.append(_fault(f"{key}.groups", message, "leave groups out", ", ".join(factor.groups)))
        if factor.actor and factor.role != "driver_for":
            message = "only a driver for protection stands for an actor"
            wrong.append(_fault(f"{key}.actor", message, "leave actor out", factor.actor))
            continue
        actor = factor.actor.casefold()
        if actor in partners:
            message = (
                f"this capacity counts already as partner[{partners[actor]}]: a local capacity counts once"
            )
            wrong.append(_fault(f"{key}.actor", message, "keep it as a driver or as a partner", factor.actor))
        if actor and counted.setdefault(actor, factor.name) != factor.name:
            message = f"this capacity counts already in the factor {counted[actor]}: it counts once"
            wrong.append(_fault(f"{key}.actor", message, "keep one of the two", factor.actor))
    return wrong


def _fault(key: str, message: str, remedy: str, value: str) -> Finding:
    return Finding("error", message, remedy, column=key, value=value[:80])
