"""LaTeX formulas to Typst, by pandoc: all formulas of a document in one run."""

import json
import re
import subprocess

from docutils import nodes
from sphinx.config import Config
from sphinx.util.math import wrap_displaymath

#: What stands between two formulas in pandoc's answer; no formula can hold a comment of Typst.
BETWEEN = "// next formula"
#: How a line of a formula ends in Typst; before the end of the formula it would be an escape.
LINE_END = "\\"
#: Why pandoc did not understand a formula, in the second half of its warning.
REASON = re.compile(r"^ +unexpected (.+)$", re.MULTILINE)
SPACES = {"!": "", ";": r"\: "}
INSTALL = "formulas need pandoc: pip install pypandoc-binary"


class FormulaError(Exception):
    """A formula cannot be printed; the message is one line."""


def latex_of(node: nodes.Element) -> str:
    """Return the LaTeX source of a formula, wrapped as Sphinx wraps it for LaTeX itself."""
    # Pandoc makes a wide gap of the one small space and none of the other.
    latex = re.sub(r"(?<!\\)((?:\\\\)*)\\([!;])", lambda m: m[1] + SPACES[m[2]], node.astext())
    if isinstance(node, nodes.math_block) and not node.get("no-wrap", node.get("nowrap")):
        wrapped = wrap_displaymath(latex, None, numbering=False)
        return wrapped.replace(r"\!\begin{aligned}", r"\begin{aligned}").strip()
    return latex.strip()


def macros(config: Config) -> str:
    """Return the macros that a project defines for MathJax as LaTeX definitions."""
    found = {}
    for name in ("mathjax3_config", "mathjax4_config"):
        settings = getattr(config, name, None)
        if isinstance(settings, dict):
            found |= settings.get("tex", {}).get("macros", {})
    return "".join(definition(name, value) for name, value in found.items())


def definition(name: str, value: str | list) -> str:
    """Return one macro, which MathJax knows as text or as [text, count of arguments]."""
    text, count = value[:2] if isinstance(value, list) else (value, 0)
    return rf"\newcommand{{\{name}}}[{count}]{{{text}}}"


class Formulas:
    """The formulas of a document in Typst.

    :param doctree: the document
    :param config: of the project, for its macros
    """

    def __init__(self, doctree: nodes.document, config: Config) -> None:
        self.doctree = doctree
        self.preamble = macros(config)
        self.converted: dict[str, str | FormulaError] | None = None

    def typst(self, node: nodes.Element) -> str:
        """Return a formula as ``$...$``; raise FormulaError when pandoc does not understand it."""
        if self.converted is None:
            found = self.doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block))
            latex = list(dict.fromkeys(map(latex_of, found)))
            self.converted = dict(zip(latex, convert(latex, self.preamble), strict=True))
        result = self.converted[latex_of(node)]
        if isinstance(result, FormulaError):
            raise result
        return result


def convert(formulas: list[str], preamble: str) -> list[str | FormulaError]:
    """Return each LaTeX formula as Typst, or why there is none."""
    blocks = []
    for latex in formulas:
        content = [{"t": "DisplayMath"}, preamble + latex]
        blocks.append({"t": "Para", "c": [{"t": "Math", "c": content}]})
        blocks.append({"t": "RawBlock", "c": ["typst", BETWEEN]})
    document = {"pandoc-api-version": [1, 23], "meta": {}, "blocks": blocks}
    try:
        import pypandoc

        done = subprocess.run(
            [pypandoc.get_pandoc_path(), "--from=json", "--to=typst", "--wrap=none"],
            input=json.dumps(document), capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
    except (ImportError, OSError, subprocess.CalledProcessError):
        return [FormulaError(INSTALL)] * len(formulas)
    reasons = iter(REASON.findall(done.stderr))
    pieces = [piece.strip() for piece in done.stdout.split(BETWEEN)[:-1]]
    return [read(piece, reasons) for piece in pieces]


def read(piece: str, reasons) -> str | FormulaError:
    """Return pandoc's answer to one formula without the label that it may carry."""
    if piece.startswith("$"):
        return f"$ {piece[1 : piece.rindex('$')].strip().removesuffix(LINE_END)} $"
    return FormulaError(f"formula not understood: unexpected {next(reasons, 'text')}")
