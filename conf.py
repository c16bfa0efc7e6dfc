"""Sphinx settings of the LDN book: one section per concern, a reason beside every exception.

Options: https://www.sphinx-doc.org/en/master/usage/configuration.html
"""

import sys
import tomllib
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from babel.dates import format_date

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "_ext"))

from web_edition.published import (  # noqa: E402 (found by the path above)
    corrections_address,
    public_address,
    repository_name,
)

# -- The book ------------------------------------------------------------------------------------
project = "Low-dose naltrexone"
subtitle = "What is known, what is not, and how we know"
author = "The LDN book project"
release_date = "2026-12-01"
# When all of the evidence was last looked through.
checked_date = "2026-11-24"
release_day = format_date(date.fromisoformat(release_date), "d MMMM y", locale="en_GB")
copyright = f"{release_date[:4]}, {author}. Text CC BY 4.0, code MIT"
# The version stands once, in pyproject.toml.
pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
version = release = pyproject["project"]["version"]
language = "en"
# What readers' machines are told. Sphinx itself is left at "en": its British catalogue has empty
# plurals, which break the search page.
spoken = "en-GB"

# -- Sources -------------------------------------------------------------------------------------
extensions = [
    "myst_parser",
    "sphinxcontrib.bibtex",
    "settings_first",
    "slips",
    "catalogues",
    "own_files",
    "numbered",
    "rewritten",
    "evidence",
    "print_edition",
    "web_edition",
]
source_suffix = {".md": "markdown"}
# parts/ holds text that chapters include; it is not a chapter of its own.
exclude_patterns = ["parts/*"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
# Translations: a catalogue for each document, and sphinx.po for the words of the extensions.
locale_dirs = ["../locale"]
gettext_compact = False
gettext_location = False
numfig = True
# Figures and tables count through the whole book: chapters have no numbers to hang theirs on.
numfig_secnum_depth = 0
numfig_format = {"figure": "Figure\N{NO-BREAK SPACE}%s", "table": "Table\N{NO-BREAK SPACE}%s"}

# -- The look: named once, shared by print, web and figures ----------------------------------------
look = {
    "ink": "#1c2326",
    "muted": "#465258",
    "paper": "#ffffff",
    "rule": "#b9c6c8",
    "accent": "#0b565c",
    "accent-soft": "#e8f1f1",
    "warning": "#8a2a10",
    "warning-soft": "#fbefea",
    "ink-dark": "#e6ebec",
    "muted-dark": "#b3bfc3",
    "paper-dark": "#14191b",
    "rule-dark": "#3d4a4e",
    "accent-dark": "#86d0d2",
    "accent-soft-dark": "#1b2a2c",
    "warning-dark": "#f2a68f",
    "warning-soft-dark": "#33211b",
}
fonts = ROOT / "_ext" / "print_edition" / "fonts"

# -- Evidence ------------------------------------------------------------------------------------
evidence_look = look
evidence_font = str(fonts / "AtkinsonHyperlegibleNext-Regular.ttf")
evidence_font_bold = str(fonts / "AtkinsonHyperlegibleNext-SemiBold.ttf")
# The data set for download, and how the book asks to be cited.
evidence_title = f"{project}: {subtitle}"
evidence_date = release_date
evidence_licence = "CC BY 4.0"
evidence_licence_url = "https://creativecommons.org/licenses/by/4.0/"
evidence_dataset = "ldn-evidence"

# -- Bibliography --------------------------------------------------------------------------------
bibtex_bibfiles = ["docs/references.bib"]
bibtex_default_style = "evidence"
bibtex_reference_style = "evidence"
# Addresses of entries that stay the same from edition to edition.
bibtex_cite_id = "cite-{key}"
# Which chapters cite what is listed on a page of its own: in the entries it was half of their page.
evidence_citing_page = "back-matter/where-cited"

# -- Web edition ---------------------------------------------------------------------------------
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["fonts.css", "book.css"]
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
# The public address of the book, such as "https://example.org/ldn/": only its publisher knows it.
# With it pages name their canonical address and a picture for links to them, the page for wrong
# addresses works in a folder of a site too, and the site gets a map.
html_baseurl = public_address("LDN_BOOK_URL", "READTHEDOCS_CANONICAL_URL")
html_theme_options = {
    "logo": {
        "image_light": "_static/logo.svg",
        "image_dark": "_static/logo-dark.svg",
        "alt_text": f"{project}: to the first page",
    },
    "navbar_persistent": [],
    "footer_content_items": ["extra-footer.html"],
    "show_toc_level": 2,
    "show_navbar_depth": 1,
    "extra_footer": (
        '<p class="not-advice">Not medical advice. No clinician has reviewed this book yet.</p>'
        f"<p>{author}. Edition {release}, {release_day}. Text CC BY 4.0, code MIT.</p>"
    ),
}
# Otherwise every citation would carry its whole entry as a tooltip of plain text.
bibtex_tooltips = False
web_language = spoken
web_look = look
# The faces that a chapter asks for at once, so that its first reader sees them: those of the frame,
# of every text, and of texts with such a tag in them.
web_faces = {
    "frame": [f"fonts/AtkinsonHyperlegibleNext-{face}.woff2" for face in ("Regular", "Bold")],
    "text": ["fonts/SourceSerif4-Regular.woff2"],
    "strong": ["fonts/SourceSerif4-SemiBold.woff2"],
    "em": ["fonts/SourceSerif4-Italic.woff2"],
}
# What is marked "online" is left out of the copy for reading offline, which it would make heavy.
web_downloads = [
    {"path": "pdf/ldn-book-a4.pdf", "label": "PDF, A4"},
    {"path": "pdf/ldn-book-letter.pdf", "label": "PDF, US Letter", "online": True},
    {"path": "pdf/ldn-book-large-print.pdf", "label": "PDF, large print", "online": True},
    {"path": "pdf/ldn-book-two-sided.pdf", "label": "PDF, A4 on both sides", "online": True},
    {"path": "pdf/ldn-book-fibromyalgia.pdf", "label": "PDF, fibromyalgia alone"},
    {"path": "pdf/ldn-book-sheet-a4.pdf", "label": "PDF, sheet for your clinician, A4"},
    {"path": "pdf/ldn-book-sheet-letter.pdf", "label": "PDF, sheet for your clinician, US Letter"},
    {"path": "epub/ldn-book.epub", "label": "E-book, EPUB"},
    {"page": "back-matter/data", "label": "The data, JSON and CSV"},
]
web_offline = "ldn-book-offline.zip"
# What is read from end to end: these pages say how long that takes and when they were checked.
# A chapter that was checked on another day says so in its front matter: `checked: 2027-01-31`.
web_chapters = ["background/*", "mechanism/*", "conditions/*", "further-reading/*"]
web_about = {
    "title": f"{project}: {subtitle}",
    "author": author,
    "date": release_date,
    "checked": checked_date,
    "licence": evidence_licence_url,
    "description": "An open book on low-dose naltrexone for patients and their clinicians: what "
    "has been tested, what was found, and how sure anyone can be.",
    "keywords": ["low-dose naltrexone", "LDN", "naltrexone", "evidence"],
    "page_type": "MedicalWebPage",
    "subject": {"@type": "Drug", "name": "Low-dose naltrexone", "nonProprietaryName": "naltrexone"},
    "accessibility": "The book is plain text with headings, lists and tables. Every figure has a "
    "text alternative. Its numbers stand in a table or in the words below it as well, and drawings "
    "without numbers are described in words. Nothing flashes or moves.",
    "picture": "_static/card.png",
    "picture_alt": "Low-dose naltrexone: one hundred dots, nine of them filled",
}
# Where "Suggest a correction" leads, with {page} and {version} to be filled in; without an address
# it is not shown. By mail: "mailto:NAME@HOST?subject=Correction:%20{page},%20edition%20{version}";
# else to the form for corrections of the repository that the book is published from.
repository = repository_name("GITHUB_REPOSITORY", "READTHEDOCS_GIT_CLONE_URL")
web_corrections = corrections_address("LDN_BOOK_CORRECTIONS") or (
    f"https://github.com/{repository}/issues/new?template=correction.yml"
    "&title=Correction:%20{page}&place={page}&edition={version}"
    if repository
    else ""
)
# Addresses that once were pages, and where their readers are sent: {"old.html": "new.html#part"}.
web_redirects = {}

# -- E-book -------------------------------------------------------------------------------------
epub_basename = "ldn-book"
epub_title = f"{project}: {subtitle}"
epub_description = web_about["description"]
epub_contributor = author
epub_language = spoken
epub_identifier = f"urn:uuid:{uuid5(NAMESPACE_URL, f'ldn-book {release}')}"
epub_uid = "book-id"
epub_cover = ("_static/cover.png", "ebook/cover.html")
epub_css_files = ["ebook.css"]
# The table of contents stands in hidden toctrees of the first page.
epub_tocscope = "includehidden"
epub_tocdup = False
# Parts, chapters and their sections: readers show all that is in it at once.
epub_tocdepth = 2
# Readers follow links; addresses in brackets after each would only be noise.
epub_show_urls = "no"

# -- Print edition -------------------------------------------------------------------------------
print_basename = "ldn-book"
# Large print by the rules of RNIB and UKAAF: one sans face of 18 points for everything, ragged
# right, no italics, words not divided, a line's space between paragraphs; wide tables as records.
large_print = {
    "size": "18pt",
    "one-size": True,
    "table-size": "18pt",
    "title-size": "1.6em",
    "leading": "0.75em",
    "spacing": "2em",
    "margin-inside": "18mm",
    "margin-outside": "18mm",
    "margin-top": "28mm",
    "margin-bottom": "26mm",
    "table-overhang": "0mm",
    "body-font": "Atkinson Hyperlegible Next",
    "justify": False,
    "hyphenate": False,
    "italics": False,
    "wide-tables": "records",
}
# Clear print: 14 points on a page for the consulting room.
sheet = large_print | {
    "form": "sheet",
    "documents": ["further-reading/talking-to-your-clinician"],
    "pages": 1,
    "size": "14pt",
    "table-size": "14pt",
    "title-size": "1.4em",
    "leading": "0.5em",
    "spacing": "0.8em",
    "margin-top": "14mm",
    "margin-bottom": "18mm",
}
# The text is as wide as on A4; of the 18 mm that Letter is shorter, head and foot give ten.
letter = {
    "paper": "us-letter",
    "margin-inside": "43mm",
    "margin-outside": "43mm",
    "margin-top": "23mm",
    "margin-bottom": "27mm",
}
print_editions = {
    "a4": {"name": "A4"},
    "letter": letter | {"name": "US Letter"},
    "two-sided": {
        "name": "A4 for printing on both sides",
        "two-sided": True,
        "margin-inside": "36mm",
        "margin-outside": "44mm",
    },
    "large-print": large_print | {"name": "Large print"},
    "fibromyalgia": {"form": "chapter", "documents": ["conditions/fibromyalgia"]},
    "sheet-a4": sheet,
    # Letter is 18 mm shorter than A4, and other languages need more words than English.
    "sheet-letter": sheet
    | {"paper": "us-letter", "margin-top": "10mm", "margin-bottom": "14mm"}
    | {"margin-inside": "16mm", "margin-outside": "16mm"},
}
print_subtitle = subtitle
print_description = "What is known about low-dose naltrexone, checked against the evidence"
print_keywords = ["low-dose naltrexone", "LDN", "naltrexone", "fibromyalgia", "evidence"]
print_language = spoken
print_date = release_date
print_cover = "_static/cover.svg"
print_look = look
print_style = "_static/print.typ"
# The book's name stands on its title page; in print the root document is the chapter about it.
print_root_title = "About this book"
# The first pages of the PDF must say this even if nothing else is read.
print_notice = (
    "This book is not medical advice, and no clinician has reviewed it yet. Never take naltrexone, "
    "at any dose, with opioid medicines or within the wash-out time after them. Do not stop a "
    "proven treatment in order to take low-dose naltrexone."
)
print_imprint = [
    f"{project}: {subtitle}. Edition {release}, {release_day}. Evidence last checked in "
    f"{format_date(date.fromisoformat(checked_date), 'MMMM y', locale='en_GB')}.",
    f"Copyright {copyright}. You may copy, share and change the text for any purpose if you say "
    "where it came from and what you changed: creativecommons.org/licenses/by/4.0.",
    "The field of one hundred dots on the cover has nine filled ones: 4.5\N{NO-BREAK SPACE}mg, the "
    "dose that most studies used, is nine hundredths of the 50\N{NO-BREAK SPACE}mg of the licensed "
    "tablet.",
    "The web edition of this book is its primary form; this PDF is made from the same sources, "
    "for printing. It is tagged for screen readers (PDF/UA-1) and made for keeping (PDF/A-2a).",
    "Set in Source Serif 4 and Atkinson Hyperlegible Next.",
]
