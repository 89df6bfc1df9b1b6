"""The measures of a document's text, each on a text small enough to count by eye."""

import random
from dataclasses import replace

from corpus.coverage import Coverage
from corpus.health import (
    describe_unknown,
    examine_documents,
    find_near_duplicates,
    garbled_share,
    language_name,
    unknown_share,
)
from corpus.ingest.load import STARTER_CORPUS
from corpus.ingest.read_file import read_file
from corpus.records import Block, BlockKind, Document, LeftOut, LeftOutKind
from tests.reading import blocks

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
    text, found = "", []
    for number, page in enumerate(pages, start=1):
        if page:
            found.append(Block(len(text), len(text) + len(page), BlockKind.PARAGRAPH, page=number))
        text += page + "\n"
    return Document(identifier, identifier, text, tuple(found))


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


CONFUSED = (("rn", "m"), ("ll", "11"), ("ee", "ec"), ("th", "tb"), ("m", "rn"), ("u", "n"), ("w", "vv"))


def spoil(text: str, share: float, rng: random.Random) -> str:
    """The text with a share of its words spoilt as OCR spoils them: signs confused, words broken."""

    def spoil_word(word: str) -> str:
        if rng.random() >= share or len(word) < 4:
            return word
        if rng.random() < 0.2:
            return f"{word[:2]} {word[2:]}"
        for good, bad in rng.sample(CONFUSED, len(CONFUSED)):
            if good in word:
                return word.replace(good, bad, 1)
        return f"{word[:2]}l{word[3:]}"

    return " ".join(map(spoil_word, text.split(" ")))


def test_text_that_ocr_spoilt_is_told_from_the_clean_briefs_of_every_region() -> None:
    rng = random.Random(4)
    briefs = [
        d
        for path in sorted(STARTER_CORPUS.glob("*/*.md"))
        for d in read_file(path, path.name, language="en")
        if isinstance(d, Document)
    ]
    judged = [d for d in briefs if unknown_share(d) is not None]
    assert len(judged) >= 75
    assert [d.title for d in judged if describe_unknown(unknown_share(d))] == []
    texts = ["\n".join(blocks(d, BlockKind.PARAGRAPH)) for d in judged]
    spoilt = [replace(document("a", spoil(text, 0.2, rng)), language="en") for text in texts]
    assert sum(bool(describe_unknown(unknown_share(d))) for d in spoilt) >= 0.95 * len(judged)


def test_names_figures_addresses_and_repeated_terms_are_no_unknown_words() -> None:
    clean = "the ministers of the five countries met and said that they would build a line over the pass. "
    for words in (
        "Zhytikara and Xinxiangba",
        "r2d2 and 4zq",
        "see a.b@qzx.cn or https://xq.cn/zzk",
        "zinquor",
    ):
        d = replace(document("a", f"{clean}In {words} " * 12), language="en")
        assert describe_unknown(unknown_share(d)) == "", words
    spoilt = "rnilway counlry tbey wonld buiId mlnisters fivo ovcr paas saicl"
    d = replace(document("a", clean * 6 + spoilt), language="en")
    assert describe_unknown(unknown_share(d)).startswith("9% of its words are not English")


def test_words_are_judged_only_in_english_and_in_texts_that_are_long_enough() -> None:
    assert unknown_share(replace(document("a", TURKISH * 20), language="tr")) is None
    assert unknown_share(replace(document("a", GERMAN * 20), language="de")) is None
    assert unknown_share(document("a", ENGLISH * 20)) is None
    assert unknown_share(replace(document("a", ENGLISH * 3), language="en")) is None
    assert unknown_share(replace(document("a", ENGLISH * 20), language="en")) == 0
    assert (describe_unknown(None), describe_unknown(0.049)) == ("", "")


def test_the_health_of_a_document_has_all_measures_and_says_whether_it_is_sound() -> None:
    scan = replace(document("b", ENGLISH * 2), notes=("Page 2 of 3 has no text.",))
    garbled = document("c", "\ufffd" * 9)
    german = replace(document("d", GERMAN), language="de")
    found = examine_documents([document("a", ENGLISH * 2), scan, garbled, german])
    assert [found[i].is_sound for i in "abcd"] == [True, False, False, False]
    assert found["b"].notes == ("Page 2 of 3 has no text.",)
    assert found["b"].duplicate_of == "a"
    assert found["c"].garbled == 1.0
    assert found["a"].coverage == Coverage(len(ENGLISH) * 2, len(ENGLISH) * 2)
    assert [language_name(found[i].language) for i in "abcd"] == ["English", "English", "not sure", "German"]


def test_a_document_of_which_most_was_left_out_or_misread_is_not_sound() -> None:
    sound = examine_documents([replace(document("a", ENGLISH), language="en")])["a"]
    lost = Coverage(10, 100, (LeftOut(LeftOutKind.TABLE, 2, 90),))
    assert sound.is_sound
    assert not replace(sound, coverage=lost).is_sound
    assert not replace(sound, unknown=0.05).is_sound
    assert replace(sound, unknown=0.04, coverage=replace(lost, quotable=70)).is_sound
