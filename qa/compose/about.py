"""What the program says of itself: what it is and holds, and the build that an answer is made from."""

from corpus.framework import Framework
from index.records import SentenceSearch
from qa.records import Answer, Question, Role, Statement, Status
from qa.wording import add_article, join_words


def describe_program(question: Question, index: SentenceSearch, framework: Framework) -> Answer:
    """Say what the program is and has; this rests on no document, so it cites none."""
    regions = [s.name for s in framework.subjects.values() if s.kind == "region"]
    aspects = [a.name for a in framework.aspects]
    texts = (
        "Parallax compares what documents say about China's part in regions and countries, and shows the "
        "passage behind every statement; it quotes, and adds nothing of its own.",
        f"It searches {index.manifest.documents} documents on "
        f"{join_words([add_article(r) for r in regions])}, in "
        f"{join_words(aspects)} matters; the Library tab lists them, and takes files of your own.",
        "Ask for a comparison (“How does China's security role differ between Central Asia and the "
        "Balkans?”), for a fact, a timeline, two periods of one country, or for what sources disagree on.",
        "It is open-source software that runs on your own machine; nothing that you ask or add leaves it.",
    )
    statements = tuple(Statement((), None, Role.SUMMARY, text, (), verbatim=False) for text in texts)
    return Answer(question, Status.NO_EVIDENCE, statements, (), (), (), describe_index(index))


def describe_index(index: SentenceSearch) -> dict[str, str | int]:
    """Give the build of an index, its embedding model and how much it holds."""
    manifest = index.manifest
    return {
        "build": manifest.build,
        "model": manifest.fingerprint["model"],
        "documents": manifest.documents,
        "passages": manifest.passages,
    }
