import copy
from collections.abc import Callable
from typing import Any

import pytest

from corpus.framework import Framework
from corpus.records import Document
from index.store import PassageIndex
from qa.ask import ask
from qa.verify import Verdict, Verification, is_answer, verify_answer

SECURITY = "How does China's security role differ between Central Asia and the Balkans?"


@pytest.fixture
def answer(ten_index: PassageIndex, framework: Framework) -> dict[str, Any]:
    return ask(SECURITY, ten_index, framework).to_json()


def test_every_citation_of_an_unchanged_answer_is_proved(
    answer: dict[str, Any], ten_index: PassageIndex
) -> None:
    results = list(verify_answer(answer, ten_index.documents))
    assert [p.n for p in results] == [s["n"] for s in answer["sources"]]
    assert {p.verdict for p in results} == {Verdict.PROVED}


def _alter(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["quote"] = source["quote"].replace("China", "Chile", 1)


def _invent(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["quote"] = (
        "Submarines with a crew of sixty surfaced near the lighthouse without any warning to fishermen."
    )


def _misattribute(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["document_id"] = other["document_id"]


def _shift(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["start"] += 1


def _rehash(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (_alter, Verdict.ALTERED),
        (_invent, Verdict.FABRICATED),
        (_misattribute, Verdict.MISATTRIBUTED),
        (_shift, Verdict.ALTERED),
        (_rehash, Verdict.ALTERED),
    ],
)
def test_a_changed_citation_is_not_proved(
    answer: dict[str, Any],
    ten_index: PassageIndex,
    change: Callable[[dict[str, Any], dict[str, Any]], None],
    verdict: Verdict,
) -> None:
    changed = copy.deepcopy(answer)
    source = next(s for s in changed["sources"] if "China" in s["quote"])
    other = next(s for s in changed["sources"] if s["document_id"] != source["document_id"])
    change(source, other)
    results = {p.n: p for p in reversed(list(verify_answer(changed, ten_index.documents)))}
    assert results[source["n"]].verdict is verdict
    if verdict is Verdict.MISATTRIBUTED:
        original = next(s for s in answer["sources"] if s["n"] == source["n"])
        assert results[source["n"]].found_in == original["document_id"]


def test_a_statement_that_is_not_in_its_sources_is_altered(
    answer: dict[str, Any], ten_index: PassageIndex
) -> None:
    cell = next(s for s in answer["statements"] if s["role"] == "cell")
    cell["text"] = cell["text"].replace("a", "o", 1)
    assert Verdict.ALTERED in {p.verdict for p in verify_answer(answer, ten_index.documents)}


def test_a_citation_without_a_source_is_fabricated(answer: dict[str, Any], ten_index: PassageIndex) -> None:
    answer["statements"][0]["cites"] = [99]
    assert (
        next(p for p in verify_answer(answer, ten_index.documents) if p.n == 99).verdict is Verdict.FABRICATED
    )


LONG = "No pilot in the harbour of Zalm had seen the grey ships before the third of May."
DOCUMENTS = {
    d.id: d
    for d in (
        Document(
            "arms.md",
            "Arms",
            "In 2020 Serbia received six armed drones from China. It did not pay for them.",
            (),
        ),
        Document(
            "ports.md",
            "Ports",
            f"Cranes unload. {LONG} In 2020 Serbia received six armed drones from China.",
            (),
        ),
        Document("tiny.md", "Tiny", "In May.", ()),
    )
}
SIX = "In 2020 Serbia received six armed drones from China."


def source(document_id: str, quote: str, start: int | None = None, n: int = 1) -> dict[str, Any]:
    """A citation of the words at their first place in the document, or from `start` on."""
    text = DOCUMENTS[document_id].text
    begin = max(text.find(quote), 0) if start is None else start
    return {
        "n": n,
        "document_id": document_id,
        "start": begin,
        "end": begin + len(quote),
        "quote": quote,
        "sha256": DOCUMENTS[document_id].sha256,
    }


def cell(text: str, *cites: int, verbatim: bool = True) -> dict[str, Any]:
    return {"role": "cell", "text": text, "cites": list(cites), "verbatim": verbatim}


def judge(
    *sources: dict[str, Any], statements: tuple[dict[str, Any], ...] = (), nearest: tuple[int, ...] = ()
) -> list[Verification]:
    return list(
        verify_answer(
            {"sources": list(sources), "statements": list(statements), "nearest": list(nearest)}, DOCUMENTS
        )
    )


def test_words_in_their_place_are_proved() -> None:
    assert judge(source("arms.md", SIX), statements=(cell("Serbia received  six armed drones", 1),)) == [
        Verification(1, Verdict.PROVED)
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("six", "sixty"), ("received", "never received"), ("2020", "2002"), ("Serbia", "Syria")]
)
def test_a_changed_word_is_altered(old: str, new: str) -> None:
    assert judge(source("arms.md", SIX.replace(old, new))) == [Verification(1, Verdict.ALTERED)]


def test_words_of_another_document_are_misattributed_and_found() -> None:
    assert judge(source("arms.md", LONG)) == [Verification(1, Verdict.MISATTRIBUTED, "ports.md")]


def test_words_of_no_document_are_fabricated() -> None:
    assert judge(
        source("arms.md", "In 2021 Montenegro leased a submarine to its neighbours for a week.")
    ) == [Verification(1, Verdict.FABRICATED)]
    assert judge(source("arms.md", "")) == [Verification(1, Verdict.FABRICATED)]


def test_altered_words_of_a_document_that_is_not_cited_are_traced_to_it() -> None:
    assert judge(source("arms.md", LONG.replace("third", "fourth"))) == [
        Verification(1, Verdict.ALTERED, "ports.md")
    ]


def test_words_moved_within_the_cited_document_are_altered_not_misattributed() -> None:
    assert judge(source("ports.md", SIX, start=3)) == [Verification(1, Verdict.ALTERED, "ports.md")]


def test_a_quotation_that_contains_a_short_document_is_still_fabricated() -> None:
    assert judge(
        source(
            "tiny.md", "In May. " + "The moon was bought by a company from Serbia for nothing at all. " * 2
        )
    ) == [Verification(1, Verdict.FABRICATED)]


def test_offsets_from_the_end_of_a_text_prove_nothing() -> None:
    text = DOCUMENTS["tiny.md"].text
    assert text[-4:-1] == "May"
    assert judge({**source("tiny.md", "May"), "start": -4, "end": -1}) == [
        Verification(1, Verdict.ALTERED, "tiny.md")
    ]


def test_a_citation_of_a_document_that_is_not_indexed_is_traced() -> None:
    assert judge({**source("arms.md", LONG), "document_id": "gone.md"}) == [
        Verification(1, Verdict.MISATTRIBUTED, "ports.md")
    ]


def test_two_sources_of_one_number_are_both_judged() -> None:
    assert judge(source("arms.md", "The moon was bought."), source("arms.md", SIX)) == [
        Verification(1, Verdict.FABRICATED),
        Verification(1, Verdict.PROVED),
    ]


def test_a_cell_is_a_quotation_even_if_it_is_marked_as_not_verbatim() -> None:
    assert judge(source("arms.md", SIX), statements=(cell(SIX.replace("six", "sixty"), 1, verbatim=False),))[
        1:
    ] == [Verification(1, Verdict.ALTERED)]


def test_a_summary_need_not_be_a_quotation() -> None:
    summary = {"role": "summary", "text": "Serbia has drones.", "cites": [1], "verbatim": False}
    assert judge(source("arms.md", SIX), statements=(summary,)) == [Verification(1, Verdict.PROVED)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SIX.replace("six", "sixty"), Verification(1, Verdict.ALTERED)),
        ("It did not pay for them.", Verification(1, Verdict.ALTERED, "arms.md")),
        (LONG, Verification(1, Verdict.MISATTRIBUTED, "ports.md")),
        ("The moon was bought by a company.", Verification(1, Verdict.FABRICATED)),
    ],
)
def test_a_quotation_that_is_not_in_its_source_is_traced(text: str, expected: Verification) -> None:
    assert judge(source("arms.md", SIX), statements=(cell(text, 1),))[1:] == [expected]


