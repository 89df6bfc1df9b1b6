from dataclasses import replace

from corpus.records import Reference
from qa.records import Answer, Gap, Scope, Source
from qa.write.markdown import describe_gaps, render_markdown
from qa.write.works import collect_works, format_note, format_source


def test_a_table_has_a_column_for_each_side_and_a_row_for_each_aspect(answer: Answer) -> None:
    lines = render_markdown(answer).splitlines()
    assert "| | Central Asia | Balkans |" in lines
    rows = [line.split("|")[1].strip() for line in lines if line.startswith("| **")]
    assert rows == ["**Economic**", "**Political**", "**Security**", "**Social**"]


def test_a_question_on_more_than_aspects_has_one_row(answer: Answer) -> None:
    narrow = replace(answer, question=replace(answer.question, query="port strike"))
    rows = [line.split("|")[1].strip() for line in render_markdown(narrow).splitlines() if "| **" in line]
    assert rows == ["**Evidence**"]


def test_what_holds_worldwide_is_a_line_below_the_table(answer_with_context: Answer) -> None:
    lines = [line for line in render_markdown(answer_with_context).splitlines() if line]
    assert lines[lines.index("**Worldwide:** It trades. [3]") - 1].startswith("| **Security** |")


def test_a_source_names_the_document_and_then_what_it_cites_with_relay_and_grade() -> None:
    reference = Reference("x-1", "Loans", publisher="Reuters", date="2020", grade="C2", via="A Blog")
    source = Source(2, "a.md", "A", "Debt", 0, 4, "Loan", "0" * 64, (reference,))
    work = "“Loans”, Reuters, 2020, via A Blog, grade C2"
    assert format_source(source) == f"A, Debt (a.md, characters 0-4): {work}"
    brief = replace(source, is_brief=True)
    place = "Summarised in the Parallax brief A, Debt (a.md, characters 0-4)"
    assert format_source(brief) == f"{work}. {place}"
    assert format_note(brief) == f"“Loan” {work}. {place}"


def test_a_work_cited_under_two_ids_is_listed_once(answer: Answer) -> None:
    first, second = (Reference(f"x-{n}", "Loans", publisher="Reuters", grade=f"B{n}") for n in (1, 2))
    sources = tuple(
        replace(s, references=(r,)) for s, r in zip(answer.sources, (first, second), strict=False)
    )
    works = collect_works(replace(answer, sources=(*sources, *answer.sources[2:])))
    [loans] = [w for w in works if w.reference.title == "Loans"]
    assert (loans.key, loans.reference.grade, len(loans.notes)) == ("x-1", None, 2)


def test_a_gap_says_where_was_looked_if_the_question_limits_that(answer: Answer) -> None:
    question = replace(answer.question, scope=Scope(own_documents=True, perspective="Chinese media"))
    limited = replace(answer, question=question, missing=(Gap("Serbia", "social"),))
    assert describe_gaps(limited) == [
        "Nothing found on Serbia: social matters, in your own documents, from Chinese media."
    ]
    whole_side = replace(answer, missing=(Gap("Serbia", None),))
    assert describe_gaps(whole_side) == ["No answer found on Serbia."]
    unheeded = replace(limited, question=replace(question, ignored=("Chinese media",)))
    assert describe_gaps(unheeded) == ["Nothing found on Serbia: social matters, in your own documents."]
