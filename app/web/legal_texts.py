"""The words of the legal notice (loi n° 2004-575 du 21 juin 2004, article 1-1), of the plan, and of the declaration of
accessibility, whose French sentences are those of the official form (arrêté du 20 septembre 2019)."""

from app.core.i18n import Words
from app.web import texts

NOTICE_TITLE = texts.LEGAL
NOTICE_LEAD = Words("Qui fait tourner ce site, et où lui écrire.", "Who runs this site, and where to write to them.")
CONTROLLER = Words("Éditeur et responsable du traitement des données", "Publisher and controller of the data")
DIRECTOR = Words("Direction de la publication", "Director of publication")
HOST = Words("Hébergement", "Hosting")
CONTACT = Words("Contact", "Contact")
DATA = Words("Données personnelles", "Personal data")
UNKNOWN = Words(
    "Non renseigné : cette installation sert à essayer et n’est pas publique.",
    "Not stated: this installation is for trying out and is not public.",
)
SOFTWARE = Words("Contenus", "Content")
SOFTWARE_TEXT = Words(
    "Ce qui est publié ici appartient à qui l’a écrit, qui choisit qui le lit. Pour signaler un contenu, suivre "
    "« Signaler ce contenu » au pied de la page qui le montre, ou écrire au contact ci-dessus.",
    "What is published here belongs to whoever wrote it, who chooses who reads it. To report content, follow “Report "
    "this content” at the foot of the page that shows it, or write to the contact above.",
)
COOKIES = Words("Traceurs", "Trackers")
COOKIES_TEXT = Words(
    "Ces pages ne posent aucun cookie et n’appellent aucun autre site.",
    "These pages set no cookie and call no other site.",
)

PLAN_TITLE = texts.PLAN
PLAN_LEAD = Words(
    "Toutes les pages, et ce qu’elles peuvent montrer. Le reste se passe dans l’application.",
    "All pages, and what they can show. The rest happens in the app.",
)
PLAN_OPEN = Words("Pages ouvertes à tout le monde", "Pages open to everybody")
PLAN_BY_LINK = Words("Pages ouvertes par un lien reçu", "Pages opened by a link that was received")

