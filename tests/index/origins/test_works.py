from corpus.records import Block, BlockKind, Document, Figure, Passage, Reference, Sentence
from index.origins.works import find_document_origins, read_document_origins, write_document_origins

TEXT = "Fiji has 12 ships. Samoa has one."
DOCUMENT = Document(
    "a.md",
    "Ships",
    TEXT,
    (Block(0, len(TEXT), BlockKind.PARAGRAPH),),
    references=(Reference("r", "Ships of Fiji", publisher="CSIS Asia Maritime Centre", date="2024-05"),),
    author="Ann Lee",
    updated="2020-01-02",
)
SENTENCES = (
    Sentence(0, 18, named=("Fiji",), references=("r",), figures=(Figure(9, 17, 12, "ship"),)),
    Sentence(19, 33, named=("Samoa",)),
)


def test_a_sentence_rests_on_its_reference_or_on_its_document() -> None:
    origins = find_document_origins(DOCUMENT, [Passage("a.md", 0, len(TEXT), TEXT, SENTENCES)])
    assert [origins.works[number].name for number in origins.work_of] == [
        "“Ships of Fiji” (CSIS Asia Maritime Centre, 2024-05)",
        "“Ships” (Ann Lee, 2020-01-02)",
    ]
    assert origins.quotes_itself == (False, True)
    assert origins.works[0].publishers == ("CSIS Asia Maritime Centre", "Asia Maritime Centre")
    assert (origins.works[0].year, origins.works[0].month) == (2024, "2024-05")
    assert (origins.crediting[0].figures, origins.crediting[0].names) == ((12,), ("fiji",))
    assert read_document_origins(write_document_origins(origins)) == origins
