"""How others find and cite the pages: descriptions, tags for scholars, JSON-LD, map of the site."""

import html
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from babel.dates import format_date
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.matching import compile_matchers

from .page import is_web
from .pages import NOT_FOUND

DESCRIPTION = re.compile(r"<meta\b(?=[^>]*\bname=\"description\")[^>]*\bcontent=\"([^\"]*)\"")
LOGGER = logging.getLogger(__name__)
AFTER_TITLE = re.compile(r"</h1>")


def is_chapter(app: Sphinx, pagename: str) -> bool:
    """Return whether a page is read from end to end, and not looked things up in."""
    matchers = compile_matchers(app.config.web_chapters)
    return any(matcher(pagename) for matcher in matchers)


def describe_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Note in the context what the page is about, in one sentence: its own, or the book's."""
    if not is_web(app):
        return
    own = DESCRIPTION.search(context.get("metatags", ""))
    about = app.config.web_about
    context["description"] = html.unescape(own[1]) if own else about.get("description", "")
    checked = (context.get("meta") or {}).get("checked") or about.get("checked", "")
    try:
        date.fromisoformat(str(checked or "2026-01-31"))
    except ValueError:
        text = 'checked: found "%s", allowed: a day like 2026-01-31'
        LOGGER.warning(text, checked, location=pagename, type="web_edition")
        checked = ""
    context["checked"] = checked


def add_facts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Say below a chapter's title how long it takes to read and when it was last checked."""
    if not is_web(app) or "minutes" not in context or not is_chapter(app, pagename):
        return
    minutes, checked = context["minutes"], context["checked"]
    facts = _("1 minute to read") if minutes == 1 else _("{} minutes to read").format(minutes)
    if checked:
        locale = app.config.web_language.replace("-", "_")
        day = format_date(date.fromisoformat(checked), "d MMMM y", locale=locale)
        words = _("evidence last checked")
        facts += f' · {words} <time datetime="{checked}">{day}</time>'
    line = f'</h1>\n<p class="chapter-facts">{facts}</p>'
    context["body"] = AFTER_TITLE.sub(lambda _end: line, context["body"], count=1)


def tag(key: str, name: str, content: str) -> str:
    """Return a ``<meta>`` line."""
    return f'<meta {key}="{name}" content="{html.escape(content)}" />'


def scholar_tags(app: Sphinx, title: str, context: dict[str, Any]) -> list[str]:
    """Return the Highwire tags by which catalogues of papers know a page."""
    about = app.config.web_about
    tags = [
        ("citation_title", title),
        ("citation_author", about.get("author", "")),
        ("citation_publication_date", about.get("date", "").replace("-", "/")),
        ("citation_language", app.config.web_language),
        ("citation_inbook_title", about.get("title", "")),
        ("citation_keywords", "; ".join(about.get("keywords", ()))),
        ("citation_public_url", context.get("pageurl")),
    ]
    return [tag("name", name, content) for name, content in tags if content]


def picture_file(app: Sphinx) -> str:
    """Return the file of the picture for links to the book, below its folder.

    Empty without one, and without a public address: others ask for it by its full address.
    """
    picture = app.config.web_about.get("picture", "") if app.config.html_baseurl else ""
    return f"_static/{Path(picture).name}" if picture else ""


def preview_tags(app: Sphinx, title: str, context: dict[str, Any]) -> list[str]:
    """Return the Open Graph tags by which others show a link."""
    about, picture = app.config.web_about, picture_file(app)
    tags = [
        ("og:type", "book" if context["pagename"] == app.config.root_doc else "article"),
        ("og:title", title),
        ("og:description", context["description"]),
        ("og:site_name", about.get("title", "")),
        ("og:locale", app.config.web_language.replace("-", "_")),
        ("og:url", context.get("pageurl")),
        ("og:image", urljoin(app.config.html_baseurl, picture) if picture else ""),
        ("og:image:alt", about.get("picture_alt", "") if picture else ""),
    ]
    lines = [tag("property", name, content) for name, content in tags if content]
    return [*lines, tag("name", "twitter:card", "summary_large_image" if picture else "summary")]


def said(**properties: Any) -> dict[str, Any]:
    """Return the properties that are not empty; ``type_`` becomes ``@type``."""
    return {
        "@type" if name == "type_" else name: value for name, value in properties.items() if value
    }


def linked_data(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    """Return the page as schema.org describes it: the book itself, or a page of it."""
    about, chapter = app.config.web_about, is_chapter(app, pagename)
    author = said(type_="Organization", name=about.get("author"))
    book = said(
        type_="Book", name=about.get("title"), author=author, bookEdition=app.config.release,
        url=app.config.html_baseurl,
    )  # fmt: skip
    shared = said(
        inLanguage=app.config.web_language, datePublished=about.get("date"),
        license=about.get("licence"), description=context["description"],
    )  # fmt: skip
    if pagename == app.config.root_doc:
        data = {**book, **shared, **said(keywords=", ".join(about.get("keywords", ())))}
    else:
        data = said(
            type_=about.get("page_type") if chapter else "WebPage", name=plain(context["title"]),
            author=author, **shared, url=context.get("pageurl"), isPartOf=book,
            lastReviewed=context["checked"] if chapter else "",
            about=about.get("subject") if chapter else "",
        )  # fmt: skip
    data = {"@context": "https://schema.org", **data, "isAccessibleForFree": True}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def plain(title: str) -> str:
    """Return a title without its markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", title))


def add_metadata(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Add to a page what search engines, catalogues and other sites read."""
    if not is_web(app) or not app.config.web_about:
        return
    lines = []
    if not DESCRIPTION.search(context.get("metatags", "")):
        lines.append(tag("name", "description", context["description"]))
    if doctree is None:
        if pagename == NOT_FOUND:
            lines.append(tag("name", "robots", "noindex"))
    else:
        title = plain(context["title"])
        lines += preview_tags(app, title, context)
        lines += scholar_tags(app, title, context)
        lines.append(linked_data(app, pagename, context))
    context["metatags"] = context.get("metatags", "") + "\n    ".join(lines)


def write_site_files(app: Sphinx, exception: Exception | None) -> None:
    """Write ``robots.txt`` and, when the book's public address is known, ``sitemap.xml``."""
    if exception or not is_web(app):
        return
    base = app.config.html_baseurl
    robots = "User-agent: *\nAllow: /\n"
    outdir = Path(app.outdir)
    # One of an earlier build, which knew the address, would send its readers there.
    (outdir / "sitemap.xml").unlink(missing_ok=True)
    if base:
        robots += f"Sitemap: {urljoin(base, 'sitemap.xml')}\n"
        day = app.config.web_about.get("date", "")
        lastmod = f"<lastmod>{day}</lastmod>" if day else ""
        urls = "".join(
            f"<url><loc>{html.escape(urljoin(base, app.builder.get_target_uri(name)))}</loc>"
            f"{lastmod}</url>\n"
            for name in sorted(app.env.found_docs)
        )
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        )
        (outdir / "sitemap.xml").write_text(text, "utf-8", newline="\n")
    (outdir / "robots.txt").write_text(robots, "utf-8", newline="\n")
