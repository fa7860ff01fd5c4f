"""The words of the wall, which a whole room reads from afar."""

from collections.abc import Mapping

from app.core.i18n import Words
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
QR_CODE = Words("QR code qui ouvre la page de la salle")
NO_SCRIPT = Words("Cette page se met à jour avec JavaScript. Sans lui, recharge-la.")
GONE = Words("La salle est fermée, ou l’équipe a éteint ses murs. Elle peut en ouvrir un autre.")
