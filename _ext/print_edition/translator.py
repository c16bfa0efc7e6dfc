"""Docutils nodes to Typst: one visitor per node type, calling the vocabulary of book.typ."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util.docutils import SphinxTranslator

from . import labels
from .assemble import Chapter
from .compiler import PrintError
from .components import ComponentVisitors
from .formulas import FormulaError, Formulas
from .objects import PARTS, ObjectVisitors
from .tables import table_source
from .typst_text import LONG_WORD, array, inline, quote

#: Admonitions with a fixed title, which Sphinx translates.
ADMONITIONS = (
    "attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip",
    "warning",
)  # fmt: skip

#: Nodes that hold nothing for paper.
NOTHING = (
    "autosummary_toc", "comment", "decoration", "fontawesome", "highlightlang", "meta", "pending",
    "substitution_definition", "system_message", "tabular_col_spec", "viewcode_anchor",
)  # fmt: skip

#: Nodes that only pass their children on.
TRANSPARENT = (
    "acks", "autosummary_table", "compound", "glossary", "versionmodified", *PARTS,
)  # fmt: skip

#: Inline nodes and the Typst function that shows each of them.
INLINE = {
    "abbreviation": "abbreviation",
    "acronym": "abbreviation",
    "emphasis": "emphasis",
    "literal_emphasis": "emphasis",
    "literal_strong": "strong",
    "manpage": "emphasis",
    "problematic": "strong",
    "strong": "strong",
    "subscript": "sub",
    "superscript": "super",
    "title_reference": "emphasis",
}


#: Classes that Sphinx puts on its own cross-references; no author means them.
SPHINX_CLASSES = re.compile(r"docutils|xref|any|doc|std|std-.*|bibtex-citation|py|py-.*")

#: How an open and a done item of MyST's task lists begin, which come as HTML.
CHECKBOX = ("\N{BALLOT BOX} ", "\N{BALLOT BOX WITH CHECK} ")

#: MyST's line break within a paragraph, which comes as HTML.
LINE_BREAK = "<br />"

#: A paragraph of fewer characters is kept with the list below it.
SHORT_LEAD_IN = 300

#: The last paragraph of a document stays whole when it has no more characters; when it has fewer
#: than the second number, what stands before it stays with it.
WHOLE_END, SHORT_END = 550, 200

#: So many entries at the end of a bibliography stay together.
LAST_ENTRIES = 3

#: An address that is shown in full.
ADDRESS = re.compile(r"(https?://|www\.|doi:)\S+")

#: Links to these nodes go without the page number that other cross-references carry.
LINKS = {"citation": "citation-link", "production": "term-link", "term": "term-link"}


def in_signature(node: nodes.Node) -> bool:
    """Tell whether the node stands in the signature of a code object."""
    while (node := node.parent) is not None:
        if node.tagname == "desc_signature":
            return True
    return False


def in_brackets(node: nodes.Element) -> bool:
    """Tell whether the text before *node* in its paragraph has opened a round bracket."""
    before = "".join(child.astext() for child in node.parent.children[: node.parent.index(node)])
    return before.count("(") > before.count(")")


def is_prose(node: nodes.Node | None) -> bool:
    """Tell whether the node is a paragraph of lines alone, which Typst may hold in one block."""
    return isinstance(node, nodes.paragraph) and not any(
        node.findall(lambda n: isinstance(n, nodes.image | nodes.math_block))
    )


def leads_in(node: nodes.paragraph) -> bool:
    """Tell whether a list stands below the paragraph."""
    below = node.next_node(descend=False, siblings=True, ascend=False)
    if isinstance(below, nodes.container) and below.children:
        below = below[0]
    return isinstance(below, nodes.bullet_list | nodes.enumerated_list)


def in_line(node: nodes.Element) -> bool:
    """Tell whether words stand beside an image in its paragraph: Typst would divide it there."""
    paragraph = node
    while isinstance(paragraph.parent, nodes.TextElement):
        paragraph = paragraph.parent
    return any(text.strip() for text in paragraph.findall(nodes.Text))


def has_words(title: nodes.title) -> bool:
    """Tell whether a title has words of its own: those of notes and images are none."""
    texts = title.findall(nodes.Text)
    return any(str(t).strip() for t in texts if not isinstance(t.parent, nodes.footnote_reference))


def is_shown(node: nodes.Node) -> bool:
    """Tell whether something of the node stands on paper, at its place."""
    return not isinstance(node, nodes.Invisible | nodes.footnote) and bool(
        node.astext() or node.next_node(nodes.image)
    )


def last_blocks(doctree: nodes.document) -> tuple[nodes.Node | None, nodes.Node | None]:
    """Return the list or short paragraph that ends a document, and what stays with it."""
    shown = [doctree]
    while shown and isinstance(shown[-1], nodes.document | nodes.section | addnodes.glossary):
        shown = [node for node in shown[-1].children if is_shown(node)]
    *_, before, last = [None, None, *shown]
    lists = nodes.bullet_list | nodes.enumerated_list
    if isinstance(last, lists | nodes.definition_list):
        return last, None
    if not is_prose(last) or len(last.astext()) > WHOLE_END:
        return None, None
    stays = isinstance(before, lists) or (is_prose(before) and len(before.astext()) < WHOLE_END)
    return last, before if stays and len(last.astext()) < SHORT_END else None


class opening(nodes.Element):
    """What stands above the first section of a document, as far as a warning that ends it."""


def gather_opening(doctree: nodes.document) -> None:
    """Make one node of a document's opening, if something stands above the warning in it."""
    place = doctree.first_child_matching_class(nodes.section)
    if place is None:
        return
    section = doctree[place]
    end = section.first_child_matching_class((nodes.warning, nodes.section))
    if end is None or isinstance(section[end], nodes.section):
        return
    if any(map(is_shown, section[1:end])):
        section[1 : end + 1] = [opening("", *section[1 : end + 1])]


