"""Editions compiled side by side, each in a process of its own.

Typst keeps what it has laid out in memory for as long as its process lives, and its threads wait
for each other when several books are compiled in one process.
"""

import os
import pickle
import subprocess
import sys
import tempfile
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


class Worker:
    """A process that compiles one job after the other, and remembers what it has laid out.

    It ends when its input does, and so with this process, whatever ends it.

    :param threads: how many threads Typst may have
    """

    def __init__(self, threads: int) -> None:
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 - end() closes it
        self.process = subprocess.Popen(
            # -P: the modules beside the compiler must not hide those of the same names elsewhere.
            [sys.executable, "-P", compiler.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            env=os.environ | {"RAYON_NUM_THREADS": str(threads)},
        )

    def run(self, job: Job) -> tuple[bytes, list[str], list[str]]:
        """Compile a job; return what ``compiler.outcome`` does."""
        try:
            pickle.dump(
                (job.files, job.font_paths, job.timestamp, job.may_mark), self.process.stdin
            )
            self.process.stdin.flush()
            return pickle.load(self.process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            status = self.process.wait()
        self.said.seek(0)
        said = self.said.read().decode(errors="replace").strip().splitlines() or ["no message"]
        return b"", [f"Typst stopped with exit status {status}: {said[-1]}"], []

    def lives(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        """End the process, whatever it is doing, and wait until it is gone."""
        self.process.kill()
        self.process.communicate()
        self.said.close()


#: Workers that wait for the next build in this process, by the edition that they remember.
waiting: dict[str, Worker] = {}


def compile_all(jobs: dict[str, Job], keep: bool = False) -> Iterator[tuple[str, bytes, list[str]]]:
    """Yield the name of each edition, its PDF and lines about marked characters, in order.

    :param keep: whether the workers wait for the next build in this process
    :raises PrintError: with one line per problem of any edition
    """
    if not jobs:
        return
    processors = os.cpu_count() or 1
    at_once = min(len(jobs), processors)
    at_work: list[Worker] = []

    def run(name: str) -> tuple[bytes, list[str], list[str]]:
        worker = waiting.pop(name, None) if keep else None
        if worker is None or not worker.lives():
            worker = Worker(processors // at_once)
        at_work.append(worker)
        result = worker.run(jobs[name])
        if keep and worker.lives():
            waiting[name] = worker
        else:
            worker.end()
        return result

    with ThreadPoolExecutor(at_once) as pool:
        try:
            results = list(pool.map(run, jobs))
        except BaseException:  # An interrupt does not wait for Typst.
            for worker in at_work:
                worker.process.kill()
                worker.process.wait()
            raise
    if problems := list(dict.fromkeys(line for _pdf, lines, _marks in results for line in lines)):
        raise PrintError("\n".join(problems))
    for name, (pdf, _problems, marks) in zip(jobs, results, strict=True):
        yield name, pdf, marks
