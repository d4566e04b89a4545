"""Personal data, internal hosts, told secrets and leftovers: each form and what looks like it, in body and fields.

Every person, number and host is invented; what a scanner would stop at is put together here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import BODY, changed, own_record
from tests.lint.rules.cases import OTHER, findings_of, findings_of_record

_QUIET = "It was a quiet night"
_AT = "@"
_WIDE_AT = "\uff20"


def codes_in_body(folder: Path, text: str) -> set[str]:
    """The rules that find something in the body with this text as a paragraph of its own."""
    found = findings_of_record(folder, own_record(), BODY.replace(_QUIET, f"\n\n{text}\n\n{_QUIET}"))
    return {finding.code for finding in found}


def codes_in_field(folder: Path, text: str, field: str = "causes.1.text") -> set[str]:
    """The rules that find something in the record with this text in a field, after words that make it a sentence."""
    found = findings_of_record(folder, changed(own_record(), field, text))
    return {finding.code for finding in found} - {"PM413"}


CERTAIN = {
    "PM702": [
        f"The customer jane.doe{_AT}shop.co.uk wrote.",
        f"```\nfrom=jane.doe{_AT}shop.co.uk status=sent\n```",
        "The customer keiko.tanaka [at] gmail [dot] com wrote.",
        "The customer keiko (at) gmail.com wrote.",
        "The customer keiko at gmail dot com wrote.",
        "She can be reached under +81 90 1234 5678.",
        "Call her under 030 1234 5678.",
        "Her number is (415) 555-0134.",
        "Call her under zero nine zero, one two three four,\nfive six seven eight.",
        "Keiko Tanaka of 14 Elm Street was the first.",
        "Herr Jan Vogel, Lindenstraße 12, was the first.",
        "She lives at 8 rue de Rivoli.",
        "Keiko, born on 3 May 1971, was the first.",
        "Her date of birth is 1971-05-03.",
        "She showed passport TK4417289.",
        "Her driving licence number is B0721RRE2I55.",
        "Patient 4471882 could not pay.",
        "The request came from user id 88213377.",
        "The customer wrote from 81.2.69.142 at night.",
        "Write to kasia.w (a) gmail.com.",
        "Write to kasia.w[@]gmail.com.",
        "Write to kasia.w AT gmail DOT com.",
        f"The customer kasia.w{_WIDE_AT}gmail.com wrote.",
        "See https://www.linkedin.com/in/kasia-w-48213 for it.",
        "[her page](https://LinkedIn.com/in/kasia-w-48213)",
        "https://www.facebook.com/profile.php?id=100012345678",
        "https://www.xing.com/profile/Kasia_W",
        "Her car has the plate GD 482XK.",
        "Das Kennzeichen ist B-AB 1234.",
        "Her PESEL is 85042312345.",
        "The number " + "44051401" + "458 stood in the log.",
        "```\nid=" + "44051401" + "458\n```",
        "The CPF 111.444.777-35 was shown.",
        "His number 811228-9874 was shown.",
        "Her DNI was 12345678Z.",
        "The code RSSMRA85T10A562S was shown.",
        "National Insurance number QQ 12 34 56 C",
        "It was AB 12 34 56 C.",
        "The car 1M8GDM9AXKP042788 was stopped.",
        "VIN WVWZZZ1JZXW000001.",
        "Device id 38400000-8cf0-11bd-b23e-10b96e40000d of the one who complained.",
        "IDFA: 38400000-8CF0-11BD-B23E-10B96E40000D",
        "She lives at 54.35205, 18.64637.",
        "GPS 54.3520 N, 18.6463 E",
        "Last seen (lat 54.3520, lon -18.6463)",
    ],
    "PM706": [
        "It ran on ml-db-3.prod.internal.",
        "It ran on `ml-db-3.prod.internal`.",
        "It ran behind vpn-gw2.corp.",
        "It ran on 10.20.30.41 and more.",
        "It ran on features.ranking.svc.cluster.local.",
        "[the panel](http://192.168.7.20/panel)",
        "```\ncurl https://admin.acme.internal/flush\n```",
        "It read s3://acme-shops/pii/ and more.",
        "`gs://acme-dumps/users.csv`",
        "abfss://lake@acme.dfs.core.windows.net/x",
        "The role arn:aws:iam::482913774021:role/ranker-admin.",
        "/subscriptions/38400000-8cf0-11bd-b23e-10b96e40000d/x",
        "Host fd12:3456:789a::1 was down.",
        "Host fe80::1ff:fe23:4567:890a was down.",
        "It ran on 100.64.3.9 then.",
        "`curl 169.254.169.254/latest`",
        "See \\\\\\\\fileserver\\\\hr\\\\layoffs.xlsx.",
        "`\\\\fileserver\\hr\\layoffs.xlsx`",
        "jdbc:oracle:thin:@dbora3:1521/PROD",
        "postgresql://features@db3:5432/prod",
        "[the panel](http://grafana:3000/d/1)",
        "`http://ranker/healthz`",
        "It wrote /home/jsmith/secrets/shops.csv.",
        "`/Users/jsmith/x.csv`",
        "`C:\\Users\\jsmith\\x.csv`",
    ],
    "PM716": [
        "TLP:RED",
        "TLP: AMBER+STRICT",
        "Attorney-client privileged.",
        "Privileged and confidential",
        "Please do not distribute.",
        "For internal use only.",
        "Strictly confidential",
    ],
    "PM701": [
        "The password of the feature store is " + "kT4" + "vQ9xLm2, as always.",
        "The passw\u043erd of the store is " + "Winter-2026" + "-Zebra9.",
        "The password for the\nstore was " + "hunter" + "22.",
        'The password is "sword' + 'fish".',
        "token: " + "9sd8f7wq9q8s7df9",
        "```\nthe api key is " + "a8f3kd92ks0xq\n```",
    ],
    "PM304": [
        "To do: ask the supplier.",
        "\u0422OD\u041e: ask.",
        "\uff34\uff2f\uff24\uff2f ask",
        "\uff34\uff0e\uff22\uff0e\uff24\uff0e",
        "T\u0412D by somebody.",
        "It ended. To do: ask.",
        "The number is TK.",
        "About ??? customers called.",
        "[insert number of customers here]",
        "The share is t.b.d.",
        "WIP, somebody finishes this on Friday.",
        "The supplier said ...",
        "The supplier said…",
        "A cause[^why].\n\n[^why]: It is TBD.",
        "[//]: # (ask Ben)",
        "[comment]: <> (ask Ben)",
        "[^ben]: ask him whether we may say this",
        "| a | b |\n|---|---|\n| TODO | 1 |",
        "A line.\n<!-- Who noticed\nfirst? -->",
    ],
    "PM020": ["    a\n\nThe unit <<<<<<< HEAD", "- a\n  <<<<<<< HEAD\n  b\n  =======\n  c\n  >>>>>>> mend"],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in CERTAIN.items() for text in texts])
def test_what_is_certain_is_found_in_the_body(tmp_path: Path, code: str, text: str) -> None:
    """Each form is an error of its rule, wrapped or in a table, a footnote or a list."""
    assert code in codes_in_body(tmp_path, text)


FIELD_TEXTS = {
    "PM702": [
        "Keiko, keiko (at) gmail.com, wrote.",
        "It came from user id 88213377.",
        "Keiko Tanaka of 14 Elm Street.",
    ],
    "PM706": ["It ran on ml-db-3.prod.internal.", "It ran on 10.20.30.41 and more."],
    "PM701": ["The password of the store is " + "kT4" + "vQ9xLm2."],
    "PM304": [
        "To do: ask them.",
        "The number is TK.",
        "About ??? called.",
        "They said ...",
        "WIP: Friday.",
        "It is t.b.d.",
    ],
    "PM020": ["The unit. ======= The job. >>>>>>> mend"],
}
FIELDS = ("causes.1.text", "timeline.0.text", "lessons.0.text", "actions.0.success_criterion", "impact.users.0.text")


@pytest.mark.parametrize(
    ("code", "text", "field"),
    [
        (code, text, FIELDS[number % len(FIELDS)])
        for code, texts in FIELD_TEXTS.items()
        for number, text in enumerate(texts)
    ],
)
def test_what_is_certain_is_found_in_fields(tmp_path: Path, code: str, text: str, field: str) -> None:
    """A field is published as the body is."""
    assert code in codes_in_field(tmp_path, text, field)


@pytest.mark.parametrize("value", ["TODO", "TBD", "TK", "...", "???", "WIP"])
def test_fields_of_one_word_hold_no_leftovers(tmp_path: Path, value: str) -> None:
    """Short fields are read as well: a version, a unit, a publisher."""
    assert "PM304" in codes_in_field(tmp_path, value, "artifacts.2.version")


WARNED = {
    "PM710": [
        "The shop at 14 Elm Street was closed.",
        "The resolver at 81.2.69.142 was slow.",
        "Mr Tanaka saw it first.",
        "We asked the personnel department about it, and he had been told before.",
        "Her shift was the third, and a formal warning will follow.",
        "https://www.instagram.com/kasia_w/",
        "The station at 54.35205, 18.64637 was closed.",
        "A woman of 55 with diabetes could not pay.",
        "The model said one two three four five six seven eight.",
    ],
    "PM711": [
        "It ran on feat-db-07.",
        "The panel of bastion-eu-1 was open.",
        "See http://localhost:8080/x.",
        "Use acme.corp.",
    ],
    "PM320": [
        "To be filled in once the meeting has taken place.",
        "See the notes of the meeting; will be summarised here.",
        "The numbers are still to be added below.",
        "Figures to follow.",
        "We asked TK about it.",
        "The share was ... per cent.",
        "The WIP branch was merged.",
        "[add the number]",
    ],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in WARNED.items() for text in texts])
def test_what_only_a_reader_can_tell_is_a_warning(tmp_path: Path, code: str, text: str) -> None:
    """The rule that warns finds it, and none that blocks the merge does."""
    assert codes_in_body(tmp_path, text) & {*CERTAIN, *WARNED} == {code}


@pytest.mark.parametrize(
    "text",
    [
        # people
        f"Write to support{_AT}acme.com or git{_AT}github.com:acme/x.git, as `react{_AT}18.2.0` does.",
        "The epoch was 1764547200000 and 1710115200000000000 ns.",
        "Orders 4111-1111 and 123-45-67890 were split.",
        "Version 535.104.12.8 at 8.8.8.8, or 203.0.113.7 in the guide.",
        "We looked at 12000 patients and at patient records 4000 to 5000.",
        "Users of 3 services, and user 12 of 40, were affected.",
        "The model was born in 2019, at a rate of 3/5/1.",
        "One two three: four checks failed.",
        "The call took 120 300 400 ms, and we called 3 services.",
        "An event at Elm Street was put off.",
        "The losses were 0.12345, 0.67890, and 1.23456, 1.45678.",
        "The run 38400000-8cf0-11bd-b23e-10b96e40000d had 12345678901 rows and 44051401459 bytes.",
        "Either (a) app.py or (b) run.sh; the template A1 and plate tectonics.",
        "https://www.linkedin.com/company/acme and https://www.instagram.com/p/Cx1/",
        "The hash 1M8GDM9AXKP042789 and ABCDEFGHJKLMNPRST.",
        # hosts
        "The bucket s3://example-bucket/x, s3://commoncrawl/x and arn:aws:iam::aws:policy/ReadOnly.",
        "`/home/runner/work/x`, `https://acme.com/home/feed/x`, `/users/{id}/x` and `re.sub(r'\\\\d+\\\\w', x)`.",
        "See http://host/x and app://home/x",
        "The version 100.64.3 and fd12 are no hosts.",
        'The leaked file said "internal use only", and the model was used internally only by 3 teams.',
        # letters
        "The \u0394t was 3 \u03bcs, \u03b5-greedy and \u03b2VAE, or \u041f\u0440\u0438\u0432\u0435\u0442 in JSON.",
        "The file settings.local.yml, and `import acme.ranking.internal`, are code.",
        "The network 10.0.0.0/8 is private, and version 10.2.89.1 is not a host.",
        "The docs name db.example.internal.",
        "The models gpt-4, t5-11b and llama-2-70b were compared; https://status.acme.com/x-1 says so.",
        # secrets
        "The token was 512 tokens long, the password is wrong, and the secret was rotated on 2026-10-05T02:00Z.",
        "token: 4096, password: {{ vault }}, and the key is user_id_2.",
        "The API key was revoked at 12:30:00, and the access key is kept in the vault.",
        # leftovers
        "What was left to do: nothing. The list `TODO` was empty.",
        "```python\n# TODO: later\nx = ...  # ???\n```",
        "```xml\n<!-- a sample -->\n<<<<<<< HEAD\n```",
        "    # TODO: indented code\n    <!-- a sample -->",
        "> The page said: we are looking into it ...",
        'Users wrote "what is wrong???" and "loading..." to us.',
        "[the check](https://example.com/check) and [the name of the job](https://example.com/job).",
        "A cause[^1].\n\n[^1]: It is known.",
        "[the log]\n\n[the log]: https://example.com 'The log'",
        "A heading\n=======\n",
    ],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path: Path, text: str) -> None:
    """Neither an error nor a warning."""
    assert codes_in_body(tmp_path, text) & {*CERTAIN, *WARNED} == set()


def test_a_marker_in_a_block_of_the_front_matter_is_found(tmp_path: Path) -> None:
    """A conflict inside a folded text is indented, and a fence in a field hides nothing of the body."""
    text = "The unit.\n<<<<<<< HEAD\nThe job.\n>>>>>>> mend"
    found = findings_of_record(tmp_path, changed(own_record(), "causes.1.text", text))
    assert [finding.field_name for finding in found if finding.code == "PM020"] == ["causes[1].text"]
    fenced = changed(own_record(), "causes.1.text", "The unit.\n```\nof time")
    marked = BODY.replace(_QUIET, f"\n\n<<<<<<< HEAD\n{_QUIET}")
    assert "PM020" in {finding.code for finding in findings_of_record(tmp_path, fenced, marked)}


def test_the_id_of_a_control_is_no_host(tmp_path: Path) -> None:
    """Ids are made of parts as names of hosts are; only what the record does not list may be one."""
    record = changed(changed(own_record(), "visibility", "public"), "actions.1.control.id", "proxy-audit-2")
    record = changed(record, "causes.1.text", "Neither proxy-audit-2 nor db-07 told of it.")
    named = [finding.found for finding in findings_of_record(tmp_path, record) if finding.code == "PM711"]
    assert named == ["`db-07`"]


def test_hosts_may_be_named_inside(tmp_path: Path) -> None:
    """Who reads an internal record knows the network."""
    record = own_record(visibility="internal")
    body = BODY.replace(_QUIET, f"It ran on ml-db-3.prod.internal and feat-db-07. {_QUIET}")
    assert not {"PM706", "PM711"} & {finding.code for finding in findings_of_record(tmp_path, record, body)}


@pytest.mark.parametrize("text", ["The j\u043eb", "\u0422ODO list", "A\u03a5C fell", "The m\u0585del"])
def test_a_word_of_two_alphabets_is_refused(tmp_path: Path, text: str) -> None:
    """In fields and in the body of our own records; code may show it."""
    assert "PM718" in codes_in_field(tmp_path, f"{text} was late.")
    assert "PM718" in codes_in_body(tmp_path, f"{text} was late.")
    assert "PM718" not in codes_in_body(tmp_path, f"`{text}` was late.")


@pytest.mark.parametrize(
    "text", ["Operat\u043er err\u043er in the job.", "The stup\u0456d mistake", "A c\u0430reless change"]
)
def test_blame_is_read_through_letters_of_other_alphabets(tmp_path: Path, text: str) -> None:
    """What a reader sees is what is judged."""
    assert "PM601" in codes_in_field(tmp_path, text)


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&Tab;script:alert(1)",
        "java&#10;script:alert(1)",
        "javascript&colon;alert(1)",
        "javascript%3Aalert(1)",
        "&#1;javascript:alert(1)",
        "<javascript:alert(1)>",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://example.com/1",
        "//evil.example/x",
        "ftp://logs.example.com/4711",
    ],
)
def test_other_schemes_are_dangerous(tmp_path: Path, target: str) -> None:
    """However the scheme is written; so is a host without one."""
    assert "PM704" in codes_in_body(tmp_path, f"[the log]({target})")


@pytest.mark.parametrize(
    "target",
    [
        "Name%20-%20x.md",
        "<Name - x.md>",
        "../2024/a%20b.md#c",
        "#why-it-happened",
        "10:30.md",
        "caf%C3%A9.md",
        "a/b(c).md",
    ],
)
def test_a_path_is_no_scheme(tmp_path: Path, target: str) -> None:
    """A link to a file is judged by the rule about dead links, whatever signs its name has."""
    assert "PM704" not in codes_in_body(tmp_path, f"[the log]({target})")
    assert "PM704" not in codes_in_body(tmp_path, "[the log](HTTPS://example.com/x) <mailto:oncall@example.com>")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Two reviewers overlooked the\nwarning.", {"PM601"}),
        ("It was human\nerror in the feature job.", {"PM601"}),
        ("The server ignored the warning, and the cache forgot to expire.", set()),
        ("The `human error rate` is a metric.", set()),
        ("```text\nhuman error: the engineer forgot to close it\n```", set()),
        ('A customer wrote "of course it is human error" to us.', set()),
        ("> Of course it is human error, said the page.", set()),
        ("The monitor should have noticed the drop.", set()),
        ("We should have noticed the drop.", {"PM603"}),
        ("Many claims that a person should have checked were paid.", set()),
        ("A drop that somebody should have noticed went on.", {"PM603"}),
        ("A person should have checked the claims.", {"PM603"}),
    ],
)
def test_language_is_judged_where_people_are_meant(tmp_path: Path, text: str, codes: set[str]) -> None:
    """Code is no prose, quoted words are those of others, and things may fail."""
    assert codes_in_body(tmp_path, text) & {"PM601", "PM603"} == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# Outage of the ranker\n\nIt failed.\n", "PM005"),
        ("Outage of the ranker\n", "PM005"),
        ("---\ntitle: Outage\ndate: 2026-01-01\nauthor: me\nlayout: post\ntags: [ranker]\n---\n# Outage\n", "PM022"),
    ],
)
def test_a_foreign_file_has_one_finding_that_leads_to_the_way_in(tmp_path: Path, text: str, code: str) -> None:
    """Who puts a page of a wiki into the folder is told how a record is begun, and not every key that it lacks."""
    [finding] = findings_of(tmp_path, {OTHER: text})
    assert finding.code == code
    assert "postmortems new" in finding.fix and "guides" in finding.fix


def test_a_fence_that_is_typed_wrongly_is_no_foreign_file(tmp_path: Path) -> None:
    """The record is there, and its author needs the one line."""
    [finding] = findings_of(tmp_path, {OTHER: "----\ntitle: Outage\n---\n"})
    assert finding.code == "PM005" and "postmortems new" not in finding.fix
