"""The classes of a risk surface, written once for the map, the printed sheet and the styles for QGIS."""

from __future__ import annotations

from dataclasses import dataclass

from maps import style
from maps.spec import LegendEntry

LOW_WITH_PRESENCE = "#90c0f0"
"""Blue, told from every class of risk and from the hatch with any sight."""

UNKNOWN_WORDS = "unknown: nobody observes"
LOW_WORDS = "low with presence: low, within a base's own reach"
BLANK = LegendEntry("blank: no estimate above 0 (nobody, or nothing near)", "#ffffff")
NOT_OBSERVED = "#8d8d8a"


SURE_BREAKS = (0.1, 0.5, 0.9)
"""Between the classes of the share of members in which a cell is among the highest tenth."""

SURE: tuple[str, ...] = ("#dcefd8", "#8cc98a", "#2f8a57", "#08391f")
"""Greens, seldom to nearly always: never taken for risk, nor for time."""

SURE_LABELS = ("in under 10 % of members", "10 to 50 %", "50 to 90 %", "90 % or more")
SURE_TITLE = "How often the cell is among the tenth with the highest risk"


CHANCE_BREAKS = (0.002, 0.01, 0.05, 0.2)
"""Between the classes of the chance of one incident or more in a cell within a period."""

CHANCE: tuple[str, ...] = ("#eef1f7", "#b0c2e2", "#6d8ac4", "#38549c", "#0f1746")
"""Blues, seldom to often: never taken for risk, nor for how sure it is."""

CHANCE_LABELS = ("under 0.2 %", "0.2 to 1 %", "1 to 5 %", "5 to 20 %", "20 % or more")
CHANCE_TITLE = (
    "Chance of one incident or more in the cell within the period (where, of all sources, was checked on "
    "past windows; the source is judgement)"
)


def chance_legend() -> tuple[LegendEntry, ...]:
    """Return what the legend of a forecast says."""
    return (
        *style.class_legend(CHANCE, CHANCE_LABELS),
        LegendEntry(UNKNOWN_WORDS, style.HATCH[1], "hatch"),
        LegendEntry("blank: no incident of this source to go by", "#ffffff"),
    )


def sure_legend() -> tuple[LegendEntry, ...]:
    """Return what the legend of confidence says."""
    return (
        *style.class_legend(SURE, SURE_LABELS),
        LegendEntry(UNKNOWN_WORDS, style.HATCH[1], "hatch"),
        LegendEntry("blank: in none", "#ffffff"),
    )


@dataclass(frozen=True, slots=True)
class RiskScale:
    """Classes, colours and words of risk, the same for every source.

    Parameters
    ----------
    breaks : tuple of float
        Between the classes, rising; a class excludes its upper edge.
    unit : str
    """

    breaks: tuple[float, ...]
    unit: str

    @property
    def classes(self) -> int:
        """How many classes of risk there are."""
        return len(self.breaks) + 1

    @property
    def presence_class(self) -> int:
        """Class of cells that are low with presence: the one after the last."""
        return self.classes + 1

    @property
    def risk_colours(self) -> tuple[str, ...]:
        """Colours of the classes of risk, light to dark."""
        return style.risk_colours(self.classes)

    @property
    def colours(self) -> tuple[str, ...]:
        """Colours by class minus 1: those of risk, then low with presence."""
        return (*self.risk_colours, LOW_WITH_PRESENCE)

    @property
    def labels(self) -> tuple[str, ...]:
        """Words of the classes of risk."""
        return style.class_labels(self.breaks)

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """What a legend says: classes, low with presence, unknown, and what blank means."""
        return (
            *style.class_legend(self.risk_colours, self.labels),
            LegendEntry(LOW_WORDS, LOW_WITH_PRESENCE, "square"),
            LegendEntry(UNKNOWN_WORDS, style.HATCH[1], "hatch"),
            BLANK,
        )
