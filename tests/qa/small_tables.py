"""Small tables of figures for the tests of reading, selecting and composing; a glance takes them in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.framework import Framework
from corpus.readers.csv import read_csv
from corpus.records import Document
from corpus.tables.find import find_tables
from corpus.tables.sidecar import read_described_table
from index.tables import TableIndex
from qa.figure_records import FigureQuestion, Operation
from qa.read.question import Known, read_question
from qa.records import Question
from qa.select.figures.figure_evidence import FigureEvidence
from qa.select.figures.frame import Amount
from qa.select.figures.gather import gather_figures
from tests.conftest import WordEmbedder

_SIDECAR = """
title = "{title}"
source = "Ledger"
covers = "The table covers {covers}."
attribution = "Ledger: {title}."
licence = "CC0"
licence_url = "https://example.org/cc0"
[columns]
subject = "country"
year = "year"
{columns}
[reference]
id = "ledger-{name}"
title = "{title} of the Ledger"
[[measures]]
column = "{column}"
name = "{measure}"
unit = "{unit}"
aspect = "economic"
sentence = "{sentence}"
adds_over = [{adds_over}]
asked = [{asked}]
note = "{title} only."
{more}
"""
_PARTS = """
[[parts]]
column = "lender"
value = "state"
name = "the state"
asked = ["state lenders"]
[[parts]]
column = "lender"
value = "bank"
name = "banks"
asked = ["banks", "bank"]
"""
# Added over lenders and countries, not over years; Uganda has no 2021, Tanzania no row.
DEBT = """\
country,year,lender,usd
Kenya,2019,state,80
Kenya,2020,state,100
Kenya,2021,state,300
Kenya,2021,bank,50
Laos,2020,state,400
Laos,2021,state,200
Uganda,2020,state,70
Serbia,2021,bank,350
Nigeria,2018,state,10
"""
# Added over years too.
GRANTS = """\
country,year,usd
Kenya,2018,5000000
Kenya,2020,1000000
Laos,2019,2000000000
Laos,2021,500000000
Serbia,2020,0
"""
# Shares of different wholes: not added at all.
SHARES = """\
country,year,percent
Kenya,2020,20.5
Kenya,2021,15.25
Laos,2020,50
Laos,2021,52.75
Uganda,2020,30
"""
STUDENTS = """\
country,year,students,visits
Kenya,2020,1200,3
Kenya,2021,1,0
Laos,2021,900,4
Serbia,2021,1200,
"""
PROJECTS = """\
Project,Country,Sector,Year,Cost (USD million),Status
Lamu Pier,Kenya,Ports,2018,450,planned
Isiolo Line,Kenya,Rail,2020,"1,200",completed
Kitui Dam,Kenya,Energy,2020,n/a,planned
Bor Line,Serbia,Rail,2019,300,completed
Nis Ring,Serbia,Roads,2021,300,planned
Pakse Weir,Laos,Energy,2020,80.5,completed
Vientiane Grid,Laos,Energy,2021,,cancelled
"""
PORTS = """\
Port,Country,Operator,TEU 2022,TEU 2023
North Quay,Montenegro,Harbour One,100,150
Palm Quay,Kenya,Sea Gate,40,20
Olive Quay,Greece,Harbour One,500,450
"""


@dataclass(frozen=True, slots=True)
class SmallTables:
    """The tables with their documents, and the framework by which they were read."""

    documents: dict[str, Document]
    tables: TableIndex
    framework: Framework

    def read(self, text: str, history: Sequence[str] = ()) -> Question:
        """Read a question with these tables and vectors of words."""
        known = Known(embed=WordEmbedder().embed_queries, tables=self.tables)
        return read_question(text, self.framework, history, known)

    def ask(self, text: str, history: Sequence[str] = ()) -> FigureQuestion:
        """What a question asks of the tables; it must ask something."""
        question = self.read(text, history).figures
        assert question is not None, text
        return question

    def only(self, *names: str) -> "SmallTables":
        """The same with some of the tables alone."""
        kept = [t for t in self.tables if t.document_id.removesuffix(".csv") in names]
        return SmallTables(self.documents, TableIndex(kept), self.framework)

    def gather(self, name: str, operation: Operation, *places: str, **fields: object) -> FigureEvidence:
        """Gather figures of a table by its name; its first measure unless `measure` is given."""
        table = next(t for t in self.tables if t.document_id == f"{name}.csv")
        fields = {"measure": table.description.measures[0].id, **fields}
        question = FigureQuestion(table.id, operation=operation, places=places, **fields)  # type: ignore[arg-type]
        return gather_figures(question, self.tables, self.framework)


def make_small_tables(folder: Path, framework: Framework) -> SmallTables:
    """Write the files and read them."""
    labels, parts, subjects, years = 'labels = ["lender"]', '"parts"', '"subjects"', '"years"'
    described = (
        ("debt", DEBT, "usd", "debt to lenders in China", "USD", (parts, subjects), labels, _PARTS),
        ("grants", GRANTS, "usd", "grants from China", "USD", (parts, subjects, years), "", ""),
        ("shares", SHARES, "percent", "share of debt owed to China", "%", (parts,), "", ""),
        ("students", STUDENTS, "students", "students in China", "student", (subjects,), "", _VISITS),
    )
    documents = []
    for name, csv, column, measure, unit, adds_over, columns, more in described:
        sidecar = _SIDECAR.format(
            title=name.capitalize(),
            covers="2018 to 2021",
            name=name,
            columns=columns,
            column=column,
            measure=measure,
            unit=unit,
            sentence=_SENTENCES[name],
            adds_over=", ".join(adds_over),
            asked=_ASKED[name],
            more=more,
        )
        (folder / f"{name}.toml").write_text(sidecar, encoding="utf-8")
        documents.append(read_described_table(_write(folder, name, csv), f"{name}.csv"))
    for name, csv in (("projects", PROJECTS), ("ports", PORTS)):
        documents.append(read_csv(_write(folder, name, csv), f"{name}.csv"))
    return SmallTables(
        {d.id: d for d in documents},
        TableIndex([table for d in documents for table in find_tables(d, framework)]),
        framework,
    )


def name_values(amounts: Iterable[Amount]) -> list[tuple[str, float | None]]:
    """Amounts by their names."""
    return [(amount.name, amount.value) for amount in amounts]


_SENTENCES = {
    "debt": "{subject} owed {value} {when}",
    "grants": "China granted {subject} {value} {when}",
    "shares": "China held {value} of the debt of {subject} {when}",
    "students": "{subject} had {value} in China {when}",
}
_ASKED = {
    "debt": '"debt", "owe", "in the red"',
    "grants": '"grants", "granted", "aid"',
    "shares": '"share of debt", "debt"',
    "students": '"students", "study in China"',
}
_VISITS = """
[[measures]]
column = "visits"
name = "visits of ministers"
unit = "visit"
aspect = "political"
sentence = "{subject} had {value} {when}"
adds_over = ["subjects", "years"]
asked = ["visits", "visit"]
note = "Visits only."
"""


def _write(folder: Path, name: str, csv: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(csv, encoding="utf-8")
    return path
