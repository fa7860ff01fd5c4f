"""Words that only join others: no skill is suggested because of them. PostgreSQL’s lists lack these."""

from collections.abc import Mapping

from app.core.i18n import Locale

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {  # as `plain` writes them
    Locale.FR: frozenset(
        """
        a ainsi alors apres assez aucun aucune aussi autre autres avant avoir beaucoup ca car ceci cela celle celles
        celui cet cette ceux chaque chez comme comment deja depuis donc elles encore entre etre ici ils jamais la
        lors lorsque mieux moins ni ou parce pendant peu plus plusieurs plutot pourquoi puis quand quel quelle quelles
        quels quelque quelques quoi rien sans si sous sur surtout tant tel telle tous tout toute toutes toujours
        tres trop vers voici voila vraiment
        """.split()
    ),
    Locale.EN: frozenset(
        """
        across almost along already also although always another anything around away back could enough even ever
        every everything however instead just like many may maybe might much must never nothing often one quite rather
        really shall since something still though thus together us upon well whatever within without would yet
        """.split()
    ),
}
