"""What can go wrong with a database, told so that a person can mend it, and without passwords."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layers.errors import Finding, Severity
from layers.fields import shorten

MASK = "***"
"""Stands for a password wherever an address is shown."""

_BY_CODE: Mapping[str, tuple[str, str]] = {
    "42P01": ("the query names a table that is not there", "correct it, with its schema"),
    "42703": ("the query names a column that is not there", "correct it"),
    "42883": ("the query uses a function that is not there", "correct it, or write its types out"),
    "3F000": ("the query names a schema that is not there", "correct it"),
    "42501": ("the user may not read this", "ask for the right to select from it"),
    "0A000": ("the query is not a plain select", "give one select; a layer is only ever read"),
    "25006": ("the query tries to change the database", "give one select; a layer is only ever read"),
    "42601": ("the query is not one select", "give one select, without semicolons"),
    "42P02": ("the query has a parameter", "write its value out"),
    "57014": (
        "the database took too long",
        "index the geometry, cut the layer, or store the query as a table",
    ),
    "54000": ("the rows are too large", "simplify the geometry, or leave columns out in a query"),
    "57P01": ("the database closed the connection", "try again"),
}
"""SQLSTATE to what is said of it; the server's own words follow."""

_CONNECTING: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("no password supplied",),
        "the database wants a password and none was found",
        "put it in libpq's password file (~/.pgpass), in PGPASSWORD, or in the address",
    ),
    (
        ("password authentication failed", "authentication failed"),
        "the database refuses the user or the password",
        "correct the user in the address, and the password there or in libpq's password file",
    ),
    (("no pg_hba.conf entry",), "the database does not let this user in from here", "ask its administrator"),
    (("role",), "the database knows no such user", "correct the user in the address"),
    (("service",), "the service is not known", "add it to libpq's service file (~/.pg_service.conf)"),
)
_NO_SERVER = (
    "refused", "timeout", "timed out", "could not translate", "resolve", "no such file", "unreachable",
    "no route", "not known",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer's faults are told, and what must never be in them."""

    file: str
    role: str
    key: str
    secrets: tuple[str, ...] = ()

    def clean(self, text: str) -> str:
        """Return a text without any spelling of the password."""
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return text

    def fault(
        self, message: str, remedy: str, *, value: str = "", severity: Severity = "error", key: str = ""
    ) -> Finding:
        """Return a finding on the layer's key in the mission file."""
        column = f"{self.role}.{key or self.key}"
        return Finding(severity, self.clean(message), remedy, self.file, None, column, self.clean(value))


def statement_fault(problem: BaseException | None, place: Place) -> Finding:
    """Return what a failed statement means.

    Parameters
    ----------
    problem : exception
        As psycopg raises it; its SQLSTATE decides, whatever language the server speaks.
    place : Place
    """
    code = getattr(problem, "sqlstate", None) or ""
    said = getattr(getattr(problem, "diag", None), "message_primary", None) or str(problem)
    if not code:  # not the server's word, but of what turns its values into ours
        remedy = "leave the column out, or change its type, in a query"
        return place.fault(f"a value cannot be read: {shorten(said, limit=200)}", remedy)
    message, remedy = _BY_CODE.get(code, ("the database refuses the query", "try it in psql or QGIS"))
    return place.fault(f"{message}: {shorten(said, limit=200)}", remedy)


def connection_fault(problem: BaseException, place: Place) -> Finding:
    """Return why there is no connection.

    Parameters
    ----------
    problem : exception
        libpq gives no code for these, so that its English words decide; others are shown as they are.
    place : Place
    """
    original = getattr(problem, "orig", None) or problem
    said = place.clean(shorten(original, limit=400))
    lower = said.lower()
    if type(original).__name__ == "ProgrammingError" or isinstance(original, UnicodeError):
        return address_fault(place)
    if "database" in lower and "does not exist" in lower:
        remedy = "correct the end of the address"
        return place.fault("the server has no such database", remedy, key="path", value=said[-200:])
    for words, message, remedy in _CONNECTING:
        if any(word in lower for word in words):
            return place.fault(message, remedy, key="path", value=shorten(said, limit=200))
    if any(word in lower for word in _NO_SERVER):
        remedy = "check host and port in the address, and that the server runs and can be reached"
        return place.fault("no database server answers", remedy, key="path", value=shorten(said, limit=200))
    return place.fault(
        "the database cannot be reached",
        "try the address in psql or QGIS",
        key="path",
        value=shorten(said, limit=200),
    )


def address_fault(place: Place) -> Finding:
    """Return that an address cannot be parsed; the parser's words quote what may be the password."""
    remedy = "check its parameters, and escape what is special in the password (@ as %40, / as %2F)"
    return place.fault("the address of the database is not understood", remedy, key="path")


def near_names(written: str, known: Iterable[str]) -> str:
    """Return a remedy that names the tables most like the one written, or all there are."""
    names = list(known)
    if not names:
        return "the user sees no table with a geometry column; check the database and the rights"
    bare = {name.rpartition(".")[2].lower(): name for name in names}
    near = difflib.get_close_matches(written.lower(), [name.lower() for name in names], n=1)
    near = near or difflib.get_close_matches(written.rpartition(".")[2].lower(), list(bare), n=1)
    if near:
        return f"did you mean {bare.get(near[0].rpartition('.')[2], near[0])}?"
    return f"choose one of: {', '.join(names[:12])}"
