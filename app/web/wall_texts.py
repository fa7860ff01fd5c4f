"""The words of the wall, which a whole room reads from afar."""

from collections.abc import Mapping

from app.core.i18n import Language, Words
from app.models.rooms import ScenePhase

PAGE = Words("Le mur de la salle")
PHASES: Mapping[ScenePhase, Words] = {
    ScenePhase.WELCOME: Words("Entre avec ton téléphone"),
    ScenePhase.BREAK: Words("C’est la pause"),
    ScenePhase.THANKS: Words("Merci à toutes et à tous"),
}
JOIN = Words("Scanne, ou tape :")
LOCKED = Words("La porte est fermée")
PEOPLE = Words("dans la salle")
ANSWERS = Words("réponses")
LOST = Words("Connexion perdue. On essaie encore.")
WITHHELD = Words("Trop peu de réponses pour les montrer.")
FEW = Words("peu")
VOTE_CALL = Words("Vote sur ton téléphone.")  # of what is not told yet, what a wall can say
VOTE_TURNOUT = Words("Environ {answers} votes sur {electorate}.")
VOTE_BY_CLOCK = Words("À la fin du temps, le résultat s’affiche ici.")
VOTE_BY_TEAM = Words("Quand l’équipe ferme le vote, le résultat s’affiche ici.")
VOTE_COUNTING = Words("Le vote est terminé. On compte les voix.")
VOTE_CALLED_OFF = Words("Ce vote est annulé.")
QR_CODE = Words("QR code qui ouvre la page de la salle")
NO_SCRIPT = Words("Cette page se met à jour avec JavaScript. Sans lui, recharge-la.")
GONE = Words("La salle est fermée, ou l’équipe a éteint ses murs. Elle peut en ouvrir un autre.")


def of_script(locale: Language) -> Mapping[str, object]:
    """Return what the script of the page says."""
    blanks = {name: f"{{{name}}}" for name in ("answers", "electorate")}
    return {
        "phases": {str(name): sentence.in_(locale) for name, sentence in PHASES.items()},
        "withheld": WITHHELD.in_(locale),
        "few": FEW.in_(locale),
        "vote": {
            "call": VOTE_CALL.in_(locale),
            "turnout": VOTE_TURNOUT.in_(locale, **blanks),
            "byClock": VOTE_BY_CLOCK.in_(locale),
            "byTeam": VOTE_BY_TEAM.in_(locale),
            "counting": VOTE_COUNTING.in_(locale),
            "calledOff": VOTE_CALLED_OFF.in_(locale),
        },
    }
