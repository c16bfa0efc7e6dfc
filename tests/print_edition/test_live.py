"""While one writes, Typst lives on between builds: same bytes, and no process without its build."""

import os
import select
import subprocess
import sys
import threading

import pytest
from print_edition import side_by_side
from print_edition.side_by_side import Job, Worker, compile_all

from tests.conftest import ROOT, sphinx_build
from tests.print_edition.conftest import CONF

LIVE = ("-D", "print_live=1")
THREE = "print_editions = {'a4': {}, 'b': {}, 'c': {}}\n"
TABLE = "```{table} Small table\n:name: tab\n| a | b |\n|---|---|\n| c | d |\n```\n"
BOOK = {
    "conf.py": CONF + "numfig = True\n",
    "index.md": "# Small book\n\n```{toctree}\none\ntwo\n```\n",
    "one.md": f"# One\n\nSee {{doc}}`two` and {{numref}}`tab`.\n\n{TABLE}",
    "two.md": "(here)=\n# Two\n\nA note.[^a] {ref}`here`\n\n[^a]: Its text.\n",
}
#: Step by step: what is written into a file of the book.
EDITS = (
    ("one.md", "\nA paragraph more.\n"),
    ("two.md", "\n" + "Many words, over many pages. " * 2_000 + "\n"),
    ("one.md", "\n## A section\n\n{doc}`Two <two>`\n"),
)
#: A process that compiles a book, keeps the worker, says its number and is killed.
KILLED = """
import os, signal
from print_edition.side_by_side import Job, compile_all, waiting
book = b'#set document(title: "x"); x'
assert list(compile_all({"a4": Job({"main.typ": book}, [], 0)}, keep=True))
print(waiting["a4"].process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def workers(monkeypatch):
    """Every worker that is started; those that wait are ended afterwards."""
    found = []

    class Noted(Worker):
        def __init__(self, threads: int) -> None:
            super().__init__(threads)
            found.append(self)

    monkeypatch.setattr(side_by_side, "Worker", Noted)
    yield found
    side_by_side.waiting.clear()
    for worker in found:
        worker.end()


def living(workers: list[Worker]) -> list[int]:
    return [worker.process.pid for worker in workers if worker.lives()]


def test_edited_book_is_printed_as_if_from_nothing(write_tree, tmp_path, workers):
    source = write_tree(BOOK)
    assert sphinx_build(source, tmp_path / "live", "pdf", *LIVE).status == 0
    first = living(workers)
    assert len(first) == 1
    for number, (name, more) in enumerate(EDITS):
        with (source / name).open("a", encoding="utf-8") as file:
            file.write(more)
        live = sphinx_build(source, tmp_path / "live", "pdf", *LIVE)
        assert (live.status, living(workers)) == (0, first)
        cold = sphinx_build(source, tmp_path / f"cold-{number}", "pdf")
        pdfs = [(each.folder / "small-book-a4.pdf").read_bytes() for each in (live, cold)]
        assert pdfs[0] == pdfs[1], name


def test_a_build_leaves_no_process_behind(print_book, workers):
    assert print_book({"index.md": "# Book\n"}, THREE).status == 0
    assert len(workers) == 3
    assert living(workers) == []


def test_mistake_leaves_the_worker_for_the_next_build(write_tree, tmp_path, workers):
    source = write_tree(BOOK | {"two.md": "# Two\n\n\u4e2d\n"})
    outcome = sphinx_build(source, tmp_path, "pdf", *LIVE)
    assert "two.md:3: cannot be printed: no font has \u4e2d" in outcome.problems
    write_tree(BOOK)
    assert sphinx_build(source, tmp_path, "pdf", *LIVE).status == 0
    assert len(workers) == 1


def test_worker_that_was_killed_is_replaced(write_tree, tmp_path, workers):
    source = write_tree(BOOK)
    assert sphinx_build(source, tmp_path, "pdf", *LIVE).status == 0
    workers[0].process.kill()
    workers[0].process.wait()
    write_tree({"two.md": "(here)=\n# Two\n\nOther text.\n"})
    assert sphinx_build(source, tmp_path, "pdf", *LIVE).status == 0
    assert living(workers) == [workers[1].process.pid]


def test_worker_killed_at_work_is_one_line(print_book, monkeypatch, workers):
    run = Worker.run

    def killed(self: Worker, job: Job):
        self.process.kill()
        return run(self, job)

    monkeypatch.setattr(Worker, "run", killed)
    outcome = print_book({"index.md": "# Book\n"}, "print_live = True\n")
    lines = [line for line in outcome.problems.splitlines() if "Typst" in line]
    assert [line.partition("Typst ")[2] for line in lines] == [
        "stopped with exit status -9: no message [print_edition]"
    ]
    assert living(workers) == []


def test_interrupt_does_not_wait_for_typst(monkeypatch, workers):
    run, at_work, results = Worker.run, threading.Event(), []

    def interrupted(self: Worker, job: Job):
        if job.files:
            at_work.set()
            results.append(run(self, job))
            return results[0]
        assert at_work.wait(60)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(Worker, "run", interrupted)
    endless = b"#for a in range(100000) { for b in range(1000) { } }"
    with pytest.raises(KeyboardInterrupt):
        list(compile_all({"a": Job({}, [], 0), "b": Job({"main.typ": endless}, [], 0)}, keep=True))
    assert results == [(b"", ["Typst stopped with exit status -9: no message"], [])]
    assert living(workers) == []


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells when a process ends")
def test_worker_ends_with_a_process_that_was_killed():
    result = subprocess.run(
        [sys.executable, "-c", KILLED],
        env=os.environ | {"PYTHONPATH": str(ROOT / "_ext")},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        ended = os.pidfd_open(int(result.stdout))
    except ProcessLookupError:
        return
    assert select.select([ended], [], [], 60)[0]
    os.close(ended)
