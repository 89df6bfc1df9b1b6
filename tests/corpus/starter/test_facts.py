"""Checks and grades of the references of the starter corpus, and the list of its facts."""

import json
import re

import pytest

from corpus.__main__ import main
from corpus.framework import Framework
from corpus.ingest.load import STARTER_CORPUS
from corpus.starter.bibliography import read_bibliography
from corpus.starter.facts import list_facts


def test_every_reference_is_checked_and_graded() -> None:
    known = read_bibliography()
    assert known.checks.keys() == known.references.keys()
    for identifier, check in known.checks.items():
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", check.date)
        assert check.verdict in ("supported", "partly", "corrected", "not found")
        assert bool(check.where) or check.verdict in ("not found", "partly"), identifier
        assert known.references[identifier].grade, identifier


def test_at_most_three_in_a_hundred_references_were_not_found() -> None:
    checks = read_bibliography().checks.values()
    assert sum(check.verdict == "not found" for check in checks) <= 0.03 * len(checks)


def test_a_fact_has_the_sentences_the_source_and_the_check_of_its_reference(framework: Framework) -> None:
    facts = {fact["id"]: fact for fact in list_facts(framework)}
    known = read_bibliography()
    assert facts.keys() == known.references.keys()
    fact, reference = facts["bk-eco-042"], known.references["bk-eco-042"]
    assert (fact["source_title"], fact["url"]) == (reference.title, reference.url)
    assert (fact["dimension"], fact["regions"]) == ("economic", ["Balkans"])
    brief = (STARTER_CORPUS / "balkans" / "serbia.md").read_text(encoding="utf-8")
    assert f"{fact['fact'].split('. ')[0]}" in brief
    assert fact["checked"] == known.checks["bk-eco-042"].date


def test_the_command_prints_a_line_of_json_for_each_fact(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(read_bibliography().references)
    assert all(json.loads(line)["fact"] for line in lines)
