# shellcheck shell=bash disable=SC2034  # the variables are read by the scripts that source this file
# What every script here needs: where things are, how to speak, how to wait.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() {
    say "${0##*/}: $*"
    exit 1
}

# Wrong use is told apart from failed work by the exit code 2.
misused() {
    say "${0##*/}: $* (--help tells the options)"
    exit 2
}

# Prints the comment at the head of the calling script: its help is written once, where it is read.
print_help() {
    sed -n '2,/^[^#]/{s/^# \{0,1\}//;t show;d;:show;p}' "$0"
}

# wait_until SECONDS WHAT COMMAND…: true as soon as the command is; a failure that names WHAT after that time.
wait_until() {
    local seconds=$1 what=$2 end
    shift 2
    end=$((SECONDS + seconds))
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= end)); then
            say "not within $seconds s: $what"
            return 1
        fi
        sleep 0.1
    done
}

# True when something on this machine listens on the loopback port.
port_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Prints a loopback port that nobody holds at this instant.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
