"""The numbers that Word shows before paragraphs and headings are part of their text."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.readers.office.docx import read_docx
from corpus.readers.office.list_numbers import format_number

Number = Callable[[Word, str], None]


def level(at: int, kind: str, template: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{extra}'
        f'<w:lvlText w:val="{template}"/></w:lvl>'
    )


def define(word: Word, levels: str, numbers: str = "") -> None:
    """Replace what the file defines by one definition, list 7, and other lists."""
    root = word.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    w = nsdecls("w")
    root.append(parse_xml(f'<w:abstractNum {w} w:abstractNumId="1">{levels}</w:abstractNum>'))
    numbers = f'<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>{numbers}'
    root.extend(parse_xml(f"<w:x {w}>{numbers}</w:x>"))


def add(word: Word, text: str, at: int = 0, number: int = 7, style: str | None = None) -> None:
    paragraph = word.add_paragraph(text, style=style)
    place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(place))


def lines(word: Word, tmp_path: Path) -> list[str]:
    word.save(str(tmp_path / "a.docx"))
    return read_docx(tmp_path / "a.docx", "a.docx").text.split("\n\n")


TREE = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "(%3)")


def test_levels_count_and_begin_again_below_a_higher_one(tmp_path: Path) -> None:
    word = docx.Document()
    define(word, TREE)
    for text, at in [("A", 0), ("b", 1), ("c", 1), ("x", 2), ("y", 2), ("D", 0), ("e", 1), ("z", 2)]:
        add(word, text, at)
    assert lines(word, tmp_path) == ["1. A", "1.1 b", "1.2 c", "(a) x", "(b) y", "2. D", "2.1 e", "(a) z"]


def test_a_level_may_go_on_counting_or_begin_again_at_one_level_only(tmp_path: Path) -> None:
    word = docx.Document()
    never = level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    at_the_top = level(2, "decimal", "%3.", '<w:lvlRestart w:val="1"/>')
    define(word, level(0, "upperRoman", "%1.") + never + at_the_top)
    for text, at in [("A", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 2), ("F", 0), ("g", 1), ("h", 2)]:
        add(word, text, at)
    assert lines(word, tmp_path) == ["I. A", "1. b", "1. c", "2. d", "2. e", "II. F", "3. g", "1. h"]


def test_lists_of_one_definition_go_on_unless_one_states_its_start(tmp_path: Path) -> None:
    word = docx.Document()
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    other = '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>'
    define(word, TREE, f'{other}<w:num w:numId="9"><w:abstractNumId w:val="1"/>{override}</w:num>')
    for text, number in [("a", 7), ("b", 8), ("c", 9), ("d", 9), ("e", 7)]:
        add(word, text, number=number)
    assert lines(word, tmp_path) == ["1. a", "2. b", "5. c", "6. d", "7. e"]


def test_a_list_may_replace_a_level_of_its_definition(tmp_path: Path) -> None:
    word = docx.Document()
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "Annex %1:")}</w:lvlOverride>'
    define(word, TREE, f'<w:num w:numId="8"><w:abstractNumId w:val="1"/>{override}</w:num>')
    add(word, "Ports", number=8)
    assert lines(word, tmp_path) == ["Annex A: Ports"]


def test_a_style_numbers_its_headings_and_a_paragraph_can_leave_its_list(tmp_path: Path) -> None:
    word = docx.Document()
    linked = level(0, "decimal", "%1.", '<w:pStyle w:val="Heading1"/>')
    linked += level(1, "decimal", "%1.%2", '<w:isLgl/><w:pStyle w:val="Heading2"/>')
    define(word, linked.replace('"decimal"', '"upperRoman"', 1))
    for name in ("Heading 1", "Heading 2"):
        place = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="7"/></w:numPr>')
        word.styles[name].element.get_or_add_pPr().append(place)
    word.add_heading("Ports", 1)
    word.add_heading("Bar", 2)
    word.add_paragraph("Text.")
    add(word, "Annex", number=0, style="Heading 1")
    word.add_heading("References", 1)
    word.add_paragraph("A. Author. A book.")
    word.save(str(tmp_path / "a.docx"))
    d = read_docx(tmp_path / "a.docx", "a.docx")
    assert [(b.kind.value, d.text[b.start : b.end], b.headings) for b in d.blocks] == [
        ("heading", "I. Ports", ()),
        ("heading", "1.1 Bar", ("I. Ports",)),
        ("paragraph", "Text.", ("I. Ports", "1.1 Bar")),
        ("heading", "Annex", ()),
        ("heading", "II. References", ()),
        ("back matter", "A. Author. A book.", ("II. References",)),
    ]


def test_a_bullet_adds_no_word_and_a_paragraph_without_text_counts(tmp_path: Path) -> None:
    word = docx.Document()
    define(word, level(0, "decimal", "%1)") + level(1, "bullet", "o"))
    for text, at in [("a", 0), ("", 0), ("b", 1), ("c", 0)]:
        add(word, text, at)
    assert lines(word, tmp_path) == ["1) a", "b", "3) c"]


def test_a_paragraph_deleted_under_review_does_not_count(tmp_path: Path) -> None:
    word = docx.Document()
    define(word, TREE)
    add(word, "a")
    add(word, "")
    deleted = f'<w:rPr {nsdecls("w")}><w:del w:id="1" w:author="a"/></w:rPr>'
    word.paragraphs[-1]._p.get_or_add_pPr().append(parse_xml(deleted))
    add(word, "b")
    assert lines(word, tmp_path) == ["1. a", "2. b"]


def test_a_number_need_not_be_digits_or_stand_apart(tmp_path: Path) -> None:
    word = docx.Document()
    define(word, level(0, "chineseCountingThousand", "第%1条", '<w:suff w:val="nothing"/>'))
    add(word, "港口")
    assert lines(word, tmp_path) == ["第一条港口"]


def test_a_list_that_nothing_defines_numbers_nothing(tmp_path: Path) -> None:
    word = docx.Document()
    define(word, TREE, '<w:num w:numId="8"><w:abstractNumId w:val="99"/></w:num><w:num w:numId="9"/>')
    for number in (8, 9, 12345):
        add(word, "a", number=number)
    add(word, "b", at=8)
    assert lines(word, tmp_path) == ["a", "a", "a", "b"]


def test_styles_that_are_based_on_each_other_end_somewhere(tmp_path: Path) -> None:
    word = docx.Document()
    first, second = (word.styles.add_style(name, 1) for name in ("One", "Two"))
    first.base_style, second.base_style = second, first
    word.add_paragraph("Text.", style="One")
    assert lines(word, tmp_path) == ["Text."]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (1994, "upperRoman", "MCMXCIV"),
        (28, "lowerLetter", "bb"),
        (22, "ordinal", "22nd"),
        (112, "ordinal", "112th"),
        (3, "russianUpper", "В"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (205, "taiwaneseCountingThousand", "二百〇五"),
        (110, "chineseCounting", "一百一十"),
        (7, "hebrew1", "7"),
        (0, "upperRoman", "0"),
        (10**9, "lowerRoman", "1000000000"),
        (3, "none", ""),
    ],
)
def test_a_number_is_written_as_its_kind_says(number: int, kind: str, text: str) -> None:
    assert format_number(number, kind) == text
