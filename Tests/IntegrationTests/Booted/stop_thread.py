"""Stops one thread of a process, and keeps it stopped until it or this process ends.

    python3 stop_thread.py PID NAME

NAME is the thread's, as /proc/PID/task/*/comm has it. Prints `stopped` once it is. What a deadlock or a lost wake-up
would do to the thread is done from outside, so that the program under test needs no switch for it.
"""

import ctypes
import os
import sys
from pathlib import Path

SEIZE, INTERRUPT = 0x4206, 0x4207
WAIT_ANY_THREAD = 0x40000000


def main() -> int:
    process, name = sys.argv[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    for task in Path(f"/proc/{process}/task").iterdir():
        if (task / "comm").read_text().strip() != name:
            continue
        thread = int(task.name)
        for request in (SEIZE, INTERRUPT):
            if libc.ptrace(request, thread, None, None) != 0:
                raise OSError(ctypes.get_errno(), f"cannot stop thread {thread}")
        os.waitpid(thread, WAIT_ANY_THREAD)
        print("stopped", flush=True)
        # Its end has to be seen by the one who traces it, or the process would never be gone.
        os.waitpid(thread, WAIT_ANY_THREAD)
        return 0
    print(f"process {process} has no thread {name}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
