# shellcheck shell=bash
# The client `demo`: its tokens, and calls to try it with.

# shellcheck source=config/lib/children.sh
source "$(dirname "${BASH_SOURCE[0]}")/children.sh"

# add_client BINARY TIER: adds it, or changes the tier of the one that is there where a tier is given.
add_client() {
    local binary=$1 flags=()
    [ -z "$2" ] || flags=(--tier "$2")
    if ! "$binary" client show demo >/dev/null 2>&1; then
        run_step "$binary" client add demo "${flags[@]}" >&2
    elif [ -n "$2" ]; then
        run_step "$binary" client set demo "${flags[@]}" >&2
    fi
}

# ready_or_gone PID URL: nothing is left to wait for.
ready_or_gone() { ! alive "$1" || curl -fsS -m 5 -o /dev/null "$2/readyz"; }

# token NAME FILE: prints the token kept under the name.
token() { sed -n "s/^$1 //p" "$2" 2>/dev/null; }

# A token is good when the server knows it, which an item that does not exist tells without touching anything.
token_works() {
    local status
    status=$(curl -s -m 10 -o /dev/null -w '%{http_code}' -H @- "$2/api/v1/moderation/items/none" <<<"Authorization: Bearer $1")
    [ "$status" = 404 ]
}

# load_tokens BINARY URL FILE: sets service_token and ann_token; issues all three anew and keeps them when
# one is missing, expired or of another database.
load_tokens() {
    local binary=$1 url=$2 file=$3 name good=true
    for name in service ann sue; do
        if ! token_works "$(token "$name" "$file")" "$url"; then good=false; fi
    done
    if ! $good; then
        say "issuing tokens, kept in $file"
        service_token=$("$binary" token issue --client demo --role service)
        ann_token=$("$binary" token issue --client demo --role moderator --subject ann)
        sue_token=$("$binary" token issue --client demo --role supervisor --subject sue)
        (umask 077 && printf '%s\n' "service $service_token" "ann $ann_token" "sue $sue_token" >"$file.new")
        mv "$file.new" "$file"
    fi
    service_token=$(token service "$file")
    ann_token=$(token ann "$file")
}

# print_calls URL: three lines to paste, on standard output.
print_calls() {
    local base=$1/api/v1/moderation
    local ann="-H 'Authorization: Bearer $ann_token'"
    local pick='import json, sys, urllib.parse as u; [print(u.quote(i["post_id"], safe="")) for i in json.load(sys.stdin)["items"][:1]]'
    cat <<CALLS

ModPilot serves on $1. Ctrl-C stops it and its stores. Log: .local/logs/modpilot.log

Claim a post as the moderator ann (asked again, it gives the same post until she decides):
curl -s $ann '$base/pending' | python3 -m json.tool --no-ensure-ascii

Approve the post that ann holds:
curl -s $ann '$base/pending' | python3 -c '$pick' | xargs -I{} curl -s $ann --json '{"reason":"within the rules"}' '$base/{}/approve'

Hand in a post for review, as the client's own backend:
curl -s -H 'Authorization: Bearer $service_token' --json '{"post_id":"hello-1","verdict":"manual_review","priority":"urgent","content":{"type":"text","text":"Hello, moderators!"}}' '$base/verdicts'

The supervisor's token, for the queue "escalated" and for stats, is in .local/tokens too.
CALLS
}
