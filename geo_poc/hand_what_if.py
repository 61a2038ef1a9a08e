"""What a change of a plan by hand does: the evaluation before and after, who loses reach, who takes over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo_poc.asked_values import check_kinds
from geo_poc.classification import classification, watermark
from geo_poc.hand_acting import idle_words
from geo_poc.hand_changes import Add, Drop, Move, changed
from geo_poc.hand_rules import bases_of, breaks_of
from geo_poc.hand_session import HandSession
from geo_poc.handover_record import handover_rows
from geo_poc.must_record import numbers_document
from geo_poc.uncovered_record import uncovered_part
from layers.landscape import SOURCES
from optimisation.sketch import Sketch, sketch

_SESSION = {"session": (HandSession, "give what geo_poc.prepare_what_if(mission) returns")}


def what_if(
    session: HandSession,
    *,
    add: Sequence[Add] = (),
    drop: Sequence[Drop] = (),
    move: Sequence[Move] = (),
) -> dict[str, Any]:
    """Return what moving, adding and dropping assets by hand does to a plan, without placing anything.

    What cannot act after the change, for want of a host or of access, earns nothing, and `breaks` says so.

    Parameters
    ----------
    session : HandSession
        Of :func:`geo_poc.hand_session.prepare_what_if`; it stays as it is, for the next question.
    add : sequence of (tool, place)
        A place is a site for what stands at one, a threat for an engagement, the base for a patrol, of which
        the next is added, site+base for a team with an escort; by name or id.
    drop : sequence of site, or of (tool, place)
        Everything at the site closes, or that tool at the place alone: of patrols the last of the base.
    move : sequence of (site, site), or of (tool, place, place)
        Everything at the first stands at the second instead, or that tool alone.

    Returns
    -------
    dict
        docs/schemas/what-if.schema.json: what is out of reach and the rest `before` and `after`, who loses
        reach where a base `closes`, and the rules that the change `breaks`.

    Raises
    ------
    InputError
        With every change that cannot be made, or that has another form.
    """
    check_kinds({"session": session}, _SESSION)
    plan = changed(session, add=add, drop=drop, move=move)
    gone = bases_of(session, session.chosen & ~plan.chosen)
    closing = [base.site for base in gone if session.ground.sites[base.site].kind == "base"]
    still = {base.site for base in bases_of(session, plan.chosen)}
    closing = [site for site in closing if site not in still]
    reaches = session.when_closing(closing)
    before = session.as_is
    if closing:
        before = sketch(session.opened(session.chosen), reaches, session.scale, found=session.counted)
    idle = idle_words(session, plan.chosen)
    acts = plan.chosen.copy()
    acts[list(idle)] = False
    acting = session.opened(acts)
    after = sketch(acting, reaches, session.scale)
    mission, people = session.mission, reaches.demand.people
    return {
        "kind": "what_if",
        "mission": mission.keys.name,
        "scenario": mission.scenario_name,
        "as_of": mission.keys.as_of.isoformat(),
        "classification": classification(mission),
        "watermark": watermark(mission),
        "plan": session.plan,
        "changes": list(plan.told),
        "before": _told(before),
        "after": _told(after),
        "lose_reach": float(people[before.within_reach & ~after.within_reach].sum()),
        "gain_reach": float(people[after.within_reach & ~before.within_reach].sum()),
        "closes": handover_rows(gone, acting, session.ground.sites, reaches),
        "breaks": breaks_of(session, plan.chosen, idle, reaches),
    }


def _told(found: Sketch) -> dict[str, Any]:
    return {
        "three_numbers": numbers_document(found.numbers),
        "missed_musts": list(found.missed_musts),
        "reach": {name: found.reach.get(name) for name in (*SOURCES, "total")},
        "credit": {name: found.credit.get(name) for name in (*SOURCES, "total")},
        "people_within": dict(found.people_within),
        "threats": [{"id": one.id, "share": one.share, "met": one.met} for one in found.threats],
        **uncovered_part(found.uncovered),
    }
