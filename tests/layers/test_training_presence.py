"""Tests of bases, displaced people's sites and restrictions of the training country."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.training.handover import Country
from layers.training.mission import make_country


@pytest.fixture(scope="module", params=[0, 5])
def country(request: pytest.FixtureRequest) -> Country:
    """Countries of two seeds."""
    return make_country(request.param)


def test_bases_stand_beside_their_towns_on_dry_land(country: Country) -> None:
    """Within 1 km of the town they are named after, over 1 km from water."""
    towns = {place.name: place.at for place in country.places}
    for base in country.bases:
        assert np.hypot(*np.subtract(base.at, towns[base.name])) < 1
        assert shapely.Point(base.at).distance(country.terrain.water) > 1
        assert shapely.Point(base.at).distance(country.terrain.lake) > 1


def test_twins_have_the_same_base(country: Country) -> None:
    """Same offset from the town, same personnel and contingent."""
    towns = {place.name: place.at for place in country.places}
    first, second = (base for base in country.bases if base.name in ("Ambreth", "Corlund"))
    offsets = [np.subtract(base.at, towns[base.name]) for base in (first, second)]
    assert offsets[0] == pytest.approx(offsets[1])
    assert (first.personnel, first.contingent) == (second.personnel, second.contingent)


def test_three_bases_crowd_around_the_capital(country: Country) -> None:
    """Where bases add little: three within 20 km of the capital."""
    capital = country.places[0].at
    near = [base for base in country.bases if np.hypot(*np.subtract(base.at, capital)) < 20]
    assert len(near) == 3


def test_displaced_people_are_in_the_country_and_beside_water_never_in_it(country: Country) -> None:
    """Every site has people and lies on land; the POC site beside a base."""
    for site in country.displaced:
        assert site.people > 1000
        assert country.terrain.area.contains(shapely.Point(site.at))
        assert not country.terrain.lake.contains(shapely.Point(site.at))
    assert {site.kind for site in country.displaced} == {"POC site", "camp", "host community"}
    (poc,) = [site for site in country.displaced if site.kind == "POC site"]
    assert min(np.hypot(*np.subtract(base.at, poc.at)) for base in country.bases) < 1


def test_restrictions_name_who_why_and_how_likely(country: Country) -> None:
    """The denied area is a whole district; each restriction has authority and reason."""
    denied, notify, seasonal = country.restrictions
    assert (denied.state, notify.state, seasonal.state) == ("denied", "notify", "seasonal")
    assert seasonal.season == "dry"
    assert (denied.season, notify.season) == ("", "")
    assert any(denied.area.equals(shape) for shape in country.terrain.districts)
    assert denied.area.intersection(notify.area).area < 1e-6
    for entry in (denied, notify, seasonal):
        assert 0 < entry.probability < 1
        assert entry.authority
        assert entry.reason


def test_the_herders_corridor_leaves_the_places_on_it_open(country: Country) -> None:
    """The strip is peopled by two towns that teams may still stay in, and nowhere wide."""
    strip = country.restrictions[2].area
    places = [shapely.Point(place.at) for place in country.places]
    assert min(strip.distance(place) for place in places) > 2.5
    towns = {place.name: place.at for place in country.places}
    for name in ("Venshold", "Ilmarrow"):
        assert strip.distance(shapely.Point(towns[name])) < 10
    assert 50 < strip.area < 250
