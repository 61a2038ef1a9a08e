"""Fill a folder with the installed files of what a wheel requires, of what that requires, and nothing else.

python scripts/link_required.py WHEEL FOLDER
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, distributions
from importlib.util import cache_from_source
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def required(name: str, folder: str) -> list[Distribution]:
    """Return the distributions of this environment that one in a folder asks for, without extras."""
    (asking,) = distributions(name=name, path=[folder])
    # An entry per extra too: psycopg[binary] asks for more than psycopg.
    waiting = [(text, "") for text in asking.requires or ()]
    found: dict[tuple[str, str], Distribution] = {}
    while waiting:
        text, extra = waiting.pop()
        one = Requirement(text)
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        for part in ("", *one.extras):
            key = (canonicalize_name(one.name), part)
            if key not in found:
                found[key] = distribution(one.name)
                waiting += [(more, part) for more in found[key].requires or ()]
    return list({name: dist for (name, _), dist in found.items()}.values())


def link(wanted: Iterable[Distribution], folder: Path) -> int:
    """Put the files of distributions in a folder, as links where it is on their disk; return how many."""
    count = 0
    for one in wanted:
        for file in one.files or ():
            source = Path(str(file.locate()))
            # Programs lie outside the folder of packages, and the clean environment needs none but our own.
            if ".." in file.parts or not source.is_file():
                continue
            count += _put(source, folder / file)
            if source.suffix == ".py":
                kept = Path(cache_from_source(str(source)))
                count += kept.is_file() and _put(kept, folder / file.parent / "__pycache__" / kept.name)
    return count


def _put(source: Path, target: Path) -> int:
    if target.exists():  # bytecode that the list of files names
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
    return 1


if __name__ == "__main__":
    needed = required(sys.argv[1], sys.argv[2])
    print(f"Linked {link(needed, Path(sys.argv[2]))} files of {len(needed)} packages")
