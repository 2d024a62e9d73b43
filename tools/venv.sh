#!/bin/sh
# Make the virtual environment in $1 with the first Python that is new enough.
set -eu

venv=$1

for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "Storyhub needs Python 3.11 or newer, and none was found. Install it, or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi

# Debian keeps the part of Python that makes environments in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $version-venv (Debian keeps it apart from Python) ..."
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$version-venv"
    else
        echo "$python cannot make environments. As root: apt-get install $version-venv; then again." >&2
        exit 1
    fi
fi

echo "Making $venv with $("$python" --version) ..."
"$python" -m venv "$venv"
