"""How values of the public API show themselves in a notebook: a few lines, what is uncovered first."""

from __future__ import annotations

from geo_poc.mission import Mission
from maps.wording import people_words
from optimisation.evaluate import Evaluation


def mission_words(mission: Mission) -> str:
    """Return which mission it is: its name, and what was laid over its file."""
    applied = mission.keys.applied
    scenario = f", scenario {applied.scenario}" if applied and applied.scenario else ""
    settings = f", with {', '.join(applied.set)}" if applied and applied.set else ""
    return f"{mission.keys.name}{scenario}{settings}"


def evaluation_lines(evaluation: Evaluation, today: Evaluation | None = None) -> list[str]:
    """Return who is out of reach, where most of them are, and how many musts are met.

    Parameters
    ----------
    evaluation : Evaluation
    today : Evaluation or None
        What it is held against; None where it is that itself.
    """
    lines, areas, numbers = [], evaluation.uncovered, evaluation.numbers
    before = None if today is None else today.numbers
    if areas:
        most = f"most risk near {areas[0].name} ({people_words(areas[0].people)} people)"
        lines.append(f"uncovered areas: {len(areas)}, {most}")
    was = "" if before is None else f" (today {people_words(before.people_out_of_reach)})"
    lines.append(f"people at risk out of reach: {people_words(numbers.people_out_of_reach)}{was}")
    if numbers.must_of:
        was = "" if before is None else f" (today {before.must_met})"
        lines.append(f"must threats met: {numbers.must_met} of {numbers.must_of}{was}")
    return lines
