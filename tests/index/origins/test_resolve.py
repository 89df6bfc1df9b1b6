"""Which sentences of documents have one origin, and what it is called."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from index.builds import directory
from index.store import PassageIndex
from tests.building import build
from tests.conftest import WordEmbedder

Origins = dict[str, tuple[int, str]]  # number and name by the first two words of a sentence
FindOrigins = Callable[[Mapping[str, str]], Origins]


@pytest.fixture
def find_origins(tmp_path: Path) -> FindOrigins:
    def find(files: Mapping[str, str]) -> Origins:
        docs, folder = tmp_path / "docs", tmp_path / "index"
        docs.mkdir(exist_ok=True)
        for name, text in files.items():
            (docs / name).write_text(text, encoding="utf-8")
        build(docs, folder)
        return read_origins(folder)

    return find


def read_origins(folder: Path) -> Origins:
    sentences = PassageIndex(folder, WordEmbedder()).sentences
    rows = np.arange(len(sentences))
    located = [sentences.locate(row) for row in rows.tolist()]
    numbers = sentences.get_origins(rows).tolist()
    return {
        " ".join(x.text.split()[:2]): (number, x.origin) for x, number in zip(located, numbers, strict=True)
    }


def brief(*sentences: str, references: Mapping[str, str]) -> str:
    notes = (f"[^{identifier}]: {text}" for identifier, text in references.items())
    return "\n\n".join(["# Brief", " ".join(sentences), *notes])


def test_two_references_to_one_address_are_one_work(find_origins: FindOrigins) -> None:
    references = {
        "a": '"Police in the Pacific." The Economist, 2024. <https://www.example.org/read/1?utm_source=x>',
        "b": '"Police in the isles." The Economist, 2024. <http://example.org/read/1>',
        "c": '"Police elsewhere." The Economist, 2024. <https://example.org/read/2>',
    }
    found = find_origins(
        {
            "a.md": brief(
                "Fiji has officers.[^a]", "Samoa has none.[^b]", "Tonga had some.[^c]", references=references
            )
        }
    )
    assert found["Fiji has"] == found["Samoa has"] != found["Tonga had"]
    assert found["Tonga had"][1] == "“Police elsewhere” (The Economist, 2024)"


def test_works_of_one_publisher_are_two_and_one_title_of_one_year_is_one(find_origins: FindOrigins) -> None:
    title = "How the debt trap became a myth"
    first = brief(
        "Fiji owes little.[^a]",
        "Samoa owes more.[^b]",
        references={
            "a": f'"{title}." RFE/RL, 2021-02. <https://example.org/1>',
            "b": '"Samoa\'s loans." RFE/RL, 2021-02. <https://example.org/2>',
        },
    )
    second = brief(
        "Tonga owes most.[^c]",
        references={"c": f'"{title}." Mirror, 2021-02-08. <https://mirror.example.com/9>'},
    )
    found = find_origins({"a.md": first, "b.md": second})
    assert found["Fiji owes"] == found["Tonga owes"] != found["Samoa owes"]


def test_relays_of_one_survey_have_one_origin_and_editions_of_it_do_not(find_origins: FindOrigins) -> None:
    found = find_origins(
        {
            "a.txt": "Kenyans like China, a Pew survey of 2024 found, and so do most people in Nigeria.",
            "b.txt": "In Pew's 2024 survey Thailand was the country that saw China most kindly of all.",
            "c.txt": "Indians turned away from China in the Pew Research Center's 2023 poll of nations.",
        }
    )
    assert found["Kenyans like"] == found["In Pew's"] == (found["In Pew's"][0], "Pew survey, 2024")
    assert found["Indians turned"][1] == "“c”"


def test_a_title_with_a_note_or_a_subtitle_is_of_the_same_work(find_origins: FindOrigins) -> None:
    references = {
        "a": '"Green new wave (Russian edition)." Carnegie, 2024. <https://example.org/1>',
        "b": '"Green new wave: how China adapts." Carnegie, 2024-04-19. <https://example.org/2>',
        "c": '"Green new wave: how China adapts." Lowy, 2023. <https://example.org/3>',
    }
    found = find_origins(
        {
            "a.md": brief(
                "Fiji has wind.[^a]", "Samoa has sun.[^b]", "Tonga has both.[^c]", references=references
            )
        }
    )
    assert found["Fiji has"] == found["Samoa has"] != found["Tonga has"]


def test_a_publishers_stories_of_one_day_with_like_titles_are_one(find_origins: FindOrigins) -> None:
    references = {
        "a": '"Nauru switches recognition from Taiwan to China." AP, 2024-01-15. <https://example.org/1>',
        "b": '"Taiwan loses recognition by Nauru." AP, 2024-01-15. <https://example.org/2>',
        "c": '"Taiwan loses recognition by Tonga." AP, 2024-01-19. <https://example.org/3>',
        "d": '"Nauru to host games." AP, 2024-01-15. <https://example.org/4>',
    }
    found = find_origins(
        {
            "a.md": brief(
                "Nauru left.[^a]",
                "Nauru switched.[^b]",
                "Tonga left.[^c]",
                "Games begin.[^d]",
                references=references,
            )
        }
    )
    assert found["Nauru left."] == found["Nauru switched."]
    assert len({number for number, _ in found.values()}) == 3


def test_reports_of_one_speech_have_one_origin_and_of_another_do_not(find_origins: FindOrigins) -> None:
    found = find_origins(
        {
            "a.txt": "At the June 2025 Astana summit Ann Lee announced 208 million for the region.",
            "b.txt": "Ann Lee told the Astana meeting of 2025 that three centres would train its teachers.",
            "c.txt": "In May 2023 the Astana summit heard Ann Lee, who pledged roads to the whole region.",
        }
    )
    assert found["At the"] == found["Ann Lee"] == (found["Ann Lee"][0], "Ann Lee, Astana, 2025")
    assert found["In May"][1] == "“c”"


def test_data_are_one_origin_whoever_cites_them(find_origins: FindOrigins) -> None:
    found = find_origins(
        {
            "a.txt": "SIPRI data show that Kenya bought more arms from China than from anybody in 2019-23.",
            "b.txt": "Tanzania took its arms mainly from China, according to SIPRI data cited by an editor.",
            "c.txt": "Uganda took its arms mainly from Russia, according to traders in the port of Mombasa.",
        }
    )
    assert found["SIPRI data"] == found["Tanzania took"] == (found["SIPRI data"][0], "SIPRI data")
    assert found["Uganda took"][1] == "“c”"


def test_an_agency_is_one_origin_only_for_the_same_figure_about_the_same_name(
    find_origins: FindOrigins,
) -> None:
    found = find_origins(
        {
            "a.txt": "Zambia owes China $17.27 billion, Reuters reported, and talks have begun in Lusaka.",
            "b.txt": "Reuters reported that the debt of Zambia, $17.27 billion, is to be cut by creditors.",
            "c.txt": "Kenya owes China $6.3 billion, Reuters reported, and pays it back from port fees.",
        }
    )
    assert found["Zambia owes"] == found["Reuters reported"] == (found["Zambia owes"][0], "Reuters")
    assert found["Kenya owes"][0] != found["Zambia owes"][0]


def test_a_repeated_paragraph_goes_back_to_the_document_that_credits_the_agency(
    find_origins: FindOrigins,
) -> None:
    port = (
        "China and Fiji signed an agreement on Saturday to rebuild the port of Suva for 120 million dollars."
    )
    found = find_origins(
        {
            "a.txt": f"Digest of the week\n\n{port}\n\nSugar was plentiful in the west of the island.",
            "b.txt": f"Port deal\n\nSUVA, March 2 (Xinhua) -- {port}\n\nWork begins in May on the quay.",
        }
    )
    assert found["China and"] == found["SUVA, March"] == found["Work begins"]
    assert "Xinhua" in found["China and"][1]
    assert found["Sugar was"][0] != found["China and"][0]


def test_a_reprint_has_the_origin_of_the_original_as_a_whole(find_origins: FindOrigins) -> None:
    story = (
        "Serbia bought six drones from China last year and has trained forty operators near Belgrade. "
        "The drones carry guided missiles with a range of nine kilometres, the ministry said on Friday."
    )
    found = find_origins(
        {"a.txt": f"{story}\n\nMore follows here soon.", "b.txt": story.replace("on Friday", "Friday")}
    )
    assert found["Serbia bought"] == found["The drones"] == found["More follows"]


def test_no_two_origins_have_one_name_and_none_is_empty(find_origins: FindOrigins) -> None:
    text = "Fiji sold {} tonnes of sugar to traders in the north of the country in the spring."
    found = find_origins({f"{n}.md": f"# Sugar\n\nNo{n} one. {text.format(n)}" for n in (11, 12, 13)})
    names = {number: name for number, name in found.values()}
    assert len(names) == len(set(names.values())) == 3 and all(names.values())


def test_a_build_on_the_one_before_has_the_same_origins_as_one_from_nothing(
    find_origins: FindOrigins, tmp_path: Path
) -> None:
    zambia = "Zambia owes China $17.27 billion, Reuters reported, and talks have begun in Lusaka."
    first = find_origins({"b.txt": zambia, "c.txt": "Butter is sold in the town of Bor by seven traders."})
    again = "Reuters reported that the debt of Zambia, $17.27 billion, is to be cut by creditors."
    second = find_origins({"a.txt": again})
    assert second["Zambia owes"] == second["Reuters reported"] and "“" in first["Zambia owes"][1]
    fresh, docs = tmp_path / "fresh", tmp_path / "docs"
    build(docs, fresh)
    folders = [
        directory.build_folder(f, str(directory.current_build(f))) for f in (tmp_path / "index", fresh)
    ]
    for name in ("origins.npy", "origin-names.txt", "document-origins.jsonl"):
        incremental, complete = ((folder / name).read_bytes() for folder in folders)
        assert incremental == complete, name
