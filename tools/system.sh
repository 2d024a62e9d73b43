#!/bin/sh
# See that the programs beside Python are there, and install them where we may.
# Usage: system.sh demo|test|audit (the demonstration does without, and says what it cannot do)
set -eu

missing=""

need() {  # a Debian package, and how to see that it (or another source of the same) is there
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || command -v chrome; }
has_postgres() { ls /usr/lib/postgresql/*/bin/initdb || command -v initdb; }
has_pango() { PATH=$PATH:/sbin ldconfig -p | grep -q libpangoft2-1.0.so.0; }
has_fonts() { ! command -v dpkg-query || dpkg-query -W fonts-noto-core; }

case $1 in
    demo)
        need libpangoft2-1.0-0 has_pango
        ;;
    test)
        need libimage-exiftool-perl command -v exiftool
        need chromium has_chromium
        need postgresql has_postgres
        need fonts-noto-core has_fonts
        need libpangoft2-1.0-0 has_pango
        ;;
    audit)
        need libimage-exiftool-perl command -v exiftool
        need default-jre-headless command -v java
        need npm command -v npm
        ;;
esac

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing what \`make $1\` needs beside Python:$missing ..."
    # shellcheck disable=SC2086
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } || [ "$1" = demo ]
elif [ "$1" = demo ]; then
    echo "Booklets as PDF cannot be made here: they need (Debian's name)$missing. Everything else works." >&2
else
    echo "\`make $1\` needs these programs (Debian's names):$missing" >&2
    echo "Install them, for instance as root: apt-get install$missing" >&2
    exit 1
fi
