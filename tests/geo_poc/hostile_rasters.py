"""Faulty rasters."""

from __future__ import annotations

from tests.geo_poc.hostile import Case, cut, folder_of, nothing, raster, text

AGES = [0, 1, *range(5, 85, 5)]
VIRTUAL = (
    '<VRTDataset rasterXSize="72" rasterYSize="72"><SRS>EPSG:4326</SRS>'
    "<GeoTransform>0, 0.0083, 0, 0.6, 0, -0.0083</GeoTransform>"
    '<VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
    "<SourceFilename>/vsicurl/http://127.0.0.1:1/x.tif</SourceFilename></SimpleSource>"
    "</VRTRasterBand></VRTDataset>"
)

RASTERS: dict[str, Case] = {
    "population: no value": Case(
        "population", "q.tif", raster(-99999), "", "the layers.population[1] raster has no value in the area"
    ),
    "population: elsewhere": Case(
        "population",
        "q.tif",
        raster(west=40.0),
        "",
        "the layers.population[1] raster does not meet the area: it",
    ),
    "population: complex": Case(
        "population", "q.tif", raster(dtype="complex64"), "", "the layers.population[1] raster cannot be read"
    ),
    "groups: missing band": Case(
        "groups",
        "ages",
        folder_of({f"x_{s}_{a}_2020.tif": raster(1) for s in "fm" for a in AGES if (s, a) != ("f", 10)}),
        " [layers.groups]",
        "the set lacks 1 of 36 groups: people of these ages would be",
        file="mission.toml",
    ),
    "groups: one sex": Case(
        "groups",
        "ages",
        folder_of({f"x_f_{a}_2020.tif": raster(1) for a in AGES}),
        " [layers.groups]",
        "the set lacks 18 of 36 groups: people of these ages would",
        file="mission.toml",
    ),
    "groups: names": Case(
        "groups",
        "ages",
        folder_of({"women.tif": raster(1)}),
        " [layers.groups]",
        "the name does not say one sex and the first year of a band",
        file="women.tif",
    ),
    "friction: km/h": Case(
        "friction",
        "f.tif",
        raster(30.0),
        " [layers.friction]",
        "the values are not minutes per metre (0.0012 is 50 km/h,",
    ),
    "land cover: scheme": Case(
        "landcover",
        "c.tif",
        raster(10, dtype="uint8"),
        " [layers.landcover]",
        "the classes fit both schemes of land cover",
    ),
    "land cover: classes": Case(
        "landcover",
        "c.tif",
        raster(201, dtype="uint8"),
        " [layers.landcover]",
        "the classes are of no scheme that is known of land cover",
    ),
    "elevation: heights": Case(
        "elevation",
        "e.tif",
        raster(50_000),
        " [layers.elevation]",
        "the elevation raster reaches 50,000 m, higher than any",
    ),
    "elevation: text": Case(
        "elevation", "e.tif", text("not a raster"), "", "the elevation raster cannot be read"
    ),
    "friction: below zero": Case(
        "friction", "f.tif", raster(-1.0), "", "the friction raster has no value in the area (nodata"
    ),
    "population: archive": Case(
        "population",
        "q.tif",
        text(b"PK\x03\x04" + bytes(4000)),
        "",
        "the layers.population[1] raster is packed in an archive,",
    ),
    "population: virtual raster elsewhere": Case(
        "population", "q.vrt", text(VIRTUAL), "", "the layers.population[1] raster is a virtual raster that"
    ),
    "population: no system": Case(
        "population",
        "q.tif",
        raster(crs=None),
        "",
        "the layers.population[1] raster has no coordinate system",
    ),
    "population: missing": Case(
        "population", "q.tif", nothing, "", "the layers.population[1] raster is missing"
    ),
    "groups: two years": Case(
        "groups",
        "ages",
        folder_of(
            {f"x_{s}_{a}_{y}.tif": raster(1, pixels=2) for s in "fm" for a in AGES for y in (2020, 2021)}
        ),
        " [layers.groups]",
        "a group has two rasters",
        file="x_f_0_2021.tif",
    ),
    "groups: empty folder": Case(
        "groups",
        "ages",
        folder_of({}),
        " [layers.groups]",
        "the set has no raster of women or of men",
        file="mission.toml",
    ),
    "elevation: no system": Case(
        "elevation", "e.tif", raster(500, crs=None), "", "the elevation raster has no coordinate system"
    ),
    "friction: cut off": Case(
        "friction", "f.tif", cut(raster(0.01), 400), "", "the friction raster cannot be read"
    ),
}
