"""« Qui voit quoi », explained: where every mail that tells of an access leads."""

from app.core.i18n import Words
from app.services.notifications.mail_templates import ACCESS_PAGE

TITLE = ACCESS_PAGE
LEAD = Words(
    "Ton journal est privé : par défaut, personne n’y voit rien. Voici ce qui change quand tu donnes un accès."
)
PARTS = (
    (
        Words("C’est toi qui décides"),
        (
            Words("Tu choisis ce qui est montré, à qui, pour quoi et jusqu’à quand."),
            Words("Un professionnel qui veut voir quelque chose doit te le demander, avec le code que tu lui montres."),
            Words(
                "Avant de répondre, tu vois exactement ce qui serait montré. Tu peux donner moins, refuser, ou ne pas "
                "répondre."
            ),
        ),
    ),
    (
        Words("Ce qui est montré"),
        (
            Words("Une story ou un portrait : ce que tu as publié, et rien de ton brouillon."),
            Words("Tes talents : ton niveau, et les preuves que la personne a le droit d’ouvrir."),
            Words(
                "Tes expériences, si tu les ouvres : sans la liste des personnes, ni ton ressenti, ni le lieu exact, "
                "ni l’organisation. Le texte part comme tu l’as écrit, avec les noms qui y sont."
            ),
            Words("Un moment mis de côté ne part pas avec tout ton journal : il faut l’ouvrir lui-même."),
            Words(
                "Tous tes talents ou toutes tes expériences ne se lisent qu’avec un second facteur, comme ce que tu "
                "donnes pour être accompagné, formé, recruté ou reconnu : à une personne, ou à une communauté, dont "
                "chaque membre en a alors besoin. Un moment pour un ami n’en demande pas, même s’il l’a demandé."
            ),
            Words("Avant d’ouvrir, une personne voit des titres et des dates. Le reste s’ouvre, et c’est noté."),
            Words("Dans une communauté, chaque membre voit aussi la couverture et le résumé des stories partagées."),
            Words(
                "Ce que tu ajoutes plus tard à tes talents ou à tes expériences se voit aussi, tant que l’accès dure."
            ),
        ),
    ),
    (
        Words("Rien n’est caché"),
        (
            Words("Chaque consultation par une personne est notée : tu vois qui, quoi et quand."),
            Words("Un lien est seulement compté : personne ne piste qui l’ouvre."),
            Words("Un commentaire te parvient toujours, et tu peux l’effacer. Il n’y a pas de note cachée."),
        ),
    ),
    (
        Words("Tu peux changer d’avis"),
        (
            Words("Reprends un accès quand tu veux : c’est immédiat, et personne n’a à être d’accord."),
            Words(
                "Un accès demandé, ou à ce qui n’est pas publié, dure douze mois au plus, et tu peux le prolonger. Une "
                "semaine avant la fin, vous êtes prévenus tous les deux."
            ),
            Words("La personne change de travail ? Qui prend sa place ne voit rien : il faut te redemander."),
        ),
    ),
)
WHERE_TITLE = Words("Où le voir ?")
WHERE_TO = Words(
    "Dans l’application, « Qui voit quoi » montre en une liste tes accès et tes liens, tes réponses que d’autres "
    "peuvent lire, tes communautés et ce qu’elles montrent, l’accord d’un parent ou tuteur ; et chaque demande et "
    "consultation."
)
YOUNG = Words(
    "Tu as moins de 15 ans ? Donner un accès demande aussi l’accord d’un parent ou tuteur : un accord à part pour ce "
    "qui n’est pas publié, et un mail le prévient chaque fois, et quand l’accord prend fin. Il ne lit rien de ton "
    "journal."
)
