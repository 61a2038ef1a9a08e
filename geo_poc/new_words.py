"""What `geo-poc new` tells of a folder of files: the table, what was assumed, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from geo_poc.found_layers import Found
from geo_poc.gathering import Gathered, printable
from layers.errors import Finding
from layers.found import Sight

MANY_TOLD = 40
"""So many files that are not used are told of."""

BUDGET = {"cob": 2, "jpt": 4}
"""New assets to begin with, where nobody has said any."""

NEEDED_FOR = {
    "area": "outline of the area (polygons)",
    "layers.incidents": "incidents (UCDP GED, ACLED, or date, position and deaths or perpetrator)",
    "layers.bases": "bases in place (name, position, personnel)",
    "layers.population": "raster of people",
}
"""In words, what a plan cannot do without."""

MISSION = "mission.toml"
_ALIKE = 3


def report_lines(found: Found, gathered: Gathered, folder: Path, *, outside: bool) -> list[str]:
    """Return the table of files, what was assumed besides, and what to do next."""
    root = gathered.root
    rows = [("file", "recognised as", "used for", "assumption")]
    rows += [
        (_name(i.sight, root), i.sight.recognised + size_words(i.sight), i.key, i.assumption)
        for i in found.used
    ]
    rows += _idle_rows(found, root)
    lines = [" | ".join(printable(cell) for cell in row).rstrip(" |") for row in rows]
    if gathered.other:
        lines.append(f"not looked at: {gathered.other} files of other kinds")
    lines.append("")
    lines += [f"assumed: {key} = {_value(found, key)}: {told}" for key, told in found.assumptions.items()]
    if found.box:
        lines.append(f"assumed: area: {box_words(found)}")
    if outside:
        lines.append("assumed: allow_outside = true: the files lie outside the mission's folder")
    lines.append(
        f"assumed: budget.cob = {BUDGET['cob']}, budget.jpt = {BUDGET['jpt']}: a start, yours to change"
    )
    unused = sum(seen.kind == "population" for seen, _ in found.unused)
    if unused > _ALIKE and not found.of("layers.groups"):
        lines.append(
            "rasters of people by age and sex? Name their folder, or each group's file, under [layers.groups]"
        )
    if not found.of("layers.places"):
        lines.append(
            "no places: a plan can use the bases in place alone, for candidate sites are drawn from places"
        )
    path = folder / MISSION
    return [*lines, "", f"mission: {path.absolute()}", f"next: geo-poc check {path}"]


def missing_findings(found: Found, gathered: Gathered) -> tuple[Finding, ...]:
    """Return a warning for each layer that a plan needs and no file serves for."""
    findings = [
        Finding(
            "warning",
            f"no file serves as {NEEDED_FOR[key]}: there is no plan without it",
            f"add one, and write its path in {MISSION}",
            file=MISSION,
            column=key,
        )
        for key in found.missing
    ]
    return (*findings, *gathered.findings)


def nothing_findings(gathered: Gathered, source: Path) -> Sequence[Finding]:
    """Return why nothing could be made of a folder."""
    strange = [
        Finding("error", f"not understood: {printable(seen.why)}", "", file=printable(seen.file.name))
        for seen in gathered.sights[:MANY_TOLD]
    ]
    message = f"no layer was recognised among {len(gathered.sights):,} files"
    remedy = f"put in {', '.join(NEEDED_FOR.values())}"
    whole = Finding("error", message, remedy, column="--from-folder", value=str(source))
    return (whole, *strange, *gathered.findings)


def size_words(seen: Sight) -> str:
    """Return rows or pixels and the newest date, as the end of a sentence."""
    unit = "pixels" if seen.kind in ("population", "groups", "friction", "landcover", "elevation") else "rows"
    until = f", newest {seen.newest.year if seen.by_year else seen.newest.isoformat()}" if seen.newest else ""
    return f", {seen.rows:,} {unit}{until}"


def box_words(found: Found) -> str:
    """Return that the area is but a box."""
    edges = ", ".join(f"{edge:.2f}" for edge in found.box or ())
    return f"NO OUTLINE AND NO DISTRICTS WERE FOUND: the area is the box of the incidents ({edges})"


def _idle_rows(found: Found, root: Path) -> list[tuple[str, str, str, str]]:
    """Return a row for each file that is not used, one for many alike in one folder."""
    alike: dict[tuple[Path, str, str], list[Sight]] = {}
    for seen, why in sorted(found.unused, key=lambda pair: not pair[0].kind):
        alike.setdefault((seen.file.parent, seen.kind, why), []).append(seen)
    rows = []
    for (parent, kind, why), group in alike.items():
        if len(group) <= _ALIKE:
            told = [(_name(seen, root), seen.recognised + size_words(seen) if kind else "") for seen in group]
        else:
            told = [(f"{len(group)} files in {parent.relative_to(root).as_posix()}", group[0].recognised)]
        rows += [(name, words or "not understood", "not used", why) for name, words in told]
    if len(rows) <= MANY_TOLD:
        return rows
    return [*rows[:MANY_TOLD], (f"{len(rows) - MANY_TOLD} more", "", "not used", "")]


def _value(found: Found, key: str) -> str:
    values: Mapping[str, str] = {
        "as_of": found.as_of.isoformat(),
        "evaluation": " to ".join(day.isoformat() for day in found.window or ()),
        "travel.road_kmh": ", ".join(f"{name} {speed:g}" for name, speed in found.road_kmh.items()),
    }
    return values[key]


def _name(seen: Sight, root: Path) -> str:
    return seen.file.relative_to(root).as_posix()