def test_a_quotation_without_a_citation_is_fabricated() -> None:
    assert judge(
        statements=(
            cell(
                "The moon was bought by a company.",
            ),
        )
    ) == [Verification(None, Verdict.FABRICATED)]


def test_numbers_of_spans_and_nearest_passages_need_a_source() -> None:
    summary = {
        "role": "summary",
        "text": "Drones.",
        "cites": [1],
        "verbatim": False,
        "spans": [{"start": 0, "end": 6, "cites": [2]}],
    }
    assert judge(source("arms.md", SIX), statements=(summary,), nearest=(3,))[1:] == [
        Verification(2, Verdict.FABRICATED),
        Verification(3, Verdict.FABRICATED),
    ]


@pytest.mark.parametrize(
    "value",
    [
        [],
        "text",
        {"sources": {}},
        {"sources": ["a"]},
        {"sources": [{"n": "1"}]},
        {"sources": [{}]},
        {"statements": [7]},
        {"statements": [{"cites": 1}]},
        {"statements": [{"cites": ["1"]}]},
        {"statements": [{"spans": [{"cites": [[1]]}]}]},
        {"statements": [{"spans": 1}]},
        {"nearest": [None]},
    ],
)
def test_what_does_not_cite_as_answers_do_is_not_an_answer(value: object) -> None:
    assert not is_answer(value)


def test_answers_and_errors_of_a_batch_are_answers(answer: dict[str, Any]) -> None:
    assert is_answer(answer)
    assert is_answer({"question": "", "error": "The question is empty."})
