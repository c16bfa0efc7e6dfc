"""Sphinx extension: tables, badges and figures from checked data, and an author-year bibliography.

The data are ``evidence/*.yaml`` in the source folder. The config values ``evidence_look`` (colours
by name), ``evidence_font`` and ``evidence_font_bold`` (font files) give figures their look. The
data set for download and the box on citing the book take from conf.py ``author`` and ``release``,
and ``evidence_title``, ``evidence_date`` (ISO), ``evidence_licence``, ``evidence_licence_url`` and
``evidence_dataset``, the name of the files.
"""

import os
import re
from logging import WARNING, Filter, LogRecord, getLogger
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinxcontrib.bibtex.bibfile import get_mtime

from . import bibcheck, datapage
from .bibliography import DropLabels, ShortenAddresses, cache_plugin_lookup, register_styles
from .citing import CitationDomain, ListCitingChapters, MarkCitingPlaces, list_apart, rewrite_pages
from .conditions import CertaintyRole
from .digests import Inputs, digest, makers
from .directives import DIRECTIVES
from .load import load
from .problems import Problem
from .retracted import BareCitations, report_bare, retracted_keys

LOGGER = logging.getLogger(__name__)

DEFAULT_LOOK = {
    "ink": "#000000",
    "muted": "#444444",
    "paper": "#ffffff",
    "rule": "#bbbbbb",
    "accent": "#000000",
    "accent-soft": "#eeeeee",
}


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


def check_look(app: Sphinx, config: Config) -> None:
    """Report colours, fonts and a language that cannot be used, and go on without them."""
    colours = dict(config.evidence_look)
    for name, default in DEFAULT_LOOK.items():
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(colours.get(name))):
            text = 'conf.py: evidence_look: %s: found "%s", allowed: a colour like #1c2326'
            LOGGER.warning(text, name, colours.get(name), type="evidence")
            colours[name] = default
    config.evidence_look = colours
    for name in ("evidence_font", "evidence_font_bold"):
        if getattr(config, name) and not Path(getattr(config, name)).is_file():
            text = 'conf.py: %s: found "%s", allowed: a font file'
            LOGGER.warning(text, name, getattr(config, name), type="evidence")
            config[name] = ""
    try:
        Locale.parse(config.language)
    except (ValueError, UnknownLocaleError):
        text = 'conf.py: language: found "%s", allowed: a language like en or en_GB'
        raise ConfigError(text % config.language) from None


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

    srcdir = Path(app.srcdir)
    suffixes = list(app.config.source_suffix)

    def is_chapter(name: str) -> bool:
        return any((srcdir / f"{name}{suffix}").is_file() for suffix in suffixes)

    folder = srcdir / "evidence"
    keys, retracted = set(bibliography.lines), retracted_keys(app.env)
    app.env.evidence = evidence = load(folder, _shown(app, folder), keys, retracted, is_chapter)
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
    """Read all pages when other BibTeX files are named: old pages point into the former ones."""
    now = list(app.config.bibtex_bibfiles or [])
    before = env.__dict__.get("evidence_bibfiles", now)
    env.evidence_bibfiles = now
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


def setup(app: Sphinx) -> dict[str, Any]:
    cache_plugin_lookup()
    register_styles()
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_domain(CitationDomain, override=True)
    app.add_config_value("evidence_look", DEFAULT_LOOK, "env", dict)
    app.add_config_value("evidence_font", "", "env", str)
    app.add_config_value("evidence_font_bold", "", "env", str)
    app.add_config_value("evidence_title", lambda config: config.project, "env", str)
    app.add_config_value("evidence_citing_page", "", "html", str)
    app.add_config_value("evidence_dataset", "evidence", "env", str)
    for name in ("evidence_date", "evidence_licence", "evidence_licence_url"):
        app.add_config_value(name, "", "env", str)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_role("certainty", CertaintyRole())
    for transform in (
        MarkCitingPlaces,
        DropLabels,
        ShortenAddresses,
        ListCitingChapters,
        datapage.OfferFiles,
        datapage.LinkStudyTables,
    ):
        app.add_post_transform(transform)
    app.add_env_collector(datapage.Places)
    app.add_env_collector(BareCitations)
    app.connect("config-inited", datapage.check_date)
    app.connect("config-inited", check_look)
    app.connect("builder-inited", read_data, priority=400)
    app.connect("env-get-outdated", read_all_again)
    # After sphinxcontrib-bibtex has put the entries in order (500).
    app.connect("env-updated", rewrite_pages, priority=600)
    app.connect("env-updated", datapage.make_files, priority=600)
    app.connect("env-check-consistency", report_uncited)
    app.connect("env-check-consistency", report_bare)
    app.connect("html-collect-pages", list_apart)
    app.connect("build-finished", datapage.write_files)
    return {
        "version": "1",
        "env_version": int(makers()[:8], 16),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
