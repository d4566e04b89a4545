"""Keys and tokens are found by their form, and what only looks drawn at random is left alone.

Every example is drawn here, at run time: none is real, and none stands in this file, so no scanner stops at it.
"""

from __future__ import annotations

import base64
import random
import string
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ml_postmortems.lint.secret_patterns import PATTERNS
from ml_postmortems.lint.secrets import plugins, secrets_in

CHANCE = random.Random(15)


@pytest.fixture(autouse=True)
def _same_draws(request: pytest.FixtureRequest) -> None:
    """Whatever tests run before, each draws the same."""
    CHANCE.seed(request.node.name)


ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def drawn(length: int, letters: str = ALNUM) -> str:
    """Characters drawn at random, of every kind that the letters have."""
    while True:
        text = "".join(CHANCE.choices(letters, k=length))
        if len(set(text)) >= min(10, length, len(set(letters))) and text[0] not in "-_" and text[-1] not in "-_":
            return text


def uuid() -> str:
    """The form of a UUID."""
    return "-".join(drawn(length, HEX) for length in (8, 4, 4, 4, 12))


TOKENS: Mapping[str, Callable[[], str]] = {
    "hugging-face": lambda: "hf" + "_" + drawn(34),
    "hugging-face-letters": lambda: "hf" + "_" + drawn(34, string.ascii_letters),
    "hugging-face-organisation": lambda: "api_org" + "_" + drawn(34, string.ascii_letters),
    "anthropic": lambda: "sk-" + "ant-api03-" + drawn(93, ALNUM + "-_") + "AA",
    "openai-legacy": lambda: "sk-" + drawn(48),
    "openai-marked": lambda: "sk-" + drawn(20) + "T3Blbk" + "FJ" + drawn(20),
    "openai-project": lambda: "sk-" + "proj-" + drawn(124, ALNUM + "-_"),
    "openai-service": lambda: "sk-" + "svcacct-" + drawn(60, ALNUM + "-_"),
    "openrouter": lambda: "sk-" + "or-v1-" + drawn(64, HEX),
    "google": lambda: "AI" + "za" + drawn(35, ALNUM + "-_"),
    "google-letters": lambda: "AI" + "za" + drawn(35, string.ascii_letters),
    "google-client": lambda: "GOC" + "SPX-" + drawn(28, ALNUM + "-_"),
    "google-access": lambda: "ya" + "29." + drawn(60, ALNUM + "-_"),
    "wandb": lambda: "WANDB_API" + "_KEY=" + drawn(40, HEX),
    "wandb-login": lambda: "wandb " + "login " + drawn(40, HEX),
    "kaggle": lambda: '{"kag' + 'gle_key": "' + drawn(32, HEX) + '"}',
    "aws-secret": lambda: "The secret access " + "key is " + drawn(40, ALNUM + "/+") + " since then.",
    "openssh": lambda: "b3BlbnNza" + "C1rZXktdjEAAAAABG5vbmUAAAAE" + drawn(40),
    "wandb-short-name": lambda: "W&B " + "login " + drawn(40, HEX),
    "wandb-long-name": lambda: "Weights & Biases " + "key: " + drawn(40, HEX),
    "fireworks": lambda: "fw" + "_" + drawn(23) + "7",
    "kaggle-file": lambda: '{"user' + 'name":"svc","key":"' + drawn(32, HEX) + '"}',
    "kaggle-pair": lambda: "Kaggle " + "pair svc / " + drawn(32, HEX),
    "wandb-now": lambda: "wandb" + "_v1_" + drawn(77),
    "databricks": lambda: "da" + "pi" + drawn(32, HEX),
    "databricks-numbered": lambda: "da" + "pi" + drawn(32, HEX) + "-2",
    "replicate": lambda: "r8" + "_" + drawn(37),
    "groq": lambda: "gs" + "k_" + drawn(52),
    "xai": lambda: "xa" + "i-" + drawn(80),
    "nvidia": lambda: "nv" + "api-" + drawn(64, ALNUM + "-_"),
    "perplexity": lambda: "pp" + "lx-" + drawn(48),
    "pinecone": lambda: "pc" + "sk_" + drawn(70),
    "langsmith": lambda: "ls" + "v2_pt_" + drawn(32, HEX) + "_" + drawn(10, HEX),
    "deepseek": lambda: "s" + "k-" + drawn(32, HEX),
    "elevenlabs": lambda: "s" + "k_" + drawn(48, HEX),
    "digitalocean": lambda: "do" + "p_v1_" + drawn(64, HEX),
    "docker-hub": lambda: "dck" + "r_pat_" + drawn(27, ALNUM + "-_"),
    "doppler": lambda: "dp" + ".st.prd." + drawn(40),
    "doppler-personal": lambda: "dp" + ".pt." + drawn(43),
    "figma": lambda: "fi" + "gd_" + drawn(40, ALNUM + "-_"),
    "grafana": lambda: "gl" + "sa_" + drawn(32) + "_" + drawn(8, HEX),
    "vault": lambda: "hv" + "s." + drawn(90),
    "linear": lambda: "lin" + "_api_" + drawn(40),
    "notion": lambda: "nt" + "n_" + drawn(46),
    "postman": lambda: "PM" + "AK-" + drawn(24, HEX) + "-" + drawn(34, HEX),
    "supabase": lambda: "sb" + "p_" + drawn(40, HEX),
    "age": lambda: "AGE-" + "SECRET-KEY-1" + drawn(58, string.ascii_uppercase + string.digits),
    "npm": lambda: "np" + "m_" + drawn(36),
    "github-fine-grained": lambda: "github" + "_pat_" + drawn(22) + "_" + drawn(59),
    "github-letters": lambda: "gh" + "p_" + drawn(36, string.ascii_letters),
    "gitlab-with-hyphens": lambda: "gl" + "pat-" + "-".join(drawn(5) for _ in range(4)),
    "aws-letters": lambda: "AK" + "IA" + drawn(16, string.ascii_uppercase),
    "slack-app": lambda: "xa" + "pp-1-A" + drawn(10) + "-" + drawn(13, string.digits) + "-" + drawn(64, HEX),
    "slack-webhook": lambda: "https://hooks.slack" + f".com/services/T{drawn(8)}/B{drawn(10)}/" + drawn(24),
    "slack-webhook-letters": lambda: (
        "https://hooks.slack" + f".com/services/T{drawn(8)}/B{drawn(10)}/" + drawn(24, string.ascii_letters)
    ),
    "discord-webhook": lambda: (
        "https://discord" + ".com/api/webhooks/" + drawn(19, string.digits) + "/" + drawn(68, ALNUM + "-_")
    ),
    "teams-webhook": lambda: (
        f"https://acme.webhook.office.com/webhookb2/{uuid()}@{uuid()}/IncomingWebhook/{drawn(32, HEX)}/{uuid()}"
    ),
    "azure-signature": lambda: "https://a.blob.core.windows.net/c?sv=2022-11-02&si" + "g=" + drawn(43) + "%3D",
    "bearer": lambda: "Authorization: " + "Bearer " + drawn(40),
    "bearer-letters": lambda: "Authorization: " + "Bearer " + drawn(40, string.ascii_letters),
    "bearer-bare": lambda: "-H '" + "Bearer " + drawn(32) + "7a'",
    "basic": lambda: "authorization: " + "Basic " + drawn(24) + "==",
}


