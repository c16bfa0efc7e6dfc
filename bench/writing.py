"""Build the A4 edition at each line on standard input, as `tox run -e live-pdf` does at each save.

After each build a line of JSON says what it took: seconds of processor, MiB of the larger process.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path

from sphinx.cmd.build import build_main

ARGUMENTS = [
    "-b", "pdf", "-c", ".", "-d", "build/doctrees", "-n", "-q", "-D", "print_only=a4", "-D",
    "print_live=1", "docs", "build/live",
]  # fmt: skip


def compilers() -> list[int]:
    """The processes in which Typst waits for the next build."""
    from print_edition.side_by_side import waiting

    return [worker.process.pid for worker in waiting.values()]


def processor() -> float:
    """Seconds of processor time that this process and Typst's have used so far."""
    ticks = 0
    for pid in compilers():
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def memory() -> float:
    """The most MiB that the larger of these processes has taken."""
    states = [Path(f"/proc/{pid}/status").read_text("utf-8") for pid in ("self", *compilers())]
    return max(int(state.partition("VmHWM:")[2].split()[0]) for state in states) / 1024


def main() -> None:
    gc.set_threshold(500_000, 20, 50)
    sys.path.append("_ext")
    for _line in sys.stdin:
        before = processor()
        if build_main(ARGUMENTS):
            raise SystemExit("the A4 edition was not built")
        print(json.dumps({"processor": processor() - before, "memory": memory()}), flush=True)
        gc.collect()


if __name__ == "__main__":
    main()
