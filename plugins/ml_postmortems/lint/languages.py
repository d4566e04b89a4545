"""In which language a text is: by its share of the words that every sentence of a language is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from ml_postmortems.lint.general_words import FUNCTION_WORDS
from ml_postmortems.model.settings import Language


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS: Mapping[Language, frozenset[str]] = {
    Language.EN: FUNCTION_WORDS,
    Language.DE: _listed(
        "der die das den dem des ein eine einen einem einer und oder nicht ist war wurde wurden werden wird "
        "im in zu auf für mit von aus bei als auch nach dass sich sie es er wir so nur noch an hat haben "
        "hatte keine durch vor zum zur"
    ),
    Language.FR: _listed(
        "le la les un une des du de et ou ne pas est était ont été sont dans en au aux pour par sur avec que "
        "qui ce cette il elle nous vous se son sa ses plus leur mais"
    ),
    Language.ES: _listed(
        "el la los las un una unos unas de del y o no es era fue son en al para por con que se su sus lo como "
        "más pero le ya ha han sin sobre esta este"
    ),
    Language.IT: _listed(
        "il lo la i gli le un una di del della dei delle e o non è era stato sono in al alla per con da dal "
        "che si su come più ma nel nella anche ha hanno"
    ),
    Language.NL: _listed(
        "de het een en of niet is was werd zijn van in op te voor met aan bij door dat die dit er ze we naar "
        "om als ook nog uit maar geen had heeft"
    ),
    Language.PL: _listed(
        "i w we z ze na do od nie się jest był była było były to że który która które przez dla po za o oraz "
        "ale jak co tak nic tego"
    ),
    Language.PT: _listed(
        "o a os as um uma de do da dos das e ou não é era foi são em no na ao para por com que se seu sua "
        "mais mas como pelo pela"
    ),
}
"""Of each language that a base may name, the words that most of its sentences hold some of."""
_LEAST_SHARE = 0.1
"""Of the words of an account in the language; English ones of this trade have a third and more."""
_LEAST_WORDS = 40
_CLEARLY = 1.5
_LEAST_OF_OTHER = 4
"""Different words of a second language that a text holds where a passage is in it."""
LEAST_WORDS_OF_PASSAGE = 8
"""Fewer words are too few to tell a language by."""
_LEAST_OF_PASSAGE = 0.25
_TIMES_MAIN = 3
"""A passage in another language holds that many words of it for each that only the first language has: `a` and `me`
are words of several."""


def other_language(words: Iterable[str], language: Language) -> str | None:
    """What a text in lower case is written in, where it is not this language; None where it is, or cannot be told."""
    words = list(words)
    if len(words) < _LEAST_WORDS or language is Language.ANY:
        return None
    shares: dict[Language, float] = {language: _share(words, language)}
    if shares[language] > 2 * _LEAST_SHARE:
        return None
    for other in _WORDS:
        shares[other] = _share(words, other)
    best = max(shares, key=lambda each: shares[each])
    if best is not language and shares[best] > max(_LEAST_SHARE, _CLEARLY * shares[language]):
        return best.doc.rstrip(".")
    return "another language" if shares[language] < _LEAST_SHARE else None


def language_at_a_glance(different: Set[str]) -> tuple[Language, tuple[Language, ...]]:
    """The language of which a text in lower case holds most words, given each of its words once, and the others of
    which it may hold a passage: those with a few words that the first one lacks."""
    held = {language: own & different for language, own in _WORDS.items()}
    main = max(held, key=lambda each: len(held[each]))
    others = (each for each in held if each is not main and len(held[each] - _WORDS[main]) >= _LEAST_OF_OTHER)
    return main, tuple(others)


def language_of_passage(words: Sequence[str], main: Language, others: Iterable[Language]) -> Language | None:
    """The other language that a passage in lower case is clearly written in, if any."""
    for other in others:
        ours, theirs = _WORDS[main] - _WORDS[other], _WORDS[other]
        held = sum(word in theirs for word in words)
        if held >= _LEAST_OF_PASSAGE * len(words) and held >= _TIMES_MAIN * sum(word in ours for word in words):
            return other
    return None


def _share(words: Sequence[str], language: Language) -> float:
    own = _WORDS[language]
    return sum(word in own for word in words) / len(words)
