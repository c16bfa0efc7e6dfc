"""Packages come only as the files whose hashes are locked, and a release lists them."""

import json
import os
import re
import subprocess
import sys
import tomllib
from configparser import RawConfigParser
from pathlib import Path

import jsonschema
import pytest
from cyclonedx import schema
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from referencing import Registry, Resource

from tests.conftest import ROOT

LOCKFILES = [ROOT / "constraints.txt", ROOT / ".github" / "tox.txt"]


def environments() -> RawConfigParser:
    """The settings of tox."""
    settings = RawConfigParser()
    settings.read(ROOT / "tox.ini", "utf-8")
    return settings


@pytest.mark.parametrize("path", LOCKFILES, ids=lambda path: path.name)
def test_every_locked_package_has_a_version_and_hashes(path):
    text = path.read_text("utf-8")
    entries = re.split(r"^(?=[\w.-])", text, flags=re.M)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
    assert "://" not in text


def test_every_environment_verifies_what_it_installs():
    commands = [
        (name, section["install_command"])
        for name, section in environments().items()
        if "install_command" in section
    ]
    assert "testenv" in dict(commands)
    for name, command in commands:
        assert "--require-hashes " in command, name
        assert " -c {tox_root}/constraints.txt " in command, name
        # actionlint comes as sources only, from an environment that no other needs.
        assert "--only-binary :all:" in command or name == "testenv:workflows", name


def test_whatever_is_asked_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = {
        canonicalize_name(Requirement(entry).name)
        for group in project["dependency-groups"].values()
        for entry in group
        if isinstance(entry, str)
    }
    locked = {
        name
        for path in LOCKFILES
        for name in re.findall(r"^([\w.-]+)==", path.read_text("utf-8"), re.M)
    }
    assert asked - locked == set(), "run: tox run -e lock"


def test_workflows_install_only_what_is_locked():
    for path in (ROOT / ".github" / "workflows").iterdir():
        for command in re.findall(r"pip install (.*)", path.read_text("utf-8")):
            assert command == "--require-hashes -r .github/tox.txt", path.name


def sbom(folder: Path, **environment: str) -> str:
    """The list that tools/sbom.py writes."""
    target = folder / "sbom.json"
    command = [sys.executable, str(ROOT / "tools" / "sbom.py"), str(target)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)
    return target.read_text("utf-8")


def test_the_list_of_packages_is_valid_and_has_what_the_book_needs_and_no_more(tmp_path):
    listed = json.loads(sbom(tmp_path))
    folder = Path(schema.__file__).parent / "_res"
    rules, *others = (
        json.loads((folder / name).read_text("utf-8"))
        for name in ("bom-1.6.SNAPSHOT.schema.json", "spdx.SNAPSHOT.schema.json",
                     "jsf-0.82.SNAPSHOT.schema.json")
    )  # fmt: skip
    known = Registry().with_resources(
        (other["$id"], Resource.from_contents(other)) for other in others
    )
    jsonschema.Draft7Validator(rules, registry=known).validate(listed)
    names = {part["name"] for part in listed["components"]}
    assert {"sphinx", "typst", "docutils", "numpy"} <= names
    assert not names & {"pytest", "ruff", "pip-audit"}
    asked = {part for entry in listed["dependencies"] for part in entry.get("dependsOn", [])}
    assert asked == {part["bom-ref"] for part in listed["components"]}
    for part in listed["components"]:
        [files] = part["externalReferences"]
        assert files["hashes"], part["name"]


def test_the_list_of_packages_is_the_same_at_any_time_and_place(tmp_path):
    one = sbom(tmp_path, PYTHONHASHSEED="1", TZ="Asia/Tokyo", SOURCE_DATE_EPOCH="1")
    other = sbom(tmp_path, PYTHONHASHSEED="2", TZ="America/Lima", SOURCE_DATE_EPOCH="2")
    assert one == other


@pytest.fixture
def judge(monkeypatch):
    """How tools/audit.py judges an answer: its exit status and its lines."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    import audit

    def judged(answer: list[dict] | None, failed: str = "") -> tuple[int, list[str]]:
        said = "" if answer is None else json.dumps({"dependencies": answer})
        status, lines = audit.judge("lock.txt", said, failed)
        return status, list(lines)

    return judged


def test_a_known_weakness_is_one_line(judge):
    found = {"id": "PYSEC-1", "aliases": ["CVE-2"], "fix_versions": ["1.1"]}
    fine = {"name": "good", "version": "2", "vulns": []}
    status, lines = judge([{"name": "weak", "version": "1", "vulns": [found]}, fine])
    assert (status, lines) == (1, ["lock.txt: weak 1: PYSEC-1, CVE-2; mended in: 1.1"])
    assert judge([fine]) == (0, ["lock.txt: no weakness is known of its 1 packages"])


def test_an_audit_that_could_not_look_up_does_not_pass(judge):
    fine = {"name": "good", "version": "2", "vulns": []}
    status, lines = judge([fine, {"name": "other", "skip_reason": "not found"}])
    assert (status, lines) == (2, ["lock.txt: the service did not answer for 1 of 2 packages"])
    status, lines = judge(None, "Traceback:\n  ...\nConnectionError: no route\n")
    assert status == 2
    assert lines == ["lock.txt: the packages could not be looked up: ConnectionError: no route"]
