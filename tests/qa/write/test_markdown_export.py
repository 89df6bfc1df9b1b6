"""The Markdown file, read back by markdown-it."""

import re

from markdown_it import MarkdownIt

from qa.records import Answer
from qa.wording import collapse_whitespace
from qa.write.markdown_export import to_markdown

PARSER = MarkdownIt("commonmark").enable("table")


def test_it_has_the_answer_numbered_notes_and_the_bibliography(answer: Answer) -> None:
    text = to_markdown(answer)
    tokens = PARSER.parse(text)
    headings = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open"]
    assert headings == [answer.question.text, "Notes", "Bibliography"]
    assert sum(t.type == "th_open" for t in tokens) == 1 + len(answer.question.subjects)
    notes = text[text.index("## Notes") : text.index("## Bibliography")]
    assert re.findall(r"^(\d+)\. “", notes, re.MULTILINE) == [str(s.n) for s in answer.sources]
    assert all(collapse_whitespace(s.quote) in notes for s in answer.sources)


def test_a_hostile_document_stays_plain_text(hostile_answer: Answer) -> None:
    text = to_markdown(hostile_answer)
    tokens = [t for block in PARSER.parse(text) for t in (block, *(block.children or ()))]
    assert not [t for t in tokens if t.type in ("image", "link_open", "html_block")]
    assert {t.content for t in tokens if t.type == "html_inline"} <= {"<br>"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in PARSER.render(text)


def test_an_answer_without_evidence_says_so(empty_answer: Answer) -> None:
    assert "No answer to this was found" in to_markdown(empty_answer)
