"""The strict part of YAML: text stays text, every line is known, everything clever is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault, FaultKind
from ml_postmortems.reading.source import Unreadable
from ml_postmortems.reading.yaml_tree import MAX_DEPTH, MAX_EVENTS, YamlTree, read_yaml
from tests.helpers import yaml_text

ADJACENT = "\U0001f600"


def stopped(text: str) -> Fault:
    """The fault after which reading had to stop."""
    with pytest.raises(Unreadable) as caught:
        read_yaml(text, 1)
    return caught.value.fault


def collected(text: str) -> list[tuple[FaultKind, int, str]]:
    """The faults that were told while reading went on: kind, line and subject."""
    return [(fault.kind, fault.line, fault.subject) for fault in read_yaml(text, 1).faults]


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "no",
        "yes",
        "on",
        "off",
        "true",
        "False",
        "y",
        "010",
        "0o10",
        "0x1F",
        "1.10",
        "1_000",
        "1e3",
        "12:30:00",
        "190:20:30",
        ".nan",
        ".inf",
        "-.inf",
        "2025-02-30",
        "2025-11-18",
        "2025-11-18T11:20:00Z",
        "=",
        "@mchen",
        "+1",
        "0b1",
        "Null",
        "NULL",
        "none",
        "07",
        "1.",
        ".5",
        "-0",
        "v1.0",
        "2001-1-1",
        "0.10",
    ],
)
def test_scalars_stay_text(text: str) -> None:
    """No boolean, number, date or other thing is made of a word: what stands there is what is read."""
    if text[0] == "@":
        text = f'"{text}"'
    tree = read_yaml(f"a: {text}\nb: [{text}]\nc:\n  - {text}\n{text}: d\n", 1)
    said = text.strip('"')
    assert tree.value == {"a": said, "b": [said], "c": [said], said: "d"}
    assert tree.faults == []


@pytest.mark.parametrize("nothing", ["", "~", "null", " "])
def test_nothing_is_none(nothing: str) -> None:
    """An empty value, `~` and `null` mean that there is none."""
    tree = read_yaml(f"a: {nothing}\nb:\n  - {nothing}\n  - x\n", 1)
    assert tree.value == {"a": None, "b": [None, "x"]}


@pytest.mark.parametrize("text", ['""', "''", '"~"', '"null"', "'null'"])
def test_quoted_nothing_is_text(text: str) -> None:
    """What is quoted is text, even if it is empty or looks like nothing."""
    assert read_yaml(f"a: {text}\n", 1).value == {"a": text[1:-1]}


def test_all_styles_of_text() -> None:
    """Plain, quoted, folded and literal text mean what YAML says they mean."""
    tree = read_yaml(
        "plain: two\n  lines\n"
        "single: 'it''s'\n"
        'double: "a\\tb \\u00e9"\n'
        "folded: >-\n  one\n  two\n\n  three\n"
        "literal: |\n  # no comment\n    indented\n"
        "flow: {a: [b, {c: d}], e: f}\n",
        1,
    )
    assert tree.value == {
        "plain": "two lines",
        "single": "it's",
        "double": "a\tb é",
        "folded": "one two\nthree",
        "literal": "# no comment\n  indented\n",
        "flow": {"a": ["b", {"c": "d"}], "e": "f"},
    }
    assert tree.faults == []


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "~\n", "null\n"])
def test_empty_document(text: str) -> None:
    """No document, and a document of nothing, are nothing."""
    assert read_yaml(text, 1).value is None


def test_list_and_text_at_the_top() -> None:
    """A list or a text is read as such; whether it will do is not decided here."""
    assert read_yaml("- a\n- b\n", 1).value == ["a", "b"]
    assert read_yaml("a b\n", 1).value == "a b"


@pytest.mark.parametrize(
    ("text", "line", "subject"),
    [
        ("a: b\nc: !!str d\n", 2, "c"),
        ("a: !!python/object/apply:os.system ['true']\n", 1, "a"),
        ("a: ! b\n", 1, "a"),
        ("a: !env HOME\n", 1, "a"),
        ("a: !!binary aGk=\n", 1, "a"),
        ("a:\n  - b\n  - !x c\n", 3, "a[1]"),
        ("!!map\na: b\n", 1, "front matter"),
        ("!!str a: b\n", 1, "front matter"),
        ("a: &name b\n", 1, "a"),
        ("a: &name {b: c}\n", 1, "a"),
        ("a: &name\n  - b\n", 1, "a"),
        ("&name a: b\n", 1, "front matter"),
        ("a: *name\n", 1, "a"),
        ("a: [b, *name]\n", 1, "a[1]"),
        ("a:\n  <<: {b: c}\n", 2, "a"),
        ("a:\n  '<<': {b: c}\n", 2, "a"),
    ],
)
def test_features_are_refused(text: str, line: int, subject: str) -> None:
    """Tags, anchors, aliases and merge keys are told with line and field, each of them."""
    assert collected(text) == [(FaultKind.YAML_FEATURE, line, subject)]


def test_alias_is_not_followed() -> None:
    """An alias gives no value, so that nothing grows: both the anchor and the alias are told."""
    tree = read_yaml("a: &bomb [x, x, x]\nb: [*bomb, *bomb]\nc: y\n", 1)
    assert tree.value == {"a": ["x", "x", "x"], "b": [None, None], "c": "y"}
    assert [fault.line for fault in tree.faults] == [1, 2, 2]


@pytest.mark.parametrize("text", ["a: b\n---\nc: d\n", "a: b\n...\n---\nc: d\n", "--- a\n--- b\n"])
def test_second_document(text: str) -> None:
    """One document is all that front matter holds."""
    fault = stopped(text)
    assert (fault.kind, fault.found) == (FaultKind.YAML_FEATURE, "a second one")


@pytest.mark.parametrize("key", ["? [a, b]\n: c\n", "? {a: b}\n: c\n", "[a]: b\n", "{a: b}: c\n", "*name : c\n"])
def test_keys_are_words(key: str) -> None:
    """A list, a mapping or an alias cannot be a key."""
    assert stopped(f"x: y\n{key}").kind is FaultKind.YAML_FEATURE


@pytest.mark.parametrize(
    "key", ['""', "? \n", '"[key]"', '"(known)"', '"\\0known"', '"\\0not known"', '"a\\u202eb"', '"\\e[31m"']
)
def test_keys_that_are_no_words(key: str) -> None:
    """A key that is empty, in brackets or invisible is told and left out, and the rest is read."""
    tree = read_yaml(f"x: y\n{key}: {{a: b}}\nz: w\n", 1)
    assert tree.value == {"x": "y", "z": "w"}
    assert [(fault.kind, fault.line) for fault in tree.faults] == [(FaultKind.YAML_FEATURE, 2)]


@pytest.mark.parametrize(
    ("text", "line", "subject", "first"),
    [
        ("visibility: restricted\ntitle: x\nvisibility: public\n", 3, "visibility", 1),
        ("title: x\n'title': y\n", 2, "title", 1),
        ('title: x\n"\\x74itle": y\n', 2, "title", 1),
        ("a:\n  b: c\n  b: d\n", 3, "a.b", 2),
        ("a:\n- b: c\n- b: d\n  e: f\n  b: g\n", 5, "a[1].b", 3),
        ("a: {b: c, b: d}\n", 1, "a.b", 1),
    ],
)
def test_duplicate_keys(text: str, line: int, subject: str, first: int) -> None:
    """The second of two equal keys is told with both lines, however it is spelt; the first one holds."""
    (fault,) = read_yaml(text, 1).faults
    assert (fault.kind, fault.line, fault.subject) == (FaultKind.DUPLICATE_KEY, line, subject)
    assert f"line {first} " in fault.found


def test_first_of_duplicates_holds() -> None:
    """The first value is kept and later ones are read over, whatever they hold."""
    tree = read_yaml("a: 1\na: {b: [c]}\na: !x 3\nd: e\n", 1)
    assert tree.value == {"a": "1", "d": "e"}
    assert [(fault.kind, fault.line) for fault in tree.faults] == [
        (FaultKind.DUPLICATE_KEY, 2),
        (FaultKind.DUPLICATE_KEY, 3),
        (FaultKind.YAML_FEATURE, 3),
    ]
    assert tree.lines[("d",)] == 4


def test_equal_keys_of_different_mappings() -> None:
    """The same key may stand in each of several mappings."""
    assert read_yaml("a: {id: x}\nb: [{id: y}, {id: z}]\nid: w\n", 1).faults == []


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_depth(opening: str) -> None:
    """12 levels below the front matter are allowed and 13 are not, lists and mappings alike."""
    closing = "]" if opening == "[" else "}"

    def nested(levels: int) -> str:
        return f"a: {opening * levels}x{closing * levels}\n"

    assert MAX_DEPTH == 12
    assert read_yaml(nested(MAX_DEPTH - 1), 1).faults == []
    fault = stopped("b: c\n" + nested(MAX_DEPTH))
    assert (fault.kind, fault.line) == (FaultKind.EXCESSIVE_NESTING, 2)


@pytest.mark.parametrize("text", ["[" * 60_000, "{a: " * 15_000, "- " * 30_000, "a: " + "[" * 60_000, "? " * 30_000])
def test_deep_nesting_does_not_crash(text: str) -> None:
    """60 kB of openings, at which libyaml's own loader crashes, are refused."""
    with pytest.raises(Unreadable):
        read_yaml(text, 1)


