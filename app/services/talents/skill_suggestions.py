"""The skills that an experience speaks of, with the words that show them.

A word counts by its stem (PostgreSQL's French and English stemmers) and by how rare it is among the skills of a
framework. A name counts by the square of the share of it that is there, so that one common word of a long name says
little. It counts half when its words are strewn over the text, or when all but one say nothing (« mon but ») and the
phrase is not there letter by letter. Each word counts only for its best name. Nearness in meaning is added as soon as a
job has computed it (meanings.py). A score has no other parts, and each part is shown: docs/decisions/0012. Low scores
are not shown: 0039, 0049. Words of what article 9 of the GDPR protects are not read (sensitive_words.py), and words
that only join others show nothing (function_words.py).
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from app.core.db import Statements
from app.core.i18n import primary
from app.core.text import plain
from app.core.uow import Reading
from app.schemas.skills import (
    FEW,
    ReasonKind,
    ReasonRead,
    SaidRead,
    SkillSuggestionQuery,
    SkillSuggestionRead,
    SkillSuggestionsRead,
)
from app.services.journal import experience_reads, short_words
from app.services.journal.experience_reads import ExperienceNotFound
from app.services.talents import meanings, sensitive_words
from app.services.talents.function_words import FUNCTION_WORDS
from app.services.talents.meanings import Meaning
from app.services.talents.sensitive_words import WORD
from app.services.talents.told_texts import told_texts

COORDINATION = "spro-coordination"  # for people who coordinate guidance
# Unless one is named ($2): those of the installation and of the person's communities. The coordinators' only for people
# with talents in it, or whose communities' missions cite its skills.
FRAMEWORKS = f"""
with coordination as materialized (
  select s.id from skills as s join frameworks as f on f.id = s.framework_id where f.code = '{COORDINATION}'
)
select code from frameworks where case when $2::text is not null then code = $2 and (readers = 'public'
    or community_id in (select community_id from memberships where user_id = $1 and state = 'active'))
  when community_id is not null
    then community_id in (select community_id from memberships where user_id = $1 and state = 'active')
  else code <> '{COORDINATION}'
    or exists (select from talents where user_id = $1 and skill_id in (select id from coordination))
    or exists (
      select from missions where state <> 'draft' and skills && (select array_agg(id) from coordination)
        and community_id = any(array(select community_id from memberships where user_id = $1 and state = 'active')))
  end
"""  # noqa: S608  the name is ours
WANTED = "select suggestions from users where id = $1"
APART = 10  # places between two texts: no name spans both
STRAY = 2  # words that may stand between those of a name
FAR = 0.5
LOOSE = 0.5  # when only one word of a phrase has meaning, and the phrase is not there literally
FLOOR = 0.95  # a skill with a lower score is not suggested; docs/decisions/0039
STEMS = "select word, word_stems($1, plain_words(word)) as stems from unnest($2::text[]) as word"
NAMES = """
select n.skill_id, n.name, n.plain, n.kind, n.stems, n.weights, s.code, s.labels::text as labels, f.code as framework
from skill_names as n join skills as s on s.id = n.skill_id join frameworks as f on f.id = s.framework_id
where n.rarest = any($1) and n.language = $2 and f.code = any($3)
"""


class Word(NamedTuple):
    place: int
    span: SaidRead


class NameMatch(NamedTuple):
    """The part of a skill's name that the experience has: the points of each stem, and where it is written."""

    name: Record
    points: Mapping[str, float]
    words: Mapping[str, Word]


Words = Mapping[str, Sequence[Word]]  # by stem, in the order of the text


async def get(reading: Reading, experience_id: UUID, query: SkillSuggestionQuery) -> SkillSuggestionsRead:
    experience = await experience_reads.find(reading, experience_id)
    if experience is None:
        raise ExperienceNotFound
    frameworks = await _frameworks(reading, query.framework)
    document = json.loads(experience.json)
    if document["kept_aside"] or not await _is_wanted(reading):
        return SkillSuggestionsRead(items=[])
    meaning = await meanings.read(reading.database.reads, experience_id, document)
    suggestions = await rank(reading.database.reads, document, frameworks, meaning, few=query.limit <= FEW)
    refused = set(document["refused_skills"])
    wanted = [item for item in suggestions if item.cited or str(item.skill.id) not in refused]
    return SkillSuggestionsRead(items=wanted[: query.limit])


