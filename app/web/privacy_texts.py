"""The privacy notice, in words that a 14-year-old understands; whoever has no account is « vous ». For how long, and by
what right, the data map says."""

from app.core.i18n import Words

TITLE = Words("Ta vie privée")
LEAD = Words("Ce que Day Tripper garde de toi, pourquoi, combien de temps, qui le voit, et ce que tu peux exiger.")
SHORT_TITLE = Words("En bref")
SHORT = (  # with who answers for it, ten lines
    Words("Ton journal est privé. Personne n’y entre sans ton accord."),
    Words("Day Tripper garde ce que tu y mets : ton adresse, ton nom, ton journal et ce que tu montres."),
    Words("Cela sert à tenir ton journal, et à le montrer à qui tu choisis."),
    Words("Tout est gardé autant que ton compte, qui s’efface après 24 mois sans connexion."),
    Words(
        "Avant {age} ans, publier, partager ou rejoindre une communauté demande aussi l’accord d’un parent ou tuteur."
    ),
    Words("Rien n’est vendu, il n’y a ni publicité ni traceur, et aucune page n’appelle un autre site."),
    Words("Aucune machine ne te note, ne te classe et ne décide à ta place."),
    Words("Tu peux tout lire, tout emporter et tout effacer, quand tu veux."),
    Words("Quelque chose ne va pas ? Écris-nous, ou à la CNIL : c’est gratuit, à tout âge."),
)
KEPT_TITLE = Words("Ce qui est gardé, et combien de temps")
ACCOUNT_MEANS = Words("« Autant que le compte » : tant que tu ne l’effaces pas.")
WHY_TITLE = Words("Pourquoi, et de quel droit")
INTIMATE_TITLE = Words("Santé, croyances, origine")
INTIMATE = (
    Words(
        "Rien ne te les demande, et rien ne les devine. Si tu en parles, c’est ton choix, et c’est dans ton journal."
    ),
    Words(
        "Pour te proposer des compétences, à toi seulement, des mots sont cherchés dans ce que tu racontes. Ceux que "
        "nous connaissons de la santé, du handicap, des croyances, des opinions, de l’origine ou de l’orientation n’y "
        "comptent pas. Mets un moment de côté, et il n’est pas lu ; coupe les suggestions, et rien n’est lu. Mis de "
        "côté, il ne part pas non plus avec tout ton journal, ni dans un portrait qui se compose de lui-même : le "
        "montrer est un acte à part."
    ),
    Words(
        "Si ce service te propose les mots de tes enregistrements, il les écoute lui-même, n’envoie rien, et "
        "personne d’autre ne les lit tant que tu ne les acceptes pas. Coupe les suggestions, et rien n’est écouté."
    ),
    Words(
        "Les chiffres du service et l’arbre d’une communauté comptent des choses et des compétences, jamais ce que tu "
        "écris."
    ),
    Words(
        "Publier, montrer ou envoyer un moment qui en parle reste un choix à part, que dit la phrase que tu acceptes, "
        "et que tu peux reprendre."
    ),
)
ARCHIVES_TITLE = Words("Et les archives publiques ?")
ARCHIVES = Words(
    "Un service public doit garder des traces de ce qu’il fait : ses décisions, ses conventions, ses chiffres. Ton "
    "journal n’en fait pas partie : il est à toi, et ce que tu effaces n’est gardé par aucune archive."
)
OBJECTION = Words(  # before the list of what it is about
    "Une chose faite avec tes données ne va pas, dans ta situation ? Écris-nous : nous arrêtons, ou nous te disons "
    "pourquoi la loi ou une raison impérieuse l’exige. Les suggestions, tu les refuses toi-même, d’un réglage de ton "
    "compte. Cela vaut pour :"
)
RIGHTS_TITLE = Words("Ce que tu peux exiger")
RIGHTS = (
    (
        Words("Lire et emporter"),
        Words(
            "Demande une copie de tout dans l’application : un fichier qui se lit sans réseau et se reprend "
            "ailleurs, prêt en quelques minutes et gardé {export} heures."
        ),
    ),
    (
        Words("Corriger"),
        Words(
            "Change ce que tu as écrit quand tu veux. Ce qui est publié reste tel quel : retire-le, ou publie à "
            "nouveau."
        ),
    ),
    (
        Words("Effacer"),
        Words(
            "Efface une chose, ou tout. Pour tout, tu as {reflection} jours pour changer d’avis ; puis il ne "
            "reste rien, ni fichiers, ni liens, ni copies publiées."
        ),
    ),
    (
        Words("T’opposer"),
        OBJECTION,
    ),
    (
        Words("Dire non, ou ne plus dire oui"),
        Words(
            "Retire une story, reprends un accès, quitte une communauté : c’est immédiat et tu n’as pas à "
            "t’expliquer. Tu peux aussi demander qu’un usage s’arrête le temps de vérifier : écris-nous."
        ),
    ),
    (
        Words("Avant {age} ans"),
        Words(
            "Ton journal est à toi seul. Pour publier, partager ou rejoindre une communauté, il faut ton accord "
            "et celui d’un parent ou tuteur ; pour ouvrir ce qui n’est pas publié, un accord à part, et un mail le "
            "prévient chaque fois (tout de suite, ou le matin suivant s’il y en a beaucoup en un jour ; tout un "
            "journal, toujours tout de suite), et quand l’accord prend fin. Il voit ce qu’il a accepté et peut "
            "revenir dessus, mais ne lit pas ton journal. "
            "À {age} ans, c’est toi qui décides. Comme seule l’année est connue, c’est à partir du 1er janvier qui "
            "suit tes {age} ans."
        ),
    ),
    (
        Words("Te plaindre"),
        Words(
            "Si notre réponse ne te va pas, ou sans nous la demander, écris à la CNIL, qui protège les données en"
            " France : 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, ou cnil.fr. C’est gratuit, à tout "
            "âge."
        ),
    ),
)
WHO_TITLE = Words("Qui en répond")
OPERATOR = Words("{operator} fait tourner ce site et répond de tes données.")
UNNAMED_OPERATOR = Words("Qui fait tourner ce site répond de tes données.")
WRITE = Words("Une question, une demande ? Réponse sous un mois :")
NEEDED_DATA = Words(
    "Il faut une adresse pour avoir un compte, et ton année de naissance pour publier ou partager. Tout le reste est "
    "facultatif."
)
STRANGERS = (  # a paragraph for each question
    Words(
        "Vous lisez un lien sans avoir de compte ? Rien n’est gardé de vous : l’ouverture est comptée, sans "
        "adresse ni nom."
    ),
    Words(
        "On vous a demandé de confirmer un talent ou de donner un accord ? Votre adresse et vos mots servent à "
        "cela seul ; la page reçue par mail permet de revenir dessus."
    ),
    Words(
        "Vous êtes sur une photo, ou dans un récit ? Son auteur dit avant de publier si les personnes qu’il nomme"
        " sont d’accord, et peut flouter un visage, même après ; sinon, « Signaler ce contenu », au bas de la "
        "page, suffit. Personne ne reconnaît les visages ici."
    ),
    Words(
        "Vous avez signalé un contenu ? Seuls les opérateurs lisent vos mots, et votre adresse si vous la donnez,"
        " pour décider et répondre. Gardé : {report}. Rien de plus ne vous nomme."
    ),
)
CONDITION = Words("{condition} :")
STRANGERS_TITLE = Words("Sans compte")
SEEN_BY = Words("Qui le voit :")
WHO_SEES = Words("Qui voit quoi, en détail")
