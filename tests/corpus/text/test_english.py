import re
from pathlib import Path

import pytest

import corpus
import qa
from corpus.text.english import find_pattern, list_kinds_of_words, read_patterns, read_words

_MATCHES = [(name, text) for name, pattern in read_patterns().items() for text in pattern.matches]
_REJECTS = [(name, text) for name, pattern in read_patterns().items() for text in pattern.rejects]


@pytest.mark.parametrize(("name", "text"), _MATCHES)
def test_a_pattern_is_found_in_the_sentences_it_is_for(name: str, text: str) -> None:
    assert find_pattern(name).search(text)


@pytest.mark.parametrize(("name", "text"), _REJECTS)
def test_a_pattern_is_not_found_in_the_sentences_it_rejects(name: str, text: str) -> None:
    assert not find_pattern(name).search(text)


def test_every_pattern_has_sentences_of_both_kinds() -> None:
    assert read_patterns()
    for name, pattern in read_patterns().items():
        assert pattern.matches and pattern.rejects, name


def test_every_pattern_is_used_and_every_pattern_used_exists() -> None:
    folders = [Path(package.__path__[0]) for package in (corpus, qa)]
    code = "\n".join(p.read_text(encoding="utf-8") for folder in folders for p in folder.rglob("*.py"))
    assert set(re.findall(r'find_pattern\("(\w+)"\)', code)) == set(read_patterns())


def test_every_kind_of_words_is_used_and_every_kind_used_exists() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in Path(corpus.__path__[0]).rglob("*.py"))
    assert set(re.findall(r'read_words\("(\w+)"\)', code)) == set(list_kinds_of_words())
    for kind in list_kinds_of_words():
        assert read_words(kind) and all(word.strip() == word != "" for word in read_words(kind)), kind


def test_no_part_is_left_unfilled_in_a_pattern() -> None:
    for name, pattern in read_patterns().items():
        assert not re.search(r"(?<!\?)(?<!\?P)<\w+>", pattern.regex.pattern), name


def test_case_does_not_matter_to_a_pattern() -> None:
    assert find_pattern("contrast").search("UNLIKE Serbia, Kenya paid.")


def test_an_unknown_pattern_is_an_error() -> None:
    with pytest.raises(KeyError):
        find_pattern("gardening")
