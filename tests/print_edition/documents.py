"""Random documents of what authors may write, and the words that a book must print of them."""

import re
from random import Random

from docutils import nodes
from docutils.utils import new_document

from tests.print_edition.tag_text import BREAK

#: What is markup somewhere, what is seldom, and what is long.
ODD = [
    *"#@$<>\\\"'`~_*[]{}();:,|/-=+&^%", "*/", "/*", "//", "\\\\", "``", "__", "--", "---", "...",
    "==", "1.", "#let x", "#panic()", "$x$", "@l", "<l>", "\\u{41}", "\\n", '"]', "];", "don't",
    "“q”", "&amp;", "https://a.b/c?d=e&f#g", "www.x.y", "doi:10.1/x", "a@b.c", "5\xa0mg", "−5",
    "p\u2009<\u20090.05", "½", "×", "☐", "fi", "ffi", "ﬁ", "e\u0301", "A\u030a", "αβγ", "где",
    "soft\xadhyphen", "\u2011", "a\x01b", "c\x1bd", "e\x7ff", "g\ufeffh", "\ufffei", "j\x0bk",
    "\ufffd", "l\u2028m", "n\u200do", "W" * 60, "ab-" * 20, "x_" * 30, "0" * 90, "é" * 45,
    "/a/b" * 20, "antidisestablishmentarianism",
]  # fmt: skip
IMAGES = ["a.svg", "b c.svg", "ü#$.svg", "q'\".svg", "(x)@%41.svg", "\\.svg", "d\x01.svg"]
LINKS = ["https://x.y/a_(b)?q=%22&x#y", "mailto:a@b.c", 'http://x/"\\']
NUMBERS = ["arabic", "loweralpha", "upperalpha", "lowerroman", "upperroman"]
NAMED = {nodes.note: "Note", nodes.warning: "Warning", nodes.tip: "Tip"}


