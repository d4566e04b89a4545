"""Words that fit every incident, and what is left of a text without them.

A text of such words alone says nothing about its incident, whoever reads it. The list is closed and English: a word
that is not in it, of whatever language, counts as saying something.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ml_postmortems.lazy_pattern import lazy_pattern

_WORD = lazy_pattern(r"\w+")
_NUMBER = lazy_pattern(r"[\d<>=≤≥≠]")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""Letters in the order of the alphabet and of a keyboard."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS = _listed(
    """
    a about after again against all also although always am among an and another any anybody anyone anything are as at
    be because been before being below between both but by can cannot could did do does doing done during each either
    else ever every for from had has have he her here him his how however i if in into is it its itself just may
    me might more most much must my neither never no nobody none nor not nothing of off on once only onto or other
    others our out over own rather same shall she should since so some somebody someone something somewhere
    still such than that the their them then there these they thing things this those though through thus to together
    too under until up upon us very was we were what whatever when where whether which while who whole whom whose
    why will with within without would yet you your
    """
)
_LABELS = _listed(
    """
    action answer assumption cause causes effect entry evidence example explanation explanations factor factors field
    hypotheses hypothesis item learning lesson lessons possibility possible reason reasons record remark root suspect
    suspicion symptom symptoms text theory title trigger
    zero one two three four five six seven eight nine ten first second third fourth fifth last next number
    """
)
_GENERAL = _listed(
    """
    abnormal actions addressed affected appropriate area areas aspect aspects bad badly became become began behave
    behaved behaves behaving behavior behaviour best better broke broken bug bugs came case cases caused causing certain
    change changed changes circumstances combination common communication component components
    condition conditions considered correct correctly cover covered damage day days defect defective details
    different differently difficulties effective end ended environment error errors event events everything existing
    expected expectation expectations fail failed failing fails failure failures fault faults faulty fix fixed found
    full fully function functioned functioning functions gap gaps general generally good had happen happened
    happening happens high identified immediate immediately impact impacted important improve improved improvement
    improvements inadequate incident incidents incorrect incorrectly insufficient insufficiently intended internal
    investigate investigated investigation involved issue issues kind known lack lacked lacking led limited little long
    low made make malfunction malfunctioned malfunctions management many matter measure measures mishap mistake
    mistakes multiple necessary needed new normal normally number occur occurred occurring occurs operation
    operations overall part parts period place played point poor poorly potential present previous previously
    problem problems procedure procedures process processes production proper properly quickly reasonable regular
    related relevant reoccur resolution resolve resolved responded responsible result resulted results returned right
    risk risks several significant similar situation situations software some solution solutions solve
    solved special stable staff stakeholders standard state steps suboptimal successfully sufficient sufficiently
    system systems taken task team teams technical technology time timely times took trouble unexpected
    unexpectedly unforeseen unfortunately unintended unknown unusual unwanted usual usually various way well went work
    worked working works worse wrong wrongly
    """
)
_SAME = _listed(
    """
    alike apart back case cases compare compared comparison completely differ difference differences different
    differently distinct earlier else entirely error errors event events failure failures former happened happening
    incident incidents issue issues kind like matter old older postmortem postmortems problem problems relation related
    separate situation situations sort time times topic totally unlike unrelated way
    """
)
_COMPARISONS = _listed(
    """
    above below beyond over under outside inside exceeds exceed exceeding exceeded drops drop falls fall rises rise
    grows more less fewer greater smaller higher lower larger longer shorter older newer later earlier differs differ
    different missing absent empty fails fail failed equals than without any every each no none never
    """
)
_AMOUNTS = _listed(
    """
    zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred
    thousand million half third quarter quarters twice double triple thrice dozen single
    """
)
_VAGUE_AMOUNTS = _listed(
    """
    acceptable amount big bound bounds expected few great high limit limits large level levels long low many
    metric metrics normal range reached reasonable small strange threshold thresholds usual value values
    """
)
_ADVICE = _listed(
    """
    ahead aim aims alert alerting alerts align alignment attention aware awareness begin blindly build care careful
    carefully check checked checking checks code collaborate collaborating collaboration communicate communicating
    coordinate coordination crucial culture data deploying deployment design document documentation documented
    documenting downstream earlier early engineering ensure essential future help helpful helps input inputs
    invaluable key learn learned learning learnt look looked looking looks lower maintain monitor monitored
    monitoring monitors necessary need needs observability observe observed pay pays people plan planning practice
    practices preparation prepare prepared prevent prevention prevents proactive proactively quality release
    releasing reliable require required requires review reviewed reviewing reviews robust safe safety test tested
    testing tests thorough thoroughly train trained training trust understand understanding upstream use used using
    validate validated validating validation valuable value verified verify vigilance vigilant vital watch watched
    watching worth
    """
)
_DEMANDS = _listed(
    """
    better blindly careful carefully crucial ensure essential important improve key must necessary need needed needs
    pay pays prepared required requires should valuable vigilant vital worth
    """
)
_TRADE = _listed(
    """
    accuracy accurate alarm alarms algorithm algorithms artifact artifacts assume assumed assuming assumption
    assumptions automate automated automation back caution cheap cheaper checklist checklists clear clearly complex
    complexity consider control controls cost costly costs dashboard dashboards dataset datasets dependencies
    dependency deploy deployed deploys detect detected detecting detection developer developers development
    discipline easily easy engineers enough everyone expensive eye eyes fast feature features feedback happen
    happens house investment job jobs keep later log logging logs lot machine maintenance metric metrics ml model
    models often operational output outputs owner owners ownership paid pain pipeline pipelines prediction
    predictions prove proven real reality regular regularly reliability rely resilience resilient responsibility
    rigorous rigour rollback rollbacks rule rules run runs save saves scale scenario scenarios sense serious
    seriously serving signal signals simple slow software source sources speed strong stronger success systematic
    take taken taking teamwork tool tooling tools track tracking transparency transparent trustworthy useful version
    versions world
    """
)
"""Words that whoever runs models uses all day, and that name nothing of one incident."""
_PEOPLE = _listed(
    """
    affect affecting business client clients company consumer consumers customer customers disruption disruptions end
    experience experienced experiencing harm harmed hit inconvenience inconvenienced interruption interruptions
    negative negatively organisation organization outage outages people person persons product products public reduced
    service services suffer suffered used user users using visitor visitors
    """
)


def tells(text: str, *also_general: frozenset[str]) -> bool:
    """Whether a text holds a word that does not fit every incident: no general word, and no row of letters."""
    general = (FUNCTION_WORDS, _GENERAL, _LABELS, *also_general)
    return any(_is_telling(word, general) for word in _WORD.findall(text))


def tells_difference(text: str) -> bool:
    """Whether a comparison of two incidents holds a word that does not fit every pair; `wrong` and `poor` do not."""
    return any(_is_telling(word, (FUNCTION_WORDS, _LABELS, _SAME)) for word in _WORD.findall(text))


def is_truism(text: str) -> bool:
    """Whether a text asks for something, in words of advice that fit every incident: `We should test more`."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return not words.isdisjoint(_DEMANDS) and not tells(text, _ADVICE)


