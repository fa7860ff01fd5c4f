"""Words that only join others: no skill is suggested because of them. PostgreSQL’s lists lack these."""

from collections.abc import Mapping

from app.core.i18n import Locale

FRENCH = """
a ainsi alors assez aucun aucune aussi beaucoup ca car ceci cela celle celles celui cet cette ceux comme donc elles
encore etre ils la lors lorsque moins ni ou peu plus puis quand quel quelle quelles quels quelque quelques quoi si
tant tel telle tous tout toute toutes tres trop vers voici voila
"""
ENGLISH = """
across almost along already also although always another anything around away back could enough even ever every
everything however instead just like many may maybe might much must never nothing often one quite rather really shall
since something still though thus together us upon well whatever within without would yet
"""
FUNCTION_WORDS: Mapping[str, frozenset[str]] = {  # as `plain` writes them
    Locale.FR: frozenset(FRENCH.split()),
    Locale.EN: frozenset(ENGLISH.split()),
}
