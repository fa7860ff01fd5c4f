"""The results of a survey as tables: the same numbers, and no others."""

from collections.abc import Iterator

from app.core.i18n import Language, Words
from app.schemas.surveys import SurveyResultsRead
from app.services.shared.spreadsheets import Cell, Table

NAME, BY_NAME = Words("Résultats"), Words("Par réponse")
HEAD = (
    *(Words("Question"), Words("Réponse"), Words("Personnes"), Words("Moyenne"), Words("Avant")),
    *(Words("Les mêmes personnes"), Words("Les mêmes, avant"), Words("Les mêmes, après")),
)
BY_HEAD = (Words("Question"), Words("Qui a répondu"), Words("Réponse"), Words("Personnes"), Words("Moyenne"))
FEW = Words("trop peu pour le dire")
SILENT = Words("sans réponse")


def tables(results: SurveyResultsRead, language: Language) -> list[Table]:
    rows = list(_rows(results, language))
    whole = Table(NAME.in_(language), [item.in_(language) for item in HEAD], rows)
    cross = list(_cross_rows(results, language))
    return [whole, Table(BY_NAME.in_(language), [item.in_(language) for item in BY_HEAD], cross)] if cross else [whole]


def _rows(results: SurveyResultsRead, language: Language) -> Iterator[list[Cell]]:
    few = FEW.in_(language)
    for question in results.questions:
        people = few if question.people is None else question.people
        before, pair = question.before.mean if question.before else None, question.paired
        same = [pair.people, pair.before, pair.after] if pair else [None] * 3
        yield [question.text, None, people, question.mean, before, *same]
        for option in question.options:
            yield [question.text, option.label, few if option.people is None else option.people, *[None] * 5]


def _cross_rows(results: SurveyResultsRead, language: Language) -> Iterator[list[Cell]]:
    for question in results.questions:
        for row in question.rows or ():
            names = ", ".join(option or SILENT.in_(language) for option in row.options)
            if not row.counts:
                yield [question.text, names, None, None, row.mean]
            for n, (option, count) in enumerate(zip(question.options, row.counts, strict=True)):
                yield [question.text, names, option.label, count, None if n else row.mean]
