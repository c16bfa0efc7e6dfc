"""Nothing in a source runs in a reader's browser or brings in a file from outside the project."""

import pytest

STUDY = "docs/evidence/studies/sneezing.yaml"
BIB = "docs/references.bib"
FOUND = "Sneezes fell"
URL = "https://example.org/elm"
CHAPTER = "docs/chapter.md"
ACT = "{}\n\nA sentence"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (STUDY, FOUND, "<script>x()</script> Sneezes fell", "found <script>, allowed: Markdown"),
        (STUDY, FOUND, "<img src=x onerror=x()> fell", "allowed: Markdown without HTML"),
        (STUDY, FOUND, "Now {download}`x <../../outside.txt>` fell", "outside.txt"),
        (STUDY, FOUND, "Now ![x](/../outside.svg) fell", "outside.svg"),
        (BIB, URL, "javascript:alert(1)", "link to javascript:alert(1), allowed: http, https"),
        (BIB, URL, "JavaScript:alert(1)", "link to JavaScript:alert(1), allowed: http, https"),
        (BIB, URL, "data:text/html,x", "link to data:text/html,x, allowed: http, https"),
        (BIB, URL, "file:///etc/passwd", "link to file:///etc/passwd, allowed: http, https"),
        (CHAPTER, "parts/safety.md", "../../outside.txt", "reads outside.txt, a file outside"),
        (CHAPTER, "A sentence", ACT.format("```{raw} html\n:file: ../../outside.txt\n```"),
         "reads outside.txt, a file outside"),
        (CHAPTER, "A sentence", ACT.format("```{literalinclude} ../../outside.txt\n```"),
         "reads outside.txt, a file outside"),
        (CHAPTER, "lines.svg", "../../outside.svg", "reads outside.svg, a file outside"),
    ],
)  # fmt: skip
def test_hostile_source_is_one_line_and_not_published(project, name, old, new, said):
    for outside in ("outside.txt", "outside.svg"):
        project.folder.with_name(outside).write_text("<svg/>", "utf-8")
    project.change(name, old, new)
    before = project.published()
    status, lines = project.build("html")
    assert status == 1
    assert [line for line in lines if said in line], lines
    assert project.published() == before


ACTIVE = (
    "<script>x()</script>",
    "<svg:script>x()</svg:script>",
    '<rect onload="x()"/>',
    '<image href="http://x.y/z.png"/>',
    '<image xlink:href="/etc/passwd"/>',
    "<use href='file:///etc/passwd#x'/>",
    '<a href="javascript:x()"><rect/></a>',
    "<foreignObject><p/></foreignObject>",
    '<iframe src="z"/>',
    '<embed src="z"/>',
    '<object data="z"/>',
    "<style>@import 'http://x.y/z'</style>",
    '<rect fill="url(http://x.y/z)"/>',
)
ENTITY = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
QUIET = '<a href="http://x.y/z"><rect fill="url(#a)"/></a><use href="#b"/>'


def test_drawings_that_act_are_not_published_on_the_web(project):
    drawings = {f"{n}.svg": DRAWING.format(active) for n, active in enumerate(ACTIVE)}
    drawings |= {"entity.svg": ENTITY + DRAWING.format(""), "loud.SVG": drawings["0.svg"]}
    for name, text in (drawings | {"quiet.svg": DRAWING.format(QUIET)}).items():
        project.path(f"docs/{name}").write_text(text, "utf-8")
        with project.path(CHAPTER).open("a", encoding="utf-8") as chapter:
            chapter.write(f"\n![A drawing]({name})\n")
    status, lines = project.build("html")
    assert status == 1
    named = {line.partition("drawing ")[2].partition(":")[0] for line in lines if "found" in line}
    assert named == set(drawings)


def test_what_looks_like_html_in_a_bibliography_is_text(project):
    project.change("docs/references.bib", "A scan", "<script>alert(1)</script>")
    project.change("docs/references.bib", URL, 'https://x.y/"><script>')
    assert project.build("html") == (0, [])
    page = project.path("build/html/other.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert '"><script>' not in page


def test_link_to_a_script_in_a_record_is_one_line_and_not_published(project):
    project.change(STUDY, FOUND, "Now [sneezes](javascript:x) fell")
    before = project.published()
    status, (line, _ending) = project.build("html")
    assert status == 1
    assert "found ](javascript:x), allowed: a link [words](address)" in line
    assert project.published() == before


def test_link_to_a_file_outside_is_not_followed(project):
    outside = project.folder.with_name("outside.md")
    outside.write_text("# Secret\n", "utf-8")
    project.path(CHAPTER).unlink()
    project.path(CHAPTER).symlink_to(outside)
    status, lines = project.build("html")
    assert status == 1
    assert [line for line in lines if "chapter.md, a file outside the project" in line], lines
