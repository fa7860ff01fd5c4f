"""All figures, by their codes, in the order in which a report tells them."""

from collections.abc import Mapping

from app.models.programme_reports import FigureCode
from app.services.figures import (
    actions,
    answers,
    consents,
    exchanges,
    meetings,
    people,
    programmes,
    stories,
    surveys,
    talents,
)
from app.services.figures.figure import Figure

FIGURES: Mapping[FigureCode, Figure] = {
    figure.code: figure
    for figure in (
        programmes.PROGRAMMES_BY_TEMPLATE,
        people.STRUCTURES,
        meetings.MEETINGS,
        meetings.PRESENCE,
        people.AUDIENCE,
        surveys.BY_PUBLIC,
        answers.ANSWERS,
        actions.PROPOSALS,
        actions.CHOICES,
        actions.ACTIONS,
        actions.DONE_WITHIN_DUE,
        surveys.BEFORE_AFTER,
        people.TRAINING,
        talents.OFFERS,
        talents.SEARCHES,
        talents.MATCHES,
        exchanges.EXCHANGES,
        talents.NEEDS_TOP,
        stories.STORIES_PUBLISHED_TO_US,
        programmes.BUDGET,
        programmes.SPENDING,
        consents.CONSENTS,
    )
}
