"""A community's tree to print and to keep: as a picture, as a poster in PDF with its list, and as a table.

All show the numbers of `trees.get`, and nothing else.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.dates import say_day
from app.core.errors import Unavailable
from app.core.i18n import Words
from app.core.ports import Draft, TypesettingFailed
from app.core.uow import Reading
from app.schemas.community_trees import CommunityTreeRead, TreePaper
from app.services.communities import communities, trees
from app.services.shared.spreadsheets import BYTE_ORDER_MARK, csv_bytes
from app.services.talents import tree_pictures
from app.services.talents.skills import label_of
from app.services.talents.tree_pictures import PEOPLE, ROUNDING, TITLE, WITHHELD

RETRY_AFTER = 5  # seconds
LIST = Words("Les mêmes nombres, en liste")
ALT = Words("Un arbre avec son tronc, ses branches et ses feuilles. La liste qui suit dit la même chose.")
NOTHING = Words("Des personnes y ont des talents. Aucun n’est commun à assez de monde.")
PARTS = {"trunk": Words("tronc"), "branch": Words("branche"), "leaf": Words("feuille rare")}
COLUMNS = (Words("Savoir-faire"), Words("L’ont"), Words("Le transmettent"), Words("Le cherchent"), Words("Place"))
SHEET = (Words("Référentiel"), Words("Domaine"), Words("Code"), *COLUMNS)


class TreeNotTypeset(Unavailable):
    title = Words("Cet arbre n’a pas pu être composé")


class TreeOfDay(NamedTuple):
    tree: CommunityTreeRead
    name: str
    day: str


async def picture(reading: Reading, community_id: UUID) -> bytes:
    """Draw the tree as SVG. Raises CommunityNotFound, MembersOnly."""
    return _draw(reading, await _read(reading, community_id))


async def poster(reading: Reading, community_id: UUID, paper: TreePaper) -> bytes:
    """Typeset the picture and the list behind it. Raises CommunityNotFound, MembersOnly, TreeNotTypeset."""
    tree = await _read(reading, community_id)
    draft = Draft(0, json.dumps(_document(reading, tree, paper), ensure_ascii=False), 0)
    try:
        return await reading.runtime.typesetter.typeset("tree", [draft], {"tree.svg": _draw(reading, tree)})
    except TypesettingFailed as error:
        raise TreeNotTypeset(retry_after=RETRY_AFTER) from error


async def table(reading: Reading, community_id: UUID) -> bytes:
    """Write a line for each skill. Raises CommunityNotFound, MembersOnly."""
    tree = await _read(reading, community_id)
    head = [words.in_(reading.locale) for words in SHEET]
    return BYTE_ORDER_MARK + csv_bytes([head, *_lines(reading, tree.tree)])


async def _read(reading: Reading, community_id: UUID) -> TreeOfDay:
    tree = CommunityTreeRead.model_validate_json(await trees.get(reading, community_id))
    community = json.loads((await communities.get(reading, community_id)).json)
    day = reading.now.astimezone(ZoneInfo(community["timezone"])).date()
    return TreeOfDay(tree, community["name"], say_day(day, reading.locale))


def _draw(reading: Reading, tree: TreeOfDay) -> bytes:
    return tree_pictures.draw(tree.tree, tree.name, tree.day, reading.locale)


def _document(reading: Reading, tree: TreeOfDay, paper: TreePaper) -> dict[str, object]:
    locale, numbers = reading.locale, tree.tree
    people = WITHHELD.fill(k_min=numbers.k_min) if numbers.withheld else PEOPLE.fill(people=numbers.people)
    domains = [
        {"label": label, "skills": [cells[3:] for cells in lines if cells[3]]}
        for label, lines in _domains(reading, numbers)
    ]
    return {
        "paper": str(paper),
        "lang": str(locale.base),
        "title": f"{TITLE.in_(locale)} · {tree.name}",
        "alt": ALT.in_(locale),
        "list": LIST.in_(locale),
        "people": people.in_(locale),
        "rounded": ROUNDING.fill(k_min=numbers.k_min).in_(locale),
        "nothing": NOTHING.in_(locale),
        "foot": f"{tree.name} · {tree.day}",
        "columns": [words.in_(locale) for words in COLUMNS],
        "domains": domains,
    }


def _lines(reading: Reading, tree: CommunityTreeRead) -> Iterator[Sequence[str]]:
    for _, lines in _domains(reading, tree):
        yield from lines


def _domains(reading: Reading, tree: CommunityTreeRead) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each domain with the cells of its lines; one that has people and no shared skill has a line of its own."""
    locale = reading.locale
    for framework in tree.frameworks:
        title = label_of(framework.title, locale, framework.code)
        for domain in framework.domains:
            label = label_of(domain.labels, locale, domain.code)
            lines = [
                [
                    title,
                    label,
                    item.skill.code,
                    label_of(item.skill.labels, locale, item.skill.code),
                    *(str(number or "") for number in (item.have, item.offer, item.seek)),
                    PARTS[item.part].in_(locale),
                ]
                for item in domain.skills
            ]
            whole = [title, label, domain.code, "", str(domain.have or ""), "", "", ""]
            yield (f"{label} · {domain.have}" if domain.have else label), [whole, *lines]
