#!/bin/sh
# Puts the Prometheus tools named, or all four, into .tools/bin: from the PATH, else from the system's packages.
set -eu
. "$(dirname -- "$0")/lib.sh"
cd -- "$root"

bin=.tools/bin
partial=.tools/partial
all='promtool amtool prometheus alertmanager'

least() {
    case $1 in
    promtool | prometheus) echo 2.42 ;;
    amtool | alertmanager) echo 0.25 ;;
    *) die "tools: there is no tool $1; the tools are: $all" ;;
    esac
}

# What a program calls the tool on the PATH: Debian renames one of them.
file_names() {
    case $1 in
    alertmanager) echo alertmanager prometheus-alertmanager ;;
    *) echo "$1" ;;
    esac
}

debian_package() {
    case $1 in
    promtool | prometheus) echo prometheus ;;
    *) echo prometheus-alertmanager ;;
    esac
}

# Empty unless the program runs and says that it is this tool.
version() {
    { "$2" --version </dev/null 2>&1 || :; } | sed -n "1s/^$1, version v\{0,1\}\([0-9][0-9.]*\).*/\1/p"
}

is_new_enough() {
    printf '%s\n' "$(least "$1")" "$(version "$1" "$2")" | sort -c -t . -k 1,1n -k 2,2n 2>/dev/null
}

find_on_path() {
    for name in $(file_names "$1"); do
        on_path "$name"
    done | while IFS= read -r candidate; do
        if is_new_enough "$1" "$candidate"; then
            printf '%s\n' "$candidate"
            break
        fi
    done
}

# A rename is all or nothing: whatever interrupts us, a name in .tools/bin is a whole tool.
point_to() {
    if [ "$(readlink "$bin/$1" 2>/dev/null)" = "$2" ]; then return; fi
    ln -sf "$2" "$bin/$1.new"
    mv -f "$bin/$1.new" "$bin/$1"
    say "tools: $1 $(version "$1" "$2") ($2)"
}

have() {
    found=$(find_on_path "$1")
    if [ -n "$found" ]; then
        point_to "$1" "$found"
    else
        [ -x "$bin/$1" ] && is_new_enough "$1" "$bin/$1"
    fi
}

still_missing() {
    for tool in "$@"; do
        have "$tool" || printf '%s ' "$tool"
    done
}

# As root apt-get would drop to a user who cannot write here.
apt() { apt-get -qq -o APT::Sandbox::User=root "$@"; }

# The lists of packages may be stale, or absent as in a container; ours are private to this download, which
# needs no root and leaves those of the system alone.
apt_with_fresh_lists() {
    mkdir -p lists/partial cache/archives/partial
    apt -o Dir::State::Lists=./lists -o Dir::Cache=./cache "$@"
}

download() {
    apt download "$@" 2>/dev/null && return
    # Not "&&": a hook of the system that needs root fails an update whose lists are complete.
    { apt_with_fresh_lists update; apt_with_fresh_lists download "$@"; } >log 2>&1 || { cat log >&2; return 1; }
}

unpack_debian() {
    packages=$(for tool in "$@"; do debian_package "$tool"; done | sort -u)
    say "tools: downloading the packages" $packages
    rm -rf "$partial"
    mkdir -p "$partial"
    (cd "$partial" && download $packages) || return 0
    for archive in "$partial"/*.deb; do dpkg -x "$archive" "$partial" || return 0; done
    # All that came is kept, for what is not asked for now will be: two tools share a package.
    for tool in $all; do
        for name in $(file_names "$tool"); do
            file=$partial/usr/bin/$name
            if [ ! -x "$file" ] || have "$tool"; then continue; fi
            if is_new_enough "$tool" "$file"; then
                say "tools: $tool $(version "$tool" "$file")"
                mv -f "$file" "$bin/$tool"
            else
                say "tools: the package's $tool is version $(version "$tool" "$file"), which is too old"
            fi
        done
    done
    # Debian's alertmanager reads its default templates from /usr/share, where only an installation puts them.
    if [ -d "$partial/usr/share/prometheus" ]; then
        rm -rf "$bin/../share"
        mv -f "$partial/usr/share" "$bin/../share"
    fi
    rm -rf "$partial"
}

install_with_brew() {
    say "tools: brew install prometheus alertmanager"
    HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet prometheus alertmanager >/dev/null || return 0
    PATH=$PATH:$(brew --prefix)/bin
}

explain() {
    say "tools: these are needed and were not found:"
    for tool in "$@"; do say "  $tool $(least "$tool") or newer"; done
    die "Install them, then run make again:
  Debian 12, Ubuntu 24.04, or newer:  apt install prometheus prometheus-alertmanager
  macOS:                              brew install prometheus alertmanager
  Alpine:                             apk add prometheus alertmanager
  Arch:                               pacman -S prometheus alertmanager
  any other:                          prometheus.io/download, unpacked to a folder on the PATH"
}

[ $# -gt 0 ] || set -- $all
for tool in "$@"; do least "$tool" >/dev/null; done
mkdir -p "$bin"
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

missing=$(still_missing "$@")
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null && command -v dpkg >/dev/null; then
    unpack_debian $missing
elif command -v brew >/dev/null; then
    install_with_brew
fi
missing=$(still_missing "$@")
[ -z "$missing" ] || explain $missing
