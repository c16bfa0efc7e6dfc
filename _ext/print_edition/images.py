"""Images before they are printed: readable, whole, without scripts, in a form that can be used."""

import re
from pathlib import PurePath
from xml.etree import ElementTree

import typst

from .compiler import PrintError, run_typst

#: What a style or an attribute of an SVG loads from elsewhere.
LOADED = re.compile(r"""(?:url\(|@import\s+(?:url\()?)\s*["']?(?!#|data:|url)([^"')\s]+)""")
#: Elements of an SVG whose ``href`` is not a link to be clicked but a part of the drawing.
PARTS = ("image", "use", "feImage")
NO_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])


def printable(name: str, content: bytes) -> tuple[str, bytes]:
    """Return the name and content of an image as it can be printed.

    An accessible PDF cannot hold another PDF, so a drawing in PDF becomes one in SVG.

    :param name: file name, whose ending says what the image is
    :raises PrintError: saying what is wrong with the image
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".svg":
        check_svg(content)
    page = "#set page(width: auto, height: auto, margin: 0pt, fill: none)"
    files = {"main.typ": f'{page}\n#image("image{suffix}")'.encode(), f"image{suffix}": content}
    try:
        drawing, _warnings = run_typst(files, font_paths=NO_FONTS, format="svg")
    except typst.TypstError as error:
        raise PrintError(f"is damaged: {' '.join(error.message.split())}") from None
    return (f"{name}.svg", drawing) if suffix == ".pdf" else (name, content)


def check_svg(content: bytes) -> None:
    """Raise PrintError if an SVG holds a script, or what is drawn lies in another file."""
    try:
        drawing = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise PrintError(f"is damaged: {error}") from None
    for element in drawing.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "script" or any(name.lower().startswith("on") for name in element.attrib):
            raise PrintError("holds a script, allowed: a drawing without")
        texts = [element.text or "" if tag == "style" else "", *element.attrib.values()]
        loaded = [match[1] for text in texts for match in LOADED.finditer(text)]
        if tag in PARTS:
            links = (v for k, v in element.attrib.items() if k.rpartition("}")[2] == "href")
            loaded += [link for link in links if not link.startswith(("#", "data:"))]
        if loaded:
            raise PrintError(f"loads {loaded[0]!r}, allowed: a drawing whole in its own file")
