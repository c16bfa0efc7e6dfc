"""Sphinx's builder of web books, quicker, and right when only some of the pages are written."""

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.fileutil import copy_asset

from .assets import THEME_SHEETS
from .lookup import ReadersIndex, subjects
from .page import SEARCH_SCRIPTS


class WebBuilder(StandaloneHTMLBuilder):
    """Sphinx's builder ``html``."""

    def init_templates(self) -> None:
        """Keep what jinja makes of the templates: a fifth of a second in each build."""
        super().init_templates()
        self.templates.environment.bytecode_cache = FileSystemBytecodeCache(self.doctreedir)

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Take from the themes only what web books load.

        Beside it lie hundreds of files, in folders of their own for each language, which
        :func:`web_edition.assets.tidy` would delete again.
        """
        scripts = [script.removeprefix("_static/") for script in SEARCH_SCRIPTS]
        names = map(Path, (*THEME_SHEETS, *self.theme.stylesheets, *scripts))
        used = {part for name in names for part in (name, *name.parents)}

        def is_unused(path: str) -> bool:
            # The endings are those of templates.
            return Path(path.removesuffix(".jinja").removesuffix("_t")) not in used

        for folder in reversed(self.theme.get_theme_dirs()):
            copy_asset(
                Path(folder, "static"), self._static_dir, excluded=is_unused,
                context=context, renderer=self.templates, force=True,
            )  # fmt: skip

    def load_indexer(self, docnames: Iterable[str]) -> None:
        """Take from the earlier search index what it says of pages that are not written now.

        Sphinx forgets the words of the book's index, and they could no longer be searched for.
        """
        self.indexer_format = ReadersIndex(self.indexer)
        super().load_indexer(docnames)
        self.indexer_format.restore(self.env.all_docs.keys() - set(docnames))
        # Sphinx remembers the stem of a word only within a page: a fifth of writing the web book.
        self.indexer.lang.stem = functools.cache(self.indexer.lang.stem)

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Index a page, with the entries of the book's index whole and in their sections."""
        super().index_page(pagename, doctree, title)
        self.indexer._index_entries[pagename] = subjects(doctree)

    def dump_search_index(self) -> None:
        """Write the search index as it is when all pages are written: without leftovers.

        Sphinx keeps words that no page has any more.
        """
        for words in (self.indexer._mapping, self.indexer._title_mapping):
            for word in [word for word, docnames in words.items() if not docnames]:
                del words[word]
        super().dump_search_index()
