"""The privacy notice, in words that a 14-year-old understands; whoever has no account is « vous ». For how long, and by
what right, the data map says."""

from app.core.i18n import Words

TITLE = Words("Ta vie privée", "Your privacy")
LEAD = Words(
    "Ce que Day Tripper garde de toi, pourquoi, combien de temps, qui le voit, et ce que tu peux exiger.",
    "What Day Tripper keeps of you, why, for how long, who sees it, and what you may demand.",
)
SHORT_TITLE = Words("En bref", "In short")
SHORT = (
    Words(
        "Ton journal est privé. Personne n’y entre sans ton accord.",
        "Your journal is private. Nobody gets in unless you agree.",
    ),
    Words(
        "Rien n’est vendu, il n’y a ni publicité ni traceur, et aucune page n’appelle un autre site.",
        "Nothing is sold, there are no adverts or trackers, and no page calls another site.",
    ),
    Words(
        "Aucune machine ne te note, ne te classe et ne décide à ta place.",
        "No machine marks you, ranks you or decides for you.",
    ),
    Words(
        "Tu peux tout lire, tout emporter et tout effacer, quand tu veux.",
        "You can read all of it, take it all with you and erase it all, whenever you like.",
    ),
)
KEPT_TITLE = Words("Ce qui est gardé, et combien de temps", "What is kept, and for how long")
ACCOUNT_MEANS = Words(
    "« Autant que le compte » : tant que tu ne l’effaces pas.", "“As long as the account”: until you erase it."
)
WHY_TITLE = Words("Pourquoi, et de quel droit", "Why, and by what right")
INTIMATE_TITLE = Words("Santé, croyances, origine", "Health, beliefs, origin")
INTIMATE = (
    Words(
        "Rien ne te les demande, et rien ne les devine. Si tu en parles, c’est ton choix, et c’est dans ton journal.",
        "Nothing asks you about them, and nothing guesses them. If you speak of them, that is your choice, and it is "
        "in your journal.",
    ),
    Words(
        "Pour te proposer des compétences, à toi seulement, des mots sont cherchés dans ce que tu racontes. Ceux que "
        "nous connaissons de la santé, du handicap, des croyances, des opinions, de l’origine ou de l’orientation n’y "
        "comptent pas. Mets un moment de côté, et il n’est pas lu ; coupe les suggestions, et rien n’est lu. Mis de "
        "côté, il ne part pas non plus avec tout ton journal, ni dans un portrait qui se compose de lui-même : le "
        "montrer est un acte à part.",
        "To suggest skills, to you only, words are looked for in what you tell. Those that we know of health, "
        "disability, beliefs, opinions, origin or orientation do not count. Keep a moment aside, and it is not read; "
        "turn suggestions off, and nothing is. Kept aside, it does not go with your whole journal either, or into a "
        "portrait that composes itself: to show it is an act of its own.",
    ),
    Words(
        "Si ce service te propose les mots de tes enregistrements, il les écoute lui-même, n’envoie rien, et "
        "personne d’autre ne les lit tant que tu ne les acceptes pas. Coupe les suggestions, et rien n’est écouté.",
        "If this service proposes the words of your recordings, it listens by itself, sends nothing to anybody, and "
        "nobody else reads them until you accept them. Turn suggestions off, and nothing is listened to.",
    ),
    Words(
        "Les chiffres du service et l’arbre d’une communauté comptent des choses et des compétences, jamais ce que tu "
        "écris.",
        "The figures of the service and a community’s tree count things and skills, never what you write.",
    ),
    Words(
        "Publier, montrer ou envoyer un moment qui en parle reste un choix à part, que dit la phrase que tu acceptes, "
        "et que tu peux reprendre.",
        "Publishing, showing or sending a moment that speaks of them is a choice of its own, as the sentence that you "
        "agree to says, and you can take it back.",
    ),
)
ARCHIVES_TITLE = Words("Et les archives publiques ?", "And public archives?")
ARCHIVES = Words(
    "Un service public doit garder des traces de ce qu’il fait : ses décisions, ses conventions, ses chiffres. Ton "
    "journal n’en fait pas partie : il est à toi, et ce que tu effaces n’est gardé par aucune archive.",
    "A public service has to keep records of what it does: its decisions, its agreements, its figures. Your journal is "
    "none of them: it is yours, and what you erase is kept by no archive.",
)
RIGHTS_TITLE = Words("Ce que tu peux exiger", "What you may demand")
RIGHTS = (
    (
        Words("Lire et emporter", "Read and take away"),
        Words(
            "Demande une copie de tout dans l’application : un fichier qui se lit sans réseau et se reprend "
            "ailleurs, prêt en quelques minutes et gardé {export} heures.",
            "Ask for a copy of everything in the app: a file that reads offline and can be taken in elsewhere, "
            "ready in minutes and kept for {export} hours.",
        ),
    ),
    (
        Words("Corriger", "Correct"),
        Words(
            "Change ce que tu as écrit quand tu veux. Ce qui est publié reste tel quel : retire-le, ou publie à "
            "nouveau.",
            "Change what you wrote whenever you like. What is published stays as it is: withdraw it, or publish again.",
        ),
    ),
    (
        Words("Effacer", "Erase"),
        Words(
            "Efface une chose, ou tout. Pour tout, tu as {reflection} jours pour changer d’avis ; puis il ne "
            "reste rien, ni fichiers, ni liens, ni copies publiées.",
            "Erase one thing, or everything. For everything you have {reflection} days to change your mind; then "
            "nothing is left: no files, no links, no published copies.",
        ),
    ),
    (
        Words("T’opposer", "Object"),
        Words(
            "Une chose faite avec tes données ne va pas, dans ta situation ? Écris-nous : nous arrêtons, ou nous te "
            "disons pourquoi la loi ou une raison impérieuse l’exige. Cela vaut pour : {objected}. Les suggestions, "
            "tu les refuses toi-même, d’un réglage de ton compte.",
            "Something that is done with your data is not right for you? Write to us: we stop, or tell you why the "
            "law or a compelling reason demands it. This holds for: {objected}. Suggestions you refuse yourself, "
            "by a setting of your account.",
        ),
    ),
    (
        Words("Dire non, ou ne plus dire oui", "Say no, or no longer yes"),
        Words(
            "Retire une story, reprends un accès, quitte une communauté : c’est immédiat et tu n’as pas à "
            "t’expliquer. Tu peux aussi demander qu’un usage s’arrête le temps de vérifier : écris-nous.",
            "Withdraw a story, take back an access, leave a community: it is immediate and you owe no reason. You"
            " can also ask that a use stop while we check: write to us.",
        ),
    ),
    (
        Words("Avant {age} ans", "Under {age}"),
        Words(
            "Ton journal est à toi seul. Pour publier, partager ou rejoindre une communauté, il faut ton accord "
            "et celui d’un parent ou tuteur ; pour ouvrir ce qui n’est pas publié, un accord à part, et un mail le "
            "prévient chaque fois (tout de suite, ou le matin suivant s’il y en a beaucoup en un jour ; tout un "
            "journal, toujours tout de suite), et quand l’accord prend fin. Il voit ce qu’il a accepté et peut "
            "revenir dessus, mais ne lit pas ton journal. "
            "À {age} ans, c’est toi qui décides. Comme seule l’année est connue, c’est à partir du 1er janvier qui "
            "suit tes {age} ans.",
            "Your journal is yours alone. Publishing, sharing or joining a community takes your agreement and "
            "that of a parent or guardian; opening what is not published takes one apart, and a mail tells them each "
            "time (at once, or the next morning when there are many in a day; of a whole journal, always at once), and "
            "when the agreement ends. They see what they agreed to and can take it back, but do not read your journal. "
            "At {age} you decide. As only the year is known, that is from the 1 January after you turn {age}.",
        ),
    ),
    (
        Words("Te plaindre", "Complain"),
        Words(
            "Si notre réponse ne te va pas, ou sans nous la demander, écris à la CNIL, qui protège les données en"
            " France : 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, ou cnil.fr. C’est gratuit, à tout "
            "âge.",
            "If our answer does not suit you, or without asking us, write to the CNIL, which protects data in "
            "France: 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, or cnil.fr. It is free, at any age.",
        ),
    ),
)
WHO_TITLE = Words("Qui en répond", "Who answers for it")
OPERATOR = Words(
    "{operator} fait tourner ce site et répond de tes données.", "{operator} runs this site and answers for your data."
)
UNNAMED_OPERATOR = Words(
    "Qui fait tourner ce site répond de tes données.", "Whoever runs this site answers for your data."
)
WRITE = Words(
    "Une question, une demande ? Réponse sous un mois :", "A question, a request? You get an answer within a month:"
)
NEEDED_DATA = Words(
    "Il faut une adresse pour avoir un compte, et ton année de naissance pour publier ou partager. Tout le reste est "
    "facultatif.",
    "An account takes an address; publishing or sharing takes the year you were born. All the rest is optional.",
)
STRANGERS = Words(
    "Vous lisez un lien sans avoir de compte ? Rien n’est gardé de vous : l’ouverture est comptée, sans adresse ni "
    "nom. On vous a demandé de confirmer un talent ou de donner un accord ? Votre adresse et vos mots servent à cela "
    "seul ; la page reçue par mail permet de revenir dessus. Vous êtes sur une photo, ou dans un récit ? Son auteur "
    "dit avant de publier si les personnes qu’il nomme sont d’accord, et peut flouter un visage, même après ; sinon, "
    "« Signaler ce contenu », au bas de la page, suffit. Personne ne reconnaît les visages ici. Vous avez signalé un "
    "contenu ? Seuls les opérateurs lisent vos mots, et votre adresse si vous la donnez, pour décider et répondre. "
    "Gardé : {report}. Rien de plus ne vous nomme.",
    "You read a link and have no account? Nothing is kept of you: the opening is counted, without address or "
    "name. You were asked to confirm a talent or to agree to something? Your address and words serve that alone; "
    "the page you got by mail lets you take it back. You are in a photo, or in what somebody tells? Before publishing, "
    "they say whether the people they name agree, and they can blur a face, also afterwards; if not, “Report this "
    "content”, at the foot of the page, is enough. Nobody recognises faces here. You reported something? Only "
    "operators read your words, and your address if you give it, to decide and to answer. Kept: {report}. Nothing else "
    "names you.",
)
STRANGERS_TITLE = Words("Sans compte", "Without an account")
SEEN_BY = Words("Qui le voit :", "Who sees it:")
WHO_SEES = Words("Qui voit quoi, en détail", "Who sees what, in detail")
