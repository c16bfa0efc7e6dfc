"""The Spanish sheet for clinicians is whole, up to date, and says that nobody has reviewed it."""

from babel.messages.pofile import read_po

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
