"""Read bibliography and evidence when they have changed, keep them, and say what is wrong."""

import os
from logging import WARNING, Filter, LogRecord, getLogger
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinxcontrib.bibtex.bibfile import get_mtime

from . import bibcheck
from .digests import Inputs, catalogues, digest
from .load import load
from .problems import Problem
from .retracted import retracted_keys

LOGGER = logging.getLogger(__name__)


class SayNothing(Filter):
    """Keeps warnings to itself: of data that cannot be read all that rests on them seems wrong."""

    def filter(self, record: LogRecord) -> bool:
        return record.levelno < WARNING


def _shown(app: Sphinx, path: Path) -> str:
    """*path* as an author knows it: from the folder of conf.py, with forward slashes."""
    return Path(os.path.relpath(path, app.confdir)).as_posix()


def _report(problems: list[Problem]) -> None:
    for problem in problems:
        LOGGER.warning("%s", problem.text, location=problem.location, type="evidence")


def _content(path: Path) -> bytes | str:
    try:
        return path.read_bytes()
    except OSError as error:
        return str(error.strerror)


def _inputs(app: Sphinx, files: list[Path]) -> Inputs:
    """Return digests of what :func:`read_data` reads, *files* being those of BibTeX."""
    srcdir = Path(app.srcdir)
    records = [path for path in sorted((srcdir / "evidence").rglob("*")) if not path.is_dir()]
    chapters = [p for suffix in app.config.source_suffix for p in srcdir.rglob(f"*{suffix}")]
    contents = [[(str(path), _content(path)) for path in paths] for paths in (files, records)]
    bibliography = [app.config.bibtex_encoding, contents[0]]
    times = [get_mtime(path) for path in files]
    everything = digest([bibliography, contents[1], sorted(chapters)])
    return Inputs(times, digest(bibliography), everything)


def read_data(app: Sphinx) -> None:
    """Read bibliography and evidence once, before sphinxcontrib-bibtex does, and when they changed.

    All that is read is kept in the environment, with the problems that were found. When a file
    cannot be read, that is all that the build says.
    """
    env = app.env
    files = [(Path(app.confdir) / name).resolve() for name in app.config.bibtex_bibfiles or []]
    inputs = _inputs(app, files)
    if env.__dict__.get("evidence_inputs") != inputs:
        env.evidence_inputs = inputs
        env.evidence_problems = _read(app, files)
    bibcheck.NearestKeys(set(env.evidence_bib_lines))
    _report(env.evidence_problems)
    if any(problem.stops for problem in env.evidence_problems):
        for handler in getLogger(logging.NAMESPACE).handlers:
            handler.addFilter(SayNothing())


def _read(app: Sphinx, files: list[Path]) -> list[Problem]:
    names = [_shown(app, path) for path in files]
    bibliography = bibcheck.read(files, names, app.config.bibtex_encoding)
    app.env.get_domain("cite").data["bibdata"] = bibliography.data
    app.env.evidence_bib_lines = bibliography.lines
    app.env.evidence_retracted = retracted = retracted_keys(bibliography.data.data)

    srcdir = Path(app.srcdir)
    # As files are named, whatever the system takes for the same: letters large or small, "a/../b".
    chapters = {
        path.relative_to(srcdir).as_posix().removesuffix(suffix)
        for suffix in app.config.source_suffix
        for path in srcdir.rglob(f"*{suffix}")
    }
    folder = srcdir / "evidence"
    keys = set(bibliography.lines)
    app.env.evidence = evidence = load(folder, _shown(app, folder), keys, retracted, chapters)
    problems = bibliography.problems + evidence.problems
    if stopping := [problem for problem in problems if problem.stops]:
        return stopping
    for key in evidence.unread:
        text = f"entry {key}: no reading, allowed: one in evidence/readings.yaml"
        problems.append(Problem(*bibliography.lines[key], text))
    return problems


def read_all_again(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Read all pages when other BibTeX files are named, or when our words have other translations.

    Old pages point into the former files; tables and charts hold words of the former catalogue.
    """
    now = (list(app.config.bibtex_bibfiles or []), catalogues(env))
    before = env.__dict__.get("evidence_read_with", now)
    env.evidence_read_with = now
    return env.found_docs - removed if before != now else set()


def report_uncited(app: Sphinx, env: BuildEnvironment) -> None:
    """Every entry of the bibliography must be cited somewhere."""
    refs = env.get_domain("cite").citation_refs
    cited = {target.key for ref in refs for target in ref.targets}
    _report(
        [
            Problem(file, line, f"entry {key}: never cited, allowed: an entry that a page cites")
            for key, (file, line) in env.evidence_bib_lines.items()
            if key not in cited
        ]
    )
