"""« Qui voit quoi », explained: where every mail that tells of an access leads."""

from app.core.i18n import Words
from app.services.notifications.mail_templates import ACCESS_PAGE

TITLE = ACCESS_PAGE
LEAD = Words(
    "Ton journal est privé : par défaut, personne n’y voit rien. Voici ce qui change quand tu donnes un accès.",
    "Your journal is private: by default nobody sees anything of it. This is what changes when you give access.",
)
PARTS = (
    (
        Words("C’est toi qui décides", "You decide"),
        (
            Words(
                "Tu choisis ce qui est montré, à qui, pour quoi et jusqu’à quand.",
                "You choose what is shown, to whom, what for and until when.",
            ),
            Words(
                "Un professionnel qui veut voir quelque chose doit te le demander, avec le code que tu lui montres.",
                "A professional who wants to see something has to ask you, with the code that you show them.",
            ),
            Words(
                "Avant de répondre, tu vois exactement ce qui serait montré. Tu peux donner moins, refuser, ou ne pas "
                "répondre.",
                "Before you answer you see exactly what would be shown. You can give less, refuse, or not answer.",
            ),
        ),
    ),
    (
        Words("Ce qui est montré", "What is shown"),
        (
            Words(
                "Une story ou un portrait : ce que tu as publié, et rien de ton brouillon.",
                "A story or a portrait: what you published, and nothing of your draft.",
            ),
            Words(
                "Tes talents : ton niveau, et les preuves que la personne a le droit d’ouvrir.",
                "Your talents: your level, and the evidence that the person may open.",
            ),
            Words(
                "Tes expériences, si tu les ouvres : sans la liste des personnes, ni ton ressenti, ni le lieu exact, "
                "ni l’organisation. Le texte part comme tu l’as écrit, avec les noms qui y sont.",
                "Your experiences, if you open them: without the list of people, your feelings, the exact place or "
                "the organisation. The text goes as you wrote it, with the names that are in it.",
            ),
            Words(
                "Un moment mis de côté ne part pas avec tout ton journal : il faut l’ouvrir lui-même.",
                "A moment that you keep aside does not go with your whole journal: it has to be opened by itself.",
            ),
            Words(
                "Tous tes talents ou toutes tes expériences ne se lisent qu’avec un second facteur, comme ce que tu "
                "donnes pour être accompagné, formé, recruté ou reconnu : à une personne, ou à une communauté, dont "
                "chaque membre en a alors besoin. Un moment pour un ami n’en demande pas, même s’il l’a demandé.",
                "All your talents or experiences are read with a second factor only, as is what you give to be guided, "
                "trained, hired or accredited: to a person, or to a community, each member of which then needs one. "
                "One moment for a friend needs none, also where the friend asked for it.",
            ),
            Words(
                "Avant d’ouvrir, une personne voit des titres et des dates. Le reste s’ouvre, et c’est noté.",
                "Before opening, a person sees titles and dates. The rest has to be opened, and that is written down.",
            ),
            Words(
                "Dans une communauté, chaque membre voit aussi la couverture et le résumé des stories partagées.",
                "In a community, each member also sees the cover and the summary of the stories shared there.",
            ),
            Words(
                "Ce que tu ajoutes plus tard à tes talents ou à tes expériences se voit aussi, tant que l’accès dure.",
                "What you add to your talents or experiences later is seen too, as long as the access lasts.",
            ),
        ),
    ),
    (
        Words("Rien n’est caché", "Nothing is hidden"),
        (
            Words(
                "Chaque consultation par une personne est notée : tu vois qui, quoi et quand.",
                "Each time a person reads is written down: you see who, what and when.",
            ),
            Words(
                "Un lien est seulement compté : personne ne piste qui l’ouvre.",
                "A link is only counted: whoever opens it is not tracked.",
            ),
            Words(
                "Un commentaire te parvient toujours, et tu peux l’effacer. Il n’y a pas de note cachée.",
                "A comment always reaches you, and you can delete it. There are no hidden notes.",
            ),
        ),
    ),
    (
        Words("Tu peux changer d’avis", "You can change your mind"),
        (
            Words(
                "Reprends un accès quand tu veux : c’est immédiat, et personne n’a à être d’accord.",
                "Take an access back when you like: it is immediate, and nobody has to agree.",
            ),
            Words(
                "Un accès demandé, ou à ce qui n’est pas publié, dure douze mois au plus, et tu peux le prolonger. Une "
                "semaine avant la fin, vous êtes prévenus tous les deux.",
                "An access that was asked for, or to what is not published, lasts twelve months at most, and you can "
                "make it last longer. A week before its end you both hear of it.",
            ),
            Words(
                "La personne change de travail ? Qui prend sa place ne voit rien : il faut te redemander.",
                "The person changes jobs? Whoever takes over sees nothing: they have to ask you again.",
            ),
        ),
    ),
)
WHERE_TITLE = Words("Où le voir ?", "Where to see it?")
WHERE_TO = Words(
    "Dans l’application, « Qui voit quoi » montre en une liste tes accès et tes liens, tes réponses que d’autres "
    "peuvent lire, tes communautés et ce qu’elles montrent, l’accord d’un parent ou tuteur ; et chaque demande et "
    "consultation.",
    "In the app, “Who sees what” shows in one list your accesses and links, your answers that others can read, your "
    "communities and what they show, a guardian’s agreement; and each request and each time something was read.",
)
YOUNG = Words(
    "Tu as moins de 15 ans ? Donner un accès demande aussi l’accord d’un parent ou tuteur : un accord à part pour ce "
    "qui n’est pas publié, et un mail le prévient chaque fois, et quand l’accord prend fin. Il ne lit rien de ton "
    "journal.",
    "You are under 15? Giving access also takes the agreement of a parent or guardian: one apart for what is not "
    "published, and a mail tells them each time, and when the agreement ends. They read nothing of your journal.",
)