@pytest.mark.parametrize("name", TOKENS)
@pytest.mark.parametrize("around", ["{}", "It was `{}`.", "  uri: {}", '"{}"', "({}),", "<{}>", "key={}", "| {} |"])
def test_a_token_is_found_by_its_form(name: str, around: str) -> None:
    """Of the makers that this field uses, on its line, wherever it was pasted; twenty of each."""
    for _ in range(20):
        text = f"# Title\n\n{around.format(TOKENS[name]())}\nEnd\n"
        assert {secret.line for secret in secrets_in(text)} == {3}, name


HARMLESS: Mapping[str, Callable[[], str]] = {
    "git hash": lambda: drawn(40, HEX),
    "short hash": lambda: drawn(12, HEX),
    "sha256": lambda: "sha256:" + drawn(64, HEX),
    "image digest": lambda: f"registry.example.com/ranker@sha256:{drawn(64, HEX)}",
    "UUID": uuid,
    "UUID in capitals": lambda: uuid().upper(),
    "integrity": lambda: "sha384-" + drawn(64),
    "commit link": lambda: f"https://git.example.com/acme/ranker/commit/{drawn(40, HEX)}",
    "run of W&B": lambda: f"https://wandb.ai/acme/ranker/runs/{drawn(8)}",
    "commit beside W&B": lambda: f"wandb was built from commit {drawn(40, HEX)}",
    "commit beside Weights & Biases": lambda: f"The W&B run was of commit {drawn(40, HEX)}",
    "sum of a data set of Kaggle": lambda: f"The file from Kaggle has the MD5 {drawn(32, HEX)}",
    "names that begin like keys of Fireworks": lambda: "fw_learning_rate_of_the_second_stage",
    "snake case": lambda: "performance_in_bounds_of_the_feature_store_job",
    "kebab case": lambda: "sk-learn-pipeline-of-the-ranking-team-for-the-whole-year",
    "links by name": lambda: "https://hooks.slack.com and https://discord.com/api/webhooks are called",
    "time stamps": lambda: "2025-11-18T11:20:00Z 20251118112000123456",
    "trace": lambda: f"00-{drawn(32, HEX)}-{drawn(16, HEX)}-01",
    "signed link without its signature": lambda: "https://a.blob.core.windows.net/c?sv=2022-11-02&sig=REDACTED",
}
MODELS = (
    *("claude-3-5-sonnet-20241022", "gpt-4o-mini-2024-07-18", "meta-llama/Llama-3.1-405B-Instruct-FP8"),
    *(
        "google/gemma-2-27b-it",
        "text-embedding-3-large",
        "ft:gpt-3.5-turbo-0125:acme::9aBcDeFg",
        "o1-preview-2024-09-12",
    ),
    *("sentence-transformers/all-MiniLM-L6-v2", "ranker-v2024.11.18-rc1", "models:/ranker/Production"),
    *("gs://acme-models/ranker/2025-11-18/model.safetensors", "s3://acme/hf_models/distilbert-base-uncased"),
)
PROSE = (
    "The bearer token had expired, and the Bearer of the pager did not know.",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $DATABRICKS_TOKEN",
    'curl -H "Authorization: Bearer {{ token }}"',
    "HF_TOKEN was hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, as in the manual",
    "WANDB_API_KEY was missing, and OPENAI_API_KEY was read from the vault",
    "the secret: ask early, and the password: none",
    "A token: the smallest part that a tokenizer knows",
)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_secret_is_left_alone(name: str) -> None:
    """Hashes, digests, identifiers and links are what evidence is made of."""
    for _ in range(50):
        text = HARMLESS[name]()
        assert secrets_in(f"It was {text}.\nversion: {text}\n`{text}`\n") == []


