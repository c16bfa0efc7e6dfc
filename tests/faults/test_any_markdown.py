"""Whatever Markdown an author writes, each word of it stands in web book, e-book and PDF."""

import re
import zipfile

import pikepdf
from bs4 import BeautifulSoup

from tests.faults.markdown import GLOSSARY, Writer
from tests.print_edition.tag_text import said


def test_each_word_comes_out_in_every_format(project):
    writers = [Writer(number) for number in range(10)]
    for writer in writers:
        text = f"{writer.document()}\n(place-{writer.number})=\n## Place\n\n{writer.word()}\n"
        project.path(f"docs/any-{writer.number}.md").write_text(text, "utf-8")
    project.path("docs/glossary.md").write_text(GLOSSARY, "utf-8")
    names = "".join(f"any-{writer.number}\n" for writer in writers)
    project.change("docs/index.md", "chapter\n", f"chapter\nglossary\n{names}")
    status, lines = project.build()
    assert (status, lines) == (0, []), "\n".join(lines)

    with pikepdf.open(project.path("build/pdf/ldn-book-a4.pdf")) as pdf:
        print_ = re.sub(r"[\x01\xad]", "", said(pdf))
    book = zipfile.ZipFile(project.path("build/epub/ldn-book.epub"))
    index = project.path("build/html/genindex.html").read_text("utf-8")
    for writer in writers:
        name = f"any-{writer.number}"
        web = project.path(f"build/html/{name}.html").read_text("utf-8")
        pages = {"web": web + index, "e-book": book.read(f"{name}.xhtml").decode() + index}
        texts = {kind: BeautifulSoup(page, "lxml").get_text() for kind, page in pages.items()}
        for kind, text in {**texts, "print": print_}.items():
            assert [word for word in writer.words if word not in text] == [], (kind, name)
            assert "left out" not in text
