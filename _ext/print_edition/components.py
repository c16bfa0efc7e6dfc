"""Boxes of sphinx-design on paper: nothing can be clicked open, so everything stands open."""

from docutils import nodes


class ComponentVisitors:
    """Visitors for containers that name the design component they are."""

    def add_component(self, node: nodes.Element, component: str) -> bool:
        """Print a container as the component it is; tell whether it is one with a look."""
        if component in ("card", "tab-item", "dropdown", "accordion-item", "step", "aside"):
            self.block(node, self.styled(node, f"#card[{self.anchor(node)}{self.content(node)}]"))
        elif component == "card-title":
            self.block(node, f"#card-title[{self.anchor(node)}{self.content(node)}]")
        elif component == "grid-row":
            items = "".join(f"\n  [{self.content_of(item)}]," for item in node.children)
            self.block(node, f"#card-grid({items}\n)")
        else:
            return False
        return True

    def visit_PassthroughTextElement(self, node: nodes.Element) -> None:
        if any("sd-stretched-link" in link["classes"] for link in node.findall(nodes.reference)):
            self.block(node, self.content(node))
        else:
            self.add(self.content(node))
        raise nodes.SkipNode

    def visit_sd_line_break(self, node: nodes.Element) -> None:
        self.add("#linebreak();")
        raise nodes.SkipNode
