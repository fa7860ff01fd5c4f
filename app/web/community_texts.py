"""The words of an invitation, and of a community's page: « tu », as in the mail that leads here."""

from app.core.i18n import Words

KINDS = {
    "trade": Words("Métier", "Trade"),
    "school": Words("École", "School"),
    "cohort": Words("Promotion", "Cohort"),
    "organisation": Words("Organisation", "Organisation"),
    "territory": Words("Territoire", "Territory"),
    "network": Words("Réseau", "Network"),
    "committee": Words("Comité", "Committee"),
}
VERIFIED = Words("communauté vérifiée", "verified community")
INVITED_BY = Words("{by} t’invite à rejoindre", "{by} invites you to join")
INVITED = Words("Tu es invité·e à rejoindre", "You are invited to join")
INVITATION = Words("Invitation : {name}", "Invitation: {name}")
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
MEANS_SEEN = Words(
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
APPROVED = Words(
    "Ta demande sera lue par une personne qui s’occupe de cette communauté.",
    "Your request will be read by someone who looks after this community.",
)
FOR_WHOEVER = Words(
    "Ce lien et ce code laissent entrer toute personne qui les a : ne les donne qu’à qui doit venir.",
    "This link and this code let in whoever has them: give them only to people who are to come.",
)
FOR_ADDRESS = Words(
    "Cette invitation laisse entrer l’adresse mail à laquelle elle a été envoyée, et aucune autre.",
    "This invitation lets in the e-mail address that it was sent to, and no other.",
)
FOR_ANOTHER = Words(
    "Cette invitation a été envoyée à une autre adresse mail : recommence avec celle-là.",
    "This invitation was sent to another e-mail address: start again with that one.",
)
IN_APP_LINK = Words(
    "Dans l’application, colle le lien de cette page.",
    "In the app, paste the link of this page.",
)
EMAIL = Words("Ton adresse mail", "Your e-mail address")
SEND = Words("Recevoir le code", "Get the code")
CODE_SENT = Words("Regarde tes mails", "Look at your mail")
CODE_LEAD = Words(
    "Un code est parti vers {email}. Il sert une fois, pendant dix minutes.",
    "A code is on its way to {email}. It is good once, for ten minutes.",
)
OTHER_ADDRESS = Words("Changer d’adresse", "Change the address")
CODE = Words("Le code à six chiffres", "The six-digit code")
NAME = Words("Ton prénom et ton nom", "Your first and last name")
NAME_HINT = Words(
    "Pour que l’équipe sache qui tu es. Inutile si ton compte le dit déjà.",
    "So that those who run it know who you are. Not needed if your account says so already.",
)
YEAR = Words("Ton année de naissance", "Your year of birth")
YEAR_HINT = Words(
    "Nous ne gardons que l’année. Inutile si ton compte la dit déjà.",
    "We keep the year alone. Not needed if your account says so already.",
)
REASON = Words("Un mot pour ta demande (facultatif)", "A few words with your request (optional)")
OTHER_CODE = Words("Pas de mail ? Regarde dans les indésirables, ou ", "No mail? Look in your spam folder, or ")
ANOTHER = Words("demande un autre code", "ask for another code")
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
    "birth_year": Words("Écris une année, comme 2009.", "Write a year, such as 2009."),
    "reason": Words("Mille lettres au plus.", "A thousand letters at most."),
}
NAME_MISSING = Words(
    "Il nous faut ton prénom et ton nom : l’équipe saura qui tu es.",
    "We need your first and last name: those who run it will know who you are.",
)
YEAR_MISSING = Words("Il nous faut ton année de naissance.", "We need your year of birth.")
TOO_YOUNG = Words(
    "Comme nous ne gardons que l’année de naissance, l’accord d’un parent ou tuteur est demandé jusqu’au 31 décembre "
    "de l’année de tes 15 ans. Demande-le-lui dans l’application, puis reviens ici. Seule ton école, si elle est "
    "vérifiée, peut t’inviter sans lui.",
    "As we keep the year of birth alone, a parent or guardian must agree until 31 December of the year you turn 15. "
    "Ask them in the app, then come back here. Only your school, if it is verified, can invite you without them.",
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
