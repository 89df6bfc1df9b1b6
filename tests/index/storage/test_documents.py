"""Records of sentences and passages as one line of JSON, and back."""

import json
from dataclasses import fields

from corpus.records import Clause, Credit, Figure, Passage, Sentence, Trait
from index.storage.documents import passage_from_record, passage_line

TEXT = "Serbia pays Eximbank $5 million; Kenya pays in cash. It grows."
FULL = Sentence(
    0,
    52,
    subjects=("Serbia", "Balkans"),
    named=("Serbia",),
    aspects=("economic",),
    topics=("loans and lending",),
    references=("r-1", "r-2"),
    traits=(Trait.CONTRAST, Trait.MONEY),
    years=(2019, 2021),
    stated=(2021,),
    lasting=(2019,),
    dated=(2020,),
    names=("Eximbank",),
    figures=(
        Figure(21, 31, 5e6, "USD", 2019),
        Figure(0, 2, 12.5),
        Figure(3, 9, 10.0, "%", high=15.0, is_approximate=True),
    ),
    clauses=(
        Clause(0, 31, ("Serbia", "Balkans"), ("economic",), ("loans and lending",)),
        Clause(33, 52, ("Kenya",)),
    ),
    credits=(Credit("Pew", "survey", 2024, "survey"), Credit("Reuters")),
)


def reread(passage: Passage, text: str) -> Passage:
    return passage_from_record(json.loads(passage_line(passage)), text)


def test_a_sentence_keeps_every_field_in_storage() -> None:
    passage = Passage("d.md", 0, len(TEXT), TEXT, (FULL, Sentence(53, 62)))
    assert all(getattr(FULL, f.name) for f in fields(FULL) if f.name != "start"), "a field has no value here"
    assert reread(passage, TEXT) == passage


def test_what_is_empty_is_not_stored() -> None:
    passage = Passage("d.md", 53, 62, TEXT[53:62], (Sentence(53, 62),))
    assert json.loads(passage_line(passage))["sentences"] == [{"start": 53, "end": 62}]
    assert reread(passage, TEXT) == passage