def test_number_of_events() -> None:
    """10,000 parser events are allowed, 10,001 are not."""
    around = 8  # begin and end of stream, document, mapping and list; the key comes on top
    fitting = MAX_EVENTS - around - 1
    tree = read_yaml("a:\n" + "- x\n" * fitting, 1)
    assert isinstance(tree.value, dict)
    assert isinstance(tree.value["a"], list)
    assert len(tree.value["a"]) == fitting
    assert sum(1 for _ in yaml.parse("a:\n" + "- x\n" * fitting, Loader=yaml.CSafeLoader)) == MAX_EVENTS == 10_000
    fault = stopped("a:\n" + "- x\n" * (fitting + 1))
    assert fault.kind is FaultKind.EXCESSIVE_NESTING


@pytest.mark.parametrize(
    ("text", "line", "subject"),
    [
        ("title: Outage #2\n", 1, "title"),
        ("a: b\ntitle: Outage\n  of #2\n", 2, "title"),
        ("title: #2 is out\n", 1, "title"),
        ("title: ~ # none\n", 1, "title"),
        ("tags:\n  - a # b\n", 2, "tags[0]"),
        ("tags:\n  - # b\n  - c\n", 2, "tags[0]"),
        ("tags: [a, b # c\n  ]\n", 1, "tags[1]"),
    ],
)
def test_comment_after_a_plain_value(text: str, line: int, subject: str) -> None:
    """` #` after a value that is not quoted cuts something off silently, so it is refused."""
    assert collected(text) == [(FaultKind.COMMENT_AFTER_VALUE, line, subject)]


