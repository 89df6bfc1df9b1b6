"""Sentences and passages as exact slices of the canonical text."""

import itertools
import random
import re
from pathlib import Path

import pytest

from corpus.annotate.split import split_document, split_sentences
from corpus.errors import UserError
from corpus.framework import Framework
from corpus.ingest.load import STARTER_CORPUS, load_documents
from corpus.records import Block, BlockKind, Document, Mark, Passage


def make_document(*paragraphs: str) -> Document:
    """Paragraphs under no heading."""
    text, blocks = "", []
    for paragraph in paragraphs:
        start = len(text) + (2 if text else 0)
        text += ("\n\n" if text else "") + paragraph
        blocks.append(Block(start, len(text), BlockKind.PARAGRAPH))
    return Document("d", "", text, tuple(blocks))


def make_sentence(words: int) -> str:
    return "Word" + " after" * (words - 1) + "."


def texts(passages: list[Passage], document: Document) -> list[list[str]]:
    return [[document.text[s.start : s.end] for s in p.sentences] for p in passages]


@pytest.fixture(scope="module")
def documents(ten: Path) -> tuple[Document, ...]:
    """The ten documents and three briefs of the starter corpus."""
    briefs = ("balkans/serbia.md", "central-asia/security.md", "compared/central-asia-and-the-balkans.md")
    return load_documents([ten]).documents + tuple(
        d for d in load_documents([STARTER_CORPUS]).documents if d.id in briefs
    )


@pytest.mark.parametrize(("max_words", "overlap_words"), [(120, 0), (40, 15), (7, 3), (1, 0)])
def test_every_passage_and_sentence_is_a_verbatim_slice(
    documents: tuple[Document, ...], framework: Framework, max_words: int, overlap_words: int
) -> None:
    for document in documents:
        for passage in split_document(document, framework, max_words=max_words, overlap_words=overlap_words):
            assert passage.text == document.text[passage.start : passage.end]
            assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
            for sentence in passage.sentences:
                words = document.text[sentence.start : sentence.end]
                assert words
                assert words == words.strip()


@pytest.mark.parametrize("max_words", [120, 10])
def test_sentences_reassemble_every_paragraph(
    documents: tuple[Document, ...], framework: Framework, max_words: int
) -> None:
    for document in documents:
        sentences = [s for p in split_document(document, framework, max_words=max_words) for s in p.sentences]
        covered = "".join(document.text[s.start : s.end] for s in sentences)
        paragraphs = " ".join(
            document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.PARAGRAPH
        )
        without_marks = (
            re.sub(r"\[\d+\]", "", paragraphs)
            if document.marks and document.id.endswith(".txt")
            else paragraphs
        )
        assert "".join(covered.split()) == "".join(without_marks.split())


