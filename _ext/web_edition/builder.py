"""Sphinx's builder of web books, quicker, and right when only some of the pages are written."""

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import js_index
from sphinx.util.fileutil import copy_asset

from .assets import THEME_SHEETS
from .page import SEARCH_SCRIPTS

#: By document: words of the index, where they lead, and ``main`` where that is the main place.
IndexEntries = dict[str, list[tuple[str, str, str]]]


class WebBuilder(StandaloneHTMLBuilder):
    """Sphinx's builder ``html``."""

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
        super().load_indexer(docnames)
        staying = self.env.all_docs.keys() - set(docnames)
        found = index_entries(self.outdir / self.searchindex_filename)
        self.indexer._index_entries = {name: found[name] for name in staying & found.keys()}
        # Sphinx remembers the stem of a word only within a page: a fifth of writing the web book.
        self.indexer.lang.stem = functools.cache(self.indexer.lang.stem)

    def dump_search_index(self) -> None:
        """Write the search index as it is when all pages are written: in order, without leftovers.

        Sphinx keeps words that no page has any more.
        """
        index = self.indexer
        index._index_entries = dict(sorted(index._index_entries.items()))
        for words in (index._mapping, index._title_mapping):
            for word in [word for word, docnames in words.items() if not docnames]:
                del words[word]
        super().dump_search_index()


def index_entries(path: Path) -> IndexEntries:
    """Return the words of the book's index in a search index; none without a readable file."""
    try:
        frozen = js_index.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    found: IndexEntries = {}
    for words, places in frozen["indexentries"].items():
        for number, target, main in places:
            entry = (words, target, "main" if main else "")
            found.setdefault(frozen["docnames"][number], []).append(entry)
    return found