STATES = {
    "total": Words("totalement conforme", "fully compliant"),
    "partial": Words("partiellement conforme", "partially compliant"),
    "none": Words("non conforme", "not compliant"),
}
STATUSES = {
    "c": Words("conforme", "conforms"),
    "nc": Words("non conforme", "does not conform"),
    "na": Words("non applicable", "not applicable"),
    "av": Words("à vérifier", "to be checked"),
}
TITLE = Words("Déclaration d’accessibilité", "Accessibility statement")
COMMITMENT = Words(
    "{controller} s’engage à rendre ses sites internet, intranet, extranet et ses progiciels accessibles, "
    "conformément à l’article 47 de la loi n° 2005-102 du 11 février 2005.",
    "{controller} undertakes to make its websites, intranets, extranets and software accessible, under article 47 of "
    "French law no. 2005-102 of 11 February 2005.",
)
UNNAMED_OPERATOR = Words("L’exploitant de cette installation", "The operator of this installation")
STRATEGY = Words(
    "À cette fin, {controller} met en œuvre la stratégie et les actions suivantes :",
    "To this end, {controller} carries out the following strategy and actions:",
)
DOCUMENTS = (
    Words("Schéma pluriannuel de mise en accessibilité", "Multi-year accessibility scheme"),
    Words("Plan d’actions de l’année en cours", "Plan of action of this year"),
    Words("Bilan des actions réalisées", "Review of the actions carried out"),
)
WITHOUT_ADDRESS = Words("{document} : {state}", "{document}: {state}")
NONE_YET = Words("il n’y en a pas encore", "there is none yet")
NOT_STATED_LABEL = Words("non renseigné", "not stated")
APPLIES = Words("Cette déclaration d’accessibilité s’applique à {site}.", "This statement applies to {site}.")
STATE_TITLE = Words("État de conformité", "Compliance status")
STATE_TEXT = Words(
    "{site} est {state} avec le référentiel général d’amélioration de l’accessibilité (RGAA), version {version}, en "
    "raison des non-conformités et des dérogations énumérées ci-dessous.",
    "{site} is {state} with the French accessibility standard (RGAA), version {version}, because of the "
    "non-compliances and exemptions listed below.",
)
STATE_LONG = {
    "total": Words("en conformité totale", "fully compliant"),
    "partial": Words("en conformité partielle", "partially compliant"),
    "none": Words("en non-conformité", "not compliant"),
}
RESULTS_TITLE = Words("Résultats des tests", "Test results")
RESULTS = Words(
    "L’audit de conformité réalisé par {auditor} le {day} révèle que {rate} % des critères applicables du RGAA sont "
    "respectés : {c} sur {applicable}. Un critère que personne n’a encore vérifié compte comme non respecté.",
    "The audit made by {auditor} on {day} shows that {rate}% of the applicable criteria of the RGAA are met: {c} of "
    "{applicable}. A criterion that nobody has checked yet counts as not met.",
)
COUNTS = Words(
    "Sur {all} critères : {c} conformes, {nc} non conformes, {av} à vérifier, {na} non applicables.",
    "Of {all} criteria: {c} are met, {nc} are not, {av} are to be checked, {na} do not apply.",
)
CONTENTS_TITLE = Words("Contenus non accessibles", "Content that is not accessible")
FAULTS_TITLE = Words("Non-conformités", "Non-compliances")
OPEN_TITLE = Words("Critères à vérifier", "Criteria to be checked")
EXEMPT_TITLE = Words("Dérogations pour charge disproportionnée", "Exemptions for disproportionate burden")
NO_FAULTS = Words("Aucune.", "None.")
OUTSIDE_TITLE = Words(
    "Contenus non soumis à l’obligation d’accessibilité", "Content outside the scope of the obligation"
)
STATEMENT_TITLE = Words("Établissement de cette déclaration d’accessibilité", "How this statement was made")
STATEMENT_DATE = Words("Cette déclaration a été établie le {day}.", "This statement was made on {day}.")
TECHNOLOGIES = Words("Technologies utilisées pour la réalisation du site", "Technologies that the site uses")
ENVIRONMENT = Words("Environnement de test", "Test environment")
TOOLS = Words("Outils pour évaluer l’accessibilité", "Tools of the assessment")
SAMPLE = Words(
    "Pages du site ayant fait l’objet de la vérification de conformité", "Pages that were checked for compliance"
)
BACK_TITLE = Words("Retour d’information et contact", "Feedback and contact")
BACK = Words(
    "Si un contenu ou un service n’est pas accessible, écrire à l’adresse ci-dessous pour être orienté vers une autre "
    "façon d’y accéder ou obtenir le contenu sous une autre forme.",
    "If content or a service is not accessible, write to the address below to be shown another way to it, or to get "
    "the content in another form.",
)
APPEAL_TITLE = Words("Voies de recours", "How to complain")
APPEAL = Words(
    "Un défaut d’accessibilité empêche d’accéder à un contenu ou à un service du site, il nous a été signalé, et la "
    "réponse ne satisfait pas ? Il est possible de :",
    "A fault of accessibility keeps you from content or a service of this site, you told us, and the answer does not "
    "satisfy you? You can:",
)
APPEALS = (
    Words(
        "écrire un message au Défenseur des droits : formulaire.defenseurdesdroits.fr ;",
        "write to the Défenseur des droits: formulaire.defenseurdesdroits.fr;",
    ),
    Words(
        "contacter le délégué du Défenseur des droits dans sa région : defenseurdesdroits.fr/saisir/delegues ;",
        "contact their delegate in your region: defenseurdesdroits.fr/saisir/delegues;",
    ),
    Words(
        "envoyer un courrier par la poste (gratuit, ne pas mettre de timbre) : Défenseur des droits, Libre réponse "
        "71120, 75342 Paris CEDEX 07.",
        "write by post (free within France, without a stamp): Défenseur des droits, Libre réponse 71120, 75342 Paris "
        "CEDEX 07.",
    ),
)
TABLE_TITLE = Words("Les {all} critères, un par un", "The {all} criteria, one by one")
TABLE_LEAD = Words(
    "Pour chacun : l’état, et comment il a été vérifié.", "For each: the state, and how it was checked (in French)."
)
