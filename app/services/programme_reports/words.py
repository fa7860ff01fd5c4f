"""Words of reports, for every form of them: page, PDF, spreadsheet."""

from collections.abc import Mapping
from datetime import date

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.models.programme_reports import Exactness, ReportKind, ReportSectionKind
from app.services.figures.figure import Unit

K = ReportSectionKind
KINDS: Mapping[ReportKind, Words] = {
    ReportKind.SYNTHESIS: Words("Synthèse"),
    ReportKind.ANNUAL: Words("Bilan annuel"),
    ReportKind.TREE: Words("Arbre des talents"),
}
SECTIONS: Mapping[ReportSectionKind, Words] = {
    K.FIGURES: Words("Les chiffres"),
    K.TEXT: Words("Ce qu’il faut savoir"),
    K.QUOTES: Words("Ce que disent les personnes"),
    K.STORIES: Words("Des stories"),
    K.PLAN: Words("Le plan d’action"),
    K.THEMES: Words("Les thèmes"),
    K.TREE: Words("Les talents"),
}
YEAR = Words("Année {year}")
PERIOD = Words("Du {first} au {last}")
DAY_OF_FIGURES = Words("Chiffres calculés le {day}")
EDITION = Words("édition {number}", context="report")
WITHHELD = Words("non dit")
WITHHELD_NOTE = Words("« Non dit » : trop peu de personnes sont derrière ce nombre, une personne s’y reconnaîtrait.")
AT_LEAST = Words("au moins {number}")
ABOUT = Words("environ {number}")
EXACT = Words("Chiffres exacts")
ROUNDED = Words("Chiffres arrondis")
ROUNDED_NOTE = Words(
    "La période n’est pas finie, ou le nombre exact, avec celui d’un autre bilan, dirait quelque chose d’une personne."
)
ROUNDED_TALENTS = Words("Ces nombres sont arrondis : ils ne disent rien d’une personne.")
LATE = Words("en retard", context="action")
EXACTNESS: Mapping[Exactness, Words] = {
    Exactness.EXACT: Words("exact"),
    Exactness.ROUNDED: Words("arrondi", context="figure"),
    Exactness.WITHHELD: WITHHELD,
}
OF_ANSWERS = Words("sur {count} réponses")
NO_QUOTE = Words("Citation retirée.")
NO_STORY = Words("Story retirée.")
NO_ACTION = Words("Action retirée.")
NO_OWNER = Words("Personne ne la porte encore")
NOTHING = Words("Rien pour l’instant.")
UNTOLD = Words("Aucun, ou non dit")
DEFINITION = Words("Définition")
HEADS: Mapping[str, Words] = {
    "figure": Words("Chiffre"),
    "part": Words("Détail"),
    "value": Words("Valeur"),
    "answers": Words("Nombre de réponses"),
    "unit": Words("Unité"),
    "exactness": Words("Précision"),
    "definition": DEFINITION,
    "text": Words("Texte"),
    "quote": Words("Citation"),
    "by": Words("De qui"),
    "story": Words("Story"),
    "summary": Words("Résumé"),
    "author": Words("Auteur ou autrice"),
    "action": Words("Action"),
    "owner": Words("Portée par"),
    "structure": Words("Structure"),
    "state": Words("État"),
    "due": Words("Échéance"),
    "late": Words("Retard"),
    "progress": Words("Avancement (%)"),
    "theme": Words("Thème"),
    "proposals": Words("Propositions"),
    "skill": Words("Compétence"),
    "have": Words("L’ont"),
    "offer": Words("La proposent"),
    "seek": Words("La cherchent"),
    "about": Words("Ce bilan"),
    "what": Words("Quoi"),
}
UNITS: Mapping[str, Words] = {
    Unit.COUNT: Words("nombre"),
    Unit.PEOPLE: Words("personnes"),
    Unit.CENTS: Words("euros"),
    Unit.MEAN: Words("moyenne"),
}
COMMUNITY = Words("Communauté")
PROGRAMME = Words("Programme")
PERIOD_LABEL = Words("Période")
TITLE_LABEL = Words("Titre")
COMPUTED_LABEL = Words("Calculé le")


def say_period(first: date, last: date, language: Language) -> str:
    """Name the year, of one that is whole; else both days."""
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return YEAR.in_(language, year=first.year)
    return PERIOD.in_(language, first=say_day(first, language), last=say_day(last, language))
