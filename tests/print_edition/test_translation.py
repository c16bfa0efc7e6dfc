"""Every node type becomes the Typst that was agreed on, and nothing is dropped."""

import re
from pathlib import Path

from docutils import nodes
from print_edition.translator import NOTHING, TypstTranslator

from tests.print_edition.conftest import text_of

GOLDEN = Path(__file__).parent / "golden.typ"


def test_kitchen_sink_translates_to_the_golden_typst(kitchen_app, pytestconfig):
    typst = kitchen_app.builder.translations["book", ()]["main.typ"].decode()
    if pytestconfig.getoption("--golden"):
        GOLDEN.write_text(typst, "utf-8")
    assert typst == GOLDEN.read_text("utf-8")


def test_kitchen_sink_holds_every_node_the_translator_knows(kitchen_app):
    known = {
        name.removeprefix("visit_") for name in dir(TypstTranslator) if name.startswith("visit_")
    }
    # desc_type is made by domains of other projects, problematic where reading went wrong.
    helpers = {"inline_node", "fixed_admonition", "desc_type", "problematic"}
    met = {
        node.tagname if isinstance(node, nodes.Element) else "Text"
        for docname in kitchen_app.env.found_docs
        for tree in (kitchen_app.env.get_doctree(docname), kitchen_app.builder.resolve(docname))
        for node in tree.findall()
    }
    assert sorted(known - helpers - met - set(NOTHING)) == []


def test_typst_syntax_in_text_is_text(print_book):
    nasty = (
        r"""#panic("no") $x^2$ @lbl // end /* c */ \u{41} = a [b] <d> ~ #let x = 1; 'q' ` - *_"""
    )
    markdown = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", nasty)
    outcome = print_book(
        {"index.md": f"# Title\n\nBefore {markdown} after.\n"}, conf="smartquotes = False\n"
    )
    assert outcome.status == 0, outcome.problems
    assert f"Before {nasty} after." in text_of(outcome)


def test_same_id_in_two_documents_leads_to_two_places(print_book):
    chapter = "# {0}\n\n(same-{0})=\n## Same\n\nText of {0}.\n"
    outcome = print_book(
        {
            "index.md": "# Book\n\n{ref}`to one <same-one>`, {ref}`to two <same-two>`\n\n"
            "```{toctree}\none\ntwo\n```\n",
            "one.md": chapter.format("one"),
            "two.md": chapter.format("two"),
        }
    )
    assert outcome.status == 0, outcome.problems
    assert "to one (on page 2), to two (on page 3)" in text_of(outcome)
