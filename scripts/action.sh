#!/bin/sh
# The steps of the GitHub Action, one a call: install, check, diff, comment. Everything comes in by the environment.
#
# The working directory is a checkout of whoever opened the pull request, and `python -m` would import from there, as would
# any Python where PYTHONPATH is relative. So Python is always started with -I, and stands elsewhere where it can: only
# slosmith and git need the checkout.
set -eu
. "$(dirname -- "$0")/lib.sh"

# As make calls them, and where `version` puts the one of the package index.
PATH=$root/.tools/bin:$PATH
bin=${RUNNER_TEMP:?}/slosmith-venv/bin
[ -x "$bin/python" ] || bin=$root/.venv/bin
slosmith() { "$bin/python" -I -m slosmith "$@"; }

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
summary() { cat >>"$GITHUB_STEP_SUMMARY"; }

# Of `python` only the folder counts: it comes first for those who look for one.
install() {
    cd -- "$RUNNER_TEMP"
    PATH=$(dirname -- "$PYTHON"):$PATH
    case $VERSION in
    '') sh "$root/scripts/setup.sh" requirements-run.txt ;;
    *[!0-9A-Za-z.!+]*) die "slosmith: '$VERSION' is not a version, such as 0.1.0" ;;
    *)
        "$PYTHON" -I -m venv "$RUNNER_TEMP/slosmith-venv"
        "$RUNNER_TEMP/slosmith-venv/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check \
            "slosmith==$VERSION"
        ;;
    esac
    sh "$root/scripts/tools.sh" promtool amtool
}

# Findings are no failure yet: the comparison is for those who have to mend them, too.
check() {
    folder=$(mktemp -d "$RUNNER_TEMP/slosmith.XXXXXX")
    set -- --specs "$SPECS" --output "$OUTPUT" --format github
    for report in json sarif junit markdown; do set -- "$@" --report "$report=$folder/check.$report"; done
    if [ "$STRICT" = true ]; then set -- "$@" --strict; fi
    status=0
    slosmith check "$@" || status=$?
    case $status in 0 | 1) ;; *) exit "$status" ;; esac
    # Five spaces stand before nothing that a spec said: whatever has more than one line in JSON is escaped.
    for severity in error warning note; do
        output "${severity}s" "$(grep -c "^    \"severity\": \"$severity\",\$" "$folder/check.json" || :)"
    done
    output status "$status"
    output folder "$folder"
    output sarif "$folder/check.sarif"
    output junit "$folder/check.junit"
    { printf '### slosmith check\n\n'; cat "$folder/check.markdown"; printf '\n'; } | summary
}

has() { git cat-file -e "$1^{commit}" 2>/dev/null; }

# A checkout is one commit deep, as a rule. The token goes by the environment, where no list of processes shows it;
# the empty value before it takes the place of one that the checkout may have left, since two would be refused.
fetch() {
    basic=$(printf 'x-access-token:%s' "$GH_TOKEN" | base64 | tr -d '\n')
    key=http.$GITHUB_SERVER_URL/.extraheader
    GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=$key GIT_CONFIG_VALUE_0='' GIT_CONFIG_KEY_1=$key \
        GIT_CONFIG_VALUE_1="AUTHORIZATION: basic $basic" git fetch --quiet --no-tags "$@"
}

# The commit to compare with, or nothing. A pull request is checked out as what it would be when merged, and that is
# compared with what it is merged into: the base in the event may be older.
base() {
    if [ -n "$BASE" ]; then
        case $BASE in -*) return 0 ;; esac
        has "$BASE" || fetch --depth=1 origin "+$BASE:refs/slosmith/base" || return 0
        if has "$BASE"; then echo "$BASE"; else echo refs/slosmith/base; fi
        return
    fi
    head=$(git rev-parse HEAD) || return 0
    if [ "$GITHUB_EVENT_NAME" = pull_request ] && [ "$head" = "$GITHUB_SHA" ]; then
        has HEAD^1 || fetch --depth=2 origin "$head" || return 0
        if has HEAD^2; then git rev-parse HEAD^1; return; fi
    fi
    case $EVENT_BASE in *[!0]*) ;; *) return 0 ;; esac
    has "$EVENT_BASE" || fetch --depth=1 origin "$EVENT_BASE" || return 0
    git merge-base "$EVENT_BASE" HEAD || echo "$EVENT_BASE"
}

compare() {
    base=$(base)
    if [ -z "$base" ]; then
        say "slosmith: there is no commit to compare with"
        return
    fi
    status=0
    slosmith diff "$base" --specs "$SPECS" --format markdown >"$FOLDER/diff.md" 2>"$FOLDER/diff.log" || status=$?
    # What it said is text for people, of which GitHub would obey some: indented in Markdown it is nothing else.
    if [ ! -s "$FOLDER/diff.md" ]; then
        { printf '### slosmith: no comparison\n\n'; sed 's/^/    /' "$FOLDER/diff.log"; } >"$FOLDER/diff.md"
    fi
    { cat "$FOLDER/diff.md"; printf '\n'; } | summary
    output diff "$FOLDER/diff.md"
    unchanged=false
    if [ "$status" = 0 ] && git diff --quiet "$base" -- "$SPECS"; then unchanged=true; fi
    output unchanged "$unchanged"
}

# One comment for each folder of specs, known by its first line and by who wrote it: anyone may write that line.
comment() {
    marker="<!-- slosmith $(printf '%s' "$SPECS" | cksum | tr ' ' -) -->"
    comments=repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments
    GH_HOST=${GITHUB_SERVER_URL#https://}
    export GH_HOST
    me=$(gh api graphql -f query='{viewer{login}}' --jq .data.viewer.login) || return 1
    found=$(gh api --paginate "$comments?per_page=100" \
        --jq '.[] | [.id, .user.login, (.body | split("\n")[0] | rtrimstr("\r"))] | @tsv') || return 1
    id=$(printf '%s\n' "$found" | awk -F '\t' -v me="$me" -v marker="$marker" '$2 == me && $3 == marker {print $1; exit}')
    if [ -z "$id" ] && [ "$UNCHANGED" = true ]; then return; fi
    {
        printf '%s\n' "$marker"
        cat "$DIFF"
        printf '\n[check](%s): errors %s, warnings %s\n' \
            "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID" "$ERRORS" "$WARNINGS"
    } >"$FOLDER/comment.md"
    if [ -n "$id" ]; then
        gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F body=@"$FOLDER/comment.md"
    else
        gh api --silent "$comments" -F body=@"$FOLDER/comment.md"
    fi
}

case ${1:-} in
install) install ;;
check) check ;;
diff) compare ;;
comment)
    # The token of a pull request from a fork may not write: that is no fault of the specs.
    comment || echo "::warning title=slosmith::the comment could not be written; it needs pull-requests: write, which a fork does not have. The comparison is in the job summary."
    ;;
*) die "usage: action.sh install|check|diff|comment" ;;
esac
