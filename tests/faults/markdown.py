"""Random Markdown of all that authors may write, each word of it only once."""

import re
from random import Random

#: <w> is a word, <i> a piece of a line, <l> a line, <b> a block.
PIECES = [
    "<w>", "<w>", "<w>", "**<i>**", "*<w>*", "`<w>`", "[<w>](https://a.b/c_d?e=f&g#h)", "<w>[^<n>]",
    "{sup}`<w>`", "{sub}`<w>`", "{doc}`<w> <overview>`", "[<w>](overview.md)", "[<w>](#<h>)",
    "{cite:p}`elm2002`", "{term}`<w> <placebo>`", "[<w>]{.muted}", "`` <w> ` <w> ``",
    "<w> -- <w> & <w> < 5 > 3 “<w>” \\* 2*3 a_b_c 50% #4 @a $5 ~x~ 5\xa0mg don't <w>...",
]  # fmt: skip
BLOCKS = [
    "<l>", "<l>", "<l>\n<l>", "<l>\\\n<l>  \n<l>", "- <l>\n- <l>", "- <b>\n\n  <b>\n- <l>",
    "3. <b>\n\n1. <l>", "> <b>", "<w>\n: <l>\n: <b>", "% left out\n\n<l>",
    "- ```\n  <w> = *\n  ```",
    "```python\n<w> = *x* # <w>\n\n\t<w>\n```", "![An image](lines.svg)",
    "| <l> | <w> |\n|:--|--:|\n| <i> | <l> |\n| | `<w>` |", ":::{note}\n- <l>\n:::",
    ":::{admonition} <l>\n> <l>\n\n<l>\n:::", ":::{rubric} <l>\n:::",
    "```{index} single: <w>\n```\n\n<l>",
    ":::{epigraph}\n<l>\n\n-- <w>\n:::", ":::{container} tick\n- <l>\n- <l>\n:::",
    ":::{figure} lines.svg\n:alt: Lines\n\n<l>\n\n<l>\n:::",
    ":::{table} <l>\n| <w> | <w> |\n|---|---|\n| <l> | <l> |\n:::",
    ":::{list-table} <l>\n:header-rows: 1\n:stub-columns: 1\n\n"
    "* - <l>\n  - <l>\n* - <l>\n  - <l>\n:::",
]  # fmt: skip
GLOSSARY = "# Glossary\n\n```{glossary}\nplacebo\n    A tablet.\n```\n"


class Writer:
    """Writes one document.

    :param number: by which its words differ from those of others, and all is chosen
    """

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.number = number
        self.words: list[str] = []
        self.notes: list[str] = []

    def document(self) -> str:
        parts = [f"# {self.word()} and {self.piece(1)}"]
        for level in (2, 3, 2):
            parts += [self.block() for _ in range(4)]
            parts += [f"{'#' * level} {self.word()} {self.piece(1)}", self.fill("<l>")]
        return "\n\n".join([*parts, *self.notes]) + "\n"

    def word(self) -> str:
        self.words.append(f"q{self.number}w{len(self.words)}q")
        return self.words[-1]

    def note(self) -> str:
        self.notes.append("")
        name = f"n{len(self.notes)}"
        self.notes[int(name[1:]) - 1] = f"[^{name}]: {self.piece(1)} {self.word()}"
        return name

    def piece(self, depth: int = 0) -> str:
        """Return a piece of a line; within others, and in titles, one that holds no link."""
        plain = [piece for piece in PIECES if "](" not in piece and "<n>" not in piece]
        return self.fill(self.random.choice(plain if depth else PIECES), depth + 1)

    def block(self, depth: int = 0) -> str:
        """Return a block; another block within it is indented as its first line is."""
        lines = []
        for line in self.random.choice(BLOCKS if depth < 2 else BLOCKS[:4]).split("\n"):
            before = line.removesuffix("<b>")
            inner = self.block(depth + 1) if before != line else ""
            hang = before if before == "> " else " " * len(before)
            lines.append(before + inner.replace("\n", f"\n{hang}"))
        return self.fill("\n".join(lines))

    def fill(self, template: str, depth: int = 0) -> str:
        kinds = {
            "w": self.word,
            "i": lambda: self.piece(depth),
            "l": lambda: " ".join(self.piece(depth) for _ in range(self.random.randint(1, 3))),
            "n": self.note,
            "h": lambda: f"place-{self.number}",
        }
        return re.sub(r"<([wilnh])>", lambda match: kinds[match[1]](), template)
