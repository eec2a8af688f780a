# shellcheck shell=bash
# Sourced by the scripts beside it: how tests are run and counted.

# With CI=true a test that skips fails the run.
no_skips=()
[ "${CI:-}" != true ] || no_skips=(--no-skips)

# run_tests ARGUMENT...: runs tests that are built, with these arguments of swift test, and closes with their count.
run_tests() {
  local events=$scratch/events status=0
  : >"$events"
  swift test "$@" --skip-build --disable-xctest \
    --event-stream-version 0 --event-stream-output-path "$events" </dev/null || status=$?
  python3 "$repository/Deploy/lib/count_tests.py" "$events" "$status" "${no_skips[@]}"
}
