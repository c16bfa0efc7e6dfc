"""What each PDF was made from, as digests kept beside the doctrees: the same is not made twice."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sphinx
import typst
from sphinx.application import Sphinx

from .side_by_side import Job

HERE = Path(__file__).parent
NAME = "print_edition.json"
#: What makes the PDFs. pikepdf is not imported for it: that would take a fifth of a second.
MADE_BY = f"{typst.__version__} {version('pikepdf')}"


class Stamps:
    """Digests of the last build: of the whole project, and of input and output of each edition."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        try:
            self.kept = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            self.kept = {}

    def holds(self, kind: str, value: str) -> bool:
        return self.kept.get(kind) == value

    def is_made(self, pdf: Path, job: str | None = None) -> bool:
        """Tell whether *pdf* is what was made last, and from the input with the digest *job*."""
        made = self.kept.get("editions", {}).get(pdf.name)
        if made is None or (job is not None and made["input"] != job):
            return False
        try:
            return digest([pdf.read_bytes()]) == made["output"]
        except OSError:
            return False

    def keep_edition(self, pdf: Path, job: str) -> None:
        """Note what *pdf* was made from."""
        made = {"input": job, "output": digest([pdf.read_bytes()])}
        self.kept.setdefault("editions", {})[pdf.name] = made

    def forget(self, name: str) -> None:
        del self.kept["editions"][name]

    def made(self) -> list[str]:
        """Return the file names of all editions made so far."""
        return list(self.kept.get("editions", {}))

    def keep_project(self, project: str | None) -> None:
        """Note the project's digest, or None when its problems must be reported again; save."""
        self.kept["project"] = project
        self.path.write_text(json.dumps(self.kept, indent=1, sort_keys=True), "utf-8")


def digest(parts: Iterable[bytes]) -> str:
    """Return one digest of the parts and their borders."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def files_below(*folders: Path) -> Iterable[bytes]:
    """Yield names and contents of all files of the folders, compiled Python left out."""
    for folder in folders:
        paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        for path in paths:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.name.encode()
                yield path.read_bytes()


def of_job(job: Job) -> str:
    """Digest of all that decides the bytes of one PDF."""
    parts = [MADE_BY.encode(), f"{job.timestamp} {job.may_mark}".encode()]
    for name, content in sorted(job.files.items()):
        parts += [name.encode(), content]
    own = [HERE / "compiler.py", HERE / "finish.py"]
    return digest([*parts, *files_below(*own, *map(Path, job.font_paths))])


def of_project(app: Sphinx, timestamp: int, files: list[Path]) -> str:
    """Digest of all that decides what the translation gives and whether it finds problems.

    :param files: further files that the books hold
    """
    env = app.env
    images = [Path(env.srcdir, name) for name in sorted(env.images)]
    read = [app.doctreedir / "environment.pickle"]
    read += [Path(env.doctreedir, f"{name}.doctree") for name in sorted(env.found_docs)]
    return digest([*basis(app), str(timestamp).encode(), *files_below(*files, *images, *read)])


def basis(app: Sphinx) -> list[bytes]:
    """Return settings, translated words and the code at work."""
    config = app.config
    parts = [sphinx.__version__, MADE_BY, *sorted(app.tags)]
    parts += [f"{name}={plain(value)}" for name, value in settings(config)]
    parts += [f"{name} {extension.version}" for name, extension in sorted(app.extensions.items())]
    own = [HERE, app.confdir / "conf.py", *own_code(app)]
    own += [app.srcdir / folder / str(config.language) for folder in config.locale_dirs]
    return [*(part.encode() for part in parts), *files_below(*own)]


def settings(config: Any) -> list[tuple[str, object]]:
    """Return the settings that matter for print, sorted; not those of other formats."""
    return sorted((s.name, s.value) for s in config.filter(frozenset({"", "env"})))


def own_code(app: Sphinx) -> list[Path]:
    """Return files and folders of extensions that belong to the project itself."""
    found = [getattr(extension.module, "__file__", None) for extension in app.extensions.values()]
    paths = [Path(name) for name in found if name and Path(name).is_relative_to(app.confdir)]
    return sorted(path.parent if path.name == "__init__.py" else path for path in paths)


def plain(value: object) -> object:
    """Return a setting as something whose repr is the same in every process."""
    if isinstance(value, Mapping):
        return sorted((repr(key), plain(item)) for key, item in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | Path):
        return repr(value)
    return f"{type(value).__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
