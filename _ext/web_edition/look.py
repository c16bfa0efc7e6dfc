"""Colours named once in conf.py, as CSS custom properties for both themes."""

from pathlib import Path

from sphinx.application import Sphinx

from .page import is_web

#: Variables of pydata-sphinx-theme and the name in ``web_look`` that each takes its colour from.
VARIABLES = {
    "accent": "accent",
    "attention": "warning",
    "attention-bg": "warning-soft",
    "background": "paper",
    "border": "rule",
    "border-muted": "rule",
    "danger": "warning",
    "danger-bg": "warning-soft",
    "heading": "ink",
    "info": "accent",
    "info-bg": "accent-soft",
    "inline-code": "ink",
    "link": "accent",
    "link-higher-contrast": "accent",
    "link-hover": "ink",
    "muted": "muted",
    "on-background": "paper",
    "on-surface": "ink",
    "primary": "accent",
    "primary-bg": "accent-soft",
    "secondary": "accent",
    "secondary-bg": "accent-soft",
    "success": "accent",
    "success-bg": "accent-soft",
    "surface": "accent-soft",
    "table-heading-bg": "paper",
    "table-inner-border": "rule",
    "table-outer-border": "accent",
    "target": "accent-soft",
    "text-base": "ink",
    "text-muted": "muted",
    "warning": "warning",
    "warning-bg": "warning-soft",
}
DARK = "-dark"


def theme_rules(look: dict[str, str], theme: str) -> str:
    """Return the CSS of a theme, ``light`` or ``dark``; names of dark colours end in ``-dark``."""
    dark = theme == "dark"
    suffix = DARK if dark else ""
    names = [name for name in look if name.endswith(DARK) == dark]
    lines = [f"  --book-{name.removesuffix(suffix)}: {look[name]};" for name in names]
    lines += [
        f"  --pst-color-{variable}: {look[name + suffix]};"
        for variable, name in VARIABLES.items() if name + suffix in look
    ]  # fmt: skip
    lines.append(f"  color-scheme: {theme};")
    # Light holds for every page, so also without JavaScript; paper is light in either theme.
    selector = '@media screen { html[data-theme="dark"]' if dark else "html:root"
    return f"{selector} {{\n" + "\n".join(lines) + ("\n}}\n" if dark else "\n}\n")


def write_look(app: Sphinx) -> None:
    """Write ``_static/look.css`` and load it on every page."""
    if not is_web(app) or not app.config.web_look:
        return
    target = Path(app.outdir) / "_static" / "look.css"
    target.parent.mkdir(parents=True, exist_ok=True)
    css = theme_rules(app.config.web_look, "light") + theme_rules(app.config.web_look, "dark")
    target.write_text(css, "utf-8", newline="\n")
    app.add_css_file("look.css", priority=900)
