"""What `python -m bench speed` counts and draws; the timing itself is not tested."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.speed.bars import Panel, draw_bars
from bench.speed.encoder_flops import count_operations
from bench.speed.texts import write_texts
from bench.speed.timed import count_embedded_characters


def test_only_characters_that_the_model_reads_count() -> None:
    assert count_embedded_characters([("a", 0, "China and Serbia")], 256) == 16
    # Two of the four tokens mark begin and end.
    assert count_embedded_characters([("a", 0, "China and Serbia")], 4) == len("China and")


def test_a_character_in_two_chunks_counts_once() -> None:
    whole = ("a", 0, "China and Serbia")
    chunks = [whole, ("a", 10, "Serbia agreed"), ("b", 0, "Serbia")]
    assert count_embedded_characters(chunks, 256) == 16 + 7 + 6
    assert count_embedded_characters([whole, ("a", 6, "and")], 256) == 16
    assert count_embedded_characters([whole, ("a", 20, "agreed")], 256) == 16 + 6


def test_operations_are_those_of_the_matrices_and_of_attention() -> None:
    """By hand, 2 operations a multiplication, for width 2, inner 3 and 5 tokens.

    Four 2x2 matrices, a 2x3 and a 3x2, and twice 5x2 times 2x5.
    """
    assert count_operations([5], layers=1, width=2, inner=3) == 5 * 2 * (4 * 4 + 6 + 6) + 2 * (2 * 5 * 2 * 5)
    assert count_operations([5, 7], layers=6, width=384, inner=1536) == 6 * (
        count_operations([5], layers=1, width=384, inner=1536) + 7 * 384 * (24 * 384 + 4 * 7)
    )


def test_texts_have_the_length_asked_for_and_hardly_repeat(tmp_path: Path) -> None:
    assert write_texts(tmp_path / "one", 700_000) == 700_000
    write_texts(tmp_path / "two", 700_000)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    texts = [json.loads(line)["text"] for line in (tmp_path / "one").read_text(encoding="utf-8").splitlines()]
    assert sum(map(len, texts)) == 700_000
    long = [p for text in texts for p in text.split("\n\n") if len(p) > 300]
    assert len(set(long)) > 0.995 * len(long) > 1000


def test_bars_are_in_proportion() -> None:
    drawn = draw_bars([Panel("a < b", [("ours", 2.0), ("theirs", 1.0), ("none", 0.0)])])
    svg = ElementTree.fromstring(drawn)  # noqa: S314 - our own
    widths = [float(r.get("width", "")) for r in svg.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert widths[0] > 0
    assert widths == [widths[0], pytest.approx(widths[0] / 2), 0]
    words = {t.text for t in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {"a < b", "ours", "2", "theirs", "1"} <= words
