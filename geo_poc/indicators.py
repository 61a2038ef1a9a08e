"""indicators.csv: figures for the Joint Operations Centre, one a row, with ids that stay the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from geo_poc.case import Case, case_of
from geo_poc.classification import classification, watermark
from geo_poc.indicator import (
    Indicator,
    group_indicators,
    number_indicators,
    source_indicators,
)
from geo_poc.indicator_reach import (
    age_indicators,
    closeness_indicators,
    patrol_indicators,
    persona_indicators,
    tier_indicators,
    time_indicators,
)
from geo_poc.outcome import Outcome

COLUMNS = (
    "id",
    "name",
    "unit",
    "period",
    "scenario",
    "present",
    "plan",
    "classification",
    "watermark",
)


def indicators_of(case: Case) -> Iterator[Indicator]:
    """Yield every indicator of a case, in the order of the table."""
    yield from number_indicators(case)
    yield from closeness_indicators(case)
    yield from persona_indicators(case)
    yield from source_indicators(case)
    yield from tier_indicators(case)
    yield from group_indicators(case)
    yield from time_indicators(case)
    yield from patrol_indicators(case)
    yield from age_indicators(case)


def indicator_rows(outcome: Outcome) -> list[Mapping[str, Any]]:
    """Return the rows of indicators.csv; `plan` is None everywhere when there is no plan."""
    now = list(indicators_of(case_of(outcome, outcome.present, outcome.present_assets)))
    then: Mapping[str, float | None] = {}
    if outcome.evaluation is not None:
        planned = case_of(outcome, outcome.evaluation, outcome.assets)
        then = {indicator.id: indicator.value for indicator in indicators_of(planned)}
    marks = (classification(outcome.mission), watermark(outcome.mission))
    return [
        dict(
            zip(
                COLUMNS,
                (
                    indicator.id,
                    indicator.name,
                    indicator.unit,
                    outcome.mission.keys.as_of.isoformat(),
                    outcome.mission.scenario_name,
                    indicator.value,
                    then.get(indicator.id),
                    *marks,
                ),
                strict=True,
            )
        )
        for indicator in now
    ]


def indicators_text(outcome: Outcome) -> str:
    """Return indicators.csv: UTF-8, commas, one header line, 9 significant digits, empty where unknown."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in indicator_rows(outcome):
        writer.writerow({**row, "present": _digits(row["present"]), "plan": _digits(row["plan"])})
    return text.getvalue()


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.9g}"
