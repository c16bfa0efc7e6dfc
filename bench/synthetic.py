"""Write a book of any number of chapters, shaped like ours: prose, citations, links, tables."""

import random
import shutil
from pathlib import Path

#: Chapters of a book of size 1x; each has about 1,500 words, as ours.
CHAPTERS = 20
SECTIONS, PARAGRAPHS = 6, 4
WORDS = [
    "trial",
    "dose",
    "people",
    "placebo",
    "pain",
    "group",
    "week",
    "effect",
    "result",
    "study",
    "receptor",
    "blood",
    "chance",
    "measure",
    "report",
    "small",
]

SETTINGS = """
# -- A synthetic book: the editions and downloads that name chapters of the real one are dropped.
print_editions = {name: print_editions[name] for name in ("a4", "letter", "large-print")}
web_downloads = [{"path": "pdf/ldn-book-a4.pdf", "label": "PDF"}]
"""
ENTRY = """@article{{source{n}, author = {{Writer, A. and Reader, B.}}, title = {{About {title}}},
  journal = {{Journal of Nothing}}, year = {{{year}}}, doi = {{10.1000/{n}}}}}
"""


def write(project: Path, chapters: int) -> None:
    """Replace the text of *project*, a copy of the book's, by *chapters* of made-up text."""
    docs = project / "docs"
    shutil.rmtree(docs)
    (docs / "text").mkdir(parents=True)
    dice = random.Random(1)
    names = [f"chapter-{n}" for n in range(chapters)]
    sources = chapters * 10
    for n, name in enumerate(names):
        (docs / "text" / f"{name}.md").write_text(_chapter(dice, n, names, sources), "utf-8")
    listed = "\n".join(f"text/{name}" for name in names)
    (docs / "index.md").write_text(
        f"# A synthetic book\n\nAbout nothing.\n\n```{{toctree}}\n:caption: Text\n{listed}\n```\n\n"
        "```{toctree}\n:caption: Back matter\nbibliography\n```\n",
        "utf-8",
    )
    (docs / "bibliography.md").write_text("# Bibliography\n\n```{bibliography}\n```\n", "utf-8")
    bib = "".join(
        ENTRY.format(n=n, year=1990 + n % 35, title=" ".join(dice.sample(WORDS, 4)))
        for n in range(sources)
    )
    (docs / "references.bib").write_text(bib, "utf-8")
    conf = project / "conf.py"
    conf.write_text(conf.read_text("utf-8") + SETTINGS, "utf-8")


def _chapter(dice: random.Random, n: int, names: list[str], sources: int) -> str:
    """The text of chapter *n*; it cites its own ten sources and some others."""
    lines = [f"(chapter-{n})=", f"# About {' '.join(dice.sample(WORDS, 3))} {n}", ""]
    own = [f"source{10 * n + k}" for k in range(10)]
    for section in range(SECTIONS):
        lines += [f"## The {dice.choice(WORDS)} of part {section}", ""]
        for paragraph in range(PARAGRAPHS):
            keys = own[(section * PARAGRAPHS + paragraph) % 10], f"source{dice.randrange(sources)}"
            text = _sentences(dice)
            link = f"See {{doc}}`{dice.choice(names)}`."
            lines += [f"{text} {{cite:p}}`{','.join(sorted(set(keys)))}`. {link}", ""]
    lines += [f"```{{list-table}} Numbers of chapter {n}", f":name: tab-{n}", ":header-rows: 1", ""]
    for row in range(6):
        cells = ["what", "LDN", "placebo"] if not row else dice.sample(WORDS, 3)
        lines += [f"{'* -' if not k else '  -'} {cell}" for k, cell in enumerate(cells)]
    return "\n".join([*lines, "```", ""])


def _sentences(dice: random.Random) -> str:
    chosen = (dice.choices(WORDS, k=dice.randint(8, 16)) for _ in range(5))
    return " ".join(" ".join(words).capitalize() + "." for words in chosen)
