"""Measure what building the book costs: whole processes, interleaved, median and spread.

Usage: python bench/bench.py [--repeat N] [--large] [PART ...]; tables go to build/bench.

Everything is measured in copies of the project below build/bench. Contenders of one part take
turns, so that whatever else the machine does falls on all of them. Processor time is given beside
the time by the clock: on a busy machine it is the steadier of the two.
"""

import argparse
import itertools
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import synthetic

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "bench"
#: What building does not need, or makes.
NOT_COPIED = ("build", "tests", ".git", ".tox", "__pycache__", ".*_cache", ".hypothesis")
BOOK = [sys.executable, "_ext/build_book.py"]
#: Longer than this (s) no contender is waited for.
PATIENCE = 900
EDITED = "docs/conditions/fibromyalgia.md"
#: Without these settings TeX has neither the letters nor the pictures of this book.
FOR_TEX = """
extensions.append("sphinx.ext.imgconverter")
latex_engine = "xelatex"
latex_use_xindy = False
"""
#: TeX stops at a citation in a caption, unless it is told to go on.
GO_ON = "LATEXMKOPTS=-f -silent -interaction=nonstopmode"


@dataclass
class Contender:
    """Commands run one after the other in *folder*, after *before* has been called unmeasured.

    Or, in the place of commands, a process that goes on.
    """

    name: str
    folder: Path
    commands: list[list[str]]
    before: Callable[[], None] = lambda: None
    writing: "Writing | None" = None
    runs: list["Run"] = field(default_factory=list)


@dataclass
class Run:
    """What one run took: seconds by the clock, seconds of processor, MiB of memory at most."""

    seconds: float
    processor: float
    memory: float
    note: str = ""


class Writing:
    """A process that builds the A4 edition of *folder* again and again (writing.py)."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, str(ROOT / "bench" / "writing.py")]
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.build()

    def build(self) -> Run:
        started = time.perf_counter()
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        used = json.loads(self.process.stdout.readline())
        return Run(time.perf_counter() - started, **used)


def measure(contender: Contender) -> Run:
    """Run the commands of *contender*; its memory is that of the largest of its processes."""
    contender.before()
    if contender.writing:
        return contender.writing.build()
    total = Run(0, 0, 0)
    for command in contender.commands:
        with (OUT / "messages.txt").open("w") as messages:
            started = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=contender.folder, stdout=subprocess.DEVNULL, stderr=messages
            )
            impatience = threading.Timer(PATIENCE, process.kill)
            impatience.start()
            _pid, status, used = os.wait4(process.pid, 0)
            impatience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        total.seconds += time.perf_counter() - started
        total.processor += used.ru_utime + used.ru_stime
        total.memory = max(total.memory, used.ru_maxrss / 1024)
        if process.returncode:
            last = (OUT / "messages.txt").read_text("utf-8").rstrip().rpartition("\n")[2]
            late = process.returncode < 0 and total.seconds >= PATIENCE
            total.note = f"stopped after {PATIENCE} s" if late else f"failed: {last}"
            break
    return total


# -- The parts -------------------------------------------------------------------------------------


def project(name: str) -> Path:
    """A fresh copy of the project's sources."""
    target = OUT / "work" / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return target


