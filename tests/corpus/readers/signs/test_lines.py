"""Wrapped lines become one text: divided words, true hyphens, and scripts without spaces."""

import pytest

from corpus.readers.signs.lines import count_forms, join_line, join_source_lines, unwrap_words


@pytest.mark.parametrize(
    ("text", "line", "joined"),
    [
        ("the inter-", "national court", "the international court"),
        ("every long-", "term loan", "every long-term loan"),
        ("the debtor-", "friendly answer", "the debtor-friendly answer"),
        ("a quarterly pay-", "ment of 3 million", "a quarterly payment of 3 million"),
        ("from 1914-", "1918 on", "from 1914-1918 on"),
        ("the Sino-", "Russian border", "the Sino-Russian border"),
        ("kilo\u00ad", "metres", "kilometres"),
        ("списак –", "друго", "списак – друго"),
        ("去年共开行班列，", "比前年增长", "去年共开行班列，比前年增长"),
        ("他说：“好。”", "然后走了", "他说：“好。”然后走了"),
        ("中国 GDP", "增长", "中国 GDP 增长"),
        ("He said “no”", "— twice", "He said “no” — twice"),
    ],
)
def test_two_lines_are_joined(text: str, line: str, joined: str) -> None:
    assert join_line(text, line, {"long-term": 2, "longterm": 1}) == joined


@pytest.mark.parametrize(
    ("text", "unwrapped"),
    [
        ("на рус-\nском языке\nи далее", "на русском языке\nи далее"),
        ("a long-\n   term loan, a long-term one", "a long-term loan, a long-term one"),
        ("one -\ntwo", "one -\ntwo"),
        ("a list:\nfirst-\n\nsecond", "a list:\nfirst-\n\nsecond"),
        ("协定规定，\n每年发放许可证，\n由部门审批。", "协定规定，每年发放许可证，由部门审批。"),
        (
            "总则。\n本协定由双方共同签署并且生效，\n有效期十年。",
            "总则。\n本协定由双方共同签署并且生效，有效期十年。",
        ),
        ("双方同意\n一、交换数据\n二、共同勘测", "双方同意\n一、交换数据\n二、共同勘测"),
        ("上一段没有句号\n\u3000\u3000下一段", "上一段没有句号\n\u3000\u3000下一段"),
        ("第一段。\n\n第二段。", "第一段。\n\n第二段。"),
    ],
)
def test_only_divided_words_and_chinese_lines_are_unwrapped(text: str, unwrapped: str) -> None:
    assert unwrap_words(text) == unwrapped


def test_a_full_chinese_line_that_ends_a_sentence_goes_on() -> None:
    assert (
        unwrap_words("渔船必须安装设备。\n观察员可以上船，\n检查渔获。")
        == "渔船必须安装设备。观察员可以上船，检查渔获。"
    )


def test_words_are_counted_only_where_a_line_ends_in_a_hyphen() -> None:
    assert count_forms("long-term loans\nof long-\nterm") == {
        "long-term": 1,
        "loans": 1,
        "of": 1,
        "long": 1,
        "term": 1,
    }
    assert count_forms("long-term loans") == {}


@pytest.mark.parametrize(
    ("markup", "joined"),
    [
        ("<p>发放许可证，\n  每张费用</p>", "<p>发放许可证，每张费用</p>"),
        ("<p>发放<b>许可证，</b>\n每张</p>", "<p>发放<b>许可证，</b>每张</p>"),
        ("<p>一</p>\n<p>二</p>", "<p>一</p>\n<p>二</p>"),
        ("<p>一<br>\n二</p>", "<p>一<br>\n二</p>"),
        ("<p>张三 李四</p>", "<p>张三 李四</p>"),
        ("<p>GDP\n增长</p>", "<p>GDP\n增长</p>"),
    ],
)
def test_line_ends_of_html_between_chinese_characters_are_no_space(markup: str, joined: str) -> None:
    assert join_source_lines(markup) == joined


def test_a_long_line_of_spaces_takes_no_longer_than_its_length() -> None:
    """A search that restarted at each space took minutes for a tenth of this."""
    assert unwrap_words(" " * 1_000_000) == " " * 1_000_000
