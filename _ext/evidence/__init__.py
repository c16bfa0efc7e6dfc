"""Sphinx extension: tables, badges and figures from checked data, and an author-year bibliography.

The data are ``evidence/*.yaml`` in the source folder. The config values ``evidence_look`` (colours
by name), ``evidence_font`` and ``evidence_font_bold`` (font files) give figures their look. The
data set for download and the box on citing the book take from conf.py ``author`` and ``release``,
and ``evidence_title``, ``evidence_date`` (ISO), ``evidence_licence``, ``evidence_licence_url`` and
``evidence_dataset``, the name of the files.
"""

import re
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util import logging

from . import datapage
from .bibliography import DropLabels, ShortenAddresses, cache_plugin_lookup, register_styles
from .citations import CitationDomain, ResolveBibliographies
from .citing import (
    ListCitingChapters,
    MarkCitingPlaces,
    PlaceEntries,
    list_apart,
    rewrite_pages,
)
from .conditions import CertaintyRole
from .digests import makers
from .directives import DIRECTIVES
from .read import read_all_again, read_data, report_uncited
from .retracted import BareCitations, report_bare

LOGGER = logging.getLogger(__name__)

DEFAULT_LOOK = {
    "ink": "#000000",
    "muted": "#444444",
    "paper": "#ffffff",
    "rule": "#bbbbbb",
    "accent": "#000000",
    "accent-soft": "#eeeeee",
}


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


def setup(app: Sphinx) -> dict[str, Any]:
    cache_plugin_lookup()
    register_styles()
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_domain(CitationDomain, override=True)
    ResolveBibliographies.take_over(app)
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
        PlaceEntries,
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
