"""A figure that is one file: it renders only what stays inside the document, under a strict policy.

Branca puts elements together; this figure adds the Content-Security-Policy, whose hashes name every script
and style of the document, and then reads the result once more and refuses whatever would reach outside.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from branca.element import Element, Figure

from maps.errors import OfflineError

_BLOCK = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_LINKING = frozenset(
    {
        "src",
        "href",
        "xlink:href",
        "srcset",
        "action",
        "formaction",
        "data",
        "poster",
        "background",
        "ping",
        "cite",
    }
    | {"manifest", "codebase", "longdesc", "usemap", "profile", "archive", "classid", "srcdoc", "imagesrcset"}
)
_LOADING = frozenset(
    {"iframe", "frame", "object", "embed", "applet", "form", "base", "portal", "audio", "video"}
)
_OUTSIDE = re.compile(
    r"(?:https?|wss?|ftp|blob|file):|[\"'`(]\s*//|@import|\burl\s*\(|\bimport\s*\(", re.IGNORECASE
)
_SAFE_DATA = re.compile(r"data:,$|data:image/png;base64,[A-Za-z0-9+/=]+$")
_RELATIVE = re.compile(r"(?!//)[\w.-]+(?:/[\w.-]+)*(?:#[\w-]*)?$")


class Verbatim(Element):
    """Text that goes into the document as it is: Branca's own Element would read it as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **kwargs: object) -> str:  # noqa: ARG002 - the signature is Branca's
        """Return the text."""
        return self.text


class OfflineFigure(Figure):
    """A Branca figure that raises on any link it does not know.

    Parameters
    ----------
    trusted : iterable of str
        Scripts that run first; they were checked otherwise and are exempt from the search for addresses.
    scripts : iterable of str
        Scripts that run next.
    links : iterable of str
        Relative addresses of other documents that may be linked to.
    """

    def __init__(
        self, *, trusted: Iterable[str] = (), scripts: Iterable[str] = (), links: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self.trusted = tuple(trusted)
        self.scripts = tuple(scripts)
        self.links = tuple(links)
        self.header._children.clear()

    def render(self, **kwargs: object) -> str:
        """Return the whole document.

        Raises
        ------
        OfflineError
            When anything in it would reach outside.
        """
        for child in list(self._children.values()):
            child.render(**kwargs)
        head, body, script = (part.render(**kwargs) for part in (self.header, self.html, self.script))
        scripts = "".join(
            f"<script>{block.strip()}</script>\n" for block in (*self.trusted, *self.scripts, script)
        )
        content = f"{head}</head>\n<body>\n{body}\n{scripts}</body>\n</html>\n".replace("\r\n", "\n")
        document = (
            f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{policy(content)}\n{content}'
        )
        refuse_links(document, trusted=self.trusted, links=self.links)
        return document


def policy(content: str) -> str:
    """Return the meta element that allows the scripts and styles in `content`, data images, no more."""
    digests: dict[str, list[str]] = {"script": [], "style": []}
    for kind, block in _BLOCK.findall(content):
        digest = base64.b64encode(hashlib.sha256(block.encode("utf-8")).digest()).decode("ascii")
        source = f"'sha256-{digest}'"
        if source not in digests[kind]:
            digests[kind].append(source)
    none = "'none'"
    rules = [
        "default-src 'none'",
        "img-src data:",
        *(f"{kind}-src {' '.join(sources) or none}" for kind, sources in digests.items()),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def refuse_links(document: str, *, trusted: Iterable[str] = (), links: Iterable[str] = ()) -> None:
    """Raise when a document would load, follow or run anything beyond itself.

    Plain text may name addresses (attributions do); attributes, scripts and styles may not.

    Raises
    ------
    OfflineError
        Naming every offence.
    """
    reader = _LinkReader(frozenset(block.strip() for block in trusted), frozenset(links))
    reader.feed(document)
    reader.close()
    if reader.offences:
        raise OfflineError("the document is not self-contained: " + "; ".join(reader.offences))


def json_block(identifier: str, value: object) -> str:
    """Return a data block that a script reads; nothing in it can end the block or be run."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")):
        text = text.replace(character, escape)
    return f'<script type="application/json" id="{identifier}">{text}</script>'


class _LinkReader(HTMLParser):
    def __init__(self, trusted: frozenset[str], links: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.trusted = trusted
        self.links = links
        self.offences: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = ""
        if tag in _LOADING:
            self.offences.append(f"<{tag}>")
        if tag in {"script", "style"}:
            self._inside = "data" if ("type", "application/json") in attrs else tag
        if tag == "meta" and ("http-equiv", "refresh") in [(k, (v or "").lower()) for k, v in attrs]:
            self.offences.append("<meta http-equiv=refresh>")
        for name, value in attrs:
            self._check_attribute(tag, name, (value or "").strip())

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style" or name.startswith("on"):
            self.offences.append(f"<{tag} {name}=>")
        if name not in _LINKING or value.startswith("#"):
            return
        known = value in self.links and _RELATIVE.match(value) is not None
        if not known and not _SAFE_DATA.match(value):
            self.offences.append(f'<{tag} {name}="{value[:60]}">')

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the signature is the parser's
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in {"script", "style"} or data.strip() in self.trusted:
            return
        found = _OUTSIDE.search(data)
        if found:
            at = found.start()
            self.offences.append(f"{self._inside}: {' '.join(data[max(0, at - 20) : at + 40].split())}")
