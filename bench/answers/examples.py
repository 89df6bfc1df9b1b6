"""docs/EXAMPLES.md: ten questions of different kinds with their answers, from the starter corpus, as `python -m qa ask` prints them.

`python -m bench.answers.examples` writes it; a test answers the questions again and fails if the file says something else. In another arithmetic vectors differ in
the third place, and a few answers in a hundred with them, so the file says how it was computed. It is made here and not in docs/, which holds no code.
"""

import sys
import tempfile
from pathlib import Path

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from corpus.ingest.load import STARTER_CORPUS, load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.records import SentenceSearch
from index.store import PassageIndex
from qa.ask import ask
from qa.write.markdown import render_markdown

EXAMPLES = Path(__file__).parents[2] / "docs" / "EXAMPLES.md"
QUESTIONS = {
    "One aspect of two regions": "How does China's security role differ between Central Asia and the Balkans?",
    "Two regions as a whole": "How does China's strategy differ between Africa and the Pacific Islands?",
    "A narrow topic": "Compare Chinese railway projects in Laos and Indonesia.",
    "Which of two countries is more": "Which owes China more, Tajikistan or Kyrgyzstan?",
    "What is shared": "What do China's approaches to Central Asia and the Balkans have in common?",
    "Only the differences, in three regions": "How do Confucius Institutes in Africa, South Asia and Latin America differ? Only the differences, please.",
    "Two periods of one place": "How did Chinese lending to Africa in 2012-2018 compare with the years since 2020?",
    "One fact": "What share of Serbia's arms imports came from China?",
    "A side of which the corpus says nothing": "How do Chinese arms sales to Serbia compare with those to Iceland?",
    "A question that is not the corpus's": "How long should I boil an egg?",
}
_OPENING = """\
# Examples

Ten questions of different kinds, and what `python -m qa ask` answers from the starter corpus. Every sentence with a number is quoted from the source of that
number or names what the quotations speak of. `make examples` writes this file anew.
"""


def main() -> int:
    try:
        with tempfile.TemporaryDirectory() as folder:
            embedder = SentenceEmbedder()
            build_index(load_documents([STARTER_CORPUS]), Path(folder), embedder)
            sections = answer_examples(PassageIndex(Path(folder), embedder), load_framework())
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    EXAMPLES.write_text(
        "\n".join([_OPENING, *sections, made_by(embedder)]) + "\n", encoding="utf-8", newline="\n"
    )
    print(f"{len(QUESTIONS)} questions answered in {EXAMPLES}.")
    return 0


def answer_examples(index: SentenceSearch, framework: Framework) -> list[str]:
    """A section of Markdown for each question, in their order."""
    return [
        f"## {kind}\n\n> {text}\n\n{render_markdown(ask(text, index, framework))}\n"
        for kind, text in QUESTIONS.items()
    ]


def made_by(embedder: SentenceEmbedder) -> str:
    """The last line: what the vectors depend on besides the corpus."""
    return f"<!-- {embedder.name}, weights {embedder.revision[:12]}, in {embedder.arithmetic} -->"


if __name__ == "__main__":
    sys.exit(main())