async def _is_wanted(reading: Reading) -> bool:
    return bool((await reading.database.reads.fetch(WANTED, reading.actor.id))[0]["suggestions"])


async def _frameworks(reading: Reading, code: str | None) -> list[str]:
    return [row["code"] for row in await reading.database.reads.fetch(FRAMEWORKS, reading.actor.id, code)]


async def rank(
    reads: Statements,
    document: Mapping[str, Any],
    frameworks: Sequence[str],
    meaning: Meaning | None = None,
    *,
    few: bool = True,
) -> list[SkillSuggestionRead]:
    """Suggest skills of the frameworks for an experience, best first, above the least score."""
    words = await _words(reads, document)
    mute = _function_stems(words, primary(document["language"]))
    text = _plain_text(document)
    names = await reads.fetch(NAMES, list(words), primary(document["language"]), frameworks)
    by_skill: dict[UUID, list[NameMatch]] = defaultdict(list)
    for name in names:
        match = _match(name, words, mute, text)
        if match is not None:
            by_skill[name["skill_id"]].append(match)
    near = {row["skill_id"]: row for row in meaning.nearest if row["framework"] in frameworks} if meaning else {}
    texts = dict(told_texts(document))
    cited_ids = {UUID(skill["id"]) for skill in document["skills"]}
    suggestions = [
        _suggestion(by_skill.get(skill, ()), near.get(skill), texts, cited_ids) for skill in {*by_skill, *near}
    ]
    suggestions.sort(key=lambda item: (-item.score, item.skill.framework, item.skill.code))
    return list(_worth_saying(suggestions, meaning, few=few))


def _worth_saying(
    suggestions: Sequence[SkillSuggestionRead], meaning: Meaning | None, *, few: bool
) -> Iterator[SkillSuggestionRead]:
    """Yield the suggestions above the least score.

    The framework that is compared by meaning yields nothing for a text near idle ones with too few points by words, and
    only skills near the best score when `few`.
    """
    everyday_suggestions = [
        suggestion for suggestion in suggestions if suggestion.skill.framework == meanings.FRAMEWORK
    ]
    least = FLOOR
    if meaning is not None and everyday_suggestions:
        near = meanings.SHARE * everyday_suggestions[0].score
        least = near if few else min(FLOOR, near)
        least = least if max(map(_by_words, everyday_suggestions)) >= meaning.least else inf
    for suggestion in suggestions:
        if suggestion.score >= (least if suggestion.skill.framework == meanings.FRAMEWORK else FLOOR):
            yield suggestion


def _by_words(suggestion: SkillSuggestionRead) -> float:
    return sum(reason.points for reason in suggestion.because if reason.by is ReasonKind.WORDS)


async def _words(reads: Statements, document: Mapping[str, Any]) -> Words:
    spans = list(_spans(document))
    meanings = {item.text: short_words.spell_out(item.text, primary(document["language"])) for item in spans}
    rows = await reads.fetch(
        STEMS, primary(document["language"]), list({word for words in meanings.values() for word in words})
    )
    by_word = {row["word"]: row["stems"] for row in rows}
    stems = {text: [stem for word in words for stem in by_word[word]] for text, words in meanings.items()}
    words: dict[str, list[Word]] = defaultdict(list)
    place, pointer = 0, ""
    for item in spans:
        place += APART if item.pointer != pointer else 0
        pointer = item.pointer
        place += bool(stems[item.text])  # what says nothing takes no place
        for stem in stems[item.text]:
            words[stem].append(Word(place, item))
    return words