def stock_project(name: str) -> Path:
    """A fresh copy of the project's sources, as the stock recipe needs it."""
    target = project(name)
    with (target / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write(FOR_TEX)
    return target


def clear(folder: Path) -> Callable[[], None]:
    """Remove what was built in *folder*."""
    return lambda: shutil.rmtree(folder / "build", ignore_errors=True)


def keep_doctrees(folder: Path) -> Callable[[], None]:
    """Remove what was built in *folder*, but not what was read."""

    def remove() -> None:
        for path in (folder / "build").iterdir():
            if path.name not in ("doctrees", "stock"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    return remove


def edit(folder: Path) -> Callable[[], None]:
    """Change one paragraph of one chapter, another way each time."""

    def change() -> None:
        path = folder / EDITED
        head, mark, tail = path.read_text("utf-8").partition("\n**Pain.** ")
        if not mark:
            raise SystemExit(f"{EDITED}: no paragraph to edit")
        tail = (
            tail.removeprefix("So it was. ") if tail.startswith("So it") else f"So it was. {tail}"
        )
        path.write_text(head + mark + tail, "utf-8")

    return change


def sphinx(*targets: str) -> list[list[str]]:
    """The stock recipe: ``make html epub latexpdf``, each as Sphinx runs it."""
    options = ["docs", "build/stock", "-c", ".", "-q"]
    return [
        ["env", GO_ON, sys.executable, "-m", "sphinx", "-M", target, *options] for target in targets
    ]


def tex() -> bool:
    return bool(shutil.which("xelatex") and shutil.which("latexmk"))


def built(folder: Path, *commands: list[str]) -> Path:
    """*folder*, after *commands* have been run in it."""
    for command in commands:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def part_cold() -> list[Contender]:
    ours, stock = project("cold-ours"), stock_project("cold-stock")
    formats = ["html", "epub", *(["latexpdf"] if tex() else [])]
    return [
        Contender("stock Sphinx: " + " + ".join(formats), stock, sphinx(*formats), clear(stock)),
        Contender("this book: A4, e-book and web", ours, _same_formats(), clear(ours)),
        Contender("this book: every format and edition", ours, [BOOK], clear(ours)),
    ]


def _ours(builder: str, *options: str) -> list[str]:
    options = ("-d", "build/doctrees", "-c", ".", "-q", *options)
    return [sys.executable, "-m", "sphinx", "-b", builder, *options, "docs", f"build/{builder}"]


def _sphinx_pdf() -> list[str]:
    return _ours("pdf", "-D", "print_only=a4")


def _same_formats() -> list[list[str]]:
    """What the stock recipe makes, and no more: the web book offers only what there is."""
    return [_sphinx_pdf(), _ours("epub"), _ours("html")]


def part_pdf() -> list[Contender]:
    folder = built(project("pdf"), [*BOOK, "pdf"])
    found = [
        Contender("Typst: every edition", folder, [[*BOOK, "pdf"]], keep_doctrees(folder)),
        Contender("Typst: A4 alone", folder, [_sphinx_pdf()], keep_doctrees(folder)),
    ]
    if weasyprint := shutil.which("weasyprint"):
        built(folder, *sphinx("singlehtml"))
        command = [weasyprint, "-q", "--pdf-variant", "pdf/ua-1"]
        command += ["build/stock/singlehtml/index.html", "build/weasyprint.pdf"]
        found.append(Contender("WeasyPrint: A4 alone", folder, [command]))
    if tex():
        stock = built(stock_project("pdf-stock"), *sphinx("latex"))
        run = [shutil.which("make"), "-C", "build/stock/latex", "-B", "all-pdf", GO_ON]
        found.append(Contender("XeLaTeX: one edition", stock, [run]))
    return found


def part_edit() -> list[Contender]:
    names = ("html", "pdf", "a4", "live", "stock")
    html, pdf, a4, live, stock = (project(f"edit-{name}") for name in names)
    built(html, BOOK)
    built(pdf, BOOK)
    built(a4, _sphinx_pdf())
    built(stock, *sphinx("html"))
    return [
        Contender("stock Sphinx: html", stock, sphinx("html"), edit(stock)),
        Contender("this book: html", html, [[*BOOK, "html"]], edit(html)),
        Contender("this book: every PDF edition", pdf, [[*BOOK, "pdf"]], edit(pdf)),
        Contender("this book: A4 alone", a4, [_sphinx_pdf()], edit(a4)),
        Contender("this book: A4 while you write", live, [], edit(live), Writing(live)),
    ]


def part_nothing() -> list[Contender]:
    ours, stock = project("nothing-ours"), project("nothing-stock")
    built(ours, BOOK)
    built(stock, *sphinx("html", "epub"))
    return [
        Contender("stock Sphinx: html + epub", stock, sphinx("html", "epub")),
        Contender("this book: html", ours, [[*BOOK, "html"]]),
        Contender("this book: every format and edition", ours, [BOOK]),
    ]


def part_scale(large: bool = False) -> list[Contender]:
    contenders = []
    for times in (1, 3, 10, *([30] if large else [])):
        folder = project(f"scale-{times}")
        synthetic.write(folder, synthetic.CHAPTERS * times)
        name = f"{times}x: {synthetic.CHAPTERS * times} chapters"
        contenders.append(Contender(name, folder, [BOOK], clear(folder)))
    return contenders


def part_install() -> list[Contender]:
    folder = OUT / "work" / "install"
    python = "build/venv/bin/python"
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    wanted = [
        "-c",
        str(ROOT / "constraints.txt"),
        "--group",
        str(ROOT / "pyproject.toml") + ":book",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    commands = [
        [sys.executable, "-m", "venv", "build/venv"],
        [*pip, "-U", "pip"],  # for --group
        [*pip, *wanted],
    ]
    return [Contender("pip, from an empty folder", folder, commands, clear(folder))]


PARTS = {
    "cold": ("The complete book from nothing", part_cold),
    "pdf": ("The PDF step alone, doctrees given", part_pdf),
    "edit": ("One paragraph edited", part_edit),
    "nothing": ("Nothing changed", part_nothing),
    "scale": ("Synthetic books, every format", part_scale),
    "install": ("Installing what building needs (downloads included)", part_install),
}

# -- Results ---------------------------------------------------------------------------------------


def summary(contender: Contender, first: Contender) -> dict[str, Any]:
    """Median, least and most of a contender; ratios are those of the runs taken side by side."""
    runs = contender.runs
    middle = {
        name: statistics.median(getattr(run, name) for run in runs)
        for name in ("seconds", "processor", "memory")
    }
    pairs = zip(runs, first.runs, strict=True)
    return {
        "name": contender.name,
        **middle,
        "least": min(run.seconds for run in runs),
        "most": max(run.seconds for run in runs),
        "ratio": statistics.median(run.processor / other.processor for run, other in pairs),
        "note": next((run.note for run in runs if run.note), ""),
        "runs": [vars(run) for run in runs],
    }


def exponents(rows: list[dict[str, Any]]) -> list[str]:
    """How time and memory grow with the number of chapters, from each size to the next."""

    def slope(a: dict[str, Any], b: dict[str, Any], what: str) -> float:
        sizes = [int(row["name"].partition("x")[0]) for row in (a, b)]
        return math.log(b[what] / a[what]) / math.log(sizes[1] / sizes[0])

    return [
        f"From {a['name']} to {b['name']}: exponent of processor time "
        f"{slope(a, b, 'processor'):.2f}, of memory {slope(a, b, 'memory'):.2f}."
        for a, b in itertools.pairwise(rows)
    ]


def remarks(part: str, rows: list[dict[str, Any]]) -> list[str]:
    """What a table cannot show."""
    found = []
    if part == "scale":
        found = exponents(rows)
    elif part == "install":
        folder = OUT / "work" / "install" / "build" / "venv"
        files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
        size = sum(path.stat().st_size for path in files) / 2**20
        found = [f"Installed: {size:.0f} MiB in {len(files)} files. TeX Live is not measured here."]
    elif part in ("cold", "pdf"):
        found = [
            "XeLaTeX calls it a failure, since two captions hold citations, but prints the book."
            if tex()
            else "XeLaTeX is left out: xelatex and latexmk are not installed."
        ]
    if part == "pdf" and not shutil.which("weasyprint"):
        found.append("WeasyPrint is left out: it is not installed.")
    return found


def table(title: str, rows: list[dict[str, Any]], said: list[str]) -> str:
    """One part as Markdown."""
    lines = [
        f"## {title}\n",
        "| contender | time, s | least to most, s | processor, s | ratio | memory, MiB |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        note = f" ({row['note']})" if row["note"] else ""
        lines.append(
            f"| {row['name']}{note} | {row['seconds']:.2f} | {row['least']:.2f} to "
            f"{row['most']:.2f} | {row['processor']:.2f} | {row['ratio']:.2f} | "
            f"{row['memory']:.0f} |"
        )
    return "\n".join([*lines, *(f"\n{text}" for text in said)]) + "\n"


def main(arguments: list[str]) -> int:
    """Measure the named parts, or all; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="runs of each contender")
    parser.add_argument("--large", action="store_true", help="a book of 30x chapters too")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    results: dict[str, Any] = {"machine": machine, "repeat": options.repeat, "parts": {}}
    OUT.mkdir(parents=True, exist_ok=True)
    head = (
        f"# Benchmark\n\n{machine}; medians of {options.repeat} interleaved runs. The ratio is of "
        "processor time, to the first row. Memory is that of the largest process.\n"
    )
    tables = [head]
    for part in [part for part in PARTS if part in options.parts or not options.parts]:
        title, make = PARTS[part]
        contenders = make(options.large) if part == "scale" else make()
        for _turn in range(options.repeat):
            for contender in contenders:
                contender.runs.append(measure(contender))
        rows = [summary(contender, contenders[0]) for contender in contenders]
        said = remarks(part, rows)
        results["parts"][part] = {"title": title, "rows": rows, "remarks": said}
        tables.append(table(title, rows, said))
        print(tables[-1], flush=True)
        (OUT / "results.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        (OUT / "results.md").write_text("\n".join(tables), "utf-8")
        shutil.rmtree(OUT / "work", ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
