"""The measures of a document's text, each on a text small enough to count by eye."""

import random
from dataclasses import replace

from corpus.health import examine_documents, find_near_duplicates, garbled_share, language_name
from corpus.records import Block, BlockKind, Document

ENGLISH = (
    "The ministers of the five countries met in the capital and said that they would build a railway over "
    "the pass before the end of the next year. "
)
GERMAN = (
    "Die Minister der fünf Länder trafen sich in der Hauptstadt und sagten, dass sie bis zum Ende des "
    "nächsten Jahres eine Bahn über den Pass bauen wollen. "
)
TURKISH = (
    "Beş ülkenin bakanları başkentte bir araya gelerek gelecek yılın sonuna kadar geçit üzerinden bir "
    "demiryolu inşa edeceklerini söylediler ve ayrıldılar. "
)
ROSES_GERMAN = "Rosen blühen auf den Feldern am Fluss und werden im Mai von vielen Händen gepflückt."
ROSES = "Roses bloom in the fields along the river and are picked in May by many hands. "
LETTERS = "alpha beta gamma delta epsilon zeta eta theta".split()


def document(identifier: str, *pages: str) -> Document:
    text, blocks = "", []
    for number, page in enumerate(pages, start=1):
        if page:
            blocks.append(Block(len(text), len(text) + len(page), BlockKind.PARAGRAPH, page=number))
        text += page + "\n"
    return Document(identifier, identifier, text, tuple(blocks))


def test_the_garbled_share_counts_what_no_author_writes() -> None:
    assert garbled_share("railway \ufffd\ufffd") == 2 / 9
    assert garbled_share("Ã©tat and (cid:12)") == 10 / 16
    assert garbled_share("état, 中国, Ösel, x² ≤ 4") == 0


def test_a_copy_is_a_duplicate_of_the_first_whatever_its_title_and_line_ends() -> None:
    copy = document("b", ENGLISH.upper().replace(" ", "  "))
    found = find_near_duplicates([document("a", ENGLISH), copy, document("c", GERMAN)])
    assert found == {"b": ("a", 1.0)}


def test_a_document_that_contains_most_of_another_is_its_duplicate() -> None:
    long = document("long", GERMAN + TURKISH + ENGLISH)
    assert find_near_duplicates([document("a", ENGLISH), long]) == {"long": ("a", 1.0)}
    assert find_near_duplicates([document("a", ENGLISH + GERMAN + ROSES_GERMAN), long])


def test_a_document_that_shares_one_sentence_with_another_is_not_its_duplicate() -> None:
    long = document("long", GERMAN + TURKISH + ENGLISH)
    assert not find_near_duplicates([document("a", ROSES + ENGLISH[:60]), long])


def test_a_large_corpus_is_sampled_and_gives_the_same_duplicates() -> None:
    rng = random.Random(7)
    texts = [" ".join(rng.choice(LETTERS) for _ in range(3000)) for _ in range(3)]
    documents = [
        document("a", texts[0]),
        document("b", texts[1]),
        document("c", texts[0][: len(texts[0]) // 2] + texts[2]),
    ]
    max_chars = 5000  # about one run in ten is compared
    assert find_near_duplicates(documents, max_chars=max_chars) == {}
    copied = document("d", texts[1][:9000])
    assert find_near_duplicates([*documents, copied], max_chars=max_chars) == {"d": ("b", 1.0)}


def test_the_health_of_a_document_has_all_measures_and_says_whether_it_is_sound() -> None:
    scan = replace(document("b", ENGLISH * 2), notes=("Page 2 of 3 has no text.",))
    garbled = document("c", "\ufffd" * 9)
    german = replace(document("d", GERMAN), language="de")
    found = examine_documents([document("a", ENGLISH * 2), scan, garbled, german])
    assert [found[i].is_sound for i in "abcd"] == [True, False, False, False]
    assert found["b"].notes == ("Page 2 of 3 has no text.",)
    assert found["b"].duplicate_of == "a"
    assert found["c"].garbled == 1.0
    assert [language_name(found[i].language) for i in "abcd"] == ["English", "English", "not sure", "German"]
