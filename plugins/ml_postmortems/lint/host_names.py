"""Names and addresses of hosts inside a network: what is certain, and what only may be one."""

from __future__ import annotations

import re

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.text_patterns import pattern, text_before
from ml_postmortems.lint.text_shape import IPV4, in_ascii

_ENDINGS = ("internal", "corp", "intranet", "intra", "lan", "local", "localdomain", "private", "home.arpa")
"""Endings that no public server of names knows."""
_DOTTED = tuple(f".{ending}" for ending in _ENDINGS)
_PRIVATE = rf"(?:{'|'.join(map(re.escape, _ENDINGS))})"
_LABELS = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
_NAME = rf"(?<![\w.@/-])(?P<labels>{_LABELS}){_PRIVATE}\b(?!\.\w|[\w(-])"
_ROLES = (
    *("bastion", "vpn", "jump", "gateway", "gw", "proxy", "database", "db", "host", "node", "server", "srv", "mysql"),
    *("postgres", "pg", "redis", "kafka", "ldap", "dc", "gpu", "worker"),
)
_BEFORE_CODE = lazy_pattern(r"\b(?:import|from|package|module|file|class)\s+[\"'`]?$", re.IGNORECASE)
_BEFORE_VERSION = lazy_pattern(r"\b(?:version|release|build|driver)\s+v?$", re.IGNORECASE)
_PARTS_BEFORE = lazy_pattern(r"(?:^|[^\w.@/-])((?:[a-z0-9]+-)*)$")


def _listed(names: str) -> frozenset[str]:
    return frozenset(names.split())


_AFTER_SCHEME = r"://(?:[^ /@\"'`]*@)?(?P<host>[\w.-]+)[^ \"'`<>)]*"
_SCHEME_BEFORE = lazy_pattern(r"[a-z][a-z0-9+.-]*$", re.IGNORECASE)
_BUCKETS = _listed("s3 s3a s3n gs abfs abfss wasb wasbs hdfs dbfs oss")
_STORES = _listed(
    "amqp amqps clickhouse ldap ldaps mongodb mongodb+srv mssql mysql nfs oracle postgres postgresql redis rediss smb "
    "snowflake"
)
_OF_HOSTS = _listed("http https ws wss grpc ftp sftp ssh tcp udp")
_PUBLIC_BUCKET = lazy_pattern(r"commoncrawl|gcp-public-data|openimages|laion")
_SHORT_HOST = lazy_pattern(r"[a-z][a-z0-9_-]*")
_PLACEHOLDERS = _listed("localhost host hostname server url domain site address _")
_ACCOUNTS_OF_MACHINES = _listed(
    "airflow app azureuser builder centos circleci debian ec2-user example git hadoop jenkins jovyan node public root "
    "runner runneradmin shared spark ubuntu user username vscode you your-name"
)
"""Home folders of these are nobody's."""


def _names_no_example(match: re.Match[str]) -> bool:
    return "example" not in match.group()


def _is_no_module(match: re.Match[str]) -> bool:
    return _names_no_example(match) and not _BEFORE_CODE.search(text_before(match, 12))


def _is_host(match: re.Match[str]) -> bool:
    """Whether the name has what names of hosts have and those of files and modules have not."""
    labels = match["labels"]
    return _is_no_module(match) and (labels.count(".") > 1 or any(char in "-0123456789" for char in labels))


def _may_be_host(match: re.Match[str]) -> bool:
    return _is_no_module(match) and not _is_host(match)


def _is_address(match: re.Match[str]) -> bool:
    """Whether four numbers are an address, and no version."""
    is_version = _BEFORE_VERSION.search(text_before(match, 12))
    return not is_version and all(int(part) < 256 for part in match.group().split("."))


def _is_name_of_parts(match: re.Match[str]) -> bool:
    before = _PARTS_BEFORE.search(text_before(match, 40))
    return bool(before) and ("-" in match.group() or "." in match.group() or bool(before and before.group(1)))


