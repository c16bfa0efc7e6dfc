"""The Spanish sheet for clinicians is whole, up to date, and says that nobody has reviewed it."""

from babel.messages.pofile import read_po
from pypdf import PdfReader

from tests.conftest import ROOT, sphinx_build

NAME = "further-reading/talking-to-your-clinician"
CONF = """
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
myst_enable_extensions = ["colon_fence"]
gettext_compact = False
root_doc = "further-reading/talking-to-your-clinician"
bibtex_bibfiles = ["references.bib"]
"""


def test_every_message_of_the_sheet_has_its_translation(write_tree, tmp_path):
    files = {name: (ROOT / "docs" / name).read_text("utf-8") for name in (f"{NAME}.md",)}
    files["references.bib"] = (ROOT / "docs" / "references.bib").read_text("utf-8")
    source = write_tree({"conf.py": CONF} | files)
    folder = sphinx_build(source, tmp_path, "gettext").folder
    with (folder / f"{NAME}.pot").open("rb") as file:
        wanted = {message.id for message in read_po(file) if message.id}
    with (ROOT / "locale/es/LC_MESSAGES" / f"{NAME}.po").open("rb") as file:
        catalog = read_po(file)
    translated = {message.id for message in catalog if message.string and not message.fuzzy}
    assert wanted == translated - {""}
    text = " ".join(str(message.string) for message in catalog)
    assert "tampoco un segundo traductor ha revisado la traducción" in text


def test_sheet_is_one_page_on_both_papers_and_its_citations_are_spanish(tmp_path):
    """The editions themselves allow one page, and no more."""
    spanish = "language=es", "print_language=es", "print_only=sheet-a4,sheet-letter"
    options = [option for value in spanish for option in ("-D", value)]
    outcome = sphinx_build(ROOT / "docs", tmp_path, "pdf", "-c", str(ROOT), *options)
    assert outcome.status == 0, outcome.problems
    paths = sorted(outcome.folder.glob("*.pdf"))
    assert len(paths) == 2
    for path in paths:
        text = " ".join(page.extract_text() for page in PdfReader(path).pages)
        assert "Naumann y Naumann 2023" in " ".join(text.split())
