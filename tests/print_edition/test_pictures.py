"""Every page of the kitchen sink looks as it was agreed on, in small letters and in large."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from print_edition import frame
from print_edition.compiler import load_fonts, run_typst
from print_edition.editions import chosen
from sphinx import locale

GOLDEN = Path(__file__).parent / "golden-pages"
PPI = 40
#: Greys of a picture, and how far apart (of 255) two of them may be where processors round apart.
GREYS = 16
ROUNDING = 2 * 255 // (GREYS - 1)


def pictures(app, name: str) -> list[Image.Image]:
    """Draw the pages of an edition, by Typst itself: no other program is needed."""
    locale.init([], app.config.language)
    builder = app.builder
    edition = chosen(app.config.print_editions, [name])[name]
    files = frame.support_files(app.config, app.confdir) | builder.translated(name, edition)
    pages, _warnings = run_typst(
        files, format="png", ppi=PPI, font_paths=load_fonts(builder.font_paths)
    )
    step = 255 // (GREYS - 1)
    return [
        Image.open(io.BytesIO(page))
        .convert("L")
        .point(lambda grey: (grey + step // 2) // step * step)
        for page in pages
    ]


def differs(page: Image.Image, path: Path) -> bool:
    with Image.open(path) as golden:
        if golden.size != page.size:
            return True
        return ImageChops.difference(golden, page).getextrema()[1] > ROUNDING


@pytest.mark.parametrize("edition", ["a4", "large-print"])
def test_pages_look_as_agreed(kitchen_app, pytestconfig, tmp_path, edition):
    pages = {
        f"{edition}-{n:02}.png": page for n, page in enumerate(pictures(kitchen_app, edition), 1)
    }
    if pytestconfig.getoption("--golden"):
        GOLDEN.mkdir(exist_ok=True)
        for path in GOLDEN.glob(f"{edition}-*.png"):
            path.unlink()
        for name, page in pages.items():
            page.save(GOLDEN / name, optimize=True)
    assert sorted(pages) == sorted(path.name for path in GOLDEN.glob(f"{edition}-*.png"))
    changed = [name for name, page in pages.items() if differs(page, GOLDEN / name)]
    for name in changed:
        pages[name].save(tmp_path / name)
    assert changed == [], f"look at {tmp_path}; if they are better: pytest --golden"