@pytest.mark.parametrize("max_words", [120, 40, 7])
def test_no_passage_has_more_than_max_words(
    documents: tuple[Document, ...], framework: Framework, max_words: int
) -> None:
    lengths = [
        len(p.text.split())
        for d in documents
        for p in split_document(d, framework, max_words=max_words, overlap_words=max_words // 3)
    ]
    assert max(lengths) <= max_words


def test_a_passage_takes_all_sentences_that_fit(framework: Framework) -> None:
    document = make_document(" ".join(make_sentence(n) for n in (3, 3, 4, 5, 6, 1)))
    packed = split_document(document, framework, max_words=10)
    assert [[len(s.split()) for s in run] for run in texts(packed, document)] == [[3, 3, 4], [5], [6, 1]]


def test_a_sentence_of_a_thousand_words_is_cut(framework: Framework) -> None:
    document = make_document("Short one. " + make_sentence(1000) + " Short two.")
    lengths = [[len(s.split()) for s in run] for run in texts(split_document(document, framework), document)]
    assert lengths == [[2], [120], [120], [120], [120], [120], [120], [120], [120], [40, 2]]


def test_neighbours_share_whole_sentences_of_up_to_overlap_words(framework: Framework) -> None:
    document = make_document("One is here. Two is here. Three is. Four is here too. Five.")
    assert texts(split_document(document, framework, max_words=8, overlap_words=4), document) == [
        ["One is here.", "Two is here.", "Three is."],
        ["Three is.", "Four is here too.", "Five."],
    ]
    assert texts(split_document(document, framework, max_words=8, overlap_words=1), document) == [
        ["One is here.", "Two is here.", "Three is."],
        ["Four is here too.", "Five."],
    ]


def test_overlapping_passages_advance_and_cover_every_sentence(framework: Framework) -> None:
    choose = random.Random(7)
    for _ in range(150):
        lengths = [choose.randint(1, 12) for _ in range(choose.randint(1, 14))]
        document = make_document(" ".join(make_sentence(n) for n in lengths))
        max_words = choose.randint(1, 20)
        overlap_words = choose.randrange(max_words)
        alone = [
            s.start for p in split_document(document, framework, max_words=max_words) for s in p.sentences
        ]
        passages = split_document(document, framework, max_words=max_words, overlap_words=overlap_words)
        assert sorted({s.start for p in passages for s in p.sentences}) == alone
        for left, right in itertools.pairwise(passages):
            assert left.start < right.start
            assert left.end < right.end
            shared = [s for s in left.sentences if s in right.sentences]
            assert sum(len(document.text[s.start : s.end].split()) for s in shared) <= overlap_words


@pytest.mark.parametrize(("max_words", "overlap_words"), [(10, 10), (10, 11), (10, -1), (0, 0)])
def test_an_overlap_that_is_not_below_the_length_is_refused(
    framework: Framework, max_words: int, overlap_words: int
) -> None:
    fault = f"A passage of {max_words} words cannot overlap its neighbour by {overlap_words}; "
    with pytest.raises(UserError, match=f"^{fault}give an overlap below the length\\.$"):
        split_document(make_document("One."), framework, max_words=max_words, overlap_words=overlap_words)


def test_no_passage_crosses_a_heading_or_a_page(framework: Framework) -> None:
    text = "One. Two. Three. Four. Five."
    blocks = (
        Block(0, 4, BlockKind.PARAGRAPH, ("A",), 1),
        Block(5, 9, BlockKind.PARAGRAPH, ("A",), 1),
        Block(10, 16, BlockKind.PARAGRAPH, ("A", "B"), 1),
        Block(17, 22, BlockKind.PARAGRAPH, ("A", "B"), 2),
        Block(23, 28, BlockKind.PARAGRAPH, ("A",), 2),
    )
    document = Document("d", "", text, blocks)
    assert [p.text for p in split_document(document, framework)] == ["One. Two.", "Three.", "Four.", "Five."]


def test_no_passage_of_the_corpus_contains_a_heading(
    documents: tuple[Document, ...], framework: Framework
) -> None:
    for document in documents:
        headings = [(b.start, b.end) for b in document.blocks if b.kind is not BlockKind.PARAGRAPH]
        for passage in split_document(document, framework, overlap_words=30):
            assert not [h for h in headings if h[0] < passage.end and passage.start < h[1]]


def test_headings_and_back_matter_are_in_no_passage(framework: Framework) -> None:
    document = Document(
        "d",
        "",
        "Head. Body. Back.",
        (
            Block(0, 5, BlockKind.HEADING),
            Block(6, 11, BlockKind.PARAGRAPH),
            Block(12, 17, BlockKind.BACK_MATTER),
        ),
    )
    assert [p.text for p in split_document(document, framework)] == ["Body."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Dr. Li met Mr. Vučić in the U.S. in May. They signed.",
            ["Dr. Li met Mr. Vučić in the U.S. in May.", "They signed."],
        ),
        ("Trade rose 3.5 per cent. It fell later.", ["Trade rose 3.5 per cent.", "It fell later."]),
        ("Zijin Mining Co. in Bor grew. More came.", ["Zijin Mining Co. in Bor grew.", "More came."]),
        (
            "It cost 5 bn. dollars at first. What for? asked a member.",
            ["It cost 5 bn. dollars at first.", "What for? asked a member."],
        ),
        (
            "The firm is big (see no. 4. and more). It grew.",
            ["The firm is big (see no. 4. and more).", "It grew."],
        ),
        (
            "“It works,” he said. “We pay.” Then he left.",
            ["“It works,” he said.", "“We pay.”", "Then he left."],
        ),
        ("3. Disputes go to Xi'an. They end.", ["3. Disputes go to Xi'an.", "They end."]),
        ("Article 12. The parties meet.", ["Article 12. The parties meet."]),
        ("2.1. The loan ran out. Then it ended.", ["2.1. The loan ran out.", "Then it ended."]),
        ("It was paid in 2016. They met.", ["It was paid in 2016.", "They met."]),
    ],
)
def test_sentence_ends_are_where_a_reader_sees_them(text: str, sentences: list[str]) -> None:
    document = make_document(text)
    assert [text[s:e] for s, e in split_sentences(document, document.blocks[0])] == sentences


def test_a_footnote_mark_is_in_no_sentence() -> None:
    text = "Trade grew.[3] It led.”[4][5] Debt [6] rose."
    marks = tuple(Mark(m.start(), m.end(), m.group()[1:-1]) for m in re.finditer(r"\[[345]\]", text))
    document = Document("d", "", text, (Block(0, len(text), BlockKind.PARAGRAPH),), marks=marks)
    assert [text[s:e] for s, e in split_sentences(document, document.blocks[0])] == [
        "Trade grew.",
        "It led.”",
        "Debt [6] rose.",
    ]
