"""Misspelt words are corrected by what the documents have; names and other languages are left alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from corpus.framework import Framework
from corpus.text.phrases import Mention
from qa.read.question import read_question
from qa.read.spelling import correct_words, list_unknown


@dataclass
class Words:
    """The words of documents, and what misspelt ones stand for."""

    held: frozenset[str] = frozenset()
    corrections: Mapping[str, str] = field(default_factory=dict)

    def find(self, text: str) -> list[Mention]:
        return []

    def has_word(self, word: str) -> bool:
        return word.lower() in self.held

    def get_long_form(self, name: str) -> str:
        return ""

    def correct(self, word: str) -> str:
        return self.corrections.get(word.lower(), "")

    def suggest(self, name: str) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did it borow", "what did it borrow"),
        ("waht is the price", "what is the price"),
        ("who runs the port", "who runs the port"),
        ("who runs Zelmira", "who runs Zelmira"),
        ("the zlmr of it", "the zlmr of it"),  # no word is near
        ("kako se zove luka", "kako se zove luka"),  # not English
    ],
)
def test_a_word_one_slip_from_an_english_word_is_corrected(text: str, expected: str) -> None:
    assert correct_words(text, None) == expected


@pytest.mark.parametrize(
    "word",
    ["criticised", "labour", "centre", "defence", "programmes", "analysed", "modernisation", "aluminium"],
)
def test_british_spellings_are_no_mistakes(word: str) -> None:
    assert correct_words(f"what of the {word}", None) == f"what of the {word}"


def test_a_word_that_the_documents_have_is_no_mistake() -> None:
    text = "what is the borow of it"
    assert correct_words(text, Words(frozenset({"borow"}))) == text


def test_the_documents_decide_between_corrections() -> None:
    words = Words(corrections={"zelmra": "zelmira", "bravonna": "bravona"})
    assert correct_words("what is zelmra", words) == "what is zelmira"
    assert correct_words("who runs Bravonna in it", words) == "who runs Bravona in it"


def test_words_of_no_document_are_listed_once() -> None:
    words = Words(frozenset({"port"}))
    assert list_unknown("port zelmira of zelmira", words) == ("zelmira",)
    assert list_unknown("port zelmira", None) == ()


def test_a_question_keeps_its_text_and_says_what_was_searched(framework: Framework) -> None:
    question = read_question("what did kenya borow?", framework)
    assert (question.text, question.searched) == ("what did kenya borow?", "what did kenya borrow?")
    assert read_question("what did kenya borrow?", framework).searched == ""
