"""A small book in a language of brackets: whatever stands outside them was not translated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sphinx
import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from pybtex.database import parse_string

from tests.conftest import ROOT, sphinx_build
from tests.evidence.conftest import FILES

#: Sphinx, docutils and Typst want a language they know; nobody here reads Esperanto.
LANGUAGE = "eo"
CONF = """
extensions += ["print_edition", "web_edition"]
html_theme = "sphinx_book_theme"
web_chapters = ["other"]
web_about = {"title": "⟦Book⟧", "author": "⟦Makers⟧", "date": "2026-01-31", "checked": "2026-01-31"}
web_corrections = "mailto:us@example.org?subject={page}"
web_offline = "offline.zip"
locale_dirs = ["locale"]
gettext_compact = False
project = "⟦Makers⟧"
print_date = "2026-01-31"
html_last_updated_fmt = ""
evidence_citing_page = "where-cited"
html_show_copyright = html_show_sphinx = False
print_editions = {
    "a4": {"name": "⟦A4⟧"},
    "chapter": {"form": "chapter", "documents": ["other"]},
}
"""


#: Entries of every kind, so that every word of an entry is printed.
BIB = (
    FILES["references.bib"]
    + """
@incollection{fir2003, author={Fir, F and Gorse, G and Hazel, H and others}, title={Twigs},
  booktitle={Forest}, publisher={Woods}, edition={2nd}, year=2003, pages={3--9}, isbn={1-2}}
@book{ivy2004, editor={Ivy, I and Juniper, J}, title={Roots}, year=2004, isbn={3-4}}
@book{kapok2005, editor={Kapok, K}, title={Bark}, year={n.d.}, isbn={5-6}}
@phdthesis{larch2006, author={Larch, L}, title={Leaves}, school={Glade}, year=2006, pmid=7,
  retracted={false data}}
@techreport{maple2007, author={Maple, M}, title={Sap}, institution={Copse}, number={8}, year=2007,
  pmid=9, erratum={Table mended}}
"""
)
CITING = """
{cite:t}`fir2003,ivy2004` {cite:p}`kapok2005`, retracted {cite:p}`larch2006,maple2007`.
"""


def bracketed(catalog: Catalog) -> Catalog:
    """Return a catalogue that puts every message into brackets."""
    pseudo = Catalog(LANGUAGE)
    for message in catalog:
        if not message.id:
            continue
        if message.pluralizable:
            pseudo.add(message.id, tuple(f"⟦{form}⟧" for form in message.id))
        else:
            pseudo.add(message.id, f"⟦{message.id}⟧", context=message.context)
    return pseudo


def words_of_code() -> Catalog:
    """Return what Sphinx and our extensions say: the catalogue ``sphinx``."""
    with (Path(sphinx.__file__).parent / "locale" / "sphinx.pot").open("rb") as file:
        catalog = read_po(file)
    with (ROOT / "locale" / "babel.cfg").open(encoding="utf-8") as file:
        places, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT / "_ext", places, options, keywords={"_": None})
    for _file, _line, message, _comments, context in found:
        catalog.add(message, context=context)
    return catalog


#: Fields whose values are from a list of ours, and so ours to translate.
LISTED = {"best_design", "certainty", "confidence", "design", "direction", "kind", "status"}


def leaves(data: object) -> Iterator[str]:
    """Yield the values of a data file that its authors wrote, without the names of fields."""
    if isinstance(data, dict):
        for field, value in data.items():
            yield from leaves(value) if field not in LISTED else ()
    elif isinstance(data, list):
        for value in data:
            yield from leaves(value)
    elif data is not None:
        yield str(data)


@pytest.fixture(scope="session")
def pseudo(tmp_path_factory) -> dict[str, Path]:
    """The small book of the evidence tests in brackets, as the folders of HTML and PDF."""
    folder = tmp_path_factory.mktemp("pseudo")
    source = folder / "source"
    changed = {"conf.py": FILES["conf.py"] + CONF, "references.bib": BIB}
    changed["conditions/sneezing.md"] = FILES["conditions/sneezing.md"] + CITING
    for name, text in (FILES | changed).items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    templates = sphinx_build(source, folder / "templates", "gettext", "-D", "language=en")
    assert templates.status == 0, templates.problems
    catalogs = {}
    for path in sorted(templates.folder.rglob("*.pot")):
        with path.open("rb") as file:
            catalogs[str(path.relative_to(templates.folder).with_suffix(""))] = read_po(file)
    catalogs["sphinx"] = words_of_code()
    for name, catalog in catalogs.items():
        path = source / "locale" / LANGUAGE / "LC_MESSAGES" / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, bracketed(catalog))
    folders = {}
    for builder in ("html", "pdf"):
        outcome = sphinx_build(source, folder, builder, "-D", f"language={LANGUAGE}")
        assert outcome.status == 0, outcome.problems
        folders[builder] = outcome.folder
    return folders


@pytest.fixture(scope="session")
def words_of_data() -> str:
    """What the data files and the bibliography say: their authors', not ours to translate."""
    files = {name: text for name, text in FILES.items() if name.endswith(".yaml")}
    values = [value for text in files.values() for value in leaves(yaml.safe_load(text))]
    for entry in parse_string(BIB, "bibtex").entries.values():
        people = [str(person) for persons in entry.persons.values() for person in persons]
        values += [*entry.fields.values(), *(name for name in people if name != "others")]
    return " ".join(values)
