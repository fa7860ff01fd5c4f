"""The words of an invitation, and of a community's page: « tu », as in the mail that leads here."""

from app.core.i18n import Words
from app.models.communities import CommunityKind
from app.models.memberships import Role
from app.services.communities import community_templates

KINDS = {
    CommunityKind.TRADE: Words("Métier"),
    CommunityKind.SCHOOL: Words("École"),
    CommunityKind.COHORT: Words("Promotion"),
    CommunityKind.ORGANISATION: Words("Organisation"),
    CommunityKind.TERRITORY: Words("Territoire"),
    CommunityKind.NETWORK: Words("Réseau"),
    CommunityKind.COMMITTEE: Words("Comité"),
}
VERIFIED_LABEL = Words("communauté vérifiée")
INVITED_BY = Words("{by} t’invite à rejoindre")
INVITATION_KICKER = Words("Tu es invité·e à rejoindre")
INVITATION = Words("Invitation : {name}")
CODE_TITLE = Words("Le code reçu par mail : {name}")
ASKED_TITLE = Words("L’accord d’un parent : {name}")
CARD = Words("Une communauté de Day Tripper, le journal d’expériences de vie et de travail.")
ROLES = {
    Role.MEMBER: None,
    Role.FACILITATOR: Words("Tu l’animeras avec d’autres."),
    Role.MANAGER: Words("Tu la géreras avec d’autres."),
}
UNTIL = Words("Cette invitation est valable jusqu’au {day}.")
CHARTER = Words("Ce que la communauté dit d’elle")
SHORT_CHARTER = 300  # characters, which need no unfolding
MEANS = Words("Rejoindre, qu’est-ce que ça change ?")
MEANS_PRIVATE = Words("Ton journal reste privé : tu choisis ce que tu montres, une chose à la fois.")
MEANS_VISIBILITY = Words(
    "L’équipe de la communauté voit ton nom ; les autres membres, seulement avec ce que tu leur montres."
)
MEANS_SEEN_BY_ALL = Words("Tous ses membres verront ton nom, pour savoir à qui s’adresser.")
MEANS_NO_MISSIONS = Words("Aucune mission ne t’y sera annoncée.")
MEANS_ONE_MISSION = Words("Tu reçois des missions, une par semaine au plus. Y répondre reste ton choix.")
MEANS_MISSIONS = Words("Tu reçois des missions, {cap} par semaine au plus. Y répondre reste ton choix.")
MEANS_LEAVING = Words("Tu pars quand tu veux : tu gardes tout, et ce que tu y as montré n’y est plus visible.")
JOIN = Words("Rejoindre")
ASK = Words("Demander à rejoindre")
BY_MAIL = Words("Nous t’envoyons un code à six chiffres. Pas besoin de mot de passe ; le compte est gratuit.")
APPROVAL_LEAD = community_templates.APPROVAL
FOR_WHOEVER = Words("Ce lien et ce code laissent entrer toute personne qui les a : ne les donne qu’à qui doit venir.")
FOR_ADDRESS = Words("Cette invitation laisse entrer l’adresse mail à laquelle elle a été envoyée, et aucune autre.")
OTHER_ADDRESS_FAULT = Words("Cette invitation a été envoyée à une autre adresse mail : recommence avec celle-là.")
IN_APP_LINK = Words("Dans l’application, colle le lien de cette page.")
EMAIL = Words("Ton adresse mail")
SEND = Words("Recevoir le code")
CODE_HEADING = Words("Regarde tes mails")
CODE_LEAD = Words("Un code est parti vers {email}. Il sert une fois, pendant dix minutes.")
OTHER_ADDRESS = Words("Changer d’adresse")
CODE = Words("Le code à six chiffres")
NAME = Words("Ton prénom et ton nom")
NAME_HINT = Words("Pour que l’équipe sache qui tu es.")
YEAR = Words("Ton année de naissance")
YEAR_HINT = Words("Nous ne gardons que l’année.")
CONDITION_HINT = Words("(obligatoire si ton compte ne le dit pas déjà)")
REASON = Words("Un mot pour ta demande (facultatif)")
OTHER_CODE = Words("Pas de mail ? Regarde dans les indésirables.")
OTHER_CODE_LINK = Words("Demander un autre code")
IN_APP = Words("Tu as déjà l’application ?")
IN_APP_CODE = Words("Tape-y ce code :")
IN_APP_SEARCH = Words("Cherche-y « {name} ».")
BY_INVITATION = Words("On y entre sur invitation : demande-la à une personne de cette communauté.")
FAULTS = {
    "email": Words("Écris ton adresse, comme prenom@exemple.fr."),
    "code": Words(
        "Ce code n’est pas le bon, il a expiré, ou il y a eu trop d’essais. Vérifie-le, ou demandes-en un autre."
    ),
    "name": Words("Deux cents lettres au plus."),
    "guardian_email": Words("Écris l’adresse d’un parent ou tuteur, comme parent@exemple.fr."),
    "guardian_name": Words("Deux cents lettres au plus."),
    "birth_year": Words("Écris une année, comme 2009."),
    "reason": Words("Mille lettres au plus."),
}
OUTDATED_FAULT = Words(
    "Ce texte a changé depuis que tu as ouvert la page. Relis-le, puis continue : le reste est gardé."
)
NAME_MISSING = Words("Il nous faut ton prénom et ton nom : l’équipe saura qui tu es.")
OWN_ADDRESS = Words("C’est ton adresse. Écris celle d’un parent ou tuteur.")
YEAR_MISSING = Words("Il nous faut ton année de naissance.")
PROOF_OVER = Words("Trop de temps a passé. Recommence : ce que tu as dit de toi est gardé.")
GUARDIAN_TITLE = Words("Il manque l’accord d’un parent")
GUARDIAN_LEAD = Words(
    "Ton année de naissance le demande, jusqu’au 31 décembre de l’année de tes 15 ans. Nous écrivons à ton parent ou "
    "tuteur, et nous te gardons ta place dans {name}."
)
THEN_IN = Words("Dès qu’il dit oui, tu es dedans.")
THEN_REQUEST = community_templates.REQUEST_ON_YES
GUARDIAN_ANSWER = Words(
    "{guardian} a déjà répondu pour toi, mais n’a pas dit oui pour rejoindre des communautés. Nous lui écrivons."
)
GUARDIAN_NAME = Words("Le nom de ton parent ou tuteur")
GUARDIAN_NAME_HINT = Words("Comme on l’écrit au début d’un mail. Nous ne le gardons pas.")
GUARDIAN_EMAIL = Words("Son adresse mail")
GUARDIAN_EMAIL_HINT = Words("Pas la tienne : c’est un adulte qui doit répondre.")
KEEP = Words("Demander, et garder ma place")
KNOWN_YEAR = Words(
    "Ton compte dit que tu es né·e en {year}. Ce n’est pas exact ? Corrige-le dans l’application : l’année compte une "
    "fois qu’un adulte la confirme."
)
KEPT_TITLE = Words("Ta place est gardée")
KEPT_LEAD = Words("On attend la réponse de {guardian}.")
KEPT_IN = Words("Dès que c’est oui, tu es dans {name}, et tu reçois un mail.")
KEPT_REQUEST = Words("Dès que c’est oui, ta demande part aussitôt ; {name} répond, et tu reçois un mail.")
KEPT_UNTIL = Words("Sans réponse, la place est libérée le {until}.")
KEPT_WITHOUT_GUARDIAN = Words(
    "Nous n’avons encore écrit à aucun parent ou tuteur. Indique une adresse ci-dessous. La place dans {name} est "
    "libérée le {until}."
)
KEPT_OTHERWISE = Words(
    "{guardian} a dit oui à d’autres choses, pas encore pour rejoindre. Parle-lui-en : le lien de son mail sert "
    "toujours."
)
KEPT_MEANWHILE = Words("D’ici là, personne dans la communauté ne voit ton nom. Ton journal est déjà à toi.")
FIRST_ADDRESS = Words("L’adresse d’un parent ou tuteur")
WRONG_ADDRESS = Words("Ce n’est pas la bonne adresse ?")
ASK_OTHER_ADDRESS = Words("Écrire à cette adresse")
GIVE_UP_TITLE = Words("Tu ne veux plus de cette place ?")
GIVE_UP = Words("Rendre ma place")
GIVEN_UP_PAGE = (
    Words("Ta place est rendue"),
    Words("Elle n’est plus gardée. Ton compte et ton journal restent à toi."),
)
PLACE_GONE_PAGE = (
    Words("Cette place n’attend plus"),
    Words(
        "Ton parent ou tuteur a répondu, tu l’as rendue, ou le temps est passé. Ouvre l’application, ou l’invitation, "
        "pour voir où tu en es."
    ),
)
TOO_MANY = Words("Trop d’essais. Attends quelques minutes, puis recommence.")
IN_TITLE = Words("Te voilà dans {name}")
IN_LEAD = Words("Ouvre l’application et connecte-toi avec la même adresse : ta communauté y est.")
WAITS_TITLE = Words("Ta demande est envoyée")
WAITS_LEAD = Words("Tu auras la réponse par mail et dans l’application. D’ici là, ton journal est déjà à toi.")
REPORT = Words("Signaler cette communauté")
TOLD = Words("Ce que ses membres racontent")
TOGETHER = Words("Racontée à plusieurs")
TOGETHER_LEAD = Words.plural("Une seule partie, pour l’instant.", "{count} parties, l’une après l’autre.")
PARTS = Words("Les parties")
PART_ALONE = Words("Lire cette partie seule")
TAKEN_BACK = Words("Chaque partie est à la personne qui l’a écrite : dès qu’elle la reprend, elle n’est plus ici.")
INFORMATIONS = Words("Les informations")
COMING = Words("Bientôt")
PLAN = Words("Ce qui a été décidé")
REPORTS = Words("Ses bilans")