def _is_inside(match: re.Match[str]) -> bool:
    """Whether an address is one of a bucket or a store, or of a host whose name only its own network knows."""
    host, place = match["host"].lower(), match.start()
    if "." in host and match.string.endswith(("http", "https"), 0, place):
        return False
    found = _SCHEME_BEFORE.search(text_before(match, 16))
    scheme = found.group().lower() if found else ""
    if scheme in _OF_HOSTS:
        is_inside = _SHORT_HOST.fullmatch(host) is not None and host not in _PLACEHOLDERS
    elif scheme in _STORES:
        is_inside = host not in ("localhost", "127.0.0.1")
    else:
        is_inside = scheme in _BUCKETS and not _PUBLIC_BUCKET.match(host)
    return is_inside and _names_no_example(match)


def _is_home_of_a_person(match: re.Match[str]) -> bool:
    return (match["unix"] or match["windows"]).lower() not in _ACCOUNTS_OF_MACHINES


CERTAIN = (
    pattern(
        "an address inside a network",
        (),
        in_ascii(
            r"(?<![\w.])(?:10(?:\.\d{1,3}){3}|(?:192\.168|169\.254)(?:\.\d{1,3}){2}"
            r"|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}"
            r"|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2})(?!\w|\.\d|/\d)"
        ),
        _is_address,
        shapes=IPV4,
    ),
    pattern(
        "an address inside a network",
        ("fd", "fe80:"),
        r"f(?<![\w:.]f)(?:d[0-9a-fA-F]{2}|e80)(?::[0-9a-fA-F]{1,4}){0,6}(?:::?(?:[0-9a-fA-F]{1,4}:){0,5}[0-9a-fA-F]{1,4}|::)(?![\w:])",
    ),
    pattern("a bucket, a store or a host without a domain", ("://",), _AFTER_SCHEME, _is_inside),
    pattern("a connection to a store", ("jdbc:",), r"\bjdbc:[a-z]+:[^ \"'`<>]+", _names_no_example),
    pattern(
        "a resource of a cloud account",
        ("arn:aws", "/subscriptions/"),
        r"\barn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?!aws:|123456789012:)[^ \"'`<>]+"
        r"|/subscriptions/[0-9a-f]{8}-[0-9a-f-]{27}",
        _names_no_example,
    ),
    pattern(
        "a share of a network",
        ("\\\\",),
        r"(?<![^ \"'`(])\\{2,4}[A-Za-z][\w.-]+\\{1,2}[A-Za-z][\w$.-]+",
        _names_no_example,
    ),
    pattern(
        "the home folder of a person",
        ("/home/", "/users/", "\\users\\"),
        r"(?<![\w.}])/(?:home|Users)/(?P<unix>[a-z][\w.-]*)/[\w.-]|\b[A-Z]:\\{1,2}Users\\{1,2}(?P<windows>[\w.-]+)\\",
        _is_home_of_a_person,
    ),
    pattern(
        "a link into a network",
        _DOTTED,
        rf"(?<=://)(?:[^ /@]+@)?{_LABELS}{_PRIVATE}\b(?!\.\w|[\w-])",
        _names_no_example,
    ),
    pattern("an internal host", _DOTTED, _NAME, _is_host),
    pattern("a host of a cluster", (".svc",), rf"(?<![\w.@/-]){_LABELS}svc(?:\.cluster\.[a-z]+)?\b(?!\.\w|[\w(-])"),
)
"""What leads nowhere outside of a network."""

POSSIBLE = (
    pattern("what may be an internal host", _DOTTED, _NAME, _may_be_host),
    pattern(
        "what may be an internal host",
        _ROLES,
        rf"(?:{'|'.join(_ROLES)})[a-z]{{0,4}}(?:-[a-z0-9]+){{0,5}}?-?\d{{1,4}}(?:\.[a-z0-9-]+)*\b(?![\w(-])",
        _is_name_of_parts,
    ),
    pattern(
        "a link to the reader's own machine", ("localhost", "127.0"), r"(?<=://)(?:localhost|127\.0\.0\.\d{1,3})\b"
    ),
)
"""Only a reader can tell: the name can be one of a file, a model or a public host."""
