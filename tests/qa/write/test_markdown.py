from dataclasses import replace

from corpus.records import Reference
from qa.records import Answer, Gap, Scope, Source
from qa.write.markdown import describe_gaps, format_source, render_markdown


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


def test_the_source_list_marks_relayed_and_uncertain_references() -> None:
    reference = Reference("x-1", "Loans", publisher="Reuters", date="2020", confidence="medium", via="A Blog")
    line = format_source(Source(2, "a.md", "A", "Debt", 0, 4, "Loan", "0" * 64, (reference,)))
    assert line == "2. A, Debt (`a.md`, 0-4): “Loans”, Reuters, 2020, via A Blog, medium confidence"


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