class TypstTranslator(ObjectVisitors, ComponentVisitors, SphinxTranslator):
    """Translate the resolved doctree of one document.

    :param doctree: the document, references resolved for the ``pdf`` builder
    :param chapter: its place in the book
    :param known: the places that references lead to (``labels.targets``)
    """

    def __init__(
        self, doctree: nodes.document, builder, chapter: Chapter, known: dict[str, labels.Target]
    ) -> None:
        super().__init__(doctree, builder)
        self.chapter = chapter
        self.docname = docname = chapter.docname
        self.depth = 0
        self.known = known
        self.out: list[str] = []
        self.footnotes = {
            f"{docname}#{id_}": node
            for node in doctree.findall(nodes.footnote)
            for id_ in node["ids"]
        }
        self.footnotes_set: set[str] = set()
        self.labels_set: set[str | None] = set()
        self.title_extras: list[str] | None = None
        #: Whether something of the document could not be printed.
        self.incomplete = False
        self.formulas = Formulas(doctree, self.config)
        self.last, self.last_but_one = last_blocks(doctree)

    # -- Helpers ----------------------------------------------------------------------------------

    def astext(self) -> str:
        """Return the Typst source of the document."""
        return "".join(self.out)

    def add(self, text: str) -> None:
        self.out.append(text)

    def content_of(self, node: nodes.Node) -> str:
        """Return *node* as Typst markup, apart from what has been collected so far."""
        before, self.out = self.out, []
        node.walkabout(self)
        text, self.out = self.astext(), before
        return text

    def content(self, node: nodes.Element) -> str:
        """Return the children of *node* as Typst markup."""
        return "".join(map(self.content_of, node.children)).strip("\n")

    def block(self, node: nodes.Element, text: str) -> None:
        """Add a block, after a comment that says where its source stands."""
        self.add(f"\n{self.source_mark(node)}{text}\n")

    def source_mark(self, node: nodes.Element) -> str:
        """Return the comment by which a compile error finds its way back to the source."""
        return f"// source: {self.place(node)}\n"

    def place(self, node: nodes.Element) -> str:
        """Return ``file:line`` of the nearest node that knows its line: it, below it, above it."""
        if not node.line:
            node = next((n for n in node.findall(nodes.Element) if n.line), node)
        while not node.line and node.parent is not None:
            node = node.parent
        env = self.builder.env
        path = Path(node.source) if node.source else env.doc2path(self.docname)
        if path.is_absolute():
            path = Path(os.path.relpath(path, env.srcdir))
        return f"{path.as_posix()}:{node.line or 1}"

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Visit a node; whatever its visitor does, a place that something refers to is marked."""
        start = len(self.out)
        try:
            super().dispatch_visit(node)
        finally:
            elsewhere = isinstance(node, nodes.Text | nodes.section | nodes.footnote)
            label = None if elsewhere else labels.written(self.names(node), self.known)
            if label and label not in self.labels_set:
                self.out.insert(start, self.anchor(node))

    def names(self, node: nodes.Element) -> list[str]:
        return labels.names(node, self.docname)

    def label(self, node: nodes.Element) -> str | None:
        """Return the label to write at *node*, if something refers to it."""
        label = labels.written(self.names(node), self.known)
        self.labels_set.add(label)
        return label

    def option(self, node: nodes.Element) -> str:
        label = self.label(node)
        return f"label: {quote(label)}, " if label else ""

    def anchor(self, node: nodes.Element) -> str:
        """Return an invisible link target for a node that is no Typst element of its own."""
        label = self.label(node)
        return self.beside_title(f"#anchor({quote(label)});") if label else ""

    def beside_title(self, text: str) -> str:
        """Return *text*, or keep it for the end of the title that is being translated.

        Contents and running heads repeat a title, so it holds nothing that may stand only once.
        """
        if self.title_extras is None:
            return text
        self.title_extras.append(text)
        return ""

    def styled(self, node: nodes.Element, text: str) -> str:
        """Wrap *text* so that the project's print style can set the node's classes."""
        classes = [c for c in node.get("classes", ()) if not SPHINX_CLASSES.fullmatch(c)]
        for name in classes:
            if name.startswith("language-") and not isinstance(node, nodes.literal):
                text = f"#foreign({quote(name.removeprefix('language-'))})[{text}];"
        return f"#styled({array([quote(c) for c in classes])})[{text}];" if classes else text

    # -- Text and inline nodes --------------------------------------------------------------------

    def visit_document(self, node: nodes.document) -> None:
        self.add(self.anchor(node))

    def depart_document(self, node: nodes.document) -> None:
        pass

    def visit_Text(self, node: nodes.Text) -> None:
        if node.parent.tagname == "production":  # grammars are aligned by spaces
            self.add(inline(node.astext().replace(" ", "\N{NO-BREAK SPACE}")))
        else:
            self.add(inline(re.sub(r"[ \t\r\n\f]+", " ", node.astext())))

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    def visit_inline_node(self, node: nodes.Element) -> None:
        text = self.anchor(node) + f"#{INLINE[node.tagname]}[{self.content(node)}];"
        self.add(self.styled(node, text))
        raise nodes.SkipNode

    def visit_inline(self, node: nodes.Element) -> None:
        self.add(self.styled(node, self.anchor(node) + self.content(node)))
        raise nodes.SkipNode

    def visit_literal(self, node: nodes.Element) -> None:
        text = node.astext().replace("\n", " ")  # the author's lines are not those of the page
        word = "long-words(raw({}))" if LONG_WORD.search(text) else "raw({})"
        self.add(f"{self.anchor(node)}#{word.replace('{}', quote(text))};")
        raise nodes.SkipNode

    def visit_math(self, node: nodes.Element) -> None:
        if formula := self.formula(node):
            self.add(f"#formula(alt: {quote(node.astext())}, {formula});")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element) -> None:
        if formula := self.formula(node):
            alt = quote(node.astext().strip())
            self.block(
                node,
                f"#formula(block: true, {self.equation_number(node)}alt: {alt}, "
                f"{self.option(node)}{formula})",
            )
        raise nodes.SkipNode

    def formula(self, node: nodes.Element) -> str:
        """Return a formula as a Typst equation, or an empty string after saying what is wrong."""
        try:
            return self.formulas.typst(node)
        except FormulaError as error:
            self.missing(node, str(error))
            return ""

    def equation_number(self, node: nodes.Element) -> str:
        """Return Sphinx's own number of a displayed formula as ``number: "3", `` or ''."""
        if self.config.numfig and self.config.math_numfig:
            numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get("displaymath", {})
            parts = [str(n) for id_ in node["ids"] for n in numbers.get(id_, ())]
            number = ".".join(parts[:-1]) + self.config.math_numsep * (len(parts) > 1)
            number += "".join(parts[-1:])
        else:
            number = node.get("number")
        return f"number: {quote(str(number))}, " if number else ""

    def visit_target(self, node: nodes.Element) -> None:
        self.add(self.anchor(node) + self.content(node))
        raise nodes.SkipNode

    def visit_index(self, node: nodes.Element) -> None:
        wanted = sorted({f"{self.docname}#{entry[2]}" for entry in node["entries"]})
        own = [name for name in wanted if name not in self.known]
        self.add(self.beside_title("".join(f"#anchor({quote(name)});" for name in own)))
        raise nodes.SkipNode

    def visit_reference(self, node: nodes.Element) -> None:
        text = self.content(node)
        target = labels.target_of(node, self.docname)
        if self.title_extras is not None:
            self.add(text)  # a title is no link: contents and running heads repeat it
        elif target is None and ADDRESS.fullmatch(node.astext()):
            self.add(f"#address-link({quote(node.get('refuri', ''))}, {quote(node.astext())});")
        elif target is None:
            self.add(f"#weblink({quote(node.get('refuri', ''))})[{text}];")
        elif target not in self.known:
            self.add(text)
            self.missing(node, f"reference to {target!r}, which the book does not hold")
        else:
            place = self.known[target]
            word = LINKS.get(place.node_type, "xref")
            if in_signature(node):
                word = "term-link"  # a page behind every type would drown the signature
            elif word == "xref" and place.section == labels.section_of(node, self.docname):
                word = "near-link"
            if word != "xref":
                self.builder.linked.add(place.label)
            inside = "bracketed: true, " if word == "xref" and in_brackets(node) else ""
            self.add(f"#{word}({inside}{quote(place.label)})[{text}];")
        raise nodes.SkipNode

    visit_number_reference = visit_reference

    def visit_download_reference(self, node: nodes.Element) -> None:
        self.add(self.content(node))
        raise nodes.SkipNode

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        name = f"{self.docname}#{node['refid']}"
        if name in self.footnotes_set:
            self.add(self.beside_title(f"#footnote(label({quote(name)}));"))
        else:
            self.footnotes_set.add(name)
            body = "".join(
                self.content_of(child)
                for child in self.footnotes[name].children
                if not isinstance(child, nodes.label)
            )
            self.add(self.beside_title(f"#footnote[{body.strip()}]#label({quote(name)});"))
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.Element) -> None:
        raise nodes.SkipNode  # printed where it is referred to

    def visit_raw(self, node: nodes.Element) -> None:
        if "typst" in node.get("format", "").split():
            self.add(node.astext())
        elif "task-list-item-checkbox" in node.astext():
            self.add(inline(CHECKBOX["checked=" in node.astext()]))
        elif node.astext().strip() == LINE_BREAK:
            self.add("#linebreak();")
        raise nodes.SkipNode

    # -- Blocks -----------------------------------------------------------------------------------

    def visit_section(self, node: nodes.Element) -> None:
        self.depth += 1

    def depart_section(self, node: nodes.Element) -> None:
        self.depth -= 1

    def visit_title(self, node: nodes.Element) -> None:
        if not isinstance(node.parent, nodes.section):
            raise nodes.SkipNode  # titles of tables and boxes are printed by their parents
        level = self.chapter.level + self.depth - 1
        options = self.option(node.parent) + self.section_number(node.parent)
        if self.depth == 1:
            part = f"part: {quote(self.chapter.part)}, " if self.chapter.part else ""
            call = f"#chapter({level}, {part}{options})"
        else:
            # The root document is front matter: its sections would crowd the contents page.
            listed = "outlined: false, " if self.chapter.is_root else ""
            call = f"#section({level}, {self.depth}, {listed}{options})"
        self.title_extras = []
        words = self.content(node)
        if not has_words(node):
            self.missing(node, message := "heading has no words, allowed: ## Words")
            words += inline(message)
        self.block(node, f"{call}[{words}]")
        extras, self.title_extras = "".join(self.title_extras), None
        self.add(f"{extras}\n" if extras else "")
        raise nodes.SkipNode

    def section_number(self, section: nodes.Element) -> str:
        numbers = self.builder.env.toc_secnumbers.get(self.docname, {})
        anchors = [""] if self.depth == 1 else [f"#{id_}" for id_ in section["ids"]]
        number = next((numbers[a] for a in anchors if a in numbers), None)
        return f"number: {quote('.'.join(map(str, number)))}, " if number else ""

    def visit_paragraph(self, node: nodes.Element) -> None:
        if text := self.anchor(node) + self.content(node):
            text = self.styled(node, text)
            if is_prose(node) and leads_in(node):
                option = "(sticky: false)" * (len(node.astext()) >= SHORT_LEAD_IN)
                text = f"#lead-in{option}[{text}]"
            elif node is self.last:
                text = f"#closing[{text}]"
            elif node is self.last_but_one:
                text = f"#before-closing({len(node.astext())}, par[{text}])"
            self.block(node, text)
        raise nodes.SkipNode

    def visit_opening(self, node: opening) -> None:
        *before, warning = map(self.content_of, node.children)
        self.block(node, f"#opening[{''.join(before)}][{warning}]")
        raise nodes.SkipNode

    def visit_rubric(self, node: nodes.Element) -> None:
        self.block(node, f"#rubric[{self.anchor(node)}{self.content(node)}]")
        raise nodes.SkipNode

    def visit_transition(self, node: nodes.Element) -> None:
        if "footnotes" in node["classes"]:
            raise nodes.SkipNode  # the rule above footnotes, which stand at the foot of the page
        self.block(node, "#transition()")
        raise nodes.SkipNode

    def visit_container(self, node: nodes.Element) -> None:
        if self.add_component(node, node.get("design_component", "")):
            raise nodes.SkipNode
        if node.get("literal_block"):
            self.add_listing(node)
            raise nodes.SkipNode
        self.block(node, self.styled(node, self.anchor(node) + self.content(node)))
        raise nodes.SkipNode

    def visit_block_quote(self, node: nodes.Element) -> None:
        attribution = next((c for c in node.children if isinstance(c, nodes.attribution)), None)
        option = f"attribution: [{self.content(attribution)}], " if attribution else ""
        self.block(node, f"#blockquote({option})[{self.content(node)}]")
        raise nodes.SkipNode

    def visit_attribution(self, node: nodes.Element) -> None:
        raise nodes.SkipNode  # printed by its quotation

    def add_listing(self, node: nodes.Element) -> None:
        """Print a block of code with its caption."""
        caption, *code = node.children
        self.block(
            node,
            f"#listing({self.number_of(node, 'code-block')}caption: [{self.content(caption)}], "
            f"{self.option(node)})[{''.join(map(self.content_of, code))}]",
        )

    def visit_literal_block(self, node: nodes.Element) -> None:
        text = node.astext()
        breaks = "breaks: true, " if LONG_WORD.search(text) else ""
        self.block(node, f"#literal({breaks}{self.option(node)}raw(block: true, {quote(text)}))")
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block

    def visit_productionlist(self, node: nodes.Element) -> None:
        lines = [f"[{self.anchor(rule)}{self.content(rule)}]" for rule in node.children]
        self.block(node, f"#grammar({', '.join(lines)})")
        raise nodes.SkipNode

    def visit_line_block(self, node: nodes.Element) -> None:
        self.block(node, f"#line-block({', '.join(self.verses(node, 0))})")
        raise nodes.SkipNode

    def verses(self, node: nodes.Element, depth: int) -> Iterator[str]:
        """Yield the lines of a line block and of those in it, each with its indentation."""
        for child in node.children:
            if isinstance(child, nodes.line_block):
                yield from self.verses(child, depth + 1)
            else:
                yield f"({depth}, [{self.content_of(child)}])"

    def visit_line(self, node: nodes.Element) -> None:
        self.add(self.content(node))
        raise nodes.SkipNode

    def visit_admonition(self, node: nodes.Element) -> None:
        title = node.first_child_matching_class(nodes.title)
        heading = self.content(node[title]) if title is not None else ""
        self.add_admonition(node, node.get("classes", []), heading)

    visit_topic = visit_sidebar = visit_todo_node = visit_admonition

    def visit_subtitle(self, node: nodes.Element) -> None:
        self.block(node, f"#rubric[{self.content(node)}]")
        raise nodes.SkipNode

    def visit_centered(self, node: nodes.Element) -> None:
        self.block(node, f"#centered[{self.anchor(node)}{self.content(node)}]")
        raise nodes.SkipNode

    def visit_fixed_admonition(self, node: nodes.Element) -> None:
        heading = inline(str(admonitionlabels[node.tagname]))
        self.add_admonition(node, [node.tagname, *node["classes"]], heading)

    def add_admonition(self, node: nodes.Element, classes: list[str], heading: str) -> None:
        kinds = array([quote(c) for c in classes])
        letters = len(node.astext())
        self.block(
            node,
            f"#admonition({kinds}, [{heading}], {letters}, {self.option(node)})"
            f"[\n{self.content(node)}\n]",
        )
        raise nodes.SkipNode

    # -- Lists ------------------------------------------------------------------------------------

    def list_block(self, node: nodes.Element, kind: str) -> None:
        """Add a list; at a document's end its last items stay with what there is below them."""
        letters, below = len(node.astext()), ""
        if node is self.last:
            below = "below: 0, "
        elif node is self.last_but_one:
            below = f"below: {len(self.last.astext())}, "
        items = (f"[{self.anchor(item)}{self.content(item)}\n]" for item in node.children)
        self.block(node, f"#list-block({letters}, {below}{kind}, {', '.join(items)})")

    @staticmethod
    def is_tight(node: nodes.Element) -> bool:
        """Tell whether no item holds more than one short block."""
        return all(len(item.children) <= 1 for item in node.children)

    def visit_bullet_list(self, node: nodes.Element) -> None:
        tight = str(self.is_tight(node)).lower()
        self.list_block(node, f"list.with(tight: {tight})")
        raise nodes.SkipNode

    def visit_enumerated_list(self, node: nodes.Element) -> None:
        kind = {
            "arabic": "1",
            "loweralpha": "a",
            "upperalpha": "A",
            "lowerroman": "i",
            "upperroman": "I",
        }[node.get("enumtype", "arabic")]
        numbering = quote(f"{node.get('prefix', '')}{kind}{node.get('suffix') or '.'}")
        tight = str(self.is_tight(node)).lower()
        self.list_block(
            node,
            f"enum.with(tight: {tight}, start: {node.get('start', 1)}, numbering: {numbering})",
        )
        raise nodes.SkipNode

    def visit_definition_list(self, node: nodes.Element) -> None:
        items = [f"\n({self.item_heads(item)}, [{self.item_body(item)}\n])" for item in node]
        ends = "ends: true, " * (node is self.last)
        self.block(node, self.styled(node, f"#definitions({ends}{', '.join(items)})"))
        raise nodes.SkipNode

    def item_heads(self, item: nodes.Element) -> str:
        """Return the terms of a definition list item, classifiers behind the term they follow."""
        heads = []
        for child in item.children:
            if isinstance(child, nodes.term):
                heads.append(
                    self.anchor(item) * (not heads) + self.anchor(child) + self.content(child)
                )
            elif isinstance(child, nodes.classifier):
                heads[-1] += f"#classifier[{self.content(child)}];"
        return "[" + inline(", ").join(heads) + "]"

    def item_body(self, item: nodes.Element) -> str:
        return "".join(self.content(c) for c in item.children if isinstance(c, nodes.definition))

    def visit_field_list(self, node: nodes.Element) -> None:
        items = [f"\n([{self.content(f[0])}], [{self.content(f[1])}\n])" for f in node]
        self.block(node, f"#definitions({', '.join(items)})")
        raise nodes.SkipNode

    def visit_option_list(self, node: nodes.Element) -> None:
        items = [f"\n([{self.content(o[0])}], [{self.content(o[1])}\n])" for o in node]
        self.block(node, f"#definitions({', '.join(items)})")
        raise nodes.SkipNode

    def visit_option(self, node: nodes.Element) -> None:
        comma = inline(", ") * (node.parent.index(node) > 0)
        self.add(f"{comma}#raw({quote(node.astext())});")
        raise nodes.SkipNode

    def visit_hlist(self, node: nodes.Element) -> None:
        columns = ", ".join(f"[{self.content(column)}\n]" for column in node.children)
        self.block(node, f"#side-by-side({columns})")
        raise nodes.SkipNode

    # -- Bibliography -----------------------------------------------------------------------------

    def visit_citation(self, node: nodes.Element) -> None:
        body = "".join(
            self.content_of(c).strip("\n") for c in node.children if not isinstance(c, nodes.label)
        )
        if not node.astext().rstrip().endswith((".", "!", "?")):
            body += inline(".")  # page numbers follow
        stays = "stays: true, " * (node in node.parent[-LAST_ENTRIES:])
        self.block(node, f"#bibliography-entry({stays}{self.option(node)})[{body}]")
        raise nodes.SkipNode

    # -- Figures, images and tables ---------------------------------------------------------------

    def number_of(self, node: nodes.Element, kind: str) -> str:
        """Return Sphinx's own number of a figure or table as ``number: "Figure 3", `` or ''."""
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        number = next((numbers[id_] for id_ in node.get("ids", ()) if id_ in numbers), None)
        if number is None:
            return ""
        form = self.config.numfig_format.get(kind, "%s")
        return f"number: {quote(form % '.'.join(map(str, number)))}, "

    def visit_figure(self, node: nodes.Element) -> None:
        caption = legend = ""
        body = []
        for child in node.children:
            if isinstance(child, nodes.caption):
                caption = f"caption: [{self.content(child)}], "
            elif isinstance(child, nodes.legend):
                # What is for other formats leaves nothing here, and so no legend.
                text = self.content(child)
                legend = f"legend: [{text}], " if text.strip() else ""
            else:
                body.append(self.content_of(child).strip("\n"))
        following = node.next_node(descend=False, siblings=True)
        if isinstance(following, nodes.container):
            following = following.next_node()
        before = "before-table: true, " if isinstance(following, nodes.table) else ""
        self.block(
            node,
            f"#figure-block({self.number_of(node, 'figure')}{caption}{legend}{before}"
            f"{self.option(node)})[\n{''.join(body)}\n]",
        )
        raise nodes.SkipNode

    def visit_image(self, node: nodes.Element) -> None:
        try:
            path = self.image_path(node)
        except PrintError as error:
            self.missing(node, f"image {node['uri']!r} {error}")
            raise nodes.SkipNode from None
        if not (alt := node.get("alt", "").strip()):
            alt = f"image {node['uri']!r} has no alternative text"
            self.missing(node, alt)
        size = self.length(node, "width") + self.length(node, "height")
        text = f"{self.anchor(node)}#picture({quote(path)}, alt: {quote(alt)}{size});"
        if in_line(node):
            self.add(f"#box[{text}];")
        else:
            alone = not isinstance(node.parent, nodes.TextElement)
            self.add(f"\n{self.source_mark(node)}{text}\n" if alone else text)
        raise nodes.SkipNode

    def image_path(self, node: nodes.Element) -> str:
        """Return the image's path for Typst; raise PrintError when it cannot be printed."""
        if "://" in node["uri"]:
            raise PrintError("lies on another host, allowed: a file of the project")
        if node["uri"] not in self.builder.images:
            raise PrintError("is not there or of a kind that cannot be printed")
        return self.builder.image_file(node["uri"])

    def length(self, node: nodes.Element, name: str) -> str:
        """Return a size as a Typst argument: CSS pixels are 0.75 pt, a bare number is pixels."""
        match = re.fullmatch(r"([\d.]+)\s*(px|pt|cm|mm|in|em|%|)", node.get(name, ""))
        if not match:
            return ""
        number, unit = match.groups()
        if unit in ("px", ""):
            number, unit = f"{float(number) * 0.75:g}", "pt"
        return f", {name}: {number}{unit}"

    def visit_table(self, node: nodes.Element) -> None:
        self.block(node, table_source(self, node))
        raise nodes.SkipNode

    # -- What nobody taught us --------------------------------------------------------------------

    def missing(self, node: nodes.Node, message: str) -> None:
        """Say what cannot be printed, with document and line, and mark its place."""
        self.incomplete = True
        self.builder.leave_out(message, self.place(node))
        self.add(f"#placeholder({quote(message)});")

    def unknown_visit(self, node: nodes.Node) -> None:
        name = node.__class__.__name__
        message = (
            f"node type {name!r} cannot be printed, allowed: those of Sphinx and sphinx-design"
        )
        self.incomplete = True
        if name not in self.builder.unknown_nodes:
            self.builder.unknown_nodes.add(name)
            self.builder.leave_out(message, self.place(node))
        self.add(f"#placeholder({quote(message)});" + self.content(node))
        raise nodes.SkipNode

    def unknown_departure(self, node: nodes.Node) -> None:
        pass


def _skip(self: TypstTranslator, node: nodes.Node) -> None:
    raise nodes.SkipNode


def _pass(self: TypstTranslator, node: nodes.Node) -> None:
    pass


for _name in ADMONITIONS:
    setattr(TypstTranslator, f"visit_{_name}", TypstTranslator.visit_fixed_admonition)
for _name in INLINE:
    setattr(TypstTranslator, f"visit_{_name}", TypstTranslator.visit_inline_node)
for _name in NOTHING:
    setattr(TypstTranslator, f"visit_{_name}", _skip)
for _name in TRANSPARENT:
    setattr(TypstTranslator, f"visit_{_name}", _pass)
    setattr(TypstTranslator, f"depart_{_name}", _pass)
