"""Slack's markup: other people's words stay words, and what they formatted can be read elsewhere."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fireline.slack import mrkdwn

NAMES = {"U1": "Ana", "C1": "inc-42"}
PIECES = [*"<>@#!|&;*_~`\\[]()-+=.>1a \n^", "<!here>", "&lt;", "&amp;", "<@U1>", "<https://x.y|z>", "```", "• "]
SLACKISH = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def read(markdown: str) -> str:
    """The HTML that a reader of the document gets."""
    return MarkdownIt("commonmark").enable("strikethrough").render(markdown)


def letters(html: str) -> str:
    """Only what is read in it, without tags and blanks."""
    text = re.sub(r"<[^>]+>", "", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return "".join(text.split())


def test_text_from_elsewhere_is_shown_as_it_is_written() -> None:
    assert mrkdwn.escape('a < b && c > "d" <!here>') == 'a &lt; b &amp;&amp; c &gt; "d" &lt;!here&gt;'


@pytest.mark.parametrize(
    ("live", "said"),
    [
        ("<!here>", "@here"),
        ("<!channel|channel>", "@channel"),
        ("<!everyone>", "@everyone"),
        ("<!subteam^S12|@oncall>", "@oncall"),
        ("<!subteam^S12>", "@S12"),
        ("<!unknown^thing>", "@unknown^thing"),
    ],
)
def test_what_wakes_many_becomes_words(live: str, said: str) -> None:
    assert mrkdwn.inert(f"look {live}, now") == f"look {said}, now"


def test_people_stay_mentioned_unless_asked_otherwise() -> None:
    text = "ask <@U1> or <@U2|bea>"

    assert mrkdwn.inert(text) == text
    assert mrkdwn.inert(text, mentions=True, names=NAMES) == "ask @Ana or @bea"


def test_channels_dates_links_and_entities_stay_as_they_are() -> None:
    text = "see <#C1|inc-42>, <https://x.y/?a=1&amp;b=2|the log> at <!date^1^{time}|14:02 UTC>: a &lt; b"

    assert mrkdwn.inert(text) == text


def test_a_link_with_another_scheme_is_only_words() -> None:
    assert mrkdwn.inert("<javascript:alert(1)|click>") == "click"
    assert mrkdwn.link("javascript:alert(1)", "click") == "click"


def test_stray_brackets_cannot_join_into_a_live_token() -> None:
    assert "<!" not in mrkdwn.inert("<<!here>!here>")
    assert "<!" not in mrkdwn.inert("<!he<!here>re>")


@settings(max_examples=300, deadline=None)
@given(SLACKISH)
def test_nothing_that_wakes_many_is_left_and_twice_is_as_once(text: str) -> None:
    calm = mrkdwn.inert(text)

    assert not re.search(r"<!(?!date\^)", calm)
    assert mrkdwn.inert(calm) == calm


def test_our_own_tokens() -> None:
    assert mrkdwn.mention("U1") == "<@U1>"
    assert mrkdwn.channel("C1") == "<#C1>"
    assert mrkdwn.link("https://x.y/?a&b", "a > b") == "<https://x.y/?a&amp;b|a &gt; b>"
    assert mrkdwn.link("mailto:a@x.y") == "<mailto:a@x.y|mailto:a@x.y>"


def test_an_id_cannot_smuggle_a_token() -> None:
    assert mrkdwn.mention("U1> <!here") == "<@U1here>"


def test_a_moment_is_shown_in_the_readers_zone_with_a_fallback_that_names_its_own() -> None:
    moment = datetime(2026, 11, 27, 14, 2, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")

    assert mrkdwn.when(moment) == "<!date^1795788120^{time}|14:02 UTC>"
    assert mrkdwn.when(moment, zone_fallback=berlin) == "<!date^1795788120^{time}|15:02 CET>"
    assert mrkdwn.when(moment, style="date") == "<!date^1795788120^{date_short_pretty}|Fri 27 Nov 2026>"
    assert mrkdwn.when(moment, style="both").endswith("{date_short_pretty} {time}|Fri 27 Nov 2026 14:02 UTC>")


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        mrkdwn.when(datetime(2026, 11, 27, 14, 2))  # noqa: DTZ001


def test_a_quote_has_its_bar_on_every_line() -> None:
    assert mrkdwn.quote("one\ntwo\n") == "> one\n> two"


def test_plain_text_says_names_links_and_signs() -> None:
    text = "<@U1> in <#C1>: see <https://x.y|the log> or <mailto:a@x.y|a@x.y>, <!here>: a &lt; b &amp;lt; c"

    assert mrkdwn.plain(text, NAMES) == ("@Ana in #inc-42: see the log (https://x.y) or a@x.y, @here: a < b &lt; c")


def test_plain_text_undoes_escape() -> None:
    for text in ("a < b", "&lt;", "&amp;lt;", "<!here>", "R&D"):
        assert mrkdwn.plain(mrkdwn.escape(text)) == text


def test_what_people_formatted_stays_formatted() -> None:
    text = "*bold _and italic_* ~gone~ `a<b` <https://x.y/(z)|the *log*> <@U1>"

    assert mrkdwn.to_markdown(text, NAMES) == (
        "**bold _and italic_** ~~gone~~ `a<b` [the \\*log\\*](https://x.y/%28z%29) @Ana"
    )


def test_what_people_merely_typed_is_not_markup() -> None:
    text = "2*3*4 snake_case # not\n# heading\n1. list\n+ item\n===\n[a](b) &lt;b&gt;x&lt;/b&gt; &amp;copy; a|b"

    html = read(mrkdwn.to_markdown(text))

    assert set(re.findall(r"<(\w+)", html)) == {"p", "br"}
    assert letters(html) == "2*3*4snake_case#not#heading1.list+item===[a](b)<b>x</b>&copy;a|b"


def test_code_keeps_its_lines_and_its_signs() -> None:
    text = "Run ```\n$ kill -9 &lt;pid&gt;\n\n\n# *now*\n``` then"

    html = read(mrkdwn.to_markdown(text))

    assert "<pre><code>$ kill -9 &lt;pid&gt;\n\n\n# *now*\n</code></pre>" in html
    assert "<p>Run</p>" in html
    assert "<p>then</p>" in html


def test_quotes_and_bullets_end_where_they_end() -> None:
    html = read(mrkdwn.to_markdown("&gt; rolled back\nthanks\n• one\n• two\nend"))

    assert html == (
        "<blockquote>\n<p>rolled back</p>\n</blockquote>\n<p>thanks</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>end</p>\n"
    )


def test_a_name_cannot_format_the_document() -> None:
    html = read(mrkdwn.to_markdown("<@U9> wrote", {"U9": "<img src=x> *x* [y](z)"}))

    assert html == "<p>@&lt;img src=x&gt; *x* [y](z) wrote</p>\n"


def test_a_link_after_an_exclamation_mark_is_no_picture() -> None:
    html = read(mrkdwn.to_markdown("look!<https://x.y|z> <@U9|no!><https://x.y>"))

    assert "<img" not in html
    assert letters(html) == "look!z@no!https://x.y"


def test_a_link_in_a_document_cannot_leave_its_brackets_or_run_a_script() -> None:
    html = read(mrkdwn.to_markdown('<https://x.y/"onclick=1)|a](javascript:1)> <javascript:1|b>'))

    assert re.findall(r'href="([^"]*)"', html) == ["https://x.y/%22onclick=1%29"]


@settings(max_examples=300, deadline=None)
@given(SLACKISH)
def test_no_html_of_theirs_reaches_a_document(text: str) -> None:
    html = read(mrkdwn.to_markdown(text, NAMES))

    assert set(re.findall(r"</?(\w+)", html)) <= {
        "p",
        "br",
        "strong",
        "em",
        "s",
        "code",
        "pre",
        "blockquote",
        "ul",
        "li",
        "a",
    }


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_escaped_text_reads_the_same_in_a_document(text: str) -> None:
    words = " ".join(text.replace("\x00", "").split())

    assert letters(read("x " + mrkdwn.escape_markdown(words))) == letters("x" + mrkdwn.escape(words))
