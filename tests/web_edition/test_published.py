"""Who publishes the book says where, in the environment; who does not gets the book as it is."""

import configparser
import runpy

import build_book
import pytest
import yaml
from bs4 import BeautifulSoup

from tests.conftest import ROOT, sphinx_build

VARIABLES = ("LDN_BOOK_URL", "LDN_BOOK_CORRECTIONS", "GITHUB_REPOSITORY",
             "READTHEDOCS_CANONICAL_URL", "READTHEDOCS_GIT_CLONE_URL")  # fmt: skip
FORM = (
    "https://github.com/a-b/c.d/issues/new?template=correction.yml"
    "&title=Correction:%20{page}&place={page}&edition={version}"
)
MAIL = "mailto:a@example.org?subject={page}"
CONF = """
extensions = ["myst_parser", "web_edition"]
project = "Small book"
html_theme = "sphinx_book_theme"
epub_copyright = version = "1"
"""
PAGE = "# Title\n\nText.\n"


@pytest.fixture
def environment(monkeypatch):
    """Set variables, and no others that say where the book is published."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return lambda **values: [monkeypatch.setenv(name, text) for name, text in values.items()]


def settings() -> tuple[str, str]:
    """What conf.py makes of it: address of the book, and address for corrections."""
    conf = runpy.run_path(str(ROOT / "conf.py"))
    return conf["html_baseurl"], conf["web_corrections"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, ("", "")),
        ({"LDN_BOOK_URL": " "}, ("", "")),
        ({"LDN_BOOK_URL": "https://a.example/ldn"}, ("https://a.example/ldn/", "")),
        ({"READTHEDOCS_CANONICAL_URL": "https://a.example/"}, ("https://a.example/", "")),
        (
            {"LDN_BOOK_URL": "http://own.example", "READTHEDOCS_CANONICAL_URL": "http://b.example"},
            ("http://own.example/", ""),
        ),
        ({"GITHUB_REPOSITORY": "a-b/c.d"}, ("", FORM)),
        ({"READTHEDOCS_GIT_CLONE_URL": "https://github.com/a-b/c.d.git"}, ("", FORM)),
        ({"READTHEDOCS_GIT_CLONE_URL": "git@github.com:a-b/c.d.git"}, ("", FORM)),
        ({"READTHEDOCS_GIT_CLONE_URL": "https://git.example.org/a-b/c.d"}, ("", "")),
        ({"LDN_BOOK_CORRECTIONS": MAIL, "GITHUB_REPOSITORY": "a-b/c.d"}, ("", MAIL)),
    ],
)
def test_the_environment_says_where_the_book_is_published(environment, variables, expected):
    environment(**variables)
    assert settings() == expected


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("LDN_BOOK_URL", "example.org/ldn", "https://example.org/book/"),
        ("LDN_BOOK_URL", "https://example.org/?q=1", "https://example.org/book/"),
        ("READTHEDOCS_CANONICAL_URL", 'https://a.b/"', "https://example.org/book/"),
        ("LDN_BOOK_URL", "https://[::1", "https://example.org/book/"),
        ("LDN_BOOK_CORRECTIONS", "mailto:a@b.c?s={x}", "mailto:name@example.org?subject={page}"),
        ("LDN_BOOK_CORRECTIONS", "a@example.org", "mailto:name@example.org?subject={page}"),
    ],
)
def test_a_wrong_address_is_one_line(environment, tmp_path, capsys, name, value, allowed):
    environment(**{name: value})
    assert build_book.main(["html", "--into", str(tmp_path)]) == 2
    line, rest = capsys.readouterr().err.splitlines()
    assert line == f"{name}: found {value!r}, allowed: an address like {allowed}"
    assert rest.startswith("The book was not built")


def test_the_workflow_that_publishes_says_where_and_tox_hands_it_on():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text("utf-8"))
    (step,) = [step for step in workflow["jobs"]["build"]["steps"] if "env" in step]
    assert step == {
        "run": "python -m tox run -e book",
        "env": {"LDN_BOOK_URL": "${{ steps.pages.outputs.base_url }}"},
    }
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", "utf-8")
    handed_on = set(tox["published"]["variables"].split())
    assert handed_on == {name for name in VARIABLES if not name.startswith("READTHEDOCS")}
    ask = {name for name in tox.sections() if "[published]" in tox[name].get("pass_env", "")}
    assert ask == {"testenv:book", "testenv:html"}


def test_page_for_wrong_addresses_works_at_any_depth(write_tree, tmp_path):
    conf = CONF + 'html_baseurl = "https://example.org/a/book/"\nhtml_favicon = "dot.svg"\n'
    conf += 'html_theme_options = {"logo": {"image_light": "dot.svg", "image_dark": "dot.svg"}}\n'
    dot = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    source = write_tree({"conf.py": conf, "index.md": PAGE, "dot.svg": dot})
    outcome = sphinx_build(source, tmp_path, "html")
    assert outcome.status == 0, outcome.problems
    page = BeautifulSoup((outcome.folder / "404.html").read_bytes(), "html.parser")
    addresses = [
        tag[name]
        for name in ("href", "src", "action", "data-content_root")
        for tag in page.select(f"[{name}]")
        if not tag[name].startswith("#")
    ]
    assert len(addresses) >= 10
    for address in addresses:
        assert address.startswith("/a/book/"), address
        assert (outcome.folder / address.removeprefix("/a/book/")).exists(), address


def test_nothing_is_left_of_an_address_that_is_no_longer_told(write_tree, tmp_path):
    published = {}
    for setting in ("", 'html_baseurl = "https://example.org/"\n', ""):
        source = write_tree({"conf.py": CONF + setting, "index.md": PAGE})
        outcome = sphinx_build(source, tmp_path, "html")
        assert outcome.status == 0, outcome.problems
        files = {
            path.name: path.read_bytes()
            for pattern in ("*.html", "*.xml", "*.txt")
            for path in outcome.folder.glob(pattern)
        }
        assert (b"example.org" in b"".join(files.values())) == bool(setting)
        assert published.setdefault(setting, files) == files


def test_the_e_book_is_the_same_wherever_the_web_book_is_published(write_tree, tmp_path):
    pages = []
    for setting in ("", 'html_baseurl = "https://example.org/"\n'):
        source = write_tree({"conf.py": CONF + setting, "index.md": PAGE})
        outcome = sphinx_build(source, tmp_path / f"build-{len(pages)}", "epub")
        assert outcome.status == 0, outcome.problems
        pages.append((outcome.folder / "index.xhtml").read_bytes())
    assert pages[0] == pages[1]
