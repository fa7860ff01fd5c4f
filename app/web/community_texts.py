"""The words of an invitation, and of a community's page: « tu », as in the mail that leads here."""

from app.core.i18n import Words
from app.services.communities import community_templates

KINDS = {
    "trade": Words("Métier", "Trade"),
    "school": Words("École", "School"),
    "cohort": Words("Promotion", "Cohort"),
    "organisation": Words("Organisation", "Organisation"),
    "territory": Words("Territoire", "Territory"),
    "network": Words("Réseau", "Network"),
    "committee": Words("Comité", "Committee"),
}
VERIFIED_LABEL = Words("communauté vérifiée", "verified community")
INVITED_BY = Words("{by} t’invite à rejoindre", "{by} invites you to join")
INVITATION_KICKER = Words("Tu es invité·e à rejoindre", "You are invited to join")
INVITATION = Words("Invitation : {name}", "Invitation: {name}")
CODE_TITLE = Words("Le code reçu par mail : {name}", "The code that came by mail: {name}")
ASKED_TITLE = Words("L’accord d’un parent : {name}", "A parent’s agreement: {name}")
CARD = Words(
    "Une communauté de Day Tripper, le journal d’expériences de vie et de travail.",
    "A community of Day Tripper, the journal of life and work experiences.",
)
ROLES = {
    "member": None,
    "facilitator": Words("Tu l’animeras avec d’autres.", "You will help to run it."),
    "manager": Words("Tu la géreras avec d’autres.", "You will manage it with others."),
}
UNTIL = Words("Cette invitation est valable jusqu’au {day}.", "This invitation is valid until {day}.")
MEANS = Words("Rejoindre, qu’est-ce que ça change ?", "What does joining change?")
MEANS_PRIVATE = Words(
    "Ton journal reste privé : tu choisis ce que tu montres, une chose à la fois.",
    "Your journal stays private: you choose what you show, one thing at a time.",
)
MEANS_VISIBILITY = Words(
    "L’équipe de la communauté voit ton nom ; les autres membres, seulement avec ce que tu leur montres.",
    "Those who look after the community see your name; other members only with what you show them.",
)
MEANS_SEEN_BY_ALL = Words(
    "Tous ses membres verront ton nom, pour savoir à qui s’adresser.",
    "All its members will see your name, so that they know whom to ask.",
)
MEANS_NO_MISSIONS = Words("Aucune mission ne t’y sera annoncée.", "You will not be told of any missions there.")
MEANS_ONE_MISSION = Words(
    "Tu reçois des missions, une par semaine au plus. Y répondre reste ton choix.",
    "You get missions, one a week at most. Answering them is up to you.",
)
MEANS_MISSIONS = Words(
    "Tu reçois des missions, {cap} par semaine au plus. Y répondre reste ton choix.",
    "You get missions, {cap} a week at most. Answering them is up to you.",
)
MEANS_LEAVING = Words(
    "Tu pars quand tu veux : tu gardes tout, et ce que tu y as montré n’y est plus visible.",
    "You leave whenever you like: you keep everything, and what you showed there can no longer be seen.",
)
JOIN = Words("Rejoindre", "Join")
ASK = Words("Demander à rejoindre", "Ask to join")
BY_MAIL = Words(
    "Nous t’envoyons un code à six chiffres. Pas besoin de mot de passe ; le compte est gratuit.",
    "We send you a six-digit code. No password is needed; the account is free.",
)
APPROVAL_LEAD = community_templates.APPROVAL
FOR_WHOEVER = Words(
    "Ce lien et ce code laissent entrer toute personne qui les a : ne les donne qu’à qui doit venir.",
    "This link and this code let in whoever has them: give them only to people who are to come.",
)
FOR_ADDRESS = Words(
    "Cette invitation laisse entrer l’adresse mail à laquelle elle a été envoyée, et aucune autre.",
    "This invitation lets in the e-mail address that it was sent to, and no other.",
)
OTHER_ADDRESS_FAULT = Words(
    "Cette invitation a été envoyée à une autre adresse mail : recommence avec celle-là.",
    "This invitation was sent to another e-mail address: start again with that one.",
)
IN_APP_LINK = Words(
    "Dans l’application, colle le lien de cette page.",
    "In the app, paste the link of this page.",
)
EMAIL = Words("Ton adresse mail", "Your e-mail address")
SEND = Words("Recevoir le code", "Get the code")
CODE_HEADING = Words("Regarde tes mails", "Look at your mail")
CODE_LEAD = Words(
    "Un code est parti vers {email}. Il sert une fois, pendant dix minutes.",
    "A code is on its way to {email}. It is good once, for ten minutes.",
)
OTHER_ADDRESS = Words("Changer d’adresse", "Change the address")
CODE = Words("Le code à six chiffres", "The six-digit code")
NAME = Words("Ton prénom et ton nom", "Your first and last name")
NAME_HINT = Words(
    "Pour que l’équipe sache qui tu es.",
    "So that those who run it know who you are.",
)
YEAR = Words("Ton année de naissance", "Your year of birth")
YEAR_HINT = Words("Nous ne gardons que l’année.", "We keep the year alone.")
CONDITION_HINT = Words(
    "(obligatoire si ton compte ne le dit pas déjà)", "(required unless your account says so already)"
)
REASON = Words("Un mot pour ta demande (facultatif)", "A few words with your request (optional)")
OTHER_CODE = Words("Pas de mail ? Regarde dans les indésirables, ou ", "No mail? Look in your spam folder, or ")
OTHER_CODE_LINK = Words("demande un autre code", "ask for another code")
IN_APP = Words("Tu as déjà l’application ?", "You have the app already?")
IN_APP_CODE = Words("Tape-y ce code :", "Type this code there:")
IN_APP_SEARCH = Words("Cherche-y « {name} ».", "Look for “{name}” there.")
BY_INVITATION = Words(
    "On y entre sur invitation : demande-la à une personne de cette communauté.",
    "One comes in by invitation: ask somebody of this community for one.",
)
FAULTS = {
    "email": Words("Écris ton adresse, comme prenom@exemple.fr.", "Write your address, such as name@example.org."),
    "code": Words(
        "Ce code n’est pas le bon, il a expiré, ou il y a eu trop d’essais. Vérifie-le, ou demandes-en un autre.",
        "That is not the code, it has expired, or there were too many tries. Check it, or ask for another one.",
    ),
    "name": Words("Deux cents lettres au plus.", "Two hundred letters at most."),
    "guardian_email": Words(
        "Écris l’adresse d’un parent ou tuteur, comme parent@exemple.fr.",
        "Write the address of a parent or guardian, such as parent@example.org.",
    ),
    "guardian_name": Words("Deux cents lettres au plus.", "Two hundred letters at most."),
    "birth_year": Words("Écris une année, comme 2009.", "Write a year, such as 2009."),
    "reason": Words("Mille lettres au plus.", "A thousand letters at most."),
}
OUTDATED_FAULT = Words(
    "Ce texte a changé depuis que tu as ouvert la page. Relis-le, puis continue : le reste est gardé.",
    "This text has changed since you opened the page. Read it again, then go on: the rest is kept.",
)
NAME_MISSING = Words(
    "Il nous faut ton prénom et ton nom : l’équipe saura qui tu es.",
    "We need your first and last name: those who run it will know who you are.",
)
OWN_ADDRESS = Words(
    "C’est ton adresse. Écris celle d’un parent ou tuteur.", "That is your address. Write a parent’s or guardian’s."
)
YEAR_MISSING = Words("Il nous faut ton année de naissance.", "We need your year of birth.")
PROOF_OVER = Words(
    "Trop de temps a passé. Recommence : ce que tu as dit de toi est gardé.",
    "Too much time has passed. Start again: what you said of yourself is kept.",
)
GUARDIAN_TITLE = Words("Il manque l’accord d’un parent", "A parent’s agreement is missing")
GUARDIAN_LEAD = Words(
    "Ton année de naissance le demande, jusqu’au 31 décembre de l’année de tes 15 ans. Nous écrivons à ton parent ou "
    "tuteur, et nous te gardons ta place dans {name}.",
    "Your year of birth asks for it, until 31 December of the year you turn 15. We write to your parent or guardian, "
    "and keep your place in {name}.",
)
THEN_IN = Words("Dès qu’il dit oui, tu es dedans.", "Once they say yes, you are in.")
THEN_REQUEST = community_templates.REQUEST_ON_YES
GUARDIAN_ANSWER = Words(
    "{guardian} a déjà répondu pour toi, mais n’a pas dit oui pour rejoindre des communautés. Nous lui écrivons.",
    "{guardian} has answered for you already, but has not said yes to joining communities. We write to them.",
)
GUARDIAN_NAME = Words("Le nom de ton parent ou tuteur", "Your parent’s or guardian’s name")
GUARDIAN_NAME_HINT = Words(
    "Comme on l’écrit au début d’un mail. Nous ne le gardons pas.",
    "As one begins a mail to them. We do not keep it.",
)
GUARDIAN_EMAIL = Words("Son adresse mail", "Their e-mail address")
GUARDIAN_EMAIL_HINT = Words("Pas la tienne : c’est un adulte qui doit répondre.", "Not yours: an adult has to answer.")
KEEP = Words("Demander, et garder ma place", "Ask, and keep my place")
KNOWN_YEAR = Words(
    "Ton compte dit que tu es né·e en {year}. Ce n’est pas exact ? Corrige-le dans l’application : l’année compte une "
    "fois qu’un adulte la confirme.",
    "Your account says that you were born in {year}. Is that wrong? Correct it in the app: the year counts once an "
    "adult has confirmed it.",
)
KEPT_TITLE = Words("Ta place est gardée", "Your place is kept")
KEPT_LEAD = Words("On attend la réponse de {guardian}.", "We are waiting for {guardian} to answer.")
KEPT_IN = Words(
    "Dès que c’est oui, tu es dans {name}, et tu reçois un mail.", "Once it is yes you are in {name}, and get a mail."
)
KEPT_REQUEST = Words(
    "Dès que c’est oui, ta demande part aussitôt ; {name} répond, et tu reçois un mail.",
    "Once it is yes your request is sent at once; {name} answers, and you get a mail.",
)
KEPT_UNTIL = Words("Sans réponse, la place est libérée le {until}.", "Without an answer the place is freed on {until}.")
KEPT_WITHOUT_GUARDIAN = Words(
    "Aucun parent ou tuteur n’est demandé : indique une adresse ci-dessous. La place dans {name} est libérée le "
    "{until}.",
    "No parent or guardian is asked: give an address below. The place in {name} is freed on {until}.",
)
KEPT_OTHERWISE = Words(
    "{guardian} a dit oui à d’autres choses, pas encore pour rejoindre. Parle-lui-en : le lien de son mail sert "
    "toujours.",
    "{guardian} said yes to other things, not yet to joining. Talk to them: the link of their mail still works.",
)
KEPT_MEANWHILE = Words(
    "D’ici là, personne dans la communauté ne voit ton nom. Ton journal est déjà à toi.",
    "Until then nobody in the community sees your name. Your journal is yours already.",
)
WRONG_ADDRESS = Words("Ce n’est pas la bonne adresse ?", "Is that the wrong address?")
ASK_OTHER_ADDRESS = Words("Écrire à cette adresse", "Write to this address")
GIVE_UP_TITLE = Words("Tu ne veux plus de cette place ?", "You no longer want that place?")
GIVE_UP = Words("Rendre ma place", "Give my place up")
GIVEN_UP_PAGE = (
    Words("Ta place est rendue", "Your place is given up"),
    Words(
        "Elle n’est plus gardée. Ton compte et ton journal restent à toi.",
        "It is no longer kept. Your account and your journal stay yours.",
    ),
)
PLACE_GONE_PAGE = (
    Words("Cette place n’attend plus", "That place waits no more"),
    Words(
        "Ton parent ou tuteur a répondu, tu l’as rendue, ou le temps est passé. Ouvre l’application, ou l’invitation, "
        "pour voir où tu en es.",
        "Your parent or guardian has answered, you gave it up, or the time is over. Open the app, or the invitation, "
        "to see where you stand.",
    ),
)
TOO_MANY = Words(
    "Trop d’essais. Attends quelques minutes, puis recommence.", "Too many tries. Wait a few minutes, then try again."
)
IN_TITLE = Words("Te voilà dans {name}", "You are in {name}")
IN_LEAD = Words(
    "Ouvre l’application et connecte-toi avec la même adresse : ta communauté y est.",
    "Open the app and sign in with the same address: your community is there.",
)
WAITS_TITLE = Words("Ta demande est envoyée", "Your request is sent")
WAITS_LEAD = Words(
    "Tu auras la réponse par mail et dans l’application. D’ici là, ton journal est déjà à toi.",
    "You will get the answer by mail and in the app. Your journal is yours already.",
)
REPORT = Words("Signaler cette communauté", "Report this community")
