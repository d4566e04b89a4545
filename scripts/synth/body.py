"""The text of a record: the sections of its tier in Markdown, as long as asked."""

from __future__ import annotations

from scripts.synth.dice import Dice
from scripts.synth.form import section_titles
from scripts.synth.phrases import leaves, sentences
from scripts.synth.story import Story, open_story, stamp

_SHARES = {
    "What happened": 0.32,
    "Why it happened": 0.27,
    "How we fix it": 0.18,
    "What went well": 0.09,
    "Where we were lucky": 0.06,
    "Limitations": 0.08,
}
"""How much of the text each section is; one that is not here is small, and about the limits of the account."""
_SMALL = 0.07
_PARAGRAPH = 5
"""Sentences to a paragraph."""
RISING_WORD = "brownout"
"""In no other text of the generator."""
_SENTENCE = 16
"""Words to a sentence."""


def write_body(story: Story) -> str:
    """The whole body; its draws are its own, so that it stays the same whatever becomes of the actions."""
    told = open_story(story.incident, story.course, story.company, story.settings, story.controls)
    dice = Dice(story.settings.seed, "body", story.incident.number)
    length = story.settings.words * min(1.55, max(0.67, dice.lognormal(1, 0.25)))
    shares = {title: _SHARES.get(title, _SMALL) for title in section_titles(story.incident.tier)}
    whole = sum(shares.values())
    parts = []
    for title, share in shares.items():
        parts.append(f"\n## {title}\n\n{_section(told, dice, title, length * share / whole)}\n")
    return "".join(parts)


def _section(story: Story, dice: Dice, title: str, words: float) -> str:
    say = story.speaker
    openings: list[str] = []
    blocks: list[str] = []
    other = leaves()[story.behind]
    match title:
        case "What happened":
            openings = [*story.leaf.symptoms]
            if story.incident.has_rising_word:
                openings.append(f"Clients were shown a {RISING_WORD} page.")
            if dice.chance(0.3):
                blocks.append(_table(story))
        case "Why it happened":
            openings = [*story.leaf.causes]
            if story.incident.focus in other.at:
                openings += other.causes[:1]
            if story.incident.of:
                blocks.append(_reference(story))
        case "How we fix it":
            openings = [f"{title}." for title in (*story.leaf.repairs, story.leaf.prevent.title)]
            if dice.chance(0.25):
                blocks.append(_log(story, dice))
        case _:
            pass
    written: list[str] = [say.say(opening) for opening in openings]
    count = sum(len(sentence.split()) for sentence in (*written, *blocks))
    pool = sentences().get(title) or sentences()["Limitations"]
    deck: list[str] = []
    while count + _SENTENCE // 2 < words or not written:
        deck = deck or dice.sample(pool, len(pool))
        written.append(say.say(deck.pop()))
        count += len(written[-1].split())
    paragraphs = [" ".join(written[start : start + _PARAGRAPH]) for start in range(0, len(written), _PARAGRAPH)]
    return "\n\n".join([paragraphs[0], *blocks, *paragraphs[1:]])


def _table(story: Story) -> str:
    """What three numbers were before and during the incident."""
    say = story.speaker
    rows = "\n".join(say.say("| {signal} | {n} | {pct} |") for _ in range(3))
    return f"| What | Before | During |\n|---|---:|---:|\n{rows}"


def _reference(story: Story) -> str:
    earlier = story.incident.of[0]
    link = f"[{earlier.id}](../{earlier.file_name})"
    if story.incident.failed_control_of:
        control = story.controls[story.incident.failed_control_of.number]
        return f"The same had happened in {link}. The control `{control}` was in place since then and did not hold."
    return f"The same had happened in {link}, and what was agreed then was not enough."


def _log(story: Story, dice: Dice) -> str:
    """Some lines of a log."""
    say, at = story.speaker, stamp(story.incident.started)
    lines = [f"{at} {word} {say.say('{code}').lower()} {say.say('{field}={n}')}" for word in ("WARN", "ERROR", "ERROR")]
    return "\n".join(["```text", *lines[: dice.between(1, 3)], "```"])
