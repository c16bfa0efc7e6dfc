"""What helps a contributor follows the models: schemas for editors, and the form for a study."""

import json
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import yaml
from evidence import model, schema

from tests.conftest import ROOT

DATA = ROOT / "docs" / "evidence"
FILES = sorted(DATA.rglob("*.yaml"))
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
#: What the form asks for beyond the record: the entry of references.bib.
BESIDES = {"reference"}


def schema_of(path: Path) -> Path:
    """The schema that the first line of a data file names to editors."""
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema="), path.name
    return (path.parent / first.partition("=")[2]).resolve()


def read(path: Path):
    """A YAML file as editors read it: a day is a text."""
    days_are_texts = type("Loader", (yaml.SafeLoader,), {})
    days_are_texts.yaml_implicit_resolvers = {
        letter: [rule for rule in rules if not rule[0].endswith(":timestamp")]
        for letter, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(path.read_text("utf-8"), days_are_texts)


def complaints(path: Path, data) -> list[str]:
    rules = json.loads(schema_of(path).read_text("utf-8"))
    return [error.message for error in jsonschema.Draft202012Validator(rules).iter_errors(data)]


def test_schemas_are_those_of_the_models():
    kept = {path.name: path.read_text("utf-8") for path in schema.FOLDER.iterdir()}
    assert kept == schema.schemas(), "run: tox run -e schema"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_editor_accepts_every_data_file(path):
    kind = "studies" if path.parent != DATA else path.stem
    assert schema_of(path) == (schema.FOLDER / f"{kind}.json").resolve()
    assert complaints(path, read(path)) == []


def test_an_editor_sees_what_the_build_would_refuse():
    path = DATA / "studies" / "fibromyalgia.yaml"
    records = read(path)
    del records[0]["dose"]
    records[1]["direction"] = "favours nobody"
    records[2]["colour"] = "blue"
    records[3]["randomised"] = "31"
    said = complaints(path, records)
    assert len(said) == 4
    for word, message in zip(("'dose'", "favours nobody", "'colour'", "'31'"), said, strict=True):
        assert word in message


def fields(name: str) -> dict[str, dict]:
    """The questions of a form by their ids, in its order."""
    form = yaml.safe_load((FORMS / name).read_text("utf-8"))
    return {field["id"]: field for field in form["body"] if "id" in field}


def test_the_form_for_a_study_asks_for_the_fields_of_its_record():
    asked = [name for name in fields("new-study.yml") if name not in BESIDES]
    assert asked == list(model.Study.model_fields)


def test_the_form_offers_the_words_that_a_record_may_hold():
    offered = {
        name: field["attributes"]["options"]
        for name, field in fields("new-study.yml").items()
        if field["type"] == "dropdown"
    }
    assert offered == {
        "confirmed": list(get_args(model.Confirmed)),
        "design": list(get_args(model.Design)),
        "direction": list(get_args(model.Direction)),
    }


def test_the_form_lets_nothing_be_empty_that_a_record_needs():
    for name, field in fields("new-study.yml").items():
        if name in BESIDES:
            continue
        assert field["attributes"]["label"] == name
        may_be_null = type(None) in get_args(model.Study.model_fields[name].annotation)
        assert field.get("validations", {}).get("required", False) is not may_be_null, name


def test_checks_before_a_commit_need_no_network_and_are_those_of_tox():
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    environments = (ROOT / "tox.ini").read_text("utf-8")
    for repository in settings["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            command, _, name = hook["entry"].rpartition(" ")
            assert command == "python -m tox run -q -e"
            assert f"[testenv:{name}]\n" in environments
