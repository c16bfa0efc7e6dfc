"""The real book in a real browser, served on this machine only."""

import functools
import http.server
import shutil
import threading
import zipfile

import pytest

from tests.conftest import leave_out

#: One page of each kind.
PAGES = ["index.html", "conditions/fibromyalgia.html", "further-reading/the-2009-article.html",
         "back-matter/glossary.html", "back-matter/bibliography.html", "genindex.html",
         "back-matter/where-cited.html", "further-reading/talking-to-your-clinician.html",
         "back-matter/data.html", "conditions/evidence-map.html", "404.html", "search.html",
         "search.html?q=fibromyalgia"]  # fmt: skip

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that does not talk."""

    def log_message(self, *_arguments) -> None:
        pass


@pytest.fixture(scope="session")
def site(book):
    """The address of the web book."""
    handler = functools.partial(Quiet, directory=str(book.html))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def folder(book, tmp_path_factory):
    """The address of the offline copy, unzipped as a reader does it."""
    place = tmp_path_factory.mktemp("reader")
    with zipfile.ZipFile(book.html / "downloads" / "ldn-book-offline.zip") as archive:
        archive.extractall(place)
    return (place / "ldn-book-offline").as_uri() + "/"


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    program = next(
        filter(
            None,
            map(
                shutil.which,
                ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
            ),
        ),
        None,
    )
    if program is None:
        leave_out("Chromium is not installed")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Open a page at an address in a fresh context; all contexts are closed afterwards."""
    contexts = []

    def open_at(address: str, prepare=None, **options):
        context = chromium.new_context(**options)
        if prepare:
            prepare(context)
        contexts.append(context)
        page = context.new_page()
        page.requested, page.complaints = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning") and page.complaints.append(message.text)
            ),
        )
        page.goto(address, wait_until="networkidle")
        return page

    yield open_at
    for context in contexts:
        context.close()