def _spans(document: Mapping[str, Any]) -> Iterator[SaidRead]:
    for pointer, text in told_texts(document):
        for word in WORD.finditer(sensitive_words.without(text)):
            yield SaidRead(pointer=pointer, start=word.start(), end=word.end(), text=word.group())


def _plain_text(document: Mapping[str, Any]) -> str:
    words = (
        word for span in _spans(document) for word in short_words.spell_out(span.text, primary(document["language"]))
    )
    return f" {' '.join(map(plain, words))} "


def _function_stems(words: Words, language: str) -> frozenset[str]:
    """Return the stems that only function words of the text have."""
    small = FUNCTION_WORDS.get(language, frozenset())
    return frozenset(stem for stem, uses in words.items() if all(plain(use.span.text) in small for use in uses))


def _match(name: Record, words: Words, mute: frozenset[str], text: str) -> NameMatch | None:
    weights: dict[str, float] = dict(zip(name["stems"], name["weights"], strict=True))
    weights = {stem: weight for stem, weight in weights.items() if stem not in mute}
    stems = [stem for stem in weights if stem in words]
    if not stems:
        return None
    nearest = _nearest(stems, words)
    quality = (sum(weights[stem] for stem in stems) / sum(weights.values())) ** 2
    places = [word.place for word in nearest.values()]
    if max(places) - min(places) > len(weights) + STRAY:
        quality *= FAR
    if len(weights) == 1 and " " in name["plain"] and f" {name['plain']} " not in text:
        quality *= LOOSE
    return NameMatch(name, {stem: quality * weights[stem] for stem in stems}, nearest)


def _nearest(stems: Sequence[str], words: Words) -> dict[str, Word]:
    """Choose for each stem the word nearest to those of the other stems, seen from each word of the first stem."""

    def around(middle: Word) -> dict[str, Word]:
        return {stem: min(words[stem], key=lambda word: abs(word.place - middle.place)) for stem in stems}

    def width(nearest: Mapping[str, Word]) -> int:
        places = [word.place for word in nearest.values()]
        return max(places) - min(places)

    return min((around(middle) for middle in words[stems[0]]), key=width)


def _suggestion(
    matches: Sequence[NameMatch], near: Record | None, texts: Mapping[str, str], cited_ids: set[UUID]
) -> SkillSuggestionRead:
    best: dict[str, NameMatch] = {}
    for item in matches:
        for stem, points in item.points.items():
            if stem not in best or points > best[stem].points[stem]:
                best[stem] = item
    reasons = [reason for item in matches if (reason := _reason(item, best))]
    reasons += [_near(near, texts)] if near else []
    reasons.sort(key=lambda item: (-item.points, item.name))
    skill: Any = matches[0].name if matches else near
    return SkillSuggestionRead.model_validate(
        {
            "skill": {
                "id": skill["skill_id"],
                "framework": skill["framework"],
                "code": skill["code"],
                "labels": json.loads(skill["labels"]),
            },
            "score": round(sum(reason.points for reason in reasons), 4),
            "cited": skill["skill_id"] in cited_ids,
            "because": reasons,
        }
    )


def _near(near: Record, texts: Mapping[str, str]) -> ReasonRead:
    place = {name: near[name] for name in ("pointer", "start", "end")}
    span = SaidRead(**place, text=texts[near["pointer"]][near["start"] : near["end"]])
    return ReasonRead(name=near["name"], kind=near["kind"], by=ReasonKind.MEANING, words=[span], points=near["points"])


def _reason(match: NameMatch, best: Mapping[str, NameMatch]) -> ReasonRead | None:
    """Build the reason for a name. None when other names have the better claim to all its words."""
    stems = [stem for stem in match.points if best[stem] is match]
    if not stems:
        return None
    words = sorted((match.words[stem] for stem in stems), key=lambda word: word.place)
    points = round(sum(match.points[stem] for stem in stems), 4)
    return ReasonRead(
        name=match.name["name"],
        kind=match.name["kind"],
        by=ReasonKind.WORDS,
        words=[word.span for word in words],
        points=points,
    )
