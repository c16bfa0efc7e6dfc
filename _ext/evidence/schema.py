"""JSON Schemas of the evidence files, so that an editor completes and checks while one types.

Usage: python -m evidence.schema [FOLDER] (``tox run -e schema``) writes them; they are made from
the models, with the meanings of the data dictionary as descriptions.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from .load import FILES
from .meanings import MEANINGS

ROOT = Path(__file__).parents[2]
#: Hidden, so that it is not taken for data.
FOLDER = ROOT / "docs" / "evidence" / ".schema"


def schema(kind: str) -> dict[str, Any]:
    """The schema of a file of *kind*, such as ``studies``: a list of records, or one mapping."""
    model, name, _unique = FILES[kind]
    made = TypeAdapter(list[model] if name else model).json_schema()
    for part in (made, *made.get("$defs", {}).values()):
        meanings = MEANINGS.get(part.get("title", ""), {})
        for field, description in part.get("properties", {}).items():
            if field in meanings:
                description.setdefault("description", meanings[field])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made from the models by: tox run -e schema",
    } | made


def schemas() -> dict[str, str]:
    """The text of each schema file by its name."""
    return {
        f"{kind}.json": json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n"
        for kind in FILES
    }


def main(folder: Path = FOLDER) -> None:
    """Write all schemas into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
