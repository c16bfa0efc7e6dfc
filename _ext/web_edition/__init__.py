"""Web edition: sphinx-book-theme delivered lean and private, with what a book adds to a site."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .assets import add_assets, bundle, remember_page
from .builder import WebBuilder
from .checks import check_images, check_pages
from .contents import drop_parts, make_once
from .described import LongDescription, long_description
from .described import depart as depart_description
from .described import visit as visit_description
from .downloads import find_downloads, take_downloads
from .ebook import EBookBuilder, plain_pages
from .entries import visit_citation
from .found import add_facts, add_metadata, describe_page, write_site_files
from .look import write_look
from .offline import offer_offline
from .page import add_templates, frame_page
from .pages import add_not_found, root_links, write_redirects
from .settings import check
from .texts import write_texts

#: What happens to a page after the theme (which ends at 501) has prepared it, in this order.
PAGE_STEPS = (
    describe_page, write_texts, add_metadata, make_once, frame_page, add_facts, root_links,
    remember_page,
)  # fmt: skip
#: What happens to the whole book, in this order: each step sees what the ones before have left.
LAST_STEPS = (check_pages, bundle, write_site_files, write_redirects, offer_offline)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value(
        "web_language", lambda config: config.language.replace("_", "-"), "html", str
    )
    app.add_config_value("web_look", {}, "html", dict)
    app.add_config_value("web_faces", {}, "html", dict)
    app.add_config_value("web_about", {}, "html", dict)
    app.add_config_value("web_chapters", [], "html", list)
    app.add_config_value("web_downloads", [], "html", list)
    app.add_config_value("web_offline", "", "html", str)
    app.add_config_value("web_corrections", "", "html", str)
    app.add_config_value("web_redirects", {}, "html", dict)
    app.add_node(nodes.citation, override=True, html=(visit_citation, None))
    app.add_node(long_description, html=(visit_description, depart_description))
    app.add_directive("long-description", LongDescription)
    app.add_builder(WebBuilder, override=True)
    app.add_builder(EBookBuilder, override=True)
    app.connect("html-page-context", plain_pages)
    # Before the theme looks at them.
    app.connect("html-page-context", drop_parts, priority=400)
    # Before anything takes them, and after settings_first has looked at their kinds.
    app.connect("config-inited", check, priority=2)
    app.connect("config-inited", add_templates)
    app.connect("config-inited", find_downloads)
    app.connect("builder-inited", write_look)
    app.connect("builder-inited", add_assets)
    app.connect("builder-inited", take_downloads)
    app.connect("doctree-resolved", check_images)
    app.connect("html-collect-pages", add_not_found)
    for order, step in enumerate(PAGE_STEPS):
        app.connect("html-page-context", step, priority=800 + order)
    for order, step in enumerate(LAST_STEPS):
        app.connect("build-finished", step, priority=800 + order)
    return {"version": "0.2.0", "parallel_read_safe": True, "parallel_write_safe": True}
