# What the scripts share: the checkout's folder, messages, and a walk along the PATH.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# Every executable of that name on the PATH, best first. This checkout's own .venv and .tools are passed
# over: neither may be built out of itself.
on_path() (
    IFS=:
    set -f
    for dir in $PATH; do
        case $dir in /*) ;; *) continue ;; esac
        case $(CDPATH='' cd -- "$dir" 2>/dev/null && pwd -P) in "$root"/.venv* | "$root"/.tools*) continue ;; esac
        if [ -f "$dir/$1" ] && [ -x "$dir/$1" ]; then printf '%s\n' "$dir/$1"; fi
    done
)
