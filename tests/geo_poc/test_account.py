"""The account beside an evaluation."""

from __future__ import annotations

import json

from geo_poc.account import account_classification
from geo_poc.planning import Planned
from geo_poc.record import as_text, evaluation_document


def test_the_account_is_in_present_and_plan(told_run: Planned, tiny_run: Planned) -> None:
    """Both have the same parts; readiness keeps the parts of response beside the units."""
    for run in (told_run, tiny_run):
        document = json.loads(as_text(evaluation_document(run.outcome)))
        for part in (document["present"], document["plan"]):
            assert {"impartiality", "equity", "who_could_act", "harm_flags"} <= set(part)
            assert {"timeliness", "credit_as_recorded", "units", "lifting"} <= set(part["readiness"])


def test_names_make_it_confidential(told_run: Planned, tiny_run: Planned) -> None:
    """Contingents and other actors raise the marking, in an exercise too; without them it stays."""
    outcome = tiny_run.outcome
    assert account_classification(outcome.mission, outcome.landscape) == "Unclassified"
    assert evaluation_document(told_run.outcome)["classification"] == "Confidential"
    assert account_classification(outcome.mission, told_run.outcome.landscape) == "Confidential"


def test_no_word_promises(told_run: Planned) -> None:
    """No sentence of the account says protected or safe."""
    text = as_text(evaluation_document(told_run.outcome)).casefold()
    assert "protected" not in text
    assert "safe" not in text
