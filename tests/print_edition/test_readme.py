"""The README of print_edition names every option and every key of an edition."""

from pathlib import Path

import print_edition
from print_edition.editions import DEFAULTS


def test_readme_names_all_options(kitchen_app):
    readme = (Path(print_edition.__file__).parent / "README.md").read_text("utf-8")
    options = [option.name for option in kitchen_app.config if option.name.startswith("print_")]
    assert len(options) > 10
    assert [name for name in [*options, *DEFAULTS] if f"`{name}`" not in readme] == []
