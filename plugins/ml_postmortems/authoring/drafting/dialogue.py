"""How a question is asked: its prompts one after the other, the former answers offered, and a second try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ml_postmortems.authoring.drafting.answers import is_utf8
from ml_postmortems.authoring.drafting.choosing import Prompt, choose
from ml_postmortems.authoring.drafting.console import (
    Console,
    GoBack,
    StopAsking,
    explain_keys,
    not_known,
    read_line,
    tell,
)
from ml_postmortems.authoring.drafting.question import (
    Part,
    Question,
    asked_parts,
    blocks_of,
    is_said_unknown,
    missing_parts,
    rule_of,
)
from ml_postmortems.authoring.drafting.sheet import Sheet, is_refusal
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.model.derived_values import completed
from ml_postmortems.plain_text import printable

Item = dict[str, Any]
_REMOVE = "-"
_NEEDED = "A draft needs it. Ctrl-C stops and keeps your answers."


def ask(console: Console, sheet: Sheet, question: Question) -> None:
    """Ask a question until the checker accepts the answer, or an optional one is skipped.

    Raises GoBack and StopAsking.
    """
    console.say("")
    if question.parts and question.is_many:
        _ask_items(console, sheet, question)
    elif question.parts:
        _ask_block(console, sheet, question)
    else:
        _ask_value(console, sheet, question)


def _ask_value(console: Console, sheet: Sheet, question: Question) -> None:
    tell(console, question.help)
    former, needed = sheet.get(question.name) or question.default or None, question.is_asked_first
    while True:
        value = _value(console, sheet, question, question.label, former, needed=needed)
        if value is None or value == former or _accept(console, sheet, question.name, value):
            return
        former = None


def _ask_block(console: Console, sheet: Sheet, question: Question) -> None:
    tell(console, question.help)
    former = sheet.get(question.name)
    said: Item = dict(former) if isinstance(former, Mapping) and not is_said_unknown(former) else {}
    whole = completed(sheet.tree).tree
    only = missing_parts(question, whole, said) if said else []
    while True:
        try:
            told = _parts(console, sheet, question, said, only)
        except StopAsking as stop:
            if stop.said:
                _accept(console, sheet, question.name, stop.said)
            raise
        if told is None or told == former or _accept(console, sheet, question.name, told):
            return
        said, only = told, []


def _ask_items(console: Console, sheet: Sheet, question: Question) -> None:
    items = _items(sheet, question)
    _mend_items(console, sheet, question)
    tell(console, question.help)
    _show_items(console, question, items)
    last: Item | None = None
    while True:
        try:
            picked = _first_parts(console, sheet, question, is_first=last is None)
        except GoBack:
            if last not in _items(sheet, question):
                raise
            last = _ask_again(console, sheet, question, last or {})
        else:
            if not picked:
                return
            last = _add_items(console, sheet, question, picked) or last or {}
        tell(console, f"Another {question.item_name}? Enter: no.")


def _ask_again(console: Console, sheet: Sheet, question: Question, item: Item) -> Item:
    """Ask again for the parts of an item that was kept just now, the last one first; return it as it is kept then."""
    parts = asked_parts(question, completed(sheet.tree).tree, item)
    while (told := _parts(console, sheet, question, item, before=parts[:-1])) is not None:
        items = [told if each == item else each for each in _items(sheet, question)]
        if _accept(console, sheet, question.name, items):
            return told
    return item


def _mend_items(console: Console, sheet: Sheet, question: Question) -> None:
    """Ask for the parts that items lack which are there already."""
    for index, item in enumerate(_items(sheet, question)):
        lacking = missing_parts(question, completed(sheet.tree).tree, item)
        if not lacking:
            continue
        tell(console, f"{_item_text(question, item)} lacks `{'`, `'.join(part.name for part in lacking)}`.")
        while (told := _parts(console, sheet, question, item, lacking)) is not None:
            items = [*_items(sheet, question)]
            items[index] = told
            if _accept(console, sheet, question.name, items):
                break


def _first_parts(console: Console, sheet: Sheet, question: Question, *, is_first: bool) -> list[Item]:
    """The beginnings of new items, one for each word that was chosen; none for the end. `-` takes the last away."""
    first, is_many = question.parts[0], bool(question.parts[0].choices)
    while True:
        value = _value(
            console,
            sheet,
            first,
            _label(question, first),
            None,
            needed=False,
            is_many=is_many,
            keys=(_REMOVE,),
            is_listed=is_first,
        )
        is_first = False
        if value is None:
            return []
        if value in (_REMOVE, [_REMOVE]):
            _remove_last(console, sheet, question)
        else:
            return [{first.name: each} for each in (value if isinstance(value, list) else [value])]


def _add_items(console: Console, sheet: Sheet, question: Question, picked: Sequence[Item]) -> Item | None:
    """Ask for the rest of each new item, and keep it; return the last one. Going back leads to the choice of items."""
    kept: Item | None = None
    for begun in picked:
        said = begun
        while True:
            items = _items(sheet, question)
            item = _with_id(question, items, said)
            try:
                told = _parts(console, sheet, question, item, chosen=question.parts[:1])
            except GoBack:
                return kept
            except StopAsking as stop:
                if stop.said:
                    _accept(console, sheet, question.name, [*items, stop.said])
                raise
            if told is None:
                break
            if _accept(console, sheet, question.name, [*items, told]):
                kept = told
                break
            said = told
    return kept


def _parts(
    console: Console,
    sheet: Sheet,
    question: Question,
    former: Mapping[str, Any],
    only: Sequence[Part] = (),
    chosen: Sequence[Part] = (),
    before: Sequence[Part] = (),
) -> Item | None:
    """Ask for parts one by one, those that follow from the others left out; None where all of it is left out.

    `only` these are asked, where given, what was `chosen` is not, and what was asked `before` when somebody goes back.
    Once a part is said, the others are asked until they are, too, or `-` leaves all out. A StopAsking carries what was
    said, if that is complete but for what can wait.
    """
    said = dict(former)
    subject = str(said[chosen[0].name]) if chosen and chosen[0].choices else ""
    asked: list[Part] = [*before]
    while True:
        parts = only or asked_parts(question, completed(sheet.tree).tree, said)
        left = [part for part in parts if part not in (*asked, *chosen)]
        if not left:
            return _ordered(question, said) or None
        part = left[0]
        try:
            value = _ask_part(console, sheet, question, part, said.get(part.name), subject)
        except GoBack:
            if not asked:
                raise
            asked.pop()
            continue
        except StopAsking as stop:
            is_complete = (asked or chosen) and not any(each.needed for each in left)
            raise StopAsking(_ordered(question, said) if is_complete else None) from stop
        label = part.name.replace("_", " ")
        if value in (_REMOVE, [_REMOVE]):
            tell(console, f"{subject} is left out." if subject else "Left out.", indent=2)
            return None
        if is_said_unknown(value) and not rule_of((question.name, part.name)).may_be_unknown:
            tell(console, f"The {label} must be known: it cannot be `unknown` or `not_applicable`.", indent=2)
            continue
        if value is None and part.needed:
            if not (asked or chosen):
                return None
            tell(console, f"It needs its {label}. `{_REMOVE}` leaves all of it out, `<` goes back.", indent=2)
            continue
        said.pop(part.name, None)
        if value is not None:
            said[part.name] = value
        asked.append(part)


def _ask_part(console: Console, sheet: Sheet, question: Question, part: Part, former: Any, subject: str) -> Any:
    if part is not question.parts[0] or part.help != question.help:
        subject = f"{subject}: " if subject else ""
        tell(console, f"{subject}{part.help}" if part.needed else f"{subject}{part.help} (Enter: not now)")
    keys = (_REMOVE,) if part.needed else ()
    return _value(console, sheet, part, _label(question, part), former, needed=False, keys=keys)


def _value(
    console: Console,
    sheet: Sheet,
    part: Part,
    label: str,
    former: Any,
    *,
    needed: bool,
    is_many: bool | None = None,
    keys: Sequence[str] = (),
    is_listed: bool = True,
) -> Any:
    """One answer as it stands in the file; None where it was skipped."""
    offered = _as_typed(former)
    many = part.is_many if is_many is None else is_many
    choices = part.choices_for(sheet)
    if choices:
        prompt = Prompt(
            label,
            " ".join(text for text in (part.help, part.more) if text),
            choices,
            offered,
            needed=needed,
            is_many=many,
            new_word=part.new_word,
            common=part.common(sheet) if part.common else (),
            is_listed=is_listed,
            keys=keys,
        )
        words = choose(console, prompt)
        if len(words) == 1 and (reason := not_known(words[0])):
            return reason
        return (words if many else words[0]) if words else None

    def explain() -> None:
        tell(console, f"{part.help} {part.more}".strip(), indent=2)
        explain_keys(console, needed=needed, offered=bool(offered), more=["Type it in one line"])

    while True:
        said = read_line(console, label, offered=offered, needed=needed, explain=explain)
        if not said and needed:
            tell(console, _NEEDED, indent=2)
        elif not said:
            return None
        elif said == offered:
            return former
        elif reason := not_known(said):
            return reason
        elif said in keys:
            return said
        elif part.read:
            try:
                return part.read(said, sheet)
            except PostmortemsError as error:
                for line in str(error).splitlines():
                    tell(console, line.strip(), indent=2)
        else:
            return [word.strip() for word in said.split(",") if word.strip()] if many else said


def _accept(console: Console, sheet: Sheet, name: str, value: Any) -> bool:
    """Keep an answer unless the checker finds an error in it; say what it finds."""
    if not is_utf8(value):
        tell(console, "That is no text in UTF-8; type it again.", indent=2)
        return False
    findings = sheet.put(name, value)
    for finding in findings:
        tell(console, finding.sentence, indent=2)
        tell(console, f"fix: {finding.fix}", indent=4)
    is_kept = not any(is_refusal(finding) for finding in findings)
    if findings and is_kept:
        tell(console, "It is kept; it can be mended in the file.", indent=2)
    return is_kept


def _items(sheet: Sheet, question: Question) -> list[Item]:
    return [dict(item) for item in blocks_of(sheet.get(question.name) or [])]


def _show_items(console: Console, question: Question, items: Sequence[Item]) -> None:
    if items:
        for item in items:
            tell(console, _item_text(question, item), indent=2, hanging=4)
        tell(console, f"Enter keeps them, an answer adds one, `{_REMOVE}` takes the last one away.")


def _item_text(question: Question, item: Item) -> str:
    """An item in a few words: its id and its first two texts."""
    told = [str(item[key]) for key in ("id", *(part.name for part in question.parts)) if isinstance(item.get(key), str)]
    return printable(", ".join(dict.fromkeys(told[:3])))


def _remove_last(console: Console, sheet: Sheet, question: Question) -> None:
    items = _items(sheet, question)
    if not items:
        tell(console, "There is none to take away.", indent=2)
        return
    if len(items) == 1:
        sheet.drop(question.name)
    elif not _accept(console, sheet, question.name, items[:-1]):
        return
    tell(console, f"Taken away: {_item_text(question, items[-1])}", indent=2)


def _with_id(question: Question, items: Sequence[Item], item: Item) -> Item:
    if not question.id_letter or "id" in item:
        return item
    numbers = [int(name[1:]) for each in items if (name := str(each.get("id", "")))[1:].isdecimal()]
    return {"id": f"{question.id_letter}{max(numbers, default=0) + 1}", **item}


def _ordered(question: Question, item: Item) -> Item:
    """An item with its keys in the order of the format."""
    block = rule_of((question.name, question.parts[0].name)).block
    keys = [info.alias or name for name, info in block.model_fields.items()]
    return dict(sorted(item.items(), key=lambda pair: keys.index(pair[0]) if pair[0] in keys else len(keys)))


def _label(question: Question, part: Part) -> str:
    return question.item_name if part.name == "id" else part.name.replace("_", " ")


def _as_typed(former: Any) -> str | None:
    match former:
        case None | "" | []:
            return None
        case list():
            return ", ".join(map(str, former))
        case Mapping():
            return next(f"{key}: {value}" for key, value in former.items())
        case _:
            return str(former)
