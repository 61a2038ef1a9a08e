"""The one door to vector layers: a file, or a table or query of a PostGIS database.

A database is named by an address, `postgresql://user@host/database` or `service=name`, as libpq knows them.
What it gives goes through the same checks as a file, and every reader of files takes it in place of a path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import geopandas as gpd

from layers.errors import Finding, error
from layers.positions import BBox
from layers.sources.postgis_faults import MASK
from layers.vectors import read_vector

SCHEMES = ("postgresql://", "postgres://")
"""What an address of a database begins with, besides "service="."""

_SHOWN = frozenset(
    {
        "user",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "service",
        "sslmode",
        "connect_timeout",
        "application_name",
    }
)
_HOST = r"(?:\[[0-9A-Fa-f:.%]+\]|[^:@/?#,\s\[\]]*)(?::\d*)?"
_ADDRESS = re.compile(
    r"postgres(?:ql)?://(?:(?P<user>[^:@/?#\s]*)(?P<secret>:[^:@/?#\s]*)?@)?"
    rf"(?P<place>{_HOST}(?:,{_HOST})*(?:/[^@/?#\s]*)?)(?:\?(?P<tail>[^?@#\s]*))?",
    re.IGNORECASE,
)
"""Only what is written exactly so is shown in parts; anything else may have a password anywhere."""

_PLAIN = re.compile(r"^[\w./:,%-]*$")
_SERVICE = re.compile(r"^service=[\w.-]+$")


def is_address(text: str) -> bool:
    """Return whether a layer's path is the address of a database, in any case."""
    lower = text.strip().lower()
    return lower.startswith((*SCHEMES, "postgresql:/", "postgres:/", "service="))


def mask_address(address: str) -> str:
    """Return an address without its password and without any parameter not known to be harmless.

    An address that is not written quite as it should be, such as with an "@" in its password that is not
    escaped, is masked whole: too much rather than too little.

    Parameters
    ----------
    address : str
        What :func:`is_address` accepts.

    Returns
    -------
    str
        With "***" for the password; this may be written to a run.
    """
    text = address.strip()
    if _SERVICE.match(text):
        return text
    parts = _ADDRESS.fullmatch(text)
    if parts is None:
        return f"{SCHEMES[0]}{MASK}"
    user, secret, place, tail = parts.group("user", "secret", "place", "tail")
    login = "" if user is None else f"{user}{'' if secret is None else f':{MASK}'}@"
    shown = [
        f"{name}={value if name in _SHOWN and _PLAIN.match(value) else MASK}"
        for name, _, value in (part.partition("=") for part in (tail or "").split("&") if part)
    ]
    return f"{SCHEMES[0]}{login}{place}{'?' + '&'.join(shown) if shown else ''}"


@dataclass(frozen=True, slots=True)
class DatabaseLayer:
    """A layer in a PostGIS database; takes the place of a file's path in every reader of vector layers.

    Parameters
    ----------
    address : str
        `postgresql://user@host:port/database` or `service=name`. Better without a password: libpq finds it
        in its password file. Never shown; see :attr:`shown`.
    table : str
        Table or view, "schema.table"; the schema may be left out, odd names are put in double quotes.
    query : str
        One select, in place of a table.
    """

    address: str = field(repr=False)
    table: str = ""
    query: str = ""

    @property
    def shown(self) -> str:
        """Return the address without its password."""
        return mask_address(self.address)

    @property
    def database(self) -> str:
        """Return the name of the database or service, "" where the address gives none."""
        if _SERVICE.match(self.address.strip()):
            return self.address.strip().partition("=")[2]
        place, _, parameters = self.shown.partition("://")[2].partition("?")
        known = dict(parse_qsl(parameters))
        return unquote(place.partition("/")[2]) or known.get("dbname", "") or known.get("service", "")

    @property
    def name(self) -> str:
        """Return what findings call the layer, in place of a file's name."""
        what = " ".join((self.table or "query").split())
        return f"postgis {self.database}/{what}" if self.database else f"postgis {what}"

    @property
    def suffix(self) -> str:
        """Return "": a database layer has no ending that tells its format."""
        return ""

    def fetch(self, *, role: str, bbox: BBox | None) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
        """Return the features near a box as they are stored; see :func:`layers.sources.postgis.fetch`."""
        # Imported here because most missions have no database, and its libraries take a while to load.
        from layers.sources.postgis import fetch  # noqa: PLC0415

        return fetch(self, role=role, bbox=bbox)


VectorSource = Path | DatabaseLayer
"""Where a vector layer may come from."""


def vector_source(
    written: str | Path, *, role: str, table: str | None = None, query: str | None = None
) -> VectorSource:
    """Return where a layer comes from, as the mission file writes it.

    Parameters
    ----------
    written : str or Path
        A file's path, already resolved, or the address of a database.
    role : str
        Key of the mission file, named in findings.
    table, query : str, optional
        Exactly one of them with an address, neither with a file.

    Returns
    -------
    Path or DatabaseLayer

    Raises
    ------
    InputError
        When they do not go together; no message holds a password.
    """
    text = str(written)
    if not is_address(text):
        if table or query:
            remedy = "give a path to a database, postgresql://..., or leave table and query out"
            raise error("a file has no table and no query", remedy, file=Path(text).name, column=role)
        return Path(written)
    if not (text.strip().lower().startswith(SCHEMES) or _SERVICE.match(text.strip())):
        remedy = 'write "postgresql://user@host/database" or "service=name"'
        raise error("the address of the database is not understood", remedy, column=f"{role}.path")
    if bool(table) == bool(query):
        message = "a database layer needs a table or a query" + (", not both" if table else "")
        remedy = 'add table = "schema.table" or query = "select ..."'
        raise error(message, remedy, column=role, value=mask_address(text))
    return DatabaseLayer(text.strip(), table or "", query or "")


def read_source(
    written: str | Path | DatabaseLayer,
    *,
    role: str,
    table: str | None = None,
    query: str | None = None,
    bbox: BBox | None = None,
    layer: str | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read a vector layer from wherever it is.

    Parameters
    ----------
    written, role, table, query
        As in :func:`vector_source`; a source made already stays as it is.
    bbox : tuple of float, optional
        West, south, east, north in degrees.
    layer : str, optional
        Layer of a file that has several.

    Returns
    -------
    GeoDataFrame
        As :func:`layers.vectors.read_vector` gives it. The index counts the rows of a query from 1, and
        is the key of a table whose primary key is one integer.
    tuple of Finding

    Raises
    ------
    InputError
        As :func:`vector_source`; what is wrong with the layer itself is among the findings.
    """
    if isinstance(written, DatabaseLayer):
        return read_vector(written, role=role, bbox=bbox)
    source = vector_source(written, role=role, table=table, query=query)
    return read_vector(source, role=role, bbox=bbox, layer=layer)
