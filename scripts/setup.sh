#!/bin/sh
# Builds .venv from requirements.txt, or the file named, and installs this project into it; silent when that is done already.
set -eu
. "$(dirname -- "$0")/lib.sh"
cd -- "$root"

# Each of these would install, or import, past the virtual environment.
unset PIP_USER PIP_TARGET PIP_PREFIX PYTHONHOME PYTHONPATH

requirements=${1:-requirements.txt}

# Written last, so that an interrupted set-up has none. It names the folder because a virtual environment
# does not survive a move.
marker=.venv/.ready
state="$root $(cat "$requirements" pyproject.toml | cksum)"

is_suitable='
import ensurepip, os, sys, venv
sys.exit(sys.version_info < (3, 11) or os.path.realpath(sys.prefix) == os.path.realpath(".venv"))
'

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        on_path "$name"
    done | while IFS= read -r candidate; do
        if "$candidate" -I -c "$is_suitable" </dev/null >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            break
        fi
    done
}

install() {
    .venv/bin/python -I -m pip install --quiet --no-input --disable-pip-version-check --no-deps "$@"
}

if [ -x .venv/bin/python ] && [ "$(cat "$marker" 2>/dev/null)" = "$state" ]; then exit 0; fi

python=$(find_python)
[ -n "$python" ] || die "setup: Python 3.11 or newer, with its venv module, is needed and was not found on the PATH.
  Debian, Ubuntu:  apt install python3 python3-venv
  macOS:           brew install python
  any other:       python.org/downloads"

say "setup: .venv with Python $("$python" -I -c 'import platform; print(platform.python_version())')"
rm -rf .venv
"$python" -I -m venv .venv || die "setup: $python could not make a virtual environment in $root/.venv"

say "setup: the dependencies of $requirements"
install --require-hashes -r "$requirements" ||
    die "setup: the dependencies could not be installed; what pip said is above. The next make tries again."

say "setup: slosmith itself"
install --no-build-isolation --no-index -e . || die "setup: this project could not be installed into .venv"

printf '%s\n' "$state" >"$marker.new"
mv -f "$marker.new" "$marker"
