"""Documents in several scripts are read exactly, split into sentences and found by their words."""

from pathlib import Path

import pytest

from corpus.annotate.split import split_document
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from corpus.records import Document, Passage
from tests.conftest import terms_of

DOCUMENTS = {
    "en.txt": "The government of Serbia and a firm from China signed an agreement on the steel mill, "
    "which is in the town of Smederevo.",
    "ru.txt": "Китай вложил 3 млрд долларов в 2019 г. в экономику страны. "
    "Железная дорога до границы строится. См. также т. 2 доклада.",
    "sr-cyrillic.txt": "Србија је купила шест дронова. Његова влада је то потврдила 5. маја у Љубљани. "
    "Изградња аутопута у Ђаковици траје.",
    "sr-latin.txt": "Hrvatska je kupila brodove. Njena vlada je to potvrdila 5. maja u Čačku. "
    "Žetva u Šapcu traje, kao i svake godine.",
    "tr.txt": "İstanbul’daki şirketler yatırım yaptı ve bu yıl için bir anlaşma imzaladı. "
    "Iğdır sınır kapısı açıldı. Dr. Ali’nin dediği gibi ticaret büyüdü.",
    "zh.txt": "中国与塞尔维亚签署了自由贸易协定。“协定将促进双边贸易。”部长说。匈塞铁路于2024年通车！",
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    folder = tmp_path_factory.mktemp("scripts")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {d.id: d for d in load_documents([folder]).documents}


@pytest.fixture(scope="module")
def passages(documents: dict[str, Document], framework: Framework) -> list[Passage]:
    return [p for d in documents.values() for p in split_document(d, framework)]


def test_the_text_is_exact_and_the_language_detected(documents: dict[str, Document]) -> None:
    assert {name: d.text for name, d in documents.items()} == DOCUMENTS
    assert {name: d.language for name, d in documents.items()} == {name: name[:2] for name in DOCUMENTS}


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        (
            "ru.txt",
            [
                "Китай вложил 3 млрд долларов в 2019 г. в экономику страны.",
                "Железная дорога до границы строится.",
                "См. также т. 2 доклада.",
            ],
        ),
        (
            "sr-cyrillic.txt",
            [
                "Србија је купила шест дронова.",
                "Његова влада је то потврдила 5. маја у Љубљани.",
                "Изградња аутопута у Ђаковици траје.",
            ],
        ),
        (
            "zh.txt",
            [
                "中国与塞尔维亚签署了自由贸易协定。",
                "“协定将促进双边贸易。”",
                "部长说。",
                "匈塞铁路于2024年通车！",
            ],
        ),
    ],
)
def test_a_text_is_split_into_whole_sentences(
    documents: dict[str, Document], framework: Framework, name: str, sentences: list[str]
) -> None:
    d = documents[name]
    assert [d.text[s.start : s.end] for p in split_document(d, framework) for s in p.sentences] == sentences


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("自由贸易", "zh.txt"),
        ("匈塞铁路", "zh.txt"),
        ("железной дороги", "ru.txt"),
        ("ЭКОНОМИКА", "ru.txt"),
        ("дронови шест", "sr-cyrillic.txt"),
        ("kupila šest dronova", "sr-cyrillic.txt"),
        ("kupila sest dronova", "sr-cyrillic.txt"),
        ("Ljubljani", "sr-cyrillic.txt"),
        ("Djakovici", "sr-cyrillic.txt"),
        ("Чачку", "sr-latin.txt"),
        ("Cacku", "sr-latin.txt"),
        ("ŽETVA", "sr-latin.txt"),
        ("istanbul şirketler", "tr.txt"),
        ("IĞDIR", "tr.txt"),
        ("igdir", "tr.txt"),
        ("steel mill", "en.txt"),
    ],
)
def test_a_document_is_found_by_its_words_in_every_spelling(
    passages: list[Passage], query: str, name: str, tmp_path: Path
) -> None:
    scores = terms_of(tmp_path, [p.text for p in passages]).score_all(query)
    assert passages[int(scores.argmax())].document_id == name
    assert scores.max() > 0


def test_a_long_chinese_text_is_cut_into_passages_of_the_usual_length(
    framework: Framework, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(DOCUMENTS["zh.txt"] * 40, encoding="utf-8")
    (d,) = load_documents([tmp_path]).documents
    lengths = [len(p.text) for p in split_document(d, framework)]
    assert len(lengths) > 5
    assert max(lengths) <= 300
    assert sum(lengths) == len(d.text)
