from dataclasses import replace

from corpus.framework import Framework
from corpus.records import Reference
from index.store import PassageIndex
from qa.ask import ask
from qa.compose.balance import (
    SideEvidence,
    describe_amount,
    describe_balance,
    describe_imbalance,
    measure_evidence,
)
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


def test_a_side_with_one_origin_is_marked_though_it_has_many_works() -> None:
    relayed = SideEvidence("Fiji", 4, 4, (2019, 2021), (), ("Xinhua",))
    varied = SideEvidence("Kenya", 4, 4, None, (), ("a", "b", "c"))
    alone = SideEvidence("Balkans", 1, 1, None, (), ("d",))
    caution = "All evidence on Fiji goes back to one origin: Xinhua."
    assert describe_imbalance([relayed, varied]) == caution
    assert describe_imbalance([varied, varied]) == ""
    assert describe_imbalance([relayed, alone]) == (
        f"Little evidence on the Balkans: read the comparison with care. {caution}"
    )
    assert describe_amount(relayed) == "4 quotations · 4 works · 1 origin · 2019–2021"
    assert describe_amount(varied) == "4 quotations · 4 works · 3 origins"


def test_origins_are_not_counted_where_one_quotation_has_several_works() -> None:
    assert describe_amount(SideEvidence("Fiji", 2, 3, None, (), ("a", "b"))) == "2 quotations · 3 works"


def test_every_source_of_an_answer_has_an_origin(ten_index: PassageIndex, framework: Framework) -> None:
    sources = ask(SECURITY, ten_index, framework).to_json()["sources"]
    assert sources and all(source["origin"] for source in sources)