@pytest.mark.parametrize("text", [*MODELS, *PROSE])
def test_names_of_models_and_words_about_secrets_are_left_alone(text: str) -> None:
    """A version of a model is no token, and whoever writes about a token has not written it."""
    assert secrets_in(f"- version: {text}\n- {text}\n`{text}`\n") == []


FOREIGN_PATTERNS = [
    pytest.param(plugin, pattern, id=f"{plugin.secret_type} {number}")
    for plugin in plugins()
    if plugin.secret_type not in PATTERNS
    for number, pattern in enumerate(getattr(plugin, "denylist", ()))
]


@pytest.mark.parametrize(("plugin", "pattern"), FOREIGN_PATTERNS)
@settings(max_examples=10, phases=[Phase.generate])  # to shrink what a pattern made takes minutes
@given(data=st.data())
def test_nothing_that_a_detector_finds_is_passed_over(plugin: Any, pattern: Any, data: st.DataObject) -> None:
    """The quick look at words only saves time: whatever a detector takes for a secret in a line reaches it."""
    line = data.draw(st.from_regex(pattern, fullmatch=True)).replace("\n", " ").replace("\r", " ")
    wanted = {secret.type for secret in plugin.analyze_line("record.yml", line, 0)}
    found = {secret.kind for secret in secrets_in(f"Before\n{line}\nafter\n")}
    assert wanted <= found


def test_folding_hides_nothing() -> None:
    """A wide equals sign folds into one at which the detector of logins stops; the line is read as written too."""
    assert [secret.kind for secret in secrets_in("postgres://reader:Zq7\uff1dvT92@host")] == ["Basic Auth Credentials"]


@pytest.mark.parametrize(
    "name",
    ["api_key", "auth_key", "service_key", "account_key", "db_key", "private_key", "client_key", "db_pass", "keypass"],
)
@pytest.mark.parametrize("form", ["{}: {}", "{} = {}", '"{}": "{}"', "{}:{}"])
def test_a_name_with_a_value_is_found(name: str, form: str) -> None:
    """Every name that the detector of names knows, not only passwords."""
    assert [secret[:2] for secret in secrets_in(form.format(name, drawn(12) + "7"))] == [(1, "Secret Keyword")]


@pytest.mark.parametrize("token", ["hugging-face", "anthropic", "openai-project", "google"])
@pytest.mark.parametrize(
    "encoded",
    [
        lambda token: base64.b64encode(token.encode()).decode(),
        lambda token: base64.urlsafe_b64encode(f"key={token}".encode()).decode().rstrip("="),
        lambda token: token.encode().hex(),
        lambda token: "".join(f"%{byte:02x}" for byte in token.encode()),
    ],
    ids=["base64", "url-safe", "hexadecimal", "percent"],
)
def test_a_token_is_found_in_an_encoding(token: str, encoded: Callable[[str], str]) -> None:
    """Whoever reads the record can decode it, so an encoding hides nothing."""
    text = f"The notebook held https://a.example.com/?q={encoded(TOKENS[token]())} that day."
    assert [secret.line for secret in secrets_in(text)] == [1]


