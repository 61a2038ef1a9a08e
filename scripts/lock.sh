#!/bin/sh
# Write constraints.txt: the exact version of everything that the project and its extras install.
# usage: lock.sh PYTHON
set -eu
python=$1
# The oldest supported Python decides, because a version that runs there also exists for the later ones.
oldest=3.11
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$version" != "$oldest" ]; then
    echo "error: pins are made with Python $oldest, this is $version; try: make lock PYTHON=python$oldest" >&2
    exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

echo "Resolving and installing everything in a new environment"
"$python" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check ".[test,dev]"
"$scratch/venv/bin/python" -m pip --disable-pip-version-check freeze --exclude geo-poc >"$scratch/pins"
# An address or a path would tie the pins to one machine.
if grep -Ev '^[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+$' "$scratch/pins" >&2; then
    echo "error: the lines above are not plain pins" >&2
    exit 1
fi
{
    echo "# Exact versions of everything that geo_poc and its extras test and dev install."
    echo "# Made by 'make lock' with Python $oldest; do not edit: change pyproject.toml and make it again."
    cat "$scratch/pins"
} >"$scratch/constraints.txt"
cp "$scratch/constraints.txt" constraints.txt
echo "constraints.txt pins $(wc -l <"$scratch/pins" | tr -d ' ') packages"
