"""A release is complete, the same every time, and refused when versions disagree."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.book.conftest import copy_sources
from tests.conftest import ROOT


def release(project, book, *arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "tools/release.py", "--build", str(book.folder), *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path):
    """A copy of what a release reads, free to be changed."""
    target = copy_sources(tmp_path / "project")
    shutil.copytree(ROOT / "tools", target / "tools")
    for name in ("CHANGELOG.md", "CITATION.cff", "constraints.txt"):
        shutil.copy2(ROOT / name, target / name)
    return target


def test_holds_every_product_with_its_checksum(project, book):
    result = release(project, book)
    assert result.returncode == 0, result.stderr
    folder = project / "build" / "release"
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    listed = json.loads(made["manifest.json"])
    kinds = [file["kind"] for file in listed["files"]]
    assert kinds.count("packages that built it (SBOM)") == 1
    assert kinds.count("print edition") == len(list((book.folder / "pdf").glob("*.pdf")))
    assert {"web edition", "web edition for reading offline"} < set(kinds)
    assert kinds.count("data set") == 2
    for file in listed["files"]:
        content = made[file["name"]]
        assert listed["version"] in file["name"]
        assert (file["bytes"], file["sha256"]) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        )
    sums = dict(reversed(line.split("  ")) for line in made.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(made[name]).hexdigest() for name in made}
    assert made["NOTES.md"].strip()


def test_the_zip_is_the_web_book_and_the_same_every_time(project, book):
    archives = []
    for folder in ("one", "two"):
        assert release(project, book, "--into", folder).returncode == 0
        [path] = (project / folder).glob("ldn-book-web-*.zip")
        archives.append(path)
        for path in book.html.rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    assert archives[0].read_bytes() == archives[1].read_bytes()
    names = {name.partition("/")[2] for name in zipfile.ZipFile(archives[0]).namelist()}
    files = [path for path in book.html.rglob("*") if path.is_file()]
    assert names == {path.relative_to(book.html).as_posix() for path in files}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("CITATION.cff", "\nversion: ", "\nversion: 9", "CITATION.cff: version: found 9"),
        ("CITATION.cff", 'edition: "', 'edition: "9', "CITATION.cff: edition: found 9"),
        ("CITATION.cff", "date-released: 20", "date-released: 19", "CITATION.cff: date-released: "),
        ("conf.py", 'release_date = "20', 'release_date = "19', "conf.py: release_date: found 19"),
        ("CHANGELOG.md", "\n## ", "\n## 9", "CHANGELOG.md: no section, allowed: ## "),
    ],
)
def test_is_refused_in_one_line_where_versions_disagree(project, book, name, old, new, message):
    path = project / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    result = release(project, book)
    assert result.returncode == 1
    assert result.stderr.startswith(message)
    assert len(result.stderr.splitlines()) == 1


def test_is_refused_for_the_tag_of_another_version(project, book):
    result = release(project, book, "--tag", "v99.0.0")
    assert (result.returncode, result.stderr[:27]) == (1, "the tag: found v99.0.0, all")


def test_is_refused_when_a_part_of_the_book_was_not_built(project, tmp_path):
    build, before = tmp_path / "built", project / "build" / "release" / "old.pdf"
    for path in (build / "html" / "index.html", build / "pdf" / "a.pdf", before):
        path.parent.mkdir(parents=True)
        path.touch()
    command = [sys.executable, "tools/release.py", "--build", str(build)]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.endswith("built: no epub/*.epub, allowed: run tox run -e book first")
    assert before.exists()


def test_every_action_of_the_workflows_is_pinned_by_its_commit():
    used = [
        line
        for path in (ROOT / ".github" / "workflows").iterdir()
        for line in re.findall(r"uses: (.*)", path.read_text("utf-8"))
    ]
    assert used
    for line in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