@pytest.mark.parametrize(
    "text",
    [
        "# c\ntitle: a\n# c\n",
        "title: a#b\n",
        "title: C# and F#\n",
        'title: "a #2" # c\n',
        "title: 'a #2'\n",
        "teams: # c\n  owner: a\n",
        "tags: # c\n  - a\n",
        "tags: [a, b] # c\n",
        "title: >- # c\n  a #2\n",
        "title: |\n  a #2\n# c\n",
        "a:\n# c\nb: c\n",
        "a:\n  # c\n  - b\n",
        "a: [] # c\n",
    ],
)
def test_comments_that_cut_nothing(text: str) -> None:
    """A comment on a line of its own, after a quoted text, or before a block takes nothing away."""
    assert collected(text) == []


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("a: b\ntitle: Rollback: the second try\n", 2, "a second `: ` in one line (column 16)"),
        ("teams:\n\towner: a\n", 2, "a tab (column 1)"),
        ("a: b\nc: @mchen\n", 2, "a character that cannot begin a value (column 4)"),
        ("a: `x`\n", 1, "a character that cannot begin a value (column 4)"),
        ("a: [b\n", 2, "column 1"),
        ('a: "b\n', 2, "column 1"),
        ("a: b\n c: d\n", 2, "column 3"),
        ("a: 'b'c\n", 1, "column 7"),
        ("- a\nb: c\n", 2, "column 1"),
        ('a: "\\ud83d"\n', 1, "column"),
        ('a: "\\q"\n', 1, "column"),
        ("%YAML 1.1\na: b\n", 2, "column 1"),
        (f"{ADJACENT}: b: c\n", 1, "column 5"),
    ],
)
def test_syntax(text: str, line: int, found: str) -> None:
    """Where the parser gives up, the line, the column and the usual cause are told."""
    fault = stopped(text)
    assert (fault.kind, fault.line) == (FaultKind.YAML_SYNTAX, line)
    assert found in fault.found


