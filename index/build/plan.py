"""What a build is made from, and its id: a hash of everything that shapes the index."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from corpus.annotate.split import split_document
from corpus.annotate.tag import TAGGER_VERSION
from corpus.document_json import document_digest
from corpus.framework import load_framework
from corpus.ingest.load import LoadResult
from corpus.records import Document, Passage
from corpus.tables.find import TABLES_VERSION
from corpus.text.tokens import TOKENIZER_VERSION
from index.salience import load_salience


class BuildPlan:
    """What is to be built, and the id of the build."""

    def __init__(
        self,
        loaded: LoadResult,
        fingerprint: dict[str, str | int],
        framework_path: Path,
        roots: tuple[str, ...],
    ) -> None:
        self.documents = loaded.documents
        self.skipped = tuple(asdict(s) for s in loaded.skipped)
        self.files = loaded.files
        self.fingerprint = fingerprint
        self.framework = load_framework(framework_path)
        self.framework_sha256 = hashlib.sha256(framework_path.read_bytes()).hexdigest()
        self.roots = roots
        self.digests = {d.id: document_digest(d) for d in self.documents}
        inputs = [
            fingerprint,
            TAGGER_VERSION,
            TOKENIZER_VERSION,
            TABLES_VERSION,
            load_salience().sha256,
            self.framework_sha256,
            self.skipped,
            roots,
            list(self.digests.values()),
        ]
        self.build = json_digest(inputs)[:16]

    def split(self, document: Document) -> list[Passage]:
        words, overlap = int(self.fingerprint["passage_words"]), int(self.fingerprint["overlap_words"])
        return split_document(document, self.framework, max_words=words, overlap_words=overlap)


def json_digest(value: object) -> str:
    """sha256 of a value as JSON; the same on every machine."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
