"""An edition in its other forms: the words of a page, the data of a PDF, the tables of a spreadsheet.

Each is made of the edition as it is read at that moment, by its reader: nothing of it is kept.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from babel.numbers import format_decimal

from app.core.dates import say_day
from app.core.errors import Unavailable
from app.core.i18n import Language, Words
from app.core.ports import Draft, TypesettingFailed
from app.core.text import together, unbroken, with_elision
from app.core.uow import Runtime
from app.models.programme_reports import Exactness, FigureCode, ReportKind, ReportSectionKind
from app.models.proposals import ProposalState
from app.services.figures.figure import Unit
from app.services.programme_reports import words
from app.services.proposals.plan_files import ACTION_STATES, PENDING_OWNER
from app.services.shared.spreadsheets import Cell, Cents, Table

K = ReportSectionKind
CONTENTS = ("text", "figures", "quotes", "stories", "actions", "themes", "talents")
RETRY_AFTER = 5  # seconds
FrozenJson = Mapping[str, Any]


class ReportNotTypeset(Unavailable):
    title = Words("Ce document n’a pas pu être composé")


class Line(NamedTuple):
    """A number in words: what is counted, how many, and of how many answers."""

    label: str
    value: str
    note: str | None


class EditionText(NamedTuple):
    """What an edition says in one language."""

    edition: FrozenJson
    language: Language

    def say(self, sentence: Words, **blanks: object) -> str:
        return together(unbroken(with_elision(sentence, self.language, blanks, **blanks)))

    @property
    def kind(self) -> str:
        return self.say(words.KINDS[ReportKind(self.edition["kind"])])

    @property
    def period(self) -> str:
        first, last = (date.fromisoformat(self.edition[name]) for name in ("starts_on", "ends_on"))
        return together(unbroken(words.say_period(first, last, self.language)))

    @property
    def computed(self) -> str:
        day = self.say(words.DAY_OF_FIGURES, day=say_day(self.computed_at.date(), self.language))
        number = self.edition["number"]
        return f"{day}, {self.say(words.EDITION, number=number)}" if number > 1 else day

    @property
    def computed_at(self) -> datetime:
        moment: datetime = self.edition["computed_at"]
        return moment

    @property
    def hides(self) -> bool:
        """Some number is withheld."""
        figures = [figure for section in self.edition["sections"] for figure in section["figures"]]
        parts = [part for figure in figures for part in figure["parts"]]
        return any(item["withheld"] for item in (*figures, *parts))

    def number(self, item: FrozenJson, figure: FrozenJson) -> str:
        """Say a number of the figure, and that it is rounded."""
        if item["value"] is None:
            return self.say(words.WITHHELD)
        number = self._decimal(item["value"], figure["unit"])
        if item["exactness"] != Exactness.ROUNDED:
            return number
        return self.say(words.ABOUT if figure["code"] == FigureCode.NEEDS_TOP else words.AT_LEAST, number=number)

    @property
    def rounds(self) -> bool:
        """Some number is rounded."""
        figures = (figure for section in self.edition["sections"] for figure in section["figures"])
        return any(figure["exactness"] == Exactness.ROUNDED for figure in figures)

    def _decimal(self, value: float, unit: str) -> str:
        if unit == Unit.CENTS:
            euros = format_decimal(value / 100, "#,##0" if value % 100 == 0 else "#,##0.00", self.language.territory)
            return f"{euros}\N{NO-BREAK SPACE}€" if self.language.is_french else f"€{euros}"
        return str(format_decimal(value, "#,##0.#", self.language.territory))

    def lines(self, figure: FrozenJson) -> list[Line]:
        """Return the numbers of a figure: its parts, or itself as one without a label."""
        if not figure["parts"]:
            is_empty = figure["value"] is None and not figure["withheld"]
            value = self.say(words.NOTHING) if is_empty else self.number(figure, figure)
            return [Line("", value, None)]
        return [
            Line(
                part["label"],
                self.number(part, figure),
                self.say(words.OF_ANSWERS, count=part["people"]) if part["people"] else None,
            )
            for part in figure["parts"]
        ]

    def tells(self, figure: FrozenJson) -> bool:
        """Say whether some number of the figure is known, and more than nothing."""
        return any(item["value"] for item in figure["parts"] or [figure])

    def groups(self, section: FrozenJson) -> Iterator[tuple[str, str | None, list[FrozenJson]]]:
        """Yield the figures that tell something, exact ones first, each time with a title and a note.

        No rounded number stands between exact ones.
        """
        figures = [figure for figure in section["figures"] if self.tells(figure)]
        approximate = [figure for figure in figures if figure["exactness"] == Exactness.ROUNDED]
        exact = [figure for figure in figures if figure["exactness"] != Exactness.ROUNDED]
        if exact:
            yield self.say(words.EXACT), None, exact
        if approximate:
            yield self.say(words.ROUNDED), self.say(words.ROUNDED_NOTE), approximate

    def rest(self, section: FrozenJson) -> list[FrozenJson]:
        """Return the figures that tell nothing."""
        return [figure for figure in section["figures"] if not self.tells(figure)]

    def in_short(self, figure: FrozenJson) -> str:
        """Return what there is to say of a figure that tells nothing: each reason for it once."""
        return ", ".join(dict.fromkeys(line.value for line in self.lines(figure)))

    @property
    def sections(self) -> list[FrozenJson]:
        """The sections that a reader sees: an empty one says nothing, unless the team gave it a title."""
        sections: list[FrozenJson] = self.edition["sections"]
        return [item for item in sections if item["has_title"] or any(item[name] for name in CONTENTS)]

    def owner(self, action: FrozenJson) -> str | None:
        """Return who carries the action: a person, for a structure or not; a structure alone; or nobody."""
        if not action["owner"]:
            structure: str | None = action["structure"]
            return structure
        name = action["owner"] if action["accepted"] else self.say(PENDING_OWNER, name=action["owner"])
        return f"{name} ({action['structure']})" if action["structure"] else str(name)

    def state(self, action: FrozenJson) -> str:
        return self.say(ACTION_STATES[ProposalState(action["state"])])

    def due(self, action: FrozenJson) -> str | None:
        return say_day(date.fromisoformat(action["due_on"]), self.language) if action["due_on"] else None

    def late(self, action: FrozenJson) -> str | None:
        return self.say(words.LATE) if action["overdue"] else None


async def pdf(runtime: Runtime, wording: EditionText) -> bytes:
    """Typeset the edition as a tagged PDF. Raises ReportNotTypeset."""
    document = await asyncio.to_thread(paper, wording)
    missing = runtime.typesetter.missing(json.dumps(document, ensure_ascii=False))
    data = json.dumps(document | {"missing": missing}, ensure_ascii=False)
    try:
        return await runtime.typesetter.typeset("report", [Draft(0, data)], {})
    except TypesettingFailed as error:
        raise ReportNotTypeset(retry_after=RETRY_AFTER) from error


def paper(wording: EditionText) -> dict[str, Any]:
    """Return the data of the PDF: words alone."""
    edition = wording.edition
    return {
        "title": edition["title"],
        "kind": wording.kind,
        "community": edition["community"]["name"],
        "programme": edition["programme"] and edition["programme"]["name"],
        "period": wording.period,
        "computed": wording.computed,
        "lang": wording.language.base,
        "withheld": wording.say(words.WITHHELD_NOTE) if wording.hides else None,
        "definition": wording.say(words.DEFINITION),
        "nothing": wording.say(words.NOTHING),
        "untold": wording.say(words.UNTOLD),
        "sections": [_section_on_paper(wording, section) for section in wording.sections],
    }


def _section_on_paper(wording: EditionText, section: FrozenJson) -> dict[str, Any]:
    kind, language = ReportSectionKind(section["kind"]), wording.language
    heads = {name: sentence.in_(language) for name, sentence in words.HEADS.items()}
    talents = ("skill", "have", "offer", "seek")
    tables: Mapping[ReportSectionKind, tuple[Sequence[str], list[list[str]]]] = {
        K.PLAN: (
            ("action", "owner", "state", "due"),
            [_action_on_paper(wording, action) for action in section["actions"]],
        ),
        K.THEMES: (("theme", "proposals"), [[item["theme"], str(item["proposals"])] for item in section["themes"]]),
        K.TREE: (talents, [[str(item[name]) for name in talents] for item in section["talents"]]),
    }
    head, rows = tables.get(kind, ((), []))
    return {
        "kind": kind,
        "title": section["title"],
        "text": section["text"],
        "groups": [
            {
                "title": title,
                "note": note,
                "figures": [
                    _figure_on_paper(figure) | {"lines": [line._asdict() for line in wording.lines(figure)]}
                    for figure in figures
                ],
            }
            for title, note, figures in wording.groups(section)
        ],
        "rest": [_figure_on_paper(figure) | {"short": wording.in_short(figure)} for figure in wording.rest(section)],
        "quotes": [
            {
                "words": quote["excerpt"] or wording.say(words.NO_QUOTE),
                "by": quote["attributed_to"],
                "gone": quote["excerpt"] is None,
            }
            for quote in section["quotes"]
        ],
        "stories": [
            {
                "title": story["title"] or wording.say(words.NO_STORY),
                "summary": story["summary"],
                "by": story["author"],
                "gone": story["title"] is None,
            }
            for story in section["stories"]
        ],
        "head": [heads[name] for name in head],
        "rows": rows,
        "note": wording.say(words.ROUNDED_TALENTS) if kind is K.TREE and rows else None,
    }


def _figure_on_paper(figure: FrozenJson) -> dict[str, Any]:
    return {"label": figure["label"], "definition": figure["definition"]}


def _action_on_paper(wording: EditionText, action: FrozenJson) -> list[str]:
    if action["title"] is None:
        return [wording.say(words.NO_ACTION), "", "", ""]
    state = f"{wording.state(action)}, {action['progress']}\N{NO-BREAK SPACE}%"
    due = ", ".join(filter(None, [wording.due(action) or "–", wording.late(action)]))
    return [action["title"], wording.owner(action) or wording.say(words.NO_OWNER), state, due]


def tables(wording: EditionText) -> list[Table]:
    """Return the tables of a spreadsheet: one about the report, one for each section."""
    about = Table(words.HEADS["about"].in_(wording.language), _head(wording, "what", "value"), list(_about(wording)))
    sections = [
        Table(section["title"], _head(wording, *HEADS[kind]), [list(row) for row in ROWS[kind](wording, section)])
        for section in wording.edition["sections"]
        if (kind := ReportSectionKind(section["kind"]))
    ]
    return [about, *sections]


def _head(wording: EditionText, *names: str) -> list[str]:
    return [words.HEADS[name].in_(wording.language) for name in names]


def _about(wording: EditionText) -> Iterator[list[Cell]]:
    edition, language = wording.edition, wording.language
    yield [words.TITLE_LABEL.in_(language), edition["title"]]
    yield [words.COMMUNITY.in_(language), edition["community"]["name"]]
    if edition["programme"]:
        yield [words.PROGRAMME.in_(language), edition["programme"]["name"]]
    yield [words.PERIOD_LABEL.in_(language), wording.period]
    yield [words.COMPUTED_LABEL.in_(language), wording.computed_at.date()]
    if wording.hides:
        yield [wording.say(words.WITHHELD), wording.say(words.WITHHELD_NOTE)]
    if wording.rounds:
        yield [wording.say(words.EXACTNESS[Exactness.ROUNDED]), wording.say(words.ROUNDED_NOTE)]


def _figures(wording: EditionText, section: FrozenJson) -> Iterator[list[Cell]]:
    for figure in section["figures"]:
        unit = words.UNITS[figure["unit"]].in_(wording.language)
        for part in figure["parts"] or [figure | {"label": None, "people": None}]:
            value, exactness = part["value"], words.EXACTNESS[Exactness(part["exactness"])]
            if value is not None and figure["unit"] == Unit.CENTS:
                value = Cents(int(value))
            row = [figure["label"], part["label"], value, exactness.in_(wording.language)]
            yield [*row, part["people"], unit, figure["definition"]]


def _texts(_: EditionText, section: FrozenJson) -> Iterator[list[Cell]]:
    yield [section["text"]]


def _quotes(wording: EditionText, section: FrozenJson) -> Iterator[list[Cell]]:
    for quote in section["quotes"]:
        yield [quote["excerpt"] or wording.say(words.NO_QUOTE), quote["attributed_to"]]


def _stories(wording: EditionText, section: FrozenJson) -> Iterator[list[Cell]]:
    for story in section["stories"]:
        yield [story["title"] or wording.say(words.NO_STORY), story["summary"], story["author"]]


def _plan(wording: EditionText, section: FrozenJson) -> Iterator[list[Cell]]:
    for action in section["actions"]:
        if action["title"] is None:
            yield [wording.say(words.NO_ACTION), *[None] * 6]
            continue
        owner, due = action["owner"], action["due_on"]
        if owner and not action["accepted"]:
            owner = wording.say(PENDING_OWNER, name=owner)
        day = due and date.fromisoformat(due)
        state = [wording.state(action), day, wording.late(action), action["progress"]]
        yield [action["title"], owner, action["structure"], *state]


def _themes(_: EditionText, section: FrozenJson) -> Iterator[list[Cell]]:
    for item in section["themes"]:
        yield [item["theme"], item["proposals"]]


def _talents(wording: EditionText, section: FrozenJson) -> Iterator[list[Cell]]:
    for item in section["talents"]:
        yield [item["skill"], item["have"], item["offer"], item["seek"]]
    if section["talents"]:
        yield [wording.say(words.ROUNDED_TALENTS), None, None, None]


HEADS: Mapping[ReportSectionKind, Sequence[str]] = {
    K.FIGURES: ("figure", "part", "value", "exactness", "answers", "unit", "definition"),
    K.TEXT: ("text",),
    K.QUOTES: ("quote", "by"),
    K.STORIES: ("story", "summary", "author"),
    K.PLAN: ("action", "owner", "structure", "state", "due", "late", "progress"),
    K.THEMES: ("theme", "proposals"),
    K.TREE: ("skill", "have", "offer", "seek"),
}
ROWS: Mapping[ReportSectionKind, Callable[[EditionText, FrozenJson], Iterator[list[Cell]]]] = {
    K.FIGURES: _figures,
    K.TEXT: _texts,
    K.QUOTES: _quotes,
    K.STORIES: _stories,
    K.PLAN: _plan,
    K.THEMES: _themes,
    K.TREE: _talents,
}
