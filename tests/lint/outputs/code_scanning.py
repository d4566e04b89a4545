"""What GitHub's code scanning asks of a SARIF log beyond the standard, as a table of rules that tests check.

From the page "SARIF support for code scanning" of GitHub's docs (required properties, lengths, limits), read in 2026,
and the rules GH1001 to GH2012 of the SARIF Multitool, by which that page tells authors to check a file. Where the two
differ, as on the columns of a region, the rule of the tool holds: there they have defaults.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

Log = dict[str, Any]


class GitHubRule(NamedTuple):
    """One thing that GitHub asks, where it is asked, and what is wrong with a log in this respect."""

    name: str
    source: str
    faults: Callable[[Log], Iterator[str]]


DOCS, TOOL = "docs", "multitool"


def faults_of(log: Log) -> list[str]:
    """Everything that GitHub would refuse, cut or not show."""
    return [f"{rule.name} ({rule.source}): {fault}" for rule in RULES for fault in rule.faults(log)]


def alerts_of(log: Log) -> list[tuple[str, str, int]]:
    """Rule, file and line of each alert that GitHub opens: it reads no `suppressions` and no property bags."""
    return [
        (result["ruleId"], place["artifactLocation"]["uri"], place["region"]["startLine"])
        for run in log["runs"]
        for result in run["results"]
        for place in [result["locations"][0]["physicalLocation"]]
    ]


def _runs(log: Log) -> Iterator[Log]:
    yield from log.get("runs", ())


def _rules(log: Log) -> Iterator[Log]:
    for run in _runs(log):
        yield from run.get("tool", {}).get("driver", {}).get("rules", ())


def _results(log: Log) -> Iterator[Log]:
    for run in _runs(log):
        yield from run.get("results", ())


def _places(log: Log) -> Iterator[Log]:
    for result in _results(log):
        for location in result.get("locations", ()):
            yield location.get("physicalLocation", {})


Objects = Callable[[Log], Iterator[Log]]


def _given(objects: Objects, *path: str) -> Callable[[Log], Iterator[str]]:
    """Each object must have this property; "the empty string is not supported for required properties"."""

    def check(log: Log) -> Iterator[str]:
        for number, each in enumerate(objects(log)):
            value: Any = each
            for key in path:
                value = value.get(key) if isinstance(value, dict) else None
            if value is None or value in ("", {}):
                yield f"{number} has no {'.'.join(path)}"

    return check


def _at_most(objects: Objects, limit: int, *path: str) -> Callable[[Log], Iterator[str]]:
    """The text or list of each object must not be longer."""

    def check(log: Log) -> Iterator[str]:
        for number, each in enumerate(objects(log)):
            value: Any = each
            for key in path:
                value = value.get(key, {})
            if len(value) > limit:
                yield f"{number} has {len(value)} in {'.'.join(path)}"

    return check


def _log(log: Log) -> Iterator[Log]:
    yield log


def _not_the_final_schema(log: Log) -> Iterator[str]:
    if log.get("version") != "2.1.0" or "sarif-2.1.0" not in log.get("$schema", "").replace("sarif-schema-", "sarif-"):
        yield f"{log.get('version')} {log.get('$schema')}"


def _no_results(log: Log) -> Iterator[str]:
    yield from ("no array of results" for run in _runs(log) if not isinstance(run.get("results"), list))


def _no_location(log: Log) -> Iterator[str]:
    yield from (f"{number} has no location" for number, each in enumerate(_results(log)) if not each.get("locations"))


def _address_is_no_relative_path(log: Log) -> Iterator[str]:
    for place in _places(log):
        address = place.get("artifactLocation", {}).get("uri", "")
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address.startswith("/"):
            yield address


def _line_is_none(log: Log) -> Iterator[str]:
    for place in _places(log):
        if place.get("region", {}).get("startLine", 0) < 1:
            yield f"{place}"


def _unknown_level(log: Log) -> Iterator[str]:
    levels = [each.get("defaultConfiguration", {}).get("level", "warning") for each in _rules(log)]
    levels += [each.get("level", "warning") for each in _results(log)]
    yield from (level for level in levels if level not in ("note", "warning", "error"))


def _message_by_arguments(log: Log) -> Iterator[str]:
    yield from ("arguments" for each in _results(log) if "arguments" in each["message"] or "id" in each["message"])


def _rule_that_is_not_listed(log: Log) -> Iterator[str]:
    rules = [rule["id"] for rule in _rules(log)]
    for result in _results(log):
        if rules[result["ruleIndex"]] != result["ruleId"]:
            yield result["ruleId"]


def _rules_of_one_id(log: Log) -> Iterator[str]:
    ids = [rule["id"] for rule in _rules(log)]
    yield from (each for each in set(ids) if ids.count(each) > 1)


def _too_large(log: Log) -> Iterator[str]:
    size = len(gzip.compress(json.dumps(log, ensure_ascii=False).encode()))
    if size > 10 * 1024 * 1024:
        yield f"{size} bytes packed"


RULES = (
    GitHubRule("final schema", f"{DOCS}, {TOOL} GH1011, GH1013", _not_the_final_schema),
    GitHubRule("array of results", f"{DOCS}, {TOOL} GH1014", _no_results),
    GitHubRule("name of the tool", f"{DOCS}, {TOOL} GH1018", _given(_runs, "tool", "driver", "name")),
    GitHubRule("rules of the tool", f"{DOCS}, {TOOL} GH1018", _given(_runs, "tool", "driver", "rules")),
    GitHubRule("id of a rule", f"{DOCS}, {TOOL} GH2012", _given(_rules, "id")),
    GitHubRule("unique id of a rule", DOCS, _rules_of_one_id),
    GitHubRule("short description", f"{DOCS}, {TOOL} GH2012", _given(_rules, "shortDescription", "text")),
    GitHubRule("full description", f"{DOCS}, {TOOL} GH2012", _given(_rules, "fullDescription", "text")),
    GitHubRule("help", f"{DOCS}, {TOOL} GH2012", _given(_rules, "help", "text")),
    GitHubRule("name of a rule, 255 characters", DOCS, _at_most(_rules, 255, "name")),
    GitHubRule("short description, 1,024 characters", DOCS, _at_most(_rules, 1024, "shortDescription", "text")),
    GitHubRule("full description, 1,024 characters", DOCS, _at_most(_rules, 1024, "fullDescription", "text")),
    GitHubRule("20 tags a rule", DOCS, _at_most(_rules, 20, "properties", "tags")),
    GitHubRule("level", DOCS, _unknown_level),
    GitHubRule("text of the message", f"{DOCS}, {TOOL} GH1007, GH1015", _given(_results, "message", "text")),
    GitHubRule("message without arguments", f"{TOOL} GH1007", _message_by_arguments),
    GitHubRule("a location", f"{DOCS}, {TOOL} GH1001, GH1015, GH1016", _no_location),
    GitHubRule("address", f"{DOCS}, {TOOL} GH1001, GH1017", _given(_places, "artifactLocation", "uri")),
    GitHubRule("relative address", f"{DOCS}, {TOOL} GH1005, GH1006", _address_is_no_relative_path),
    GitHubRule("first line", f"{DOCS}, {TOOL} GH1003, GH1017", _line_is_none),
    GitHubRule("fingerprint", DOCS, _given(_results, "partialFingerprints", "primaryLocationLineHash")),
    GitHubRule("rule by its number", DOCS, _rule_that_is_not_listed),
    GitHubRule("20 runs", DOCS, _at_most(_log, 20, "runs")),
    GitHubRule("25,000 rules", DOCS, _at_most(_runs, 25_000, "tool", "driver", "rules")),
    GitHubRule("5,000 results shown, 25,000 taken", f"{DOCS}, {TOOL} GH1004", _at_most(_runs, 5_000, "results")),
    GitHubRule("one location a result", f"{DOCS}, {TOOL} GH1004", _at_most(_results, 1, "locations")),
    GitHubRule("10 MB packed", DOCS, _too_large),
)
