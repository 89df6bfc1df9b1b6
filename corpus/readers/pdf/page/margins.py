"""What stands apart from the lines of a page: large initials, which begin a line, and line numbers."""

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.pdf.page.runs import DROP_CAP, Run, is_level
from corpus.readers.pdf.page.tables import is_running_text

_MIN_LINE_NUMBERS = 4  # in a margin
_NUMBER = re.compile(r"\d{1,4}")


def join_drop_caps(runs: Sequence[Run]) -> list[Run]:
    """Return the runs with each large initial at the head of the line beside its top."""
    found = list(runs)
    for cap in runs:
        if len(cap.text) != 1 or not cap.text.isalpha():
            continue
        near = (r for r in found if r is not cap and -1 <= r.x0 - cap.x1 < r.size)
        beside = [r for r in near if r.y1 > cap.y0 and r.y0 < cap.y1]
        line = max(beside, key=lambda r: (r.y1, -r.x0), default=cap)
        if cap.size > DROP_CAP * line.size:
            found.remove(cap)
            found[found.index(line)] = replace(line, text=cap.text + line.text, x0=cap.x0)
    return found


def drop_line_numbers(runs: Sequence[Run]) -> list[Run]:
    """Return the runs without the numbers of lines beside running text."""
    kept = list(runs)
    numbers = sorted((r for r in runs if _NUMBER.fullmatch(r.text)), key=lambda r: -r.y1)
    for edge in {round(r.x1) for r in numbers}:
        margin = [r for r in numbers if abs(r.x1 - edge) <= 2]
        values = [int(r.text) for r in margin]
        steps = {b - a for a, b in itertools.pairwise(values)}
        if len(margin) < _MIN_LINE_NUMBERS or len(steps) != 1 or not steps <= {1, 2, 5, 10}:
            continue
        beside = [
            max((r for r in runs if r not in margin and is_level(r, n)), key=lambda r: r.x1 - r.x0, default=n)
            for n in margin
        ]
        is_left = beside[0].x0 > margin[0].x0
        is_wide = statistics.median(r.x1 - r.x0 for r in beside) > 15 * margin[0].size
        # Figures that happen to stand below each other have text at both sides.
        is_outside = not any(
            is_level(r, n) and -1 < max(n.x0 - r.x1, r.x0 - n.x1) < 2 * n.size and (r.x0 > n.x0) != is_left
            for n in margin
            for r in runs
            if r is not n
        )
        if is_wide and is_outside and is_running_text(beside):
            kept = [r for r in kept if r not in margin]
    return kept
