"""Counts a run of Swift Testing by its event stream, and closes with the line `N passed, N failed, N skipped`.

    python3 count_tests.py EVENTS STATUS [--no-skips]

STATUS is the exit status of `swift test`. Exits 1 if a test failed, if the run did not come to its end, if it held no
test, or, with --no-skips, if a test was skipped for another reason than weights that cannot be had.
"""

import json
import sys
from collections.abc import Collection

# roberta-base's own weights are on the Hugging Face hub alone, where a machine that builds may not reach.
MAY_SKIP = "ENCODINGS_ROBERTA_BASE"


def within(test: str, names: Collection[str]) -> bool:
    """Whether a test is one of `names` or in a suite that is."""
    return any(test == name or test.startswith(name + "/") for name in names)


def main() -> int:
    path, status, *flags = sys.argv[1:]
    tests: set[str] = set()
    finished: set[str] = set()
    failed: set[str] = set()
    skipped: dict[str, str] = {}
    complete = False
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                break  # a run that crashed may leave half a record
            payload = record["payload"]
            name = payload.get("testID", "")
            if record["kind"] == "test":
                if payload["kind"] == "function":
                    tests.add(payload["id"])
            elif payload["kind"] == "testEnded":
                finished.add(name)
            elif payload["kind"] == "testSkipped":
                skipped[name] = " ".join(message["text"] for message in payload["messages"])
            elif payload["kind"] == "issueRecorded":
                if not payload["issue"].get("isKnown") and payload["issue"].get("severity", "error") == "error":
                    failed.add(name)
            elif payload["kind"] == "runEnded":
                complete = True

    left_out = {test for test in tests if within(test, skipped)}
    broken = {test for test in tests - left_out if within(test, failed) or test not in finished}
    passed = len(tests - left_out - broken)
    problems = []
    if not complete:
        problems.append("the run did not come to its end")
    if status != "0":
        problems.append(f"swift test ended with status {status}")
    if any(not within(name, tests) and not any(within(test, [name]) for test in tests) for name in failed):
        problems.append("something failed outside the tests")
    if passed == 0:
        problems.append("no test passed")
    for name, reason in sorted(skipped.items()):
        print(f"skipped: {name}: {reason}")
        if "--no-skips" in flags and MAY_SKIP not in reason:
            problems.append(f"{name} was skipped, though all that it needs is to be had here")
    for name in sorted(broken):
        print(f"failed: {name}")
    for problem in problems:
        print(f"failed: {problem}")
    # A run that is wrong as a whole counts as a failure even if no test is to blame.
    failures = len(broken) or (1 if problems else 0)
    print(f"{passed} passed, {failures} failed, {len(left_out)} skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
