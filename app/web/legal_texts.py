"""The words of the legal notice (loi n° 2004-575 du 21 juin 2004, article 1-1), of the plan, and of the declaration of
accessibility, whose French sentences are those of the official form (arrêté du 20 septembre 2019)."""

from app.core.i18n import Words
from app.web import texts

NOTICE_TITLE = texts.LEGAL
NOTICE_LEAD = Words("Qui fait tourner ce site, et où lui écrire.")
CONTROLLER = Words("Éditeur et responsable du traitement des données")
DIRECTOR = Words("Direction de la publication")
HOST = Words("Hébergement")
CONTACT = Words("Contact")
DATA = Words("Données personnelles")
UNKNOWN = Words("Non renseigné : cette installation sert à essayer et n’est pas publique.")
SOFTWARE = Words("Contenus")
SOFTWARE_TEXT = Words(
    "Ce qui est publié ici appartient à qui l’a écrit, qui choisit qui le lit. Pour signaler un contenu, suivre "
    "« Signaler ce contenu » au pied de la page qui le montre, ou écrire au contact ci-dessus."
)
COOKIES = Words("Traceurs")
COOKIES_TEXT = Words(
    "Ces pages ne posent aucun cookie et n’appellent aucun autre site. L’application peut en garder un, qui tient la "
    "session ouverte et ne sert à rien d’autre."
)

PLAN_TITLE = texts.PLAN
PLAN_LEAD = Words("Toutes les pages, et ce qu’elles peuvent montrer. Le reste se passe dans l’application.")
PLAN_OPEN = Words("Pages ouvertes à tout le monde")
PLAN_BY_LINK = Words("Pages ouvertes par un lien reçu")

STATES = {
    "total": Words("totalement conforme"),
    "partial": Words("partiellement conforme"),
    "none": Words("non conforme", context="statement"),
}
STATUSES = {
    "c": Words("conforme"),
    "nc": Words("non conforme"),
    "na": Words("non applicable"),
    "av": Words("à vérifier"),
}
TITLE = Words("Déclaration d’accessibilité")
COMMITMENT = Words(
    "{controller} s’engage à rendre ses sites internet, intranet, extranet et ses progiciels accessibles, "
    "conformément à l’article 47 de la loi n° 2005-102 du 11 février 2005."
)
UNNAMED_OPERATOR = Words("L’exploitant de cette installation")
STRATEGY = Words("À cette fin, {controller} met en œuvre la stratégie et les actions suivantes :")
DOCUMENTS = (
    Words("Schéma pluriannuel de mise en accessibilité"),
    Words("Plan d’actions de l’année en cours"),
    Words("Bilan des actions réalisées"),
)
WITHOUT_ADDRESS = Words("{document} : {state}")
NONE_YET = Words("il n’y en a pas encore")
NOT_STATED_LABEL = Words("non renseigné")
APPLIES = Words("Cette déclaration d’accessibilité s’applique à {site}.")
STATE_TITLE = Words("État de conformité")
STATE_TEXT = Words(
    "{site} est {state} avec le référentiel général d’amélioration de l’accessibilité (RGAA), version {version}, en "
    "raison des non-conformités et des dérogations énumérées ci-dessous."
)
STATE_LONG = {
    "total": Words("en conformité totale"),
    "partial": Words("en conformité partielle"),
    "none": Words("en non-conformité"),
}
RESULTS_TITLE = Words("Résultats des tests")
RESULTS = Words(
    "L’audit de conformité réalisé par {auditor} le {day} révèle que {rate} % des critères applicables du RGAA sont "
    "respectés : {c} sur {applicable}. Un critère que personne n’a encore vérifié compte comme non respecté."
)
COUNTS = Words(
    "Sur {all} critères, conformes : {c} ; non conformes : {nc} ; à vérifier : {av} ; non applicables : {na}."
)
CONTENTS_TITLE = Words("Contenus non accessibles")
FAULTS_TITLE = Words("Non-conformités")
OPEN_TITLE = Words("Critères à vérifier")
EXEMPT_TITLE = Words("Dérogations pour charge disproportionnée")
NO_FAULTS = Words("Aucune.")
OUTSIDE_TITLE = Words("Contenus non soumis à l’obligation d’accessibilité")
STATEMENT_TITLE = Words("Établissement de cette déclaration d’accessibilité")
STATEMENT_DATE = Words("Cette déclaration a été établie le {day}.")
TECHNOLOGIES = Words("Technologies utilisées pour la réalisation du site")
ENVIRONMENT = Words("Environnement de test")
TOOLS = Words("Outils pour évaluer l’accessibilité")
SAMPLE = Words("Pages du site ayant fait l’objet de la vérification de conformité")
BACK_TITLE = Words("Retour d’information et contact")
BACK = Words(
    "Si un contenu ou un service n’est pas accessible, écrire à l’adresse ci-dessous pour être orienté vers une autre "
    "façon d’y accéder ou obtenir le contenu sous une autre forme."
)
APPEAL_TITLE = Words("Voies de recours")
APPEAL = Words(
    "Un défaut d’accessibilité empêche d’accéder à un contenu ou à un service du site, il nous a été signalé, et la "
    "réponse ne satisfait pas ? Il est possible de :"
)
APPEALS = (
    Words("écrire un message au Défenseur des droits : formulaire.defenseurdesdroits.fr ;"),
    Words("contacter le délégué du Défenseur des droits dans sa région : defenseurdesdroits.fr/saisir/delegues ;"),
    Words(
        "envoyer un courrier par la poste (gratuit, ne pas mettre de timbre) : Défenseur des droits, Libre réponse "
        "71120, 75342 Paris CEDEX 07."
    ),
)
TABLE_TITLE = Words("Les {all} critères, un par un")
TABLE_LEAD = Words("Pour chacun : l’état, et comment il a été vérifié.")
