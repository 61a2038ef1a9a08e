#!/bin/sh
# Get a PostgreSQL server with PostGIS for the database tests where there is none: Debian's packages, as root.
# Elsewhere those tests skip (and fail where CI=true).
# usage: postgres.sh
set -eu

found() {
    for server in /usr/lib/postgresql/*/bin/postgres; do
        version=$(basename "$(dirname "$(dirname "$server")")")
        if [ -x "$server" ] && [ -f "/usr/share/postgresql/$version/extension/postgis.control" ]; then
            echo "Database for the tests: PostgreSQL $version with PostGIS"
            return 0
        fi
    done
    return 1
}

if found; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "No PostgreSQL with PostGIS under /usr/lib/postgresql: without one the database tests skip"
    exit 0
fi
echo "Installing PostgreSQL and PostGIS with apt-get"
export DEBIAN_FRONTEND=noninteractive
# Debian's package makes and starts a database of its own at once; the tests make theirs.
settings=/etc/postgresql-common/createcluster.conf
if [ ! -e "$settings" ]; then
    mkdir -p "$(dirname "$settings")"
    echo "create_main_cluster = false" >"$settings"
fi
install() {
    apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@" >/dev/null
}
apt-get update -qq || echo "apt-get update failed; trying with the lists that are here" >&2
newest=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-[0-9]+$' | cut -d' ' -f1 | sort -V | tail -n 1)
if [ -n "$newest" ] && install "$newest" && found; then
    exit 0
fi
echo "error: no PostgreSQL with PostGIS for the tests; install both, then try again" >&2
exit 1
