"""Editions compiled side by side, each in a process of its own.

Typst keeps what it has laid out in memory for as long as its process lives, and its threads wait
for each other when several books are compiled in one process.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from . import compiler
from .compiler import PrintError


@dataclass
class Job:
    """What one compilation needs.

    :param files: contents by path
    :param font_paths: folders of fonts
    :param timestamp: seconds since 1970
    :param may_mark: whether characters that no font has are marked instead of being errors
    """

    files: dict[str, bytes]
    font_paths: list[str]
    timestamp: int
    may_mark: bool = False


def compile_all(jobs: dict[str, Job]) -> Iterator[tuple[str, bytes, list[str]]]:
    """Yield the name of each edition, its PDF and lines about marked characters, in order.

    :raises PrintError: with one line per problem of any edition
    """
    if not jobs:
        return
    processors = os.cpu_count() or 1
    workers = min(len(jobs), processors)
    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(lambda job: run(job, processors // workers), jobs.values()))
    if problems := list(dict.fromkeys(line for _pdf, lines, _marks in results for line in lines)):
        raise PrintError("\n".join(problems))
    for name, (pdf, _problems, marks) in zip(jobs, results, strict=True):
        yield name, pdf, marks


def run(job: Job, threads: int) -> tuple[bytes, list[str], list[str]]:
    """Compile in a process with so many threads; return what ``compiler.main`` puts out."""
    result = subprocess.run(
        # -P: the modules beside the compiler must not hide those of the same names elsewhere.
        [sys.executable, "-P", compiler.__file__],
        input=pickle.dumps((job.files, job.font_paths, job.timestamp, job.may_mark)),
        env=os.environ | {"RAYON_NUM_THREADS": str(threads)},
        capture_output=True,
        check=False,
    )
    if result.returncode:
        said = result.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        return b"", [f"Typst stopped with exit status {result.returncode}: {said[-1]}"], []
    return pickle.loads(result.stdout)
