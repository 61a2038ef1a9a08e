#!/bin/sh
# Make the virtual environment where it is missing or broken, and install geo_poc in it, editable, with the
# versions of constraints.txt.
# usage: install.sh PYTHON FOLDER EXTRAS          EXTRAS: "", "test" or "test,dev"
set -eu
python=$1
venv=$2
extras=$3

fail() {
    echo "error: $*" >&2
    exit 1
}

recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if ! "$venv/bin/python" -c '' 2>/dev/null; then
    command -v "$python" >/dev/null || fail "there is no $python; name a Python 3.11 or later: make PYTHON=/path/to/python3"
    recent "$python" || fail "$python is not Python 3.11 or later; name one: make PYTHON=/path/to/python3"
    # A clean-up on failure: Debian's Python leaves half an environment behind when its venv package is missing.
    "$python" -m venv --clear "$venv" || {
        rm -rf "$venv"
        fail "$python cannot make a virtual environment with pip; on Debian and Ubuntu: apt-get install python3-venv"
    }
fi
recent "$venv/bin/python" || fail "$venv holds a Python older than 3.11; remove it with 'make distclean'"
"$venv/bin/python" -m pip --version >/dev/null 2>&1 ||
    "$venv/bin/python" -m ensurepip >/dev/null 2>&1 ||
    fail "$venv has no pip; remove it with 'make distclean', and on Debian and Ubuntu: apt-get install python3-venv"

echo "Installing geo_poc${extras:+ [$extras]} in $venv (a minute or two the first time)"
# The two variables pin the build backend too: --constraint does not reach pip's build environment.
PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
    --constraint constraints.txt --editable ".${extras:+[$extras]}"
# Ahead of the first plan; it only saves time, so that a failure here is no failure of the installation.
# Bytecode of what the commands import is kept, whatever the environment says; pip would make that of all files.
env -u PYTHONDONTWRITEBYTECODE "$venv/bin/python" -c 'from geo_poc import *
from optimisation.compiling import compile_all
compile_all()' || echo "note: kernels are compiled at the first plan" >&2
pwd -P >"$venv/.installed-in"