class Writer:
    """Writes one document.

    :param random: by whom all is chosen
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.notes: list[nodes.footnote] = []

    def document(self) -> nodes.document:
        above = document = new_document("index.rst")
        for level in range(self.random.randint(1, 3)):
            section = nodes.section(ids=[f"section-{level}"])
            section += [nodes.title("", "T ", *self.inlines(2)), *self.blocks(0)]
            above += section
            above = section
        document[0] += self.notes
        return document

    def text(self, most: int = 6) -> str:
        word = self.random.choice([*ODD, "word", "words", "Text"])
        more = [self.random.choice([*ODD, "of", "a", "book"]) for _ in range(most)]
        spaces = self.random.choices([" ", "", "\n", "  "], [6, 1, 1, 1], k=most)
        return word + "".join(map("".join, zip(spaces, more, strict=True)))

    def inlines(self, depth: int = 0) -> list[nodes.Node]:
        return [self.inline(depth) for _ in range(self.random.randint(1, 3))]

    def inline(self, depth: int) -> nodes.Node:
        kind = self.random.choice(
            [nodes.Text, nodes.Text, nodes.emphasis, nodes.strong, nodes.inline, nodes.literal,
             nodes.superscript, nodes.reference, nodes.image, nodes.raw, nodes.footnote_reference]
        )  # fmt: skip
        if kind is nodes.Text or depth > 2:
            return nodes.Text(self.text())
        if kind in (nodes.literal, nodes.superscript):
            return kind("", self.text(2))
        if kind is nodes.image:
            return self.image()
        if kind is nodes.raw:
            return nodes.raw("", "<br />", format="html")
        if kind is nodes.footnote_reference:
            return self.note(depth)
        address = {"refuri": self.random.choice(LINKS)} if kind is nodes.reference else {}
        return kind("", "", nodes.Text(self.text(2)), *self.inlines(depth + 1), **address)

    def image(self) -> nodes.image:
        return nodes.image(uri=self.random.choice(IMAGES), alt=f"An image {self.text(2)}")

    def note(self, depth: int) -> nodes.Node:
        if depth or len(self.notes) > 2:
            return nodes.Text(self.text())
        name = f"note-{len(self.notes)}"
        paragraph = nodes.paragraph("", self.text(), *self.inlines(2))
        self.notes.append(nodes.footnote("", nodes.label("", "9"), paragraph, ids=[name]))
        return nodes.footnote_reference("", "9", refid=name)

    def paragraph(self, depth: int = 0) -> nodes.paragraph:
        return nodes.paragraph("", "", *self.inlines(depth))

    def blocks(self, depth: int) -> list[nodes.Node]:
        return [self.block(depth) for _ in range(self.random.choice([1, 1, 2]))]

    def block(self, depth: int) -> nodes.Node:
        kinds = [
            self.paragraph, self.items, self.numbers, self.terms, self.fields, self.quotation,
            self.code, self.lines, self.box, self.table, self.figure, lambda _depth: self.image(),
        ]  # fmt: skip
        return (self.paragraph if depth > 1 else self.random.choice(kinds))(depth + 1)

    def items(self, depth: int) -> nodes.Node:
        return nodes.bullet_list("", *(nodes.list_item("", *self.blocks(depth)) for _ in "ab"))

    def numbers(self, depth: int) -> nodes.Node:
        items = [nodes.list_item("", *self.blocks(depth)) for _ in "ab"]
        kind = self.random.choice(NUMBERS)
        return nodes.enumerated_list("", *items, enumtype=kind, prefix="(", suffix=")", start=25)

    def terms(self, depth: int) -> nodes.Node:
        heads = [nodes.term("", "", *self.inlines(1)), nodes.classifier("", "", *self.inlines(1))]
        item = nodes.definition_list_item("", *heads, nodes.definition("", *self.blocks(depth)))
        return nodes.definition_list("", item)

    def fields(self, depth: int) -> nodes.Node:
        name = nodes.field_name("", "", *self.inlines(1))
        body = nodes.field_body("", *self.blocks(depth))
        return nodes.field_list("", nodes.field("", name, body))

    def quotation(self, depth: int) -> nodes.Node:
        return nodes.block_quote("", *self.blocks(depth))

    def code(self, _depth: int) -> nodes.Node:
        return nodes.literal_block("", self.text(12), language="python")

    def lines(self, _depth: int) -> nodes.Node:
        return nodes.line_block("", *(nodes.line("", "", *self.inlines(1)) for _ in "ab"))

    def box(self, depth: int) -> nodes.Node:
        kind = self.random.choice([*NAMED, nodes.admonition])
        title = [nodes.title("", "", *self.inlines(2))] if kind is nodes.admonition else []
        return kind("", *title, *self.blocks(depth))

    def figure(self, depth: int) -> nodes.Node:
        caption = nodes.caption("", self.text(), *self.inlines(1))
        return nodes.figure("", self.image(), caption, nodes.legend("", *self.blocks(depth)))

    def table(self, depth: int) -> nodes.Node:
        count = self.random.randint(1, 5)
        group = nodes.tgroup(cols=count)
        for _column in range(count):
            group += nodes.colspec(colwidth=self.random.randint(1, 50))
        if self.random.random() < 0.5:
            group[0]["stub"] = 1
        if self.random.random() < 0.7:
            group += nodes.thead("", self.row(count, depth))
        group += nodes.tbody("", *(self.row(count, depth) for _ in range(3)))
        classes = self.random.choice([[], ["colwidths-given"], ["landscape"] * (depth == 1)])
        title = nodes.title("", "", *self.inlines(1))
        return nodes.table("", *[title] * (depth == 1), group, classes=classes)

    def row(self, count: int, depth: int) -> nodes.row:
        """Return cells for so many columns, of which one may reach over several."""
        row = nodes.row()
        while count:
            width = self.random.randint(1, count) if self.random.random() < 0.2 else 1
            count -= width
            blocks = self.blocks(depth) if self.random.random() < 0.8 else []
            row += nodes.entry("", *blocks, **{"morecols": width - 1} if width > 1 else {})
        return row


#: Control characters have no place in a book.
LEFT_OUT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]")


def words_of(document: nodes.document) -> str:
    """Return what a book must say of a document, with breaks between its blocks."""
    notes = {name: note for note in document.findall(nodes.footnote) for name in note["ids"]}

    def words(node: nodes.Node) -> str:
        inside = "".join(map(words, node.children))
        match node:
            case nodes.Text():
                return LEFT_OUT.sub("", str(node))
            case nodes.raw() | nodes.footnote():
                return BREAK
            case nodes.footnote_reference():
                return words(notes[node["refid"]][1]).strip(BREAK)
            case nodes.title() if isinstance(node.parent, nodes.section):  # notes stand behind it
                parts = [words(child) for child in node.children]
                is_note = [isinstance(child, nodes.footnote_reference) for child in node.children]
                ordered = sorted(zip(is_note, parts, strict=True), key=lambda pair: pair[0])
                return BREAK + "".join(part for _is_note, part in ordered) + BREAK
            case nodes.image() | nodes.inline() | nodes.TextElement() if node.tagname in IN_LINE:
                return inside
            case _:
                return BREAK + NAMED.get(type(node), "") + BREAK + inside + BREAK

    return words(document)


IN_LINE = ("emphasis", "strong", "literal", "superscript", "reference", "inline", "image")
