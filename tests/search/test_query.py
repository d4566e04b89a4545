"""The query language: what a query means, what is wrong with one, and that none costs more than another."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.search.query import And, Fact, Node, Not, Or, Phrase, Prefix, Words
from ml_postmortems.search.query_parser import DEEPEST_GROUP, MOST_TERMS, parse_query
from ml_postmortems.search.query_problems import LONGEST_QUERY

VALUES = {
    "team": {"ranking": "ranking", "data-platform": "data-platform"},
    "severity": {"sev1": "SEV1", "sev2": "SEV2"},
    "cause": {"rollout-gap": "process/rollout-gap", "process/rollout-gap": "process/rollout-gap"},
    "has": {"open-actions": "open-actions"},
    "tag": {f"tag-{number}": f"tag-{number}" for number in range(40)},
}
SPECIAL = st.one_of(
    st.sampled_from('"()*-: é\x00'), st.sampled_from(["OR", "AND", " OR ", "team:", "since:", "severity:sev1", "ab*"])
)
QUERIES = st.one_of(st.text(max_size=LONGEST_QUERY), st.lists(SPECIAL, max_size=60).map("".join))

A, B, C = Words("a"), Words("b"), Words("c")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", And(())),
        ("   ", And(())),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("((a))", A),
        ("-a", Not(A)),
        ("b -a", And((B, Not(A)))),
        ("-(a b)", Not(And((A, B)))),
        ('-"a b"', Not(Phrase("a b"))),
        ('"a b" c', And((Phrase("a b"), C))),
        ('"a OR b"', Phrase("a OR b")),
        ("retrain*", Prefix("retrain")),
        ("ReTrain*", Prefix("retrain")),
        ("feature_store", Words("feature_store")),
        ("top-k", Words("top-k")),
        ("a - b", And((A, Words("-"), B))),
        ("or and not", And((Words("or"), Words("and"), Words("not")))),
        ("OR", And(())),
        ("a OR", A),
        ("team:ranking", Fact("team", "ranking")),
        ("TEAM:Ranking", Fact("team", "ranking")),
        ('team:"data-platform"', Fact("team", "data-platform")),
        ("-severity:sev1", Not(Fact("severity", "SEV1"))),
        ("cause:rollout-gap", Fact("cause", "process/rollout-gap")),
        ("since:2025 until:2025-03-18", And((Fact("since", "2025"), Fact("until", "2025-03-18")))),
        ("id:pm-2025-0001", Fact("id", "PM-2025-0001")),
        ("has:open-actions", Fact("has", "open-actions")),
        ("http://host", Words("http://host")),
        ("a, b: c…", And((A, B, C))),
        ("... ?", And((Words("..."), Words("?")))),
        ("ab*, c", And((Prefix("ab"), C))),
        ("team:ranking, a", And((Fact("team", "ranking"), A))),
        ("a\ufeffb\x1cc", And((A, B, C))),
    ],
)
def test_what_a_query_means(text: str, node: Node) -> None:
    """Words are all wanted; OR binds less than standing side by side; names and values know no case."""
    query = parse_query(text, VALUES)
    assert query.node == node
    assert query.problems == ()


@given(QUERIES, st.booleans())
def test_any_text_is_read(text: str, is_typing: bool) -> None:
    """No text is too odd: it gives a query within the bounds, and problems that say what to do."""
    query = parse_query(text, VALUES, is_typing=is_typing)
    assert _count(query.node) <= 2 * MOST_TERMS + 1
    assert _depth(query.node) <= 2 * DEEPEST_GROUP + 4
    for problem in query.problems:
        assert problem.condition and problem.found and problem.fix
    if not is_typing:
        assert parse_query(text, VALUES) == query


@pytest.mark.parametrize(
    "text",
    [
        'feature store "top k" OR (retrain* -team:ranking)',
        "severity:SEV1 since:2025-03-18 until:2025 has:open-actions",
        '(a OR (b -"c d")) cause:process/rollout-gap id:PM-2025-0001',
        "train/serve GPT-4o -drift",
    ],
)
def test_typing_is_never_wrong(text: str) -> None:
    """Whoever types a query without a problem sees none on the way there."""
    assert parse_query(text, VALUES).problems == ()
    for end in range(len(text) + 1):
        assert parse_query(text[:end], VALUES, is_typing=True).problems == (), text[:end]


@pytest.mark.parametrize(
    ("text", "begun", "node"),
    [
        ("a", "", A),
        ("ab cd", "cd", And((Words("ab"), Or((Words("cd"), Prefix("cd")))))),
        ("ab Cd", "Cd", And((Words("ab"), Or((Words("Cd"), Prefix("cd")))))),
        ("ab cd ", "", And((Words("ab"), Words("cd")))),
        ("ab cd,", "", And((Words("ab"), Words("cd")))),
        ('"ab cd', "cd", And((Phrase("ab "), Or((Words("cd"), Prefix("cd")))))),
        ('a "ab c', "", And((A, Phrase("ab "), C))),
        ('"ab cd ', "", Phrase("ab cd ")),
        ('"ab cd"', "", Phrase("ab cd")),
    ],
)
def test_the_last_word_may_go_on_while_somebody_types(text: str, begun: str, node: Node) -> None:
    """From two letters on it also stands for the words that begin so, in an open quote too; finished, it never does."""
    query = parse_query(text, VALUES, is_typing=True)
    assert (query.prefix, query.node) == (begun, node)
    assert parse_query(text, VALUES).prefix == ""


@pytest.mark.parametrize(
    ("text", "fix", "instead"),
    [
        ("team:rankign", "did you mean `team:ranking`?", "team:ranking"),
        ("a -team:rankign b", "did you mean `team:ranking`?", "a -team:ranking b"),
        ("cause:gap", "did you mean `cause:process/rollout-gap`?", "cause:process/rollout-gap"),
        ("team:data", "did you mean `team:data-platform`?", "team:data-platform"),
        ("team:payments", "use ranking, data-platform", ""),
        ("severity:SEV7", "use SEV1, SEV2", ""),
        ("tag:latency", "the index lists all 40", ""),
        ("taem:ranking", "did you mean `team:`?", "team:ranking"),
        ("sevrty:SEV1", "did you mean `severity:`?", "severity:SEV1"),
        ("since:yesterday", "write it like 2025, 2025-03 or 2025-03-18", ""),
        ("team: ranking", "write the value right behind the colon, or leave the colon out", "team ranking"),
        ("a (b* c)", "write more of the word, or leave * out", "a (b c)"),
        ('a "b c', 'add "', 'a "b c"'),
        ("a (b", "add )", "a (b)"),
        ("a) b", "remove it", "a b"),
        ("a ) b", "remove it", "a b"),
        ("team:(ranking)", "write the value right behind the colon, or leave the colon out", "team (ranking)"),
        ('taem:"ranking" a', "did you mean `team:`?", "team:ranking a"),
        ("error:timeout, a", "put it in quotes to find it as text", '"error:timeout" a'),
    ],
)
def test_what_was_meant_is_proposed(text: str, fix: str, instead: str) -> None:
    """The nearest term, or else those that have the word among theirs, or else the terms where they are few."""
    query = parse_query(text, VALUES)
    [problem] = query.problems
    assert problem.fix.startswith(fix)
    assert query.corrected == instead


@given(QUERIES)
def test_a_mended_query_can_be_read(text: str) -> None:
    """Everything at once; where something is beyond mending, nothing is proposed."""
    query = parse_query(text, VALUES)
    if query.corrected:
        assert query.problems
        assert parse_query(query.corrected, VALUES).problems == ()


@pytest.mark.parametrize(
    ("text", "node", "mended"),
    [
        ("status: 503 error:timeout a", And((Words("status"), Words("503"), Words("error:timeout"), A)), None),
        ("team: a (error:b", And((Words("team"), A, Words("error:b"))), 'team a ("error:b")'),
        ('a team:"rankign', A, "a team:ranking"),
        ('(a "b c', And((A, Phrase("b c"))), '(a "b c")'),
        ("a b " * 20, And((A, B) * 16), ""),
        ("a " + "x" * LONGEST_QUERY, And((A, Words("x" * (LONGEST_QUERY - 2)))), ""),
    ],
)
def test_what_can_be_read_is_read(text: str, node: Node, mended: str | None) -> None:
    """A line of a log as its words, a long text as the first of them; and all of it is mended at once."""
    query = parse_query(text, VALUES)
    assert query.node == node
    assert query.problems
    if mended is not None:
        assert query.corrected == mended


@pytest.mark.parametrize(
    "text",
    [
        *(sign * LONGEST_QUERY for sign in '()"-*:'),
        *(part * 50 for part in ("a:", "(-", "OR ", "a OR ", "a*", "a-", "a ")),
        *(sign * 1_000_000 for sign in 'x("'),
    ],
)
def test_reading_takes_no_time(text: str) -> None:
    """Each takes milliseconds, and the longest ones none: a second is far off, whatever else the machine does."""
    started = time.process_time()
    for is_typing in (False, True):
        parse_query(text, VALUES, is_typing=is_typing)
    assert time.process_time() - started < 1


def _count(node: Node) -> int:
    match node:
        case And(of) | Or(of):
            return 1 + sum(map(_count, of))
        case Not(of):
            return 1 + _count(of)
        case _:
            return 1


def _depth(node: Node) -> int:
    match node:
        case And(of) | Or(of):
            return 1 + max(map(_depth, of), default=0)
        case Not(of):
            return 1 + _depth(of)
        case _:
            return 1
