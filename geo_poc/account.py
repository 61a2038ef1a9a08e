"""The account beside an evaluation: impartiality, groups, readiness, who could act, harm.

It names contingents and other actors: a document with it is at least Confidential where there are any.
"""

from __future__ import annotations

from typing import Any

from geo_poc.case import Case
from geo_poc.classification import LEVELS, classification
from geo_poc.harm import harm_flags
from geo_poc.mission import Mission
from geo_poc.readiness import readiness_part
from geo_poc.source_account import groups_part, impartiality_part
from geo_poc.who_could_act import who_could_act
from layers.landscape import Landscape

CONFIDENTIAL = "Confidential"


def account(case: Case) -> dict[str, Any]:
    """Return the account of a case, key by key as evaluation.json has it.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict
        impartiality, equity, readiness (units, lifting, if_suspected_bite), who_could_act, harm_flags.
    """
    flags = harm_flags(case)
    return {
        "impartiality": impartiality_part(case),
        "equity": groups_part(case),
        "readiness": readiness_part(case),
        "who_could_act": who_could_act(case, flags),
        "harm_flags": [flag.document() for flag in flags],
    }


def account_classification(mission: Mission, landscape: Landscape) -> str:
    """Return the marking of a document with the account in it.

    Names of contingents and of other actors are at least Confidential, in exercises too.
    """
    named = bool(len(landscape.contingents) or len(landscape.other_actors))
    marks = (classification(mission), *([CONFIDENTIAL] if named else []))
    return max(marks, key=LEVELS.index)
