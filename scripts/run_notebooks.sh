#!/bin/sh
# Run every notebook in its own folder, writing the results elsewhere; the first error stops.
# usage: run_notebooks.sh PYTHON
set -eu
python=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
# A person's own profile and settings must not decide whether a notebook runs.
export IPYTHONDIR="$scratch/ipython" JUPYTER_CONFIG_DIR="$scratch/jupyter"

count=0
for notebook in notebooks/*.ipynb; do
    [ -e "$notebook" ] || continue
    echo "Running $notebook"
    "$python" -m nbconvert --log-level WARN --to notebook --execute --output-dir "$scratch" \
        --ExecutePreprocessor.kernel_name=python3 --ExecutePreprocessor.timeout=900 "$notebook"
    count=$((count + 1))
done
echo "Notebooks that ran without an error: $count"
