# shellcheck shell=bash
# Sourced by the scripts beside it: what they say while they work, and how they end.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$@"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# refuse ARGUMENT: says that it is not understood, if there is one, and what is.
refuse() {
  [ -z "$1" ] || printf 'unknown: %s\n' "$1" >&2
  usage >&2
  exit 2
}

# at_exit FUNCTION: calls it when the script ends, however it ends; the last one given is called first.
cleanups=()
at_exit() { cleanups=("$1" "${cleanups[@]}"); }
clean_up() {
  local cleanup
  for cleanup in "${cleanups[@]}"; do "$cleanup" || :; done
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

scratch=$(mktemp -d "${TMPDIR:-/tmp}/encodings-XXXXXX")
remove_scratch() { rm -rf "$scratch"; }
at_exit remove_scratch

step_job=
stop_step() { [ -z "$step_job" ] || kill -- "-$step_job" 2>/dev/null; }
at_exit stop_step

# step LABEL COMMAND...: runs a command, tells how long it took and, of a long one, every 20 seconds how far it is.
# The command's own output is shown only if it fails.
step() {
  local label=$1 started=$SECONDS told=$SECONDS log
  shift
  log=$(mktemp "$scratch/step-XXXXXX")
  say "$label …"
  # In a process group of its own, so that an interruption ends the command's children too.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  set +m
  step_job=$!
  while kill -0 "$step_job" 2>/dev/null; do
    sleep 0.1
    if ((SECONDS - told >= 20)); then
      told=$SECONDS
      say "  $((SECONDS - started)) s: $(tail -c 400 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-90)"
    fi
  done
  local status=0
  wait "$step_job" || status=$?
  step_job=
  if ((status != 0)); then
    tail -n 60 "$log" >&2
    fail "$label: failed after $((SECONDS - started)) s; its last lines are above"
  fi
  ((SECONDS - started < 2)) || say "  took $((SECONDS - started)) s"
}
