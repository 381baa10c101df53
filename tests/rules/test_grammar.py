"""Lines that people type, and how they are read. The verbs are the product's; the features bring them in real life."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireline.core.errors import Refused
from fireline.core.grammar import Kind, Line, Place, Reading, Verb, Vocabulary, echo, unquoted

NOW = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)  # a Saturday
SHOW, ACT, ASK = Kind.SHOW, Kind.ACT, Kind.ASK


def verb(name: str, kind: Kind, *synonyms: str) -> Verb:
    return Verb(name, kind, Place.INCIDENT, synonyms)


VERBS = [
    verb("declare", ACT, "new", "create", "start", "open"),
    verb("show", SHOW, "join"),
    verb("status", ACT, "investigating", "identified", "mitigating", "monitoring", "fixed", "all clear"),
    verb("severity", ACT, "sev"),
    verb("impact", ACT),
    verb("summary", ACT),
    verb("service", ACT, "affects"),
    verb("rename", ACT, "title"),
    verb("link", ACT, "call", "bridge", "zoom"),
    verb("role", ACT, "roles", "assign", "ic", "commander", "lead", "comms", "scribe", "release", "leave"),
    verb("handoff", ACT, "handover", "hand over"),
    verb("update", ACT, "post"),
    verb("cadence", ACT, "every"),
    verb("note", ACT, "log"),
    verb("timeline", SHOW),
    verb("task", ACT, "tasks"),
    verb("action", ACT, "actions", "action item", "action items", "follow up", "followup"),
    verb("todo", SHOW, "my", "mine"),
    verb("catchup", SHOW, "catch up", "catch me up", "summarize"),
    verb("subscribe", ACT),
    verb("unsubscribe", ACT),
    verb("page", ASK, "escalate"),
    verb("mitigate", ACT, "mitigated"),
    verb("resolve", ACT, "resolved"),
    verb("close", ACT, "end"),
    verb("reopen", ACT, "restart"),
    verb("cancel", ASK, "false alarm", "stand down"),
    verb("retro", ACT, "backfill", "create-resolved"),
    verb("postmortem", SHOW, "pm", "review"),
    verb("merge", ASK, "duplicate"),
    verb("similar", SHOW, "seen"),
    verb("report", ACT),
    verb("list", SHOW),
    verb("private", ASK, "restrict"),
    verb("public", ASK),
    verb("quiet", ACT, "pause", "mute", "snooze"),
    verb("undo", ACT),
    verb("drill", ACT, "test", "gameday"),
    verb("learnings", SHOW, "patterns"),
    verb("help", SHOW, "?"),
]
VOCABULARY = Vocabulary(VERBS)


def read(line: str) -> Reading[Verb]:
    return VOCABULARY.read(line)


def line(text: str) -> Line:
    return Line(text, now=NOW, zone=UTC)


@pytest.mark.parametrize(
    ("typed", "verb_name", "word", "rest"),
    [
        ("checkout is down", None, "", "checkout is down"),
        ("declare sev2 checkout returns 500s", "declare", "declare", "sev2 checkout returns 500s"),
        ("declare 500 errors on checkout", "declare", "declare", "500 errors on checkout"),
        ("declare test", "declare", "declare", "test"),
        ("declare private sev1 keys leaked", "declare", "declare", "private sev1 keys leaked"),
        ("create task @bea restart consumer", "task", "task", "@bea restart consumer"),
        ("create a task restart consumer", "task", "task", "restart consumer"),
        ("add action item", "action", "action item", ""),
        ("add a follow-up alert on depth", "action", "follow up", "alert on depth"),
        ("start investigating", "status", "investigating", ""),
        ("start postmortem", "postmortem", "postmortem", ""),
        ("open", "declare", "open", ""),
        ("new incident: login down", "declare", "declare", "login down"),
        ("Open a new incident - login down", "declare", "declare", "login down"),
        ("create incident", "declare", "declare", ""),
        ("new sev1 incident: login down", "declare", "new", "sev1 login down"),
        ("create private incident: keys leaked", "declare", "create", "private keys leaked"),
        ("declare incident: login down", "declare", "declare", "login down"),
        ("declare incident tool is slow", "declare", "declare", "incident tool is slow"),
        ("declare an incident", "declare", "declare", ""),
        ("create-resolved checkout was down", "retro", "create-resolved", "checkout was down"),
        ("new log shipper broken", "declare", "new", "log shipper broken"),
        ("new status page is down", "declare", "new", "status page is down"),
        ("create status mitigating", "status", "status", "mitigating"),
        ("sev 1 all regions", "severity", "sev", "1 all regions"),
        ("severity high", "severity", "severity", "high"),
        ("set severity sev2", "severity", "severity", "sev2"),
        ("set the severity to sev2", "severity", "severity", "to sev2"),
        ("status", "status", "status", ""),
        ("Status?", "status", "status", ""),
        ("status please", "status", "status", ""),
        ("please status", "status", "status", ""),
        ("status all good now", "status", "status", "all good now"),
        ("status = mitigating", "status", "status", "mitigating"),
        ("mitigated", "mitigate", "mitigated", ""),
        ("Resolved.", "resolve", "resolved", ""),
        ("monitoring", "status", "monitoring", ""),
        ("all clear", "status", "all clear", ""),
        ("resolve 03:40 pool restored", "resolve", "resolve", "03:40 pool restored"),
        ("false alarm", "cancel", "false alarm", ""),
        ("false-alarm, was a test", "cancel", "false alarm", "was a test"),
        ("stand down", "cancel", "stand down", ""),
        ("restart web pods", "reopen", "restart", "web pods"),
        ("ic", "role", "ic", ""),
        ("ic me", "role", "ic", "me"),
        ("leave", "role", "leave", ""),
        ("assign <@U2|bea>", "role", "assign", "<@U2|bea>"),
        ("assign ic to <@U2|bea>", "role", "assign", "ic to <@U2|bea>"),
        ("<@U2|bea> ic", "role", "ic", "<@U2|bea>"),
        ("<@U2> is comms", "role", "comms", "<@U2>"),
        ("<@U2> restart the pods", None, "", "<@U2> restart the pods"),
        ("hand over <@U2>", "handoff", "handover", "<@U2>"),
        ("handover <@U2>", "handoff", "handover", "<@U2>"),
        ("hand-over <@U2>", "handoff", "handover", "<@U2>"),
        ("update We are rolling back; next word 14:30", "update", "update", "We are rolling back; next word 14:30"),
        ("update status mitigating", "status", "status", "mitigating"),
        ("update mitigated, watching", "update", "update", "mitigated, watching"),
        ("update service is back", "update", "update", "service is back"),
        ("update impact is growing", "update", "update", "impact is growing"),
        ("update the status page shows green", "update", "update", "the status page shows green"),
        ("update failover failed", "update", "update", "failover failed"),
        ("every 20 min", "cadence", "every", "20 min"),
        ("cadence off", "cadence", "cadence", "off"),
        ("note 14:02 rolled back web", "note", "note", "14:02 rolled back web"),
        ("note line one\nline two", "note", "note", "line one\nline two"),
        ("note: “it’s DNS”", "note", "note", "“it’s DNS”"),
        ("tasks", "task", "tasks", ""),
        ("my tasks", "task", "tasks", ""),
        ("my", "todo", "my", ""),
        ("show tasks", "task", "tasks", ""),
        ("show 42", "show", "show", "42"),
        ("follow up alert on queue", "action", "follow up", "alert on queue"),
        ("catch me up", "catchup", "catch me up", ""),
        ("catch up", "catchup", "catchup", ""),
        ("test the rollback", "drill", "test", "the rollback"),
        ("public", "public", "public", ""),
        ("page", "page", "page", ""),
        ("zoom", "link", "zoom", ""),
        ("join 42", "show", "join", "42"),
        ("impact 12 % of EU checkouts fail", "impact", "impact", "12 % of EU checkouts fail"),
        ("subscribe sev1", "subscribe", "subscribe", "sev1"),
        ("list all", "list", "list", "all"),
        ("Declare: “checkout down”", "declare", "declare", "“checkout down”"),
        ("declare:checkout down", "declare", "declare", "checkout down"),
        ("DECLARE  sev2\u00a0checkout", "declare", "declare", "sev2\u00a0checkout"),
        ("/incident declare checkout", "declare", "declare", "checkout"),
        ("`status`", "status", "status", ""),
        ("--help", "help", "help", ""),
        ("?", "help", "?", ""),
        ("show me the tasks", "task", "tasks", ""),
        ("- status", "status", "status", ""),
        ("update", "update", "update", ""),
        ("update status", "status", "status", ""),
        ("open page", "page", "page", ""),
        ("new page flow broken", "declare", "new", "page flow broken"),
        ("start", "declare", "start", ""),
        ("note wait, please", "note", "note", "wait, please"),
        ("- <@U2> <@U3> as scribe", "role", "scribe", "<@U2> <@U3>"),
        ("post-mortem export pdf", "postmortem", "postmortem", "export pdf"),
        ("note a &lt;b&gt; &amp; c", "note", "note", "a &lt;b&gt; &amp; c"),
        (":fire: checkout", None, "", ":fire: checkout"),
        ("service is down", None, "", "service is down"),
        ("call is dropping", None, "", "call is dropping"),
        ("service checkout", "service", "service", "checkout"),
    ],
)
def test_a_line_is_read(typed: str, verb_name: str | None, word: str, rest: str) -> None:
    reading = read(typed)

    assert (reading.verb.name if reading.verb else None) == verb_name
    assert (reading.word, reading.rest, reading.typed) == (word, rest, typed)


@pytest.mark.parametrize("nothing", ["", "   ", "\u00a0", "please"])
def test_an_empty_line_has_no_verb_and_no_rest(nothing: str) -> None:
    reading = read(nothing)

    assert (reading.verb, reading.rest, reading.near) == (None, "", ())


@pytest.mark.parametrize(
    ("typed", "number", "channel", "verb_name", "rest"),
    [
        ("INC-42", 42, None, "show", ""),
        ("inc 42", 42, None, "show", ""),
        ("#42", 42, None, "show", ""),
        ("42", 42, None, "show", ""),
        ("INC-42: status mitigating", 42, None, "status", "mitigating"),
        ("inc42 resolved", 42, None, "resolve", ""),
        ("incident 42 please status", 42, None, "status", ""),
        ("<#C123|inc-42-login> note hello", None, "C123", "note", "hello"),
        ("<#C123>", None, "C123", "show", ""),
        ("INC-42 looks odd", 42, None, None, "looks odd"),
        ("42 widgets broken", None, None, None, "42 widgets broken"),
        ("500 page views lost", None, None, None, "500 page views lost"),
    ],
)
def test_a_line_may_begin_with_its_incident(
    typed: str, number: int | None, channel: str | None, verb_name: str | None, rest: str
) -> None:
    reading = read(typed)

    assert (reading.incident_number, reading.channel_id) == (number, channel)
    assert (reading.verb.name if reading.verb else None, reading.rest) == (verb_name, rest)


def test_an_incident_as_the_whole_argument_is_named() -> None:
    assert read("status INC-42").rest_incident == 42
    assert read("note INC-42 looks related").rest_incident is None


@pytest.mark.parametrize(
    ("typed", "severity", "title"), [("sev1", "sev1", ""), ("P1 login broken", "sev1", "login broken")]
)
def test_a_severity_alone_is_the_verb_severity(typed: str, severity: str, title: str) -> None:
    reading = read(typed)
    rest = reading.line(now=NOW, zone=UTC)

    assert reading.verb is not None
    assert (reading.verb.name, reading.implied, reading.rest) == ("severity", True, typed)
    assert (rest.take_severity(), rest.title) == (severity, title)


@pytest.mark.parametrize(
    ("typed", "verb_name", "rest"),
    [
        ("hlep", "help", ""),
        ("rolse", "role", ""),
        ("stauts", "status", ""),
        ("timelien 20", "timeline", "20"),
        ("lsit all", "list", "all"),
    ],
)
def test_a_misspelt_show_verb_runs(typed: str, verb_name: str, rest: str) -> None:
    reading = read(typed)

    assert reading.verb is not None
    assert (reading.verb.name, reading.rest, reading.corrected) == (verb_name, rest, True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("reslove pool restored", "resolve"),
        ("mitigatd", "mitigate"),
        ("delcare login down", "declare"),
        ("lost orders", "list"),
    ],
)
def test_other_misspelt_verbs_are_offered_and_keep_the_whole_line(typed: str, offered: str) -> None:
    reading = read(typed)

    assert (reading.verb, reading.rest) == (None, typed)
    assert offered in [v.name for v in reading.near]


@pytest.mark.parametrize("typed", ["cancle", "cancell it", "pgae bob", "merg 41", "publc", "privat", "escalte"])
def test_what_asks_first_is_never_guessed_at(typed: str) -> None:
    reading = read(typed)

    assert reading.verb is None
    assert not [v for v in reading.near if v.kind is ASK]


def test_an_offered_verb_comes_with_the_line_it_would_make() -> None:
    assert read("udpate rolling  back").near_lines == ("update rolling  back",)
    assert read("monitorign").near_lines == ("monitoring",)


def test_two_verbs_cannot_claim_one_word() -> None:
    with pytest.raises(ValueError, match=r"hand-over.*pass.*handoff"):
        Vocabulary([verb("handoff", ACT, "hand over"), verb("pass", ACT, "hand-over")])


def test_two_verbs_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="claimed"):
        Vocabulary([verb("note", ACT), verb("note", SHOW)])


@pytest.mark.parametrize(
    ("text", "severity", "title"),
    [
        ("sev2 checkout returns 500s", "sev2", "checkout returns 500s"),
        ("checkout returns 500s sev2", "sev2", "checkout returns 500s"),
        ("checkout sev2 returns 500s", None, "checkout sev2 returns 500s"),
        ("SEV-2: checkout", "sev2", "checkout"),
        ("“sev 2” checkout", "sev2", "checkout"),
        ("sev 2 checkout", "sev2", "checkout"),
        ("[P2] checkout", "sev2", "checkout"),
        ("checkout (s2)", "sev2", "checkout"),
        ("s3 uploads failing", None, "s3 uploads failing"),
        ("500 errors on checkout", None, "500 errors on checkout"),
        ("critical db down", None, "critical db down"),
        ("2 nodes down", None, "2 nodes down"),
        ("sev5 login", None, "sev5 login"),
        ("private sev1 keys leaked", "sev1", "private keys leaked"),
        ("sev2", "sev2", ""),
        ("“checkout down”", None, "checkout down"),
    ],
)
def test_a_severity_is_the_first_or_last_word_of_a_title(text: str, severity: str | None, title: str) -> None:
    rest = line(text)

    assert (rest.take_severity(), rest.title) == (severity, title)


@pytest.mark.parametrize("zero", ["sev0 everything down", "P0 everything down", "everything down sev-0"])
def test_the_severity_above_all_is_sev1_and_says_so(zero: str) -> None:
    rest = line(zero)

    assert (rest.take_severity(), rest.title) == ("sev1", "everything down")
    assert rest.severity_note is not None
    assert "SEV1" in rest.severity_note


@pytest.mark.parametrize(
    ("text", "severity"), [("1 all regions", "sev1"), ("s3", "sev3"), ("high", None), ("10 nodes", None)]
)
def test_a_digit_is_a_severity_only_where_one_is_asked_for(text: str, severity: str | None) -> None:
    assert line(text).take_severity("first", digit=True) == severity
    assert line("1 all regions").take_severity() is None


def test_a_person_and_a_role_come_in_any_order() -> None:
    for text in ("ic to <@U2|bea>", "<@U2|bea> as ic", "<@U2> ic"):
        rest = line(text)

        assert (rest.take_user(), rest.take_word("ic", "comms", where="any")) == ("U2", "ic")


def test_a_phrase_is_taken_and_its_punctuation_with_it() -> None:
    rest = line("Communications Lead: <@U2>")

    assert rest.take_word("ic", "communications lead", "communications") == "communications lead"
    assert rest.rest == "<@U2>"
    assert line("offline again").take_word("off") is None


def test_a_word_can_be_seen_without_being_taken() -> None:
    rest = line("private keys leaked")

    assert rest.has_word("private", where="either")
    assert rest.title == "private keys leaked"


def test_a_due_time_stands_at_the_end() -> None:
    rest = line("<@U2> alert on queue depth, by friday")

    due = rest.take_trailing_due()

    assert due is not None
    assert (str(due.day), due.has_time, rest.take_user(), rest.rest) == (
        "2026-11-27",
        False,
        "U2",
        "alert on queue depth",
    )


def test_a_past_time_stands_at_the_beginning() -> None:
    rest = line("14:02: rolled back web")

    happened = rest.take_past()

    assert happened is not None
    assert (happened.at, rest.rest) == (datetime(2026, 11, 21, 14, 2, tzinfo=UTC), "rolled back web")


@pytest.mark.parametrize("text", ["500s back to 2 %", "fri deploy is suspicious", "5 dec plan", "20 nodes", "2 am"[:1]])
def test_what_is_no_time_stays_in_the_note(text: str) -> None:
    rest = line(text)

    assert rest.take_past() is None
    assert rest.rest == text


@pytest.mark.parametrize("text", ["INC-41", "41", "#41", "into 41", "incident 41", "inc 41", "41 same cause"])
def test_an_incident_is_an_argument(text: str) -> None:
    assert line(text).take_incident() == 41


def test_bare_plurals_roles_and_shown_nouns_ask_to_be_shown() -> None:
    shows = {
        typed: read(typed).line(now=NOW, zone=UTC).shows for typed in ("tasks", "ic", "show task", "task", "ic me")
    }

    alone = read("sev1").line(now=NOW, zone=UTC)
    alone.take_severity()
    assert alone.shows is False
    assert shows == {"tasks": True, "ic": True, "show task": True, "task": False, "ic me": False}


def test_what_was_typed_comes_back_whole_on_one_line() -> None:
    assert echo("note  hello\nthere") == "“note hello there”"
    assert echo("wake <!channel> and <!subteam^S1|@web>") == "“wake @channel and @web”"
    assert echo("to <@U2|bea> &amp; co", limit=14) == "“to <@U2|bea>…”"
    assert echo("x" * 100, limit=10) == "“xxxxxxxxx…”"


def test_only_quotes_around_the_whole_are_taken_off() -> None:
    assert unquoted("“checkout  down”") == "checkout down"
    assert unquoted("checkout down”") == "checkout down"
    assert unquoted('"a" and "b"') == '"a" and "b"'


LIKELY = st.lists(
    st.sampled_from(
        [v.name for v in VERBS]
        + ["incident", "incident:", "INC-42", "<@U2|bea>", "<#C1|x>", "sev2", "sev", "0", "20", "by", "friday", "14:30"]
        + [
            "please",
            "next",
            "update",
            "“new",
            "word”",
            "\n",
            "-",
            ":",
            "a",
            "to",
            "&amp;",
            "10m",
            "ago",
            "2 %",
            "private",
        ]
    )
).map(" ".join)
FILLER = {"incident", "outage", "a", "an", "the", "new", "another", "our", "my", "please", "pls", "plz", "kindly", "to"}
FILLER |= {"inc", "fireline", "me", "is", "as", "for", "takes", "take", "be"}


def words(text: str) -> list[str]:
    return [w for w in "".join(c if c.isalnum() else " " for c in text.lower()).split() if w not in FILLER]


@given(st.one_of(st.text(), LIKELY))
def test_any_text_is_read_and_its_rest_is_its_own(typed: str) -> None:
    reading = read(typed)

    assert reading.typed == typed
    if reading.verb is None and reading.incident_number is None and reading.channel_id is None:
        assert words(reading.rest) == words(typed)
    remaining = iter(words(typed))
    assert all(word in remaining for word in words(reading.rest))


@given(st.one_of(st.text(), LIKELY))
def test_no_word_is_lost_by_taking(typed: str) -> None:
    rest = line(typed)

    for take in (
        rest.take_severity, rest.take_user, rest.take_trailing_due, rest.take_past,
        rest.take_future, rest.take_duration, rest.take_incident, lambda: rest.take_word("update", "next", where="any"),
    ):  # fmt: skip
        take()

    assert sorted(words(" ".join([rest.rest, *rest.taken]))) == sorted(words(typed))


@pytest.mark.parametrize("typed", ["INC-99999999999999999999", "99999999999999999999", f"#{'9' * 5000}"])
def test_a_number_that_is_too_long_for_any_incident_is_still_one(typed: str) -> None:
    reading = read(typed)

    assert reading.verb is not None
    assert (reading.verb.name, reading.incident_number) == ("show", 10**18)
    assert line(typed).take_incident() == 10**18


@pytest.mark.parametrize(
    ("typed", "day", "works"),
    [
        ("alert on depth by 2027-02-29", "2027-02-29", "action alert on depth by 2027-02-28"),
        ("alert on depth by 9999-12-31.", "9999-12-31", "action alert on depth in 2 weeks"),
        ("due 12/05/2026", "12/05/2026", "action in 2 weeks"),
    ],
)
def test_a_day_that_cannot_be_read_is_refused_with_a_line_that_works(typed: str, day: str, works: str) -> None:
    rest = Line(typed, now=NOW, zone=UTC, word="action")

    with pytest.raises(Refused, match=day) as refused:
        rest.demand_trailing_due()

    assert (refused.value.try_line, rest.rest) == (works, typed)


def test_what_only_looks_a_little_like_a_day_stays_in_the_text() -> None:
    for text in ("merge 1.2.3 by hand", "follow the plan of 12/05/2026", "read 2026-02-29"):
        rest = line(text)

        assert (rest.demand_trailing_due(), rest.rest) == (None, text)


@pytest.mark.parametrize("typed", ["25:61 pool restored", "2026-02-30 14:02 pool restored"])
def test_a_past_time_that_cannot_be_read_is_refused_where_one_is_expected(typed: str) -> None:
    with pytest.raises(Refused, match="is no time"):
        Line(typed, now=NOW, zone=UTC, word="resolve").demand_past()
