"""Descriptions of code objects (functions, classes, options ...): signatures and what they say."""

from docutils import nodes

from .typst_text import inline

#: Parts of a signature that only pass their children on.
PARTS = (
    "desc_addname", "desc_annotation", "desc_inline", "desc_parameter",
    "desc_sig_keyword", "desc_sig_keyword_type", "desc_sig_literal_char",
    "desc_sig_literal_number", "desc_sig_literal_string", "desc_sig_name", "desc_sig_operator",
    "desc_sig_punctuation", "desc_sig_space", "desc_type", "desc_type_parameter",
)  # fmt: skip


class ObjectVisitors:
    """Visitors for the nodes of object descriptions, as a part of the translator."""

    def visit_desc(self, node: nodes.Element) -> None:
        heads = [child for child in node.children if child.tagname == "desc_signature"]
        body = "".join(self.content_of(c) for c in node.children if c.tagname == "desc_content")
        signatures = "".join(f"\n  [{self.content_of(head)}]," for head in heads)
        self.block(node, f"#object-description(({signatures}\n))[{body}]")
        raise nodes.SkipNode

    def visit_desc_content(self, node: nodes.Element) -> None:
        self.add(self.content(node))
        raise nodes.SkipNode

    def visit_desc_signature(self, node: nodes.Element) -> None:
        lines = [c for c in node.children if c.tagname == "desc_signature_line"]
        self.add(self.anchor(node) + "#linebreak();".join(map(self.content, lines or [node])))
        raise nodes.SkipNode

    def visit_desc_name(self, node: nodes.Element) -> None:
        self.add(f"#strong[{self.content(node)}];")
        raise nodes.SkipNode

    def visit_desc_returns(self, node: nodes.Element) -> None:
        self.add(inline(" \N{RIGHTWARDS ARROW} ") + self.content(node))
        raise nodes.SkipNode

    def visit_desc_parameterlist(self, node: nodes.Element) -> None:
        self.add(inline("(") + self.parameters(node) + inline(")"))
        raise nodes.SkipNode

    def visit_desc_type_parameter_list(self, node: nodes.Element) -> None:
        self.add(inline("[") + self.parameters(node) + inline("]"))
        raise nodes.SkipNode

    def parameters(self, node: nodes.Element) -> str:
        """Return parameters with commas between; optional ones bring their own before them."""
        text = ""
        for child in node.children:
            comma = inline(", ") if text else ""
            if child.tagname == "desc_optional":
                text += inline("[") + comma + self.parameters(child) + inline("]")
            else:
                text += comma + self.content_of(child)
        return text
