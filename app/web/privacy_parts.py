"""What is kept of people, as the privacy notice tells them; for how long, the data map says."""

from typing import NamedTuple

from app.core.i18n import Words


class Item(NamedTuple):
    """What is kept in some tables, all for the same time."""

    label: Words
    tables: str


class Part(NamedTuple):
    title: Words
    readers: Words
    items: tuple[Item, ...]


PARTS = (
    Part(
        Words("Ton compte"),
        Words("Personne d’autre ne le voit en entier. Ton nom suit ce que tu montres."),
        (
            Item(
                Words("Ton adresse, ton nom, ton année de naissance (jamais le jour), ta photo et tes réglages"),
                "users inboxes notification_preferences",
            ),
            Item(Words("Tes appareils connectés"), "sessions devices"),
            Item(
                Words("Les codes pour te connecter, ou à montrer"),
                "sign_in_codes person_codes",
            ),
            Item(
                Words("Le second code que tapent les professionnels"),
                "second_factors recovery_codes",
            ),
            Item(Words("La liste de qui gère le service"), "operators"),
        ),
    ),
    Part(
        Words("Ton journal"),
        Words("Toi, et qui tu as choisi de laisser lire."),
        (
            Item(
                Words("Tes expériences : texte, date, lieu, organisation, prénoms de qui était là, ressenti"),
                "experiences experience_media",
            ),
            Item(
                Words("Les compétences proches de ce que tu racontes, calculées pour te les proposer, à toi seulement"),
                "experience_meanings",
            ),
            Item(
                Words("Tes photos, sons, vidéos et documents, ce que tu floutes, et les mots proposés pour tes sons"),
                "media",
            ),
            Item(Words("Un fichier en cours d’envoi"), "uploads"),
            Item(Words("Tes carnets"), "journals"),
            Item(
                Words("La liste de ce qui a changé, pour tes appareils"),
                "changes",
            ),
            Item(
                Words("Combien de choses ont changé, pour que tes appareils n’en manquent aucune"),
                "feeds",
            ),
        ),
    ),
    Part(
        Words("Ce que tu montres"),
        Words("Les personnes, les liens et les communautés que tu as choisis, jusqu’à la date que tu as choisie."),
        (
            Item(
                Words("Tes stories, et leurs éditions, avec les prénoms de qui est d’accord pour y être"),
                "stories editions edition_media",
            ),
            Item(
                Words("Tes portraits, et leurs éditions, avec ces prénoms"),
                "portraits portrait_editions portrait_media portrait_stories",
            ),
            Item(Words("Tes talents"), "talents"),
            Item(
                Words(
                    "Si tu l’acceptes, ce que tu y comptes dans l’arbre d’une communauté, sans ton nom pour les autres"
                ),
                "tree_people tree_changes",
            ),
            Item(
                Words("Les nombres que montre cet arbre"),
                "community_trees tree_skills",
            ),
            Item(
                Words("Ce que d’autres confirment de tes talents"),
                "endorsements",
            ),
            Item(
                Words("Les accès donnés, et ceux qu’on t’a demandés"),
                "grants grant_requests",
            ),
            Item(
                Words("Combien de fois un lien a été ouvert, par jour ; jamais par qui"),
                "link_days",
            ),
            Item(Words("Ce qui se montre dans une communauté"), "feed_items"),
            Item(
                Words("Qui a lu quoi chez toi, et quand, sous son nom de ce jour-là"),
                "access_events",
            ),
            Item(
                Words("Si tu pars : que c’est toi qui as lu chez d’autres, pour eux seuls"),
                "departed_readers",
            ),
            Item(Words("Les commentaires que l’on t’écrit"), "comments"),
        ),
    ),
    Part(
        Words("Avec les autres"),
        Words(
            "Qui s’occupe de la communauté voit ton nom et tes réponses à ses missions ; les membres, si la "
            "mission le dit."
        ),
        (
            Item(Words("Tes communautés"), "memberships"),
            Item(Words("Tes réponses à leurs missions"), "responses tally_shares tally_changes"),
            Item(Words("Une communauté"), "communities"),
            Item(Words("Ses invitations"), "invitations"),
            Item(
                Words("Ses missions, et combien y ont répondu"),
                "missions mission_media past_months tallies tally_counts",
            ),
            Item(
                Words("La place qui t’attend dans une communauté, le temps que ton parent ou tuteur réponde"),
                "kept_places",
            ),
        ),
    ),
    Part(
        Words("Les messages"),
        Words(
            "Toi. Un service d’envoi de mails les transporte ; si tu actives les notifications, celui de ton téléphone"
            " aussi, sans pouvoir les lire."
        ),
        (
            Item(Words("Les nouvelles que l’on t’annonce"), "notifications"),
            Item(
                Words("S’il faut te les envoyer par mail ou sur ton téléphone, et quand c’est fait"),
                "dispatches",
            ),
            Item(Words("Les mails"), "mails"),
            Item(
                Words("Ce que tu as envoyé à une adresse qui a déjà reçu beaucoup de mails ce jour-là"),
                "gathered_mails",
            ),
            Item(
                Words("Les adresses qui ne veulent plus des messages de quelqu’un, sous une forme illisible"),
                "sender_refusals",
            ),
        ),
    ),
    Part(
        Words("Tes droits et ta sécurité"),
        Words("Toi. Avant 15 ans, ton parent ou tuteur voit à quoi il a dit oui. Qui signale n’est nommé à personne."),
        (
            Item(
                Words(
                    "À quoi tu as dit oui : la phrase que tu as lue, avec quoi, jusqu’à quand et à qui ; et chaque "
                    "réponse de ton parent ou tuteur, avec son nom et ce qui a été coché"
                ),
                "consents",
            ),
            Item(
                Words("L’adresse de ton parent ou tuteur, et ses réponses"),
                "guardianships",
            ),
            Item(
                Words("Ce qui a été signalé dans une communauté"),
                "flags",
            ),
            Item(
                Words("Ce qui a été caché, retiré ou restreint, et pourquoi"),
                "hidings measures",
            ),
            Item(
                Words(
                    "Ce qu’une personne sans compte a signalé d’un lien ; son adresse et ses mots ne sont dits qu’aux "
                    "opérateurs"
                ),
                "reports",
            ),
            Item(
                Words("Le fichier que tu emportes"),
                "exports",
            ),
            Item(
                Words("Le fichier que tu apportes"),
                "imports",
            ),
            Item(Words("Ta demande d’effacement"), "erasures"),
            Item(
                Words("Après l’effacement : un numéro, sans nom, pour que rien ne revienne d’une sauvegarde"),
                "erased_accounts",
            ),
            Item(
                Words("Ce que font les opérateurs, sans tes contenus"),
                "admin_acts",
            ),
            Item(
                Words(
                    "Ce qui arrive à l’entrée de ton compte : connexions, codes refusés, second code, appareils "
                    "déconnectés, exports, limites atteintes ; ni adresse de réseau, ni modèle d’appareil"
                ),
                "security_events",
            ),
            Item(
                Words(
                    "Combien de fois une chose vient d’être essayée, pour arrêter qui devine les codes ou envoie trop"
                ),
                "limits",
            ),
            Item(
                Words("Un numéro par envoi de l’application, pour ne pas enregistrer deux fois la même chose"),
                "idempotency_keys",
            ),
            Item(Words("Le nom des fichiers à supprimer"), "loose_objects"),
        ),
    ),
)