def test_advice_for_a_tab() -> None:
    """A tab, which looks like spaces, is named as such, with what to do."""
    assert "spaces" in stopped("teams:\n\towner: a\n").fix
    assert "double quotes" in stopped("a: b: c\n").fix
    assert "double quotes" in stopped("a: @b\n").fix


def test_other_syntax_is_told_in_the_words_of_the_parser() -> None:
    """Where there is no usual cause, the parser's own words are told, and the common advice."""
    fault = stopped("- a\nb: c\n")
    assert "indicator" in fault.found
    assert "(column 1)" in fault.found
    assert "indent by spaces" in fault.fix


@pytest.mark.parametrize(
    "text, value",
    [
        ("a: {unknown: logs are gone, and nobody knows}", {"unknown": "logs are gone, and nobody knows"}),
        ("a: {unknown: one, two, three }", {"unknown": "one, two, three"}),
        ("a: {unknown: one, two, id: x}", {"unknown": "one, two", "id": "x"}),
        ("a: {id: x, reason: another cause, another model}", {"id": "x", "reason": "another cause, another model"}),
    ],
)
def test_a_comma_in_braces_is_told_as_such(text: str, value: Any) -> None:
    """One fault says what cuts the text and how to write it, and the rest is read as it was meant."""
    tree = read_yaml(text, 1)
    (fault,) = tree.faults
    key = next(key for key in value if "," in value[key])
    assert (fault.kind, fault.line, fault.subject, fault.field) == (FaultKind.YAML_SYNTAX, 1, f"a.{key}", ("a", key))
    assert fault.found == f"`{value[key]}`"
    assert "comma" in fault.condition and "quotes" in fault.fix
    assert tree.value == {"a": value}
    assert read_yaml(text.replace(value[key], f'"{value[key]}"'), 1).faults == []


def test_a_comma_before_a_second_colon_in_braces_is_told_as_such() -> None:
    """No key has blanks: what stands before the second colon is the rest of a text."""
    (fault,) = read_yaml("a: {text: The leak is found, in short: the join}", 1).faults
    assert (fault.kind, fault.field, fault.found) == (
        FaultKind.YAML_SYNTAX,
        ("a", "text"),
        "`The leak is found, in short`",
    )
    assert "comma" in fault.condition and fault.fix == "put the whole text into double quotes"


@pytest.mark.parametrize(
    "text, value",
    [
        ('a: {unknown: "one, two"}', {"unknown": "one, two"}),
        ('a: {unknown: "one", two}', {"unknown": "one", "two": None}),
        ("a: {unknown, two}", {"unknown": None, "two": None}),
        ("a: {b: one, c: , d: two}", {"b": "one", "c": None, "d": "two"}),
        ("a: {b: [one], two}", {"b": ["one"], "two": None}),
        ("a: [one, two]", ["one", "two"]),
    ],
)
def test_other_commas_in_braces_and_brackets(text: str, value: Any) -> None:
    """Commas between items, and keys that follow no text without quotes."""
    tree = read_yaml(text, 1)
    assert (tree.value, tree.faults) == ({"a": value}, [])


