# shellcheck shell=bash disable=SC2034  # the variables are read by the scripts that source this file
# Processes that live no longer than the script that started them.
#
# Each child leads a session of its own, so that a Ctrl-C at the terminal reaches the script alone and the script
# ends its children in order. Should the script itself be killed, the kernel sends each child a SIGTERM.

# shellcheck source=config/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

step_pid=

# start_child LOG COMMAND…: starts it in the background and leaves its process id in `child`.
start_child() {
    local log=$1
    shift
    setpriv --pdeathsig TERM setsid "$@" </dev/null >>"$log" 2>&1 &
    child=$!
}

# Runs long work so that a signal to the script is answered at once: bash holds signals back only for what
# runs in its foreground.
run_step() {
    local status=0
    setpriv --pdeathsig TERM setsid "$@" </dev/null &
    step_pid=$!
    wait "$step_pid" || status=$?
    step_pid=
    return "$status"
}

# Ends the work that run_step waits for, with all its own children.
stop_step() {
    [ -n "$step_pid" ] || return 0
    kill -TERM -- "-$step_pid" 2>/dev/null || kill -TERM "$step_pid" 2>/dev/null || true
    gone_within 10 "$step_pid" || kill -KILL -- "-$step_pid" 2>/dev/null || true
    step_pid=
}

# stop_child PID NAME SECONDS: asks it to end, waits, and kills it when the time is over.
stop_child() {
    local pid=$1 name=$2 seconds=$3
    [ -n "$pid" ] || return 0
    kill -TERM "$pid" 2>/dev/null || return 0
    gone_within "$seconds" "$pid" && return 0
    say "$name did not stop within $seconds s: killed"
    kill -KILL "$pid" 2>/dev/null || true
    gone_within 5 "$pid" || true
}

alive() { kill -0 "$1" 2>/dev/null; }

gone_within() {
    local end=$((SECONDS + $1))
    while alive "$2"; do
        ((SECONDS < end)) || return 1
        sleep 0.05
    done
}
