"""Draw small SVG charts: 110 mm wide, readable in grey, the same bytes always.

matplotlib is imported only when a chart has to be drawn: it costs most of a second.
"""

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .digests import digest, makers

WIDTH = 110.0  # mm
TEXT = 8.5  # pt
SMALL = 8.0  # pt
INCH = 25.4  # mm
EDGE = 2.0  # mm of paper left and right of the text
DASHED = (0, (4, 2.5))  # line of what was not measured
Draw = Callable[[Any, "Look"], Any]


@dataclass(frozen=True)
class Look:
    """Colours (hex, by name) and font files from conf.py."""

    colours: dict[str, str]
    font: str
    font_bold: str

    def __getitem__(self, name: str) -> str:
        return self.colours[name]

    @property
    def quiet(self) -> dict[str, Any]:
        """Style of words that stand back."""
        return {"color": self["muted"], "fontsize": SMALL}


def save(folder: Path, name: str, draw: Draw, data: Any, look: Look, words: bytes) -> Path:
    """Path of the SVG of *data*, drawn only if no file with this content exists yet.

    The name carries a digest of all that it is made from, *words* (the language, and what our
    words are in it) among them, so a changed chart is another file.
    :raises OSError: a font file cannot be read
    :raises UserWarning: the font lacks a character of the chart
    """
    fonts = [Path(font).read_bytes() for font in (look.font, look.font_bold) if font]
    made_from = digest([data, sorted(look.colours.items()), fonts, words, makers()])
    path = folder / f"{name}-{made_from[:10]}.svg"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _draw(path, draw, data, look)
    return path


def _draw(path: Path, draw: Draw, data: Any, look: Look) -> None:
    import matplotlib
    from matplotlib import font_manager

    family = []
    for font in filter(None, (look.font, look.font_bold)):
        font_manager.fontManager.addfont(font)
        family = [font_manager.FontProperties(fname=font).get_name()]
    style = {
        "svg.hashsalt": "evidence",
        "svg.fonttype": "path",
        "font.family": family or ["DejaVu Sans"],
        "font.size": TEXT,
        "text.color": look["ink"],
        "text.parse_math": False,  # "$5 and $6" is no formula
        "xtick.color": look["muted"],
        "ytick.color": look["muted"],
        "axes.edgecolor": look["rule"],
        "axes.unicode_minus": True,
    }
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **style}), warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # a missing character must not become a box
        figure = draw(data, look)
        part = path.with_suffix(f".{os.getpid()}")
        figure.savefig(
            part, format="svg", metadata={"Date": None, "Creator": None}, facecolor=look["paper"]
        )
        part.replace(path)


def new_page(height: float) -> Any:
    """An empty figure, *height* mm high."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH / INCH, height / INCH))


def bare_axes(figure: Any, left: float, bottom: float, width: float, height: float) -> Any:
    """Bare axes, placed in mm from the lower left corner."""
    total = figure.get_figheight() * INCH
    axes = figure.add_axes((left / WIDTH, bottom / total, width / WIDTH, height / total))
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, labelsize=SMALL)
    return axes


def write(figure: Any, x: float, y: float, text: str, **style: Any) -> None:
    """*text* at *x*, *y* mm from the lower left corner."""
    height = figure.get_figheight() * INCH
    style.setdefault("va", "center")
    figure.text(x / WIDTH, y / height, text, **style)
