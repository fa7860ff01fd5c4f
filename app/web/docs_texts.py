"""The words around the guide and the reference of the API. The guide itself stands in templates/guide.*.html."""

from app.core.i18n import Words

TITLE = Words("La documentation de l’API")
REFERENCE = Words("La référence")
REFERENCE_LEAD = Words(
    "Chaque groupe a sa page : paramètres, exemples, réponses, et de quoi essayer. Elle est en anglais."
)
DOCUMENTS = Words("Les documents OpenAPI")
DOCUMENT_OF = {
    "/openapi.json": Words("ce qu’appelle une application"),
    "/openapi/programs.json": Words("ce qui relie d’autres systèmes à une communauté"),
    "/openapi/operators.json": Words("ce qu’appellent les opérateurs"),
    "/openapi/public.json": Words("ce qui se lit sans compte"),
}
BACK = Words("Le guide, et tous les groupes")
IN_PAGE = Words("Dans cette page")
PARAMETERS = Words("Paramètres")
BODY = Words("Ce que l’on envoie")
EXAMPLE = Words("Exemple")
ANSWERS = Words("Réponses")
MEMBERS = Words("Champs")
MANDATORY = Words("obligatoire")
SCOPE = Words("Jeton de programme : portée {scope}")
TRY = Words("Essayer")
SEND = Words("Envoyer")
FILE = Words("Fichier")
ANSWER = Words("Réponse du serveur")
TOKEN = Words("Jeton d’accès")
TOKEN_HELP = Words("Il vient de POST /v1/sessions, ou d’un programme. Cet onglet l’oublie quand vous le fermez.")
REAL = Words("Ce que vous envoyez ici compte : c’est le vrai serveur.")
NO_SCRIPTS = Words("Pour essayer ici, il faut JavaScript. Tout le reste se lit sans lui.")
SILENCE = Words("Le serveur ne répond pas.")
