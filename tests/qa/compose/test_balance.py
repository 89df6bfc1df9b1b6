from dataclasses import replace

from corpus.framework import Framework
from corpus.records import Reference
from index.store import PassageIndex
from qa.ask import ask
from qa.compose.balance import SideEvidence, describe_balance, describe_imbalance, measure_evidence
from qa.records import Answer, Role
from qa.write.markdown import render_markdown

SECURITY = "How does China's security role differ between Central Asia and the Balkans?"


def _answer(index: PassageIndex, framework: Framework) -> Answer:
    answer = ask(SECURITY, index, framework)
    dated = tuple(
        replace(s, references=(Reference(id=f"r{s.n}", title="A report", date=f"20{10 + s.n}-05-01"),))
        for s in answer.sources
    )
    return replace(answer, sources=dated)


def test_each_side_is_measured_by_its_own_quotations(ten_index: PassageIndex, framework: Framework) -> None:
    answer = _answer(ten_index, framework)
    weights = measure_evidence(answer)
    assert [w.side for w in weights] == ["Central Asia", "Balkans"]
    for weight in weights:
        cells = {
            n for s in answer.statements if s.role is Role.CELL and weight.side in s.subjects for n in s.cites
        }
        assert (weight.quotations, weight.works) == (len(cells), len(cells))
        assert weight.years == (2010 + min(cells), 2010 + max(cells))


def test_the_balance_is_in_the_markdown(ten_index: PassageIndex, framework: Framework) -> None:
    answer = _answer(ten_index, framework)
    line = describe_balance(answer)
    assert line.startswith("Evidence: ")
    assert line in render_markdown(answer)


def test_a_side_with_half_the_evidence_gets_a_warning() -> None:
    full, thin = SideEvidence("Serbia", 4, 4, None, ()), SideEvidence("Balkans", 2, 2, None, ())
    assert (
        describe_imbalance([full, thin]) == "Little evidence on the Balkans: read the comparison with care."
    )
    assert describe_imbalance([full, full]) == ""
