r"""RTF, written here by hand, is read as a word processor shows it."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.ingest.read_file import Skipped, read_file
from corpus.readers.rtf.rtf import read_rtf
from corpus.records import Document
from tests.reading import Write, quoted

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0{\*\panose 02020603}Times;}"
    r"{\f1\fswiss\fcharset204 Arial;}{\f2\fnil\fcharset134 SimSun;}{\f3\fnil\cpg1250 X;}}"
    r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}{\stylesheet{\ql Normal;}"
    r"{\s1\ql\outlinelevel0\b\fs28\sbasedon0 heading 1;}{\*\cs10\additive Default;}{\s2\outlinelevel1 Mine;}}"
    r"{\info{\title Ports}{\author Ann Lee}{\comment never}}{\header\pard A header\par}"
)


@pytest.fixture
def read(write: Write) -> "Read":
    return Read(write)


class Read:
    def __init__(self, write: Write) -> None:
        self._write = write

    def __call__(self, body: str) -> Document:
        path = self._write("a.rtf", f"{HEAD}{body}}}".encode("latin-1"))
        return read_rtf(path, "a.rtf")

    def lines(self, body: str) -> list[str]:
        return self(body).text.split("\n\n")


def test_headings_by_style_or_outline_and_properties_are_read(read: Read) -> None:
    d = read(
        r"\pard\plain\s1 Ports\par\pard\s2 Bar\par\pard\outlinelevel1 Ulcinj\par\pard Serbia sold a mill.\par"
    )
    assert [(b.kind.value, d.text[b.start : b.end], b.headings) for b in d.blocks] == [
        ("heading", "Ports", ()),
        ("heading", "Bar", ("Ports",)),
        ("heading", "Ulcinj", ("Ports",)),
        ("paragraph", "Serbia sold a mill.", ("Ports", "Ulcinj")),
    ]
    assert (d.title, d.author) == ("Ports", "Ann Lee")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Caf\'e9", "Café"),
        (r"\u268?a\u269?ak", "Čačak"),
        (r"\uc2\u268\'c8x\uc1 a", "Ča"),
        (r"\uc0\u268 a", "Ča"),
        (r"{\f1 \'d1\'e5\'f0\'e1\'e8\'ff}", "Сербия"),
        (r"{\f2 \'d6\'d0\'b9\'fa}", "中国"),
        (r"{\f3 \'c8}", "Č"),
        (r"\u-10179?\u-8694?", "😊"),
        (r"\ldblquote a\~b\rdblquote\endash\_\{c\}\\", "“a b”–-{c}\\"),
        (r"so\-so\line on\tab and" + "\r\non", "soso on andon"),
        (r"{\field{\*\fldinst HYPERLINK}{\fldrslt a link}}", "a link"),
        (r"{\upr{wrong}{\*\ud{right}}}", "right"),
        (r"a{\*\unknown gone{\b too}}{\pict\pngblip 8950aabb}b", "ab"),
        (r"six{\deleted nine} drones", "six drones"),
        (r"a\bin4 }}}}b", "ab"),
    ],
)
def test_characters_of_every_kind_are_read(read: Read, body: str, text: str) -> None:
    assert read(body).text == text


def test_numbers_of_lists_stand_before_their_words_and_bullets_do_not(read: Read) -> None:
    assert read.lines(
        r"\pard{\listtext\pard\plain 3.\tab}Disputes\par{\pntext\f0 (a)\tab}{\*\pn\pnlvlbody}Ports\par"
        r"{\listtext\'b7\tab}Mills\par"
    ) == ["3. Disputes", "(a) Ports", "Mills"]


def test_tables_have_the_names_of_their_columns_and_merged_cells_count(read: Read) -> None:
    edges = r"\cellx2000\cellx4000\cellx6000"
    assert read.lines(
        r"\pard Table 1. Loans (million US$)\par"
        rf"\trowd\trhdr{edges}\pard\intbl Country\cell 2019\cell 2020\cell\row"
        rf"\trowd\clvmgf{edges}\pard\intbl Serbia\cell 1\cell 2\cell\row"
        r"\trowd\clvmrg\cellx2000\cellx6000\pard\intbl\cell{\listtext\'b7\tab}a port\par"
        r"{\listtext\'b7\tab}a mill\cell\row"
        r"\pard After.\par"
    ) == [
        "Table 1. Loans (million US$)",
        "Table 1. Loans (million US$); Country: Serbia; 2019: 1; 2020: 2",
        "Table 1. Loans (million US$); Country: Serbia; 2019: a port; a mill; 2020: a port; a mill",
        "After.",
    ]


def test_groups_above_columns_are_known_by_the_edges_of_cells(read: Read) -> None:
    assert read.lines(
        r"\trowd\cellx1000\cellx3000\cellx5000\pard\intbl\cell Loans\cell Trade\cell\row"
        r"\trowd\cellx1000\cellx2010\cellx3000\cellx4000\cellx5000\pard\intbl "
        r"Country\cell Sum\cell Year\cell Goods\cell Value\cell\row"
        r"\trowd\cellx1000\cellx2000\cellx3000\cellx4000\cellx5000\pard\intbl "
        r"Serbia\cell 3\cell 2019\cell steel\cell 7\cell\row"
    ) == ["Country: Serbia; Loans Sum: 3; Loans Year: 2019; Trade Goods: steel; Trade Value: 7"]


def test_a_table_in_a_cell_follows_its_row_and_one_column_is_a_frame(read: Read) -> None:
    inner = r"{\*\nesttableprops\trowd\cellx1000\cellx2000\nestrow}{\nonesttables\par}"
    assert read.lines(
        r"\trowd\cellx3000\cellx6000\pard\intbl Country\cell What\cell\row\pard\intbl Serbia\cell "
        r"\pard\intbl\itap2 Year\nestcell Loan\nestcell" + inner +
        r"\pard\intbl\itap2 2019\nestcell 3\nestcell" + inner +
        r"\pard\intbl\itap1 text\cell\trowd\cellx3000\cellx6000\row"
        r"\pard Between.\par\trowd\cellx3000\pard\intbl A frame.\par Around text.\cell\row"
    ) == [
        "Country: Serbia; What: text", "Year: 2019; Loan: 3", "Between.", "A frame.", "Around text."
    ]  # fmt: skip


def test_rows_without_a_definition_are_read(read: Read) -> None:
    assert read.lines(r"\pard\intbl Country\cell Loan\cell\row\intbl Serbia\cell 3\cell\row") == [
        "Country: Serbia; Loan: 3"
    ]


def test_notes_become_references_or_the_next_paragraph(read: Read, framework: Framework) -> None:
    remark = "The loan was extended in 2021 and now runs until 2040."
    d = read(
        r"\pard Trade grew.{\super\chftn{\footnote\pard\plain{\super\chftn} Ann Lee, {\i Debt}, p. 4.}}"
        r" It fell."
        r"{\footnote\ftnalt\pard Bo Li, Ports, p. 5.}\par\trowd\cellx1\cellx2\pard\intbl Serbia\cell 3"
        rf"{{\footnote\pard {remark}}}\cell\row"
    )
    assert quoted(d, framework) == {
        "Trade grew.": ("f1",),
        "It fell.": ("e2",),
        "Serbia | 3": (),
        remark: (),
    }


def test_text_boxes_follow_the_paragraph_that_they_are_anchored_to(read: Read) -> None:
    assert read.lines(
        r"\pard Before.{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt\pard In a box.\par}}{\shprslt old}}"
        r" On.\par"
        r"{\*\do{\dptxbx{\dptxbxtext\pard An old box.\par}}}Last.\par"
    ) == ["Before. On.", "In a box.", "Last.", "An old box."]


def test_a_file_that_is_no_rtf_or_has_no_text_is_refused(read: Read, write: Write) -> None:
    with pytest.raises(
        CorpusError, match=r"^b\.rtf is no RTF document; save it again from the program that made it\.$"
    ):
        read_rtf(write("b.rtf", b"Text."), "b.rtf")
    reason = r"^a\.rtf has no text \(pictures only\?\); save it with its text\.$"
    with pytest.raises(CorpusError, match=reason):
        read(r"{\pict 00}")


@pytest.mark.parametrize(
    "content",
    [
        rb"{\rtf1 a{{{\footnote b",
        rb"{\rtf1 a}}}}\par}b",
        rb"{\rtf1 a\bin99999999 ",
        rb"{\rtf1 a\cell\row\nestcell\nestrow\itap99999\cell\u99999999 ?}",
        rb"{\rtf1\ansicpg99999\uc-5\itap-3 a\'zz\'",
        rb"{\rtf1 a\intbl\itap20\nestcell\cellx-9\trowd\cellx5\cellx1\nestrow}",
    ],
)
def test_broken_rtf_gives_what_can_be_read(write: Write, content: bytes) -> None:
    (found,) = read_file(write("a.rtf", content), "a.rtf")
    assert isinstance(found, Document), found
    assert found.text.startswith("a")


def test_groups_without_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 " + b"{" * 1_000_000)
    (found,) = read_file(tmp_path / "a.rtf", "a.rtf")
    assert found == Skipped(
        "a.rtf", "a.rtf is nested too deeply to be read; save it again from the program that made it."
    )