def test_depth_inside_a_duplicate() -> None:
    """What is read over counts as deep as what is kept."""
    deepest = "[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1)
    assert len(read_yaml(f"a: b\na: {deepest}\n", 1).faults) == 1
    assert stopped(f"a: b\na: [{deepest}]\n").kind is FaultKind.EXCESSIVE_NESTING


def test_nul_is_refused() -> None:
    """NUL never reaches the parser of a file; if it does, it is told and not swallowed."""
    with pytest.raises(Unreadable):
        read_yaml("a: b\x00c\n", 1)


@pytest.mark.parametrize("escape", [r"\0", r"\e", r"\x1b", r"\x7f", r"\N", r"\L", r"\P", r"\u202e", r"\ufeff", r"\r"])
def test_escaped_characters(escape: str) -> None:
    """What may not stand in a file may not be written as an escape either; it is told with line and field."""
    (fault,) = read_yaml(f'a: b\ntitle: "x{escape}y"\n', 1).faults
    assert (fault.kind, fault.line, fault.subject) == (FaultKind.FORBIDDEN_CHARACTER, 2, "title")
    assert fault.found.startswith("U+")


@pytest.mark.parametrize("escape", [r"\t", r"\n", r"\u00e9", r"\\", r"\"", r"\/", r"\_", r"\U0001F600"])
def test_escapes_of_allowed_characters(escape: str) -> None:
    """An escape of a character that may stand there is as good as the character."""
    assert read_yaml(f'title: "x{escape}y"\n', 1).faults == []


def test_all_faults_are_told_at_once() -> None:
    """Reading goes on after what can be passed over, so that one run tells everything."""
    assert collected("a: &x b\nc: d # e\na: f\ng: *x\nh: !t i\n") == [
        (FaultKind.YAML_FEATURE, 1, "a"),
        (FaultKind.COMMENT_AFTER_VALUE, 2, "c"),
        (FaultKind.DUPLICATE_KEY, 3, "a"),
        (FaultKind.YAML_FEATURE, 4, "g"),
        (FaultKind.YAML_FEATURE, 5, "h"),
    ]


def test_lines_begin_where_the_text_does() -> None:
    """Lines are those of the file, in which the text may begin further down."""
    tree = read_yaml("a: b\nc: d # e\n", 12)
    assert (tree.lines[("a",)], tree.lines[("c",)], tree.faults[0].line) == (12, 13, 13)
    with pytest.raises(Unreadable) as caught:
        read_yaml("a: b\nc: d: e\n", 12)
    assert caught.value.fault.line == 13


@dataclass
class Script:
    """YAML as it is written, line by line, with what it means and where each key and item stands."""

    lines: list[str] = field(default_factory=list)
    places: dict[FieldPath, int] = field(default_factory=dict)

    def write_mapping(self, value: dict[str, Any], path: FieldPath, indent: str, first_indent: str) -> None:
        for number, (key, part) in enumerate(value.items()):
            self.write(part, (*path, key), indent, f"{indent if number else first_indent}{json.dumps(key)}:")

    def write(self, value: Any, path: FieldPath, indent: str, head: str) -> None:
        """Write a value after `head`, which opens its line."""
        if isinstance(value, str) and value.startswith("#"):
            self.lines += ["", "# a comment: ["]
        self.places[path] = len(self.lines) + 1
        match value:
            case dict():
                self.lines.append(head)
                self.write_mapping(value, path, f"{indent}  ", f"{indent}  ")
            case list():
                self.lines.append(head)
                for index, part in enumerate(value):
                    self.write_item(part, (*path, index), f"{indent}  ")
            case str() if value.startswith("\n"):
                self.lines += [f"{head} |", *(f"{indent}  {line}" for line in value.split("\n"))]
            case str() if value.startswith("#"):
                self.lines.append(f"{head} {json.dumps(value)} # another")
            case _:
                self.lines.append(f"{head} {json.dumps(value, ensure_ascii=False)}")

    def write_item(self, part: Any, path: FieldPath, indent: str) -> None:
        """Write an item; the first key or item of a block in it stands beside the dash."""
        match part:
            case dict():
                self.write_mapping(part, path, f"{indent}  ", f"{indent}- ")
                self.places[path] = self.places[(*path, next(iter(part)))]
            case list():
                self.write_item(part[0], (*path, 0), f"{indent}  ")
                self.places[path] = self.places[(*path, 0)]
                dash = self.places[path] - 1
                self.lines[dash] = f"{indent}- {self.lines[dash].lstrip(' ')}"
                for index, inner in enumerate(part[1:], 1):
                    self.write_item(inner, (*path, index), f"{indent}  ")
            case _:
                self.write(part, path, indent, f"{indent}-")