def unspecific_words() -> frozenset[str]:
    """All words that fit every incident: general ones, advice, people, and those of the trade."""
    return frozenset().union(FUNCTION_WORDS, _GENERAL, _LABELS, _PEOPLE, _ADVICE, _DEMANDS, _TRADE)


def tells_harm(text: str) -> bool:
    """Whether a text about harm says more than that there was some: `Customers were affected` does not."""
    return tells(text, _PEOPLE)


def is_bound(text: str) -> bool:
    """Whether a threshold holds a number, or compares with something that it names.

    A text without any word of the English lists is of another language, and is left to its readers.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if any(any(letter.isdigit() for letter in word) or word in _AMOUNTS for word in words) or re.search(
        "[<>=≤≥≠]", text
    ):
        return True
    english = FUNCTION_WORDS | _COMPARISONS | _VAGUE_AMOUNTS | _GENERAL
    if english.isdisjoint(words):
        return True
    return not _COMPARISONS.isdisjoint(words) and tells(text, _COMPARISONS, _VAGUE_AMOUNTS)


def is_english(text: str) -> bool:
    """Whether at least a seventh of the words are English function words; fewer are in no English account."""
    words = _WORD.findall(text.casefold())
    return sum(word in FUNCTION_WORDS for word in words) * 7 > len(words)


def _is_telling(word: str, general: tuple[frozenset[str], ...]) -> bool:
    folded = word.casefold()
    if any(folded in each for each in general):
        return False
    if not folded.isascii():
        return True
    letters = re.sub(r"[\d_]", "", folded)
    if len(letters) < 3:
        return word.isupper() and len(folded) > 1 and bool(letters)
    return not _is_row(letters)


@lru_cache(maxsize=4096)
def _is_row(letters: str) -> bool:
    """Whether it is one letter many times, or letters as they follow each other in alphabet or keyboard."""
    return len(set(letters)) == 1 or any(letters in row for row in _ROWS)
