"""Write docs/EXAMPLES.md: eleven questions of different kinds, and their answers from the starter corpus.

A test answers the questions again and fails if the file differs. With another arithmetic, vectors differ in
the third digit, and with them a few answers in a hundred; so the file says with which arithmetic it was made.
This code is here because docs/ has none.
"""

import argparse
import tempfile
from pathlib import Path

from corpus.framework import Framework, load_framework
from corpus.ingest.load import STARTER_CORPUS, STARTER_FIGURES, load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.records import SentenceSearch
from index.store import PassageIndex
from qa.ask import ask
from qa.write.markdown import render_markdown

EXAMPLES = Path(__file__).parents[2] / "docs" / "EXAMPLES.md"
QUESTIONS = {
    "One aspect of two regions": (
        "How does China's security role differ between Central Asia and the Balkans?"
    ),
    "Two regions as a whole": "How does China's strategy differ between Africa and the Pacific Islands?",
    "A narrow topic": "Compare Chinese railway projects in Laos and Indonesia.",
    "Which of two countries is more": "Which owes China more, Tajikistan or Kyrgyzstan?",
    "A ranking, from a table": "Rank the Central Asian states by what they owe China.",
    "What is shared": "What do China's approaches to Central Asia and the Balkans have in common?",
    "Only the differences, in three regions": (
        "How do Confucius Institutes in Africa, South Asia and Latin America differ? "
        "Only the differences, please."
    ),
    "Two periods of one place": (
        "How did Chinese lending to Africa in 2012-2018 compare with the years since 2020?"
    ),
    "One fact": "What share of Serbia's arms imports came from China?",
    "A side that is not in the corpus": "How do Chinese arms sales to Serbia compare with those to Iceland?",
    "A question that is not about the corpus": "How long should I boil an egg?",
}
_OPENING = """\
# Examples

Eleven questions of different kinds, and what `python -m qa ask` answers from the starter corpus. Every
sentence with a number quotes the source of that number, cites its row, or names what its quotations are
about. `make examples` writes this file.
"""


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("examples", help="write docs/EXAMPLES.md", description=__doc__)
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        embedder = SentenceEmbedder()
        build_index(load_documents([STARTER_CORPUS, STARTER_FIGURES]), Path(folder), embedder)
        sections = answer_examples(PassageIndex(Path(folder), embedder), load_framework())
    text = "\n".join([_OPENING, *sections, provenance_comment(embedder)]) + "\n"
    EXAMPLES.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(QUESTIONS)} questions answered in {EXAMPLES}.")
    return 0


def answer_examples(index: SentenceSearch, framework: Framework) -> list[str]:
    """Return a section of Markdown for each question, in their order."""
    return [
        f"## {title}\n\n> {question}\n\n{render_markdown(ask(question, index, framework))}\n"
        for title, question in QUESTIONS.items()
    ]


def provenance_comment(embedder: SentenceEmbedder) -> str:
    """Return the last line of the file: what the answers depend on in addition to the corpus."""
    return f"<!-- {embedder.name}, weights {embedder.revision[:12]}, in {embedder.arithmetic} -->"