def test_other_texts_in_an_encoding_are_no_secrets() -> None:
    """Hashes, ids and words of a pipeline are what records are full of."""
    plain = base64.b64encode(b"the features of that night were stale").decode()
    text = f"{plain} {drawn(64, HEX)} {drawn(40, HEX)} {uuid()} s3://bucket/a%20b/part-00000 {drawn(60)}"
    assert secrets_in(text) == []


AWS_ID = "AK" + "IA"


def web_token() -> list[str]:
    """The three parts of a JSON web token."""
    parts = ('{"alg":"HS256","typ":"JWT"}', f'{{"sub":"{drawn(20)}"}}', drawn(32))
    return [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]


def password() -> str:
    """Letters of both cases, a digit and signs that no name has."""
    return "Mk" + drawn(6, string.ascii_letters) + "!47"


def aws_secret() -> str:
    """A secret key of AWS, with a sign in it."""
    return drawn(12) + "/a7" + drawn(13) + "+Q2" + drawn(9)


HIDDEN: Mapping[str, Callable[[], str]] = {
    "bare, beside an id that is cut off": lambda: f"key id AK…7Q, and then {aws_secret()} in the log",
    "bare, in backquotes": lambda: f"They used `{aws_secret()}`",
    "backwards": lambda: (AWS_ID + drawn(16, string.ascii_uppercase))[::-1],
    "backwards, of GitHub": lambda: ("gh" + "p_" + drawn(30) + "A1B2C3")[::-1],
    "letter by letter": lambda: " ".join(AWS_ID + drawn(16, string.ascii_uppercase)),
    "in groups": lambda: AWS_ID + " " + " ".join(drawn(4, string.ascii_uppercase) for _ in range(4)),
    "over two lines": lambda: "gh" + "p_" + drawn(15) + "A1B2\n  C3D4" + drawn(13),
    "over two fields": lambda: "monitor: " + AWS_ID + drawn(8, string.ascii_uppercase) + "\n  notes: "
    + drawn(8, string.ascii_uppercase),
    "a web token, one part a line": lambda: "\n  .".join(web_token()) + " The job went on.",
    "a web token, wrapped": lambda: "Bearer " + "\n  ".join(textwrap.wrap(".".join(web_token()), 40)),
    "a short name": lambda: f"user=rank_ro pw is {password()} port=5432",
    "a shorter name": lambda: f"log in as rank_ro, pass: {password()}",
    "the pass of a thing": lambda: f"The pass for the store of pictures is {password()}.",
    "a pass phrase": lambda: "The pass phrase of the vault is amber-kettle-orchard-violin",
    "a pass phrase in quotation marks": lambda: "pass phrase: 'amber kettle orchard violin'",
    "a variable of the environment": lambda: "export COMET_" + "API_KEY=" + drawn(20) + "7a9Q2",
    "a variable in a sentence": lambda: "NEPTUNE_" + "API_TOKEN set to " + drawn(20) + "7a9Q2",
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_secret_is_found(name: str) -> None:
    """Nobody gets one past the check by breaking, spelling or turning it; twenty of each, on the line of its start."""
    for _ in range(20):
        text = f"# Title\n\n{HIDDEN[name]()}\nEnd of the text\n"
        assert 3 in {secret.line for secret in secrets_in(text)}, text


@pytest.mark.parametrize(
    "text",
    [
        "AKIA is how ids begin; the ranking team looked for it in 2025 and 2026.",
        "The prefix hf_ was missing\n  notes: 12 of 345 downloads failed for 6 hours, says the HTTP log.",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
        "Commit " + "a1b2c3d4e5" * 4 + " of acme/Ranker/services/Model/v12/release/notes",
        "The pass phrase is read-from-the-vault each night.".replace("read-from-the-vault", "kept in the vault"),
        "s3://acme/Ranker/Data/v12/Model/2025/Release/Notes and Acme/Ranker2/Data4/Model/2025/03/11/Runs1",
        "The first pass is Llama-3.1-70B, the second pass: GPT-4o, and pass = 0.93.",
        "pass: 12/14 tests of Model2\n  pass: PM-2025-0001\n  pass: 2025-03-11T04:30:00Z\n  pw is kept in the vault",
        "A web token begins with eyJ and has three parts, such as eyJ.eyJ.x in the log of the gateway",
        "COMET_API_KEY is not set in the job of the night.",
    ],
)
def test_what_only_looks_hidden_is_no_secret(text: str) -> None:
    """Beginnings are named, letters are listed and paths are long in honest records."""
    assert secrets_in(text) == []
