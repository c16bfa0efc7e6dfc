"""Each entry of the bibliography lists the chapters that cite it; paper has page numbers."""

from tests.evidence.test_directives import doctree


def cited_in(book, author):
    """Text and addresses of the list in the entry that begins with *author*."""
    notes = book.page("other").select("p.cited-in")
    note = next(n for n in notes if n.parent.text.strip().startswith(author))
    return note.text, [link["href"] for link in note.select("a")]


def test_entry_lists_the_chapters_in_the_order_of_the_book(built):
    text, links = cited_in(built, "Ash")
    assert text.startswith("Cited in: Book, Other")
    assert links[:2] == ["index.html#cited-ash2001", "#cited-ash2001"]


def test_every_link_leads_to_a_citation_of_the_work(built):
    pages = {}
    found = 0
    for link in built.page("other").select("p.cited-in a"):
        name, _, anchor = link["href"].partition("#")
        name = name.removesuffix(".html") or "other"
        page = pages.setdefault(name, built.page(name))
        (place,) = page.select(f"#{anchor}")
        year = anchor[-4:]
        assert year in place.text or year in place.parent.text
        assert link.text == page.select_one("h1").find(string=True)
        found += 1
    assert found >= 4


def test_place_is_the_first_on_the_page(book):
    text = "# Other\n\nOnce {cite:p}`elm2002`, twice {cite:p}`elm2002,ash2001`.\n"
    book.change("other.md", "# Other\n", text)
    assert book.build().status == 0
    (place,) = book.page("other").select("#cited-elm2002")
    assert place.find_previous(string=True).strip() == "Once"
    assert book.page("other").select("#cited-ash2001")


def test_works_cited_together_stand_in_the_order_of_the_bibliography(book):
    authors = ["Ash", "Birch", "Cedar", "Elm", "Fir"]
    entry = (
        "@misc{{{0}, author={{{0}}}, title={{T}}, year=2001, url={{https://example.org/{0}}}}}\n"
    )
    entries = "".join(entry.format(author) for author in authors)
    book.change("references.bib", "@article", f"{entries}@article")
    book.change("other.md", "# Other\n", "# Other\n\nAll {cite:p}`Fir,Ash,Elm,Cedar,Birch`.\n")
    book.build()
    (text,) = (p.text for p in book.page("other").select("p") if p.text.startswith("All "))
    assert text == f"All ({'; '.join(f'{author} 2001' for author in authors)})."


def test_new_citation_reaches_the_entry_though_the_bibliography_did_not_change(book):
    assert book.build().status == 0
    (book.source / "apart.md").write_text(
        "---\norphan: true\n---\n\n# Apart\n\nNothing.\n", "utf-8"
    )
    assert book.build().status == 0
    assert "Apart" not in book.page("other").text
    (book.source / "apart.md").write_text(
        "---\norphan: true\n---\n\n# Apart\n\n{cite:p}`elm2002`\n", "utf-8"
    )
    assert book.build().status == 0
    text, _ = cited_in(book, "Elm")
    assert text.endswith(", Apart.")


def test_changed_bibliography_reaches_the_second_format_too(book):
    for builder in ("epub", "html"):
        assert book.build(builder).status == 0
    book.change("references.bib", "Elm, Eve", "Elder, Eve")
    for builder in ("epub", "html"):
        assert book.build(builder).status == 0
        page = book.folder / builder / f"index.{'xhtml' if builder == 'epub' else 'html'}"
        assert "Elder and others 2002" in page.read_text("utf-8")


def test_ebook_has_the_lists_and_their_places(book):
    assert book.build("epub").status == 0
    bibliography = (book.folder / "epub/other.xhtml").read_text("utf-8")
    assert 'href="index.xhtml#cited-ash2001"' in bibliography
    assert 'id="cited-ash2001"' in (book.folder / "epub/index.xhtml").read_text("utf-8")


def test_other_formats_have_neither(book):
    assert book.build("text").status == 0
    assert "Cited in" not in (book.folder / "text/other.txt").read_text("utf-8")
    assert "cited-" not in str(doctree(book))