keys = st.text("abcdefgh -_é", min_size=1, max_size=6)
texts = st.one_of(
    st.text("abc: #'\"\\é[]{}", min_size=1, max_size=12),
    st.text("ab\n", min_size=1, max_size=8).map(lambda text: f"\nx{text}y"),
    st.text("ab", max_size=3).map(lambda text: f"# {text}"),
)
trees = st.dictionaries(
    keys,
    st.recursive(
        texts,
        lambda parts: st.lists(parts, min_size=1, max_size=4) | st.dictionaries(keys, parts, min_size=1, max_size=4),
        max_leaves=12,
    ),
    min_size=1,
    max_size=5,
)


def depth_of(value: Any) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth_of, parts), default=0)


@given(trees.filter(lambda tree: depth_of(tree) <= MAX_DEPTH))
@settings(max_examples=120)
def test_value_and_line_of_every_key_and_item(tree: dict[str, Any]) -> None:
    """Whatever is written, it is read as written, and the line of every key and list item is right.

    The trees hold literal blocks, blank lines and comments, which move everything below them.
    """
    script = Script()
    script.write_mapping(tree, (), "", "")
    read = read_yaml("\n".join(script.lines) + "\n", 1)
    assert read.faults == []
    assert read.value == block_ends(tree)
    assert {path: line for path, line in read.lines.items() if path} == script.places


def block_ends(value: Any) -> Any:
    """The tree as YAML means it: a literal block ends with exactly one line end."""
    match value:
        case dict():
            return {key: block_ends(part) for key, part in value.items()}
        case list():
            return [block_ends(part) for part in value]
        case str() if value.startswith("\n"):
            return value.rstrip("\n") + "\n"
        case _:
            return value


@given(trees)
@settings(max_examples=60)
def test_helper_writes_what_is_read(tree: dict[str, Any]) -> None:
    """The YAML that tests write by `yaml_text` means what they put into it."""
    read = read_or_none(yaml_text(tree))
    assert read is None or (read.value == tree and read.faults == [])


def read_or_none(text: str) -> YamlTree | None:
    try:
        return read_yaml(text, 1)
    except Unreadable as error:
        assert error.fault.kind is FaultKind.EXCESSIVE_NESTING
        return None


@given(st.text("ab:-#[]{},&*!|>'\"%@` \n\t?~<", max_size=40))
@settings(max_examples=300)
def test_agrees_with_yaml_on_what_is_yaml(text: str) -> None:
    """What PyYAML refuses is refused; what is read without a fault has the shape that PyYAML sees."""
    try:
        nodes: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        nodes = yaml.YAMLError
    try:
        tree = read_yaml(text, 1)
    except Unreadable:
        return
    if nodes is yaml.YAMLError:
        assert tree.faults  # an alias to nothing, or the like
    elif not tree.faults:
        assert tree.value == shape_of(nodes)


def shape_of(node: Any) -> Any:
    match node:
        case yaml.MappingNode():
            return {key.value: shape_of(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [shape_of(value) for value in node.value]
        case yaml.ScalarNode():
            return None if not node.style and node.value in ("", "~", "null") else node.value
        case _:
            return None
