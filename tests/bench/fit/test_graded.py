import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.fit.graded import GradedQuestion, read_set
from corpus.errors import UserError
from index.records import LocatedSentence
from index.store import PassageIndex

Write = Callable[[str, str | bytes], Path]
DRONES = "Serbia bought six CH-92A drones from China in 2020"


def sentence(index: PassageIndex, begins: str) -> LocatedSentence:
    located = (index.sentences.locate(row) for row in range(len(index.sentences)))
    return next(x for x in located if x.text.startswith(begins))


def question(
    ids: dict[str, set[str]] | None = None, texts: dict[str, tuple[str, ...]] | None = None, *declined: str
) -> GradedQuestion:
    frozen = {side: frozenset(found) for side, found in (ids or {}).items()}
    return GradedQuestion("q1", "?", (), frozen, texts or {}, frozenset(declined))


def judge(asked: GradedQuestion, side: str | None, located: LocatedSentence) -> bool:
    is_good = asked.find_judge(side)
    assert is_good is not None
    return is_good(located)


def read_one(write: Write, record: dict[str, Any], ten: Path) -> GradedQuestion:
    path = write("set.jsonl", json.dumps(record) + "\n")
    (found,) = read_set(f"{path}={ten}").questions
    return found


def test_a_set_has_its_name_checksum_questions_and_documents(write: Write, ten: Path) -> None:
    content = '{"id": "a", "question": "One?"}\n\n{"id": 2, "question": "Two?", "history": ["One?"]}\n'
    path = write("set.jsonl", content)
    found = read_set(f"{path}={ten}")
    assert found.name == "set"
    assert found.sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert len(found.documents.documents) == 10 and not found.is_starter
    assert [(q.id, q.text, q.history) for q in found.questions] == [
        ("a", "One?", ()),
        ("2", "Two?", ("One?",)),
    ]


def test_a_line_may_hold_any_line_break_but_the_newline(write: Write, ten: Path) -> None:
    path = write("set.jsonl", '{"id": "a", "question": "One\u2028Two?"}\n')
    found = read_set(f"{path}={ten}")
    assert found.questions[0].text == "One\u2028Two?"


def test_the_starter_corpus_has_a_name_of_its_own(write: Write) -> None:
    path = write("set.jsonl", "")
    starter = read_set(f"{path}=starter")
    assert len(starter.documents.documents) > 50 and starter.is_starter


@pytest.mark.parametrize(
    ("names", "must"), [(("good", "text"), True), (("gold", "expect"), True), (("best", "words"), False)]
)
def test_good_sentences_are_marked_by_ids_and_by_words_under_two_names_each(
    names: tuple[str, str], must: bool, write: Write, ten: Path
) -> None:
    record = {"id": "q", "question": "?", names[0]: {"Serbia": ["r-1"]}, names[1]: {"Kenya": ["six"]}}
    found = read_one(write, record, ten)
    assert (found.ids == {"Serbia": frozenset({"r-1"})}) is must
    assert (found.texts == {"Kenya": ("six",)}) is must


def test_a_set_without_documents_is_refused_with_what_to_write(write: Write) -> None:
    path = write("set.jsonl", "")
    for argument in (str(path), f"{path}="):
        with pytest.raises(UserError, match=r"names no documents; write QUESTIONS\.jsonl=DOCUMENTS\.$"):
            read_set(argument)


@pytest.mark.parametrize(
    "content",
    [
        "{broken",
        "[1]",
        "3",
        '{"question": "no id"}',
        '{"id": "no question"}',
        '{"id": "a", "question": "?", "good": ["r-1"]}',
        '{"id": "a", "question": "?", "good": {"Serbia": 3}}',
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_no_set_is_one_sentence_with_the_remedy(
    content: str | bytes, write: Write, ten: Path
) -> None:
    path = write("set.jsonl", content)
    with pytest.raises(UserError, match=r"cannot be read \(.*; name a UTF-8 file with one JSON object a l"):
        read_set(f"{path}={ten}")


def test_a_missing_file_of_questions_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^The questions .*absent\.jsonl cannot be read"):
        read_set(f"{tmp_path / 'absent.jsonl'}=starter")


def test_missing_documents_are_an_error_of_the_user(write: Write, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        read_set(f"{write('set.jsonl', '')}={tmp_path / 'absent'}")


def test_a_question_is_declined_whole_or_on_sides(write: Write, ten: Path) -> None:
    base = {"id": "q", "question": "?"}
    for record in ({**base, "decline": True}, {**base, "abstain": ["*"]}):
        whole = read_one(write, record, ten)
        assert whole.must_decline("Serbia") and whole.must_decline(None)
    side = read_one(write, {**base, "abstain": ["Iceland"]}, ten)
    assert side.must_decline("Iceland")
    assert not side.must_decline("Serbia") and not side.must_decline(None)
    assert not read_one(write, {**base, "decline": False}, ten).must_decline("Serbia")


def test_a_sentence_is_good_by_its_references(ten_index: PassageIndex) -> None:
    good, other = sentence(ten_index, DRONES), sentence(ten_index, "Huawei supplied")
    asked = question({"Serbia": {"bk-sec-1"}, "Kenya": {"bk-sec-2"}}, {"Serbia": ("no such words",)})
    assert judge(asked, "Serbia", good) and not judge(asked, "Serbia", other)
    assert judge(asked, "Kenya", other) and not judge(asked, "Kenya", good)
    assert judge(asked, None, good) and judge(asked, None, other)


def test_a_side_without_ids_is_graded_by_words(ten_index: PassageIndex) -> None:
    good, other = sentence(ten_index, DRONES), sentence(ten_index, "Huawei supplied")
    asked = question({"Kenya": {"bk-sec-2"}, "Serbia": set()}, {"Serbia": ("SIX  ch-92a",)})
    assert judge(asked, "Serbia", good) and not judge(asked, "Serbia", other)
    part_of_expected = question(None, {"Serbia": (f"It is known that {good.text} So it is.",)})
    assert judge(part_of_expected, "Serbia", good) and not judge(part_of_expected, "Serbia", other)


def test_a_side_that_is_not_graded_has_no_judge() -> None:
    asked = question({"Serbia": {"r-1"}, "Kenya": {"r-2"}, "Oman": set()})
    assert asked.find_judge("Peru") is None and asked.find_judge("Oman") is None
    assert question().find_judge(None) is None


def test_the_only_side_graded_grades_any_side_as_read(ten_index: PassageIndex) -> None:
    assert judge(question({"": {"bk-sec-1"}}), "Serbia", sentence(ten_index, DRONES))
