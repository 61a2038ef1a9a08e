"""The lines of why a place is at risk: what is not known first, then each source's parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geo_poc.floor_words import VIOLENCE
from layers.risk.factors import FACTOR_ROLES, role_name
from maps.style import number_text
from maps.wording import people_words, share_words

_RESTS = {
    "validated": "checked against later incidents",
    "not validated": "not checked: too few incidents",
    "data": "data",
    "judgement": "judgement",
}


def why_lines(document: Mapping[str, Any]) -> list[str]:
    """Return the lines of a document of :func:`geo_poc.why_record.why`."""
    place = document["place"]
    where = f"{place['name']}, {place['mgrs']}" + (f", {place['district']}" if place["district"] else "")
    people = people_words(document["people"]) if document["people_known"] else "an unknown number of"
    mark = f" {document['watermark']}." if document["watermark"] else ""
    return [
        f"{document['classification']}.{mark} As of {document['as_of']}.",
        f"{where}: {people} people in its cell of {place['cell_km']:g} km.",
        *_unknown(document),
        *document["banners"],
        f"Risk, all observed sources: {number_text(document['risk'])} {document['unit']}.",
        *(line for source in document["sources"] for line in _source(document, source)),
        *_areas(document),
    ]


def _unknown(document: Mapping[str, Any]) -> Iterator[str]:
    if document["unknown"]:
        yield "Nobody observes here: unknown, not low. Its risk is the mean per person of its district."
    if document["not_observed"]:
        names = ", ".join(VIOLENCE[name] for name in document["not_observed"])
        yield f"Not observed, which is not zero: {names}."
    if document["presence"]["low_with_presence"]:
        yield "Low with presence, not low: a base's own reach is here, and the calm may end with it."
    elif document["presence"]["within_reach_of_base"]:
        yield "Within the own reach of a base in place: what happens here may be less for it."


def _source(document: Mapping[str, Any], source: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{VIOLENCE[source['source']]}: {_height(document, source)}"
    if source["data_poor"]:
        yield f"  data-poor: {source['data_poor']}"
    if source["risk"] == 0:  # nothing to take apart
        return
    added = document["combination"] == "additive"
    for part in source["parts"]:
        sums = added and part["role"] in FACTOR_ROLES
        # A weighted mean is read as a sum: what each factor takes away from people x likelihood.
        signed = f"{'-' if part['adds'] < 0 else '+'} {number_text(abs(part['adds']))}"
        value = signed if sums else f"x {number_text(part['times'])}"
        yield f"  {_name(part):<52} {value:>12}   {_rests(part)}"
    if source["from_prior"] > 0:
        yield f"  {'mean per person of the district':<52} {number_text(source['from_prior']):>12}   not known"
    yield f"  {'risk':<52} {'= ' + number_text(source['risk']):>12}   judgement: from its parts"
    if source["missing_roles"]:
        yield f"  neutral, nobody gave them: {', '.join(role_name(role) for role in source['missing_roles'])}"
    if source["earlier"] > source["risk"]:
        yield f"  over the whole record it was higher: {number_text(source['earlier'])}"


def _height(document: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    if source["class"] is None:
        return "unknown"
    classes = len(document["breaks"]) + 1
    if source["class"] == 0:
        return "nothing is estimated"
    below = share_words(source["share_of_cells_below"])
    return f"class {source['class']} of {classes}; higher than in {below} of the known cells"


def _name(part: Mapping[str, Any]) -> str:
    if part["rests_on"] != "judgement":
        return str(part["name"])
    return f"{part['name']} ({role_name(part['role'])})"


def _rests(part: Mapping[str, Any]) -> str:
    told = _RESTS[part["rests_on"]]
    if part["rests_on"] != "judgement":
        return told
    graded = f", reliability {part['reliability']}" if part["reliability"] else ""
    cited = f": {part['citation']}" if part["citation"] else ""
    return f"no value here, neutral{cited}" if part["missing"] else f"{told}{graded}{cited}"


def _areas(document: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    spots = [
        f"{spot['rank']} {spot['name']} ({VIOLENCE[spot['source']]})" for spot in document["threat_areas"]
    ]
    yield f"Threat areas here: {', '.join(spots) or 'none'}."
    yield f"Entries of the threat register here: {', '.join(document['register']) or 'none'}."
