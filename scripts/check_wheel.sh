#!/bin/sh
# Build the wheel, compare it with the sources, and use it from another folder in a clean environment: one that
# holds, of what PYTHON's environment has, only what the wheel asks for and what that asks for in turn.
# usage: check_wheel.sh PYTHON PACKAGE...
set -eu
python=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

echo "Building the wheel"
"$python" -m build --wheel --no-isolation --outdir "$scratch" . >"$scratch/log" 2>&1 || {
    cat "$scratch/log" >&2
    exit 1
}
wheel=$(ls "$scratch"/*.whl)

"$python" - "$wheel" "$@" <<'END'
import sys
import zipfile
from pathlib import Path

wheel, *packages = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    inside = set(archive.namelist())
wanted = {f"{package}/{name}" for package in packages for name in ("__init__.py", "py.typed")}
for package in packages:
    files = (path for path in Path(package).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    wanted |= {path.as_posix() for path in files if not path.name.startswith(".")}
strangers = {name for name in inside if name.split("/")[0] not in packages and ".dist-info/" not in name}
problems = [f"not in the wheel: {name}" for name in sorted(wanted - inside)]
problems += [f"should not be in the wheel: {name}" for name in sorted(strangers)]
if not any(name.endswith(".dist-info/licenses/LICENSE") for name in inside):
    problems.append("not in the wheel: LICENSE")
sys.exit("\n".join(problems) or None)
END

echo "Installing the wheel in a clean environment"
"$python" -m venv --without-pip "$scratch/venv"
clean=$scratch/venv/bin
"$python" -m pip --disable-pip-version-check --python "$clean/python" install --quiet --no-deps --no-compile "$wheel"
# Linked, not installed again: a minute less, and these are the versions of constraints.txt.
"$python" scripts/link_required.py geo-poc "$("$clean/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
"$python" -m pip --disable-pip-version-check --python "$clean/python" check

cd "$scratch"
# Every module, so that a library which only the development tools bring is missed here and not by a user.
"$clean/python" -I - "$@" <<'END'
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages

if find_spec("pytest") or find_spec("build"):
    sys.exit("the clean environment holds more than the wheel asks for")
for package in map(import_module, sys.argv[1:]):
    if not Path(package.__file__ or "").is_relative_to(sys.prefix):
        sys.exit(f"{package.__name__} was imported from the sources, not from the wheel")
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith(".__main__"):
            import_module(module.name)
END
"$clean/python" -c 'from geo_poc import *'
"$clean/geo-poc" --help >"$scratch/help" || {
    cat "$scratch/help" >&2
    exit 1
}
echo "The wheel is whole and works: $(basename "$wheel")"
