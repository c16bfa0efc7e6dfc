"""Print edition: a Sphinx builder ``pdf``, from any project to accessible books by Typst."""

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from .builder import PdfBuilder
from .editions import DEFAULT_EDITIONS


def default_basename(config: Config) -> str:
    """Return the project's name as a file name."""
    return "".join(c if c.isalnum() else "-" for c in config.project.lower()).strip("-")


def read_all_again(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Read all documents when one is gone: Sphinx itself would not miss it where it is named."""
    return env.found_docs - removed if removed else set()


def setup(app: Sphinx) -> dict:
    app.connect("env-get-outdated", read_all_again)
    app.add_builder(PdfBuilder)
    add = app.add_config_value
    add("print_basename", default_basename, "", str)
    add("print_language", lambda config: config.language, "", str)
    add("print_editions", DEFAULT_EDITIONS, "", dict)
    add("print_only", [], "", list)
    add("print_doi", "", "", str)
    add("print_subtitle", "", "", str)
    add("print_description", "", "", str)
    add("print_keywords", [], "", list)
    add("print_date", None, "", (str, type(None)))
    add("print_cover", None, "", (str, type(None)))
    add("print_notice", "", "", str)
    add("print_imprint", [], "", list)
    add("print_root_title", None, "", (str, type(None)))
    add("print_style", None, "", (str, type(None)))
    add("print_look", {}, "", dict)
    add("print_placeholders", False, "", bool)
    add("print_font_paths", [], "", list)
    add("print_live", False, "", bool)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
