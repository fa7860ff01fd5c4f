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
        Words("Ton compte", "Your account"),
        Words(
            "Personne d’autre ne le voit en entier. Ton nom suit ce que tu montres.",
            "Only you see all of it. Your name goes with what you show.",
        ),
        (
            Item(
                Words(
                    "Ton adresse, ton nom, ton année de naissance (jamais le jour), ta photo et tes réglages",
                    "Your address, your name, the year you were born (never the day), your photo and settings",
                ),
                "users inboxes notification_preferences",
            ),
            Item(Words("Tes appareils connectés", "The devices that are signed in"), "sessions devices"),
            Item(
                Words("Les codes pour te connecter, ou à montrer", "Codes to sign in with, or to show"),
                "sign_in_codes person_codes",
            ),
            Item(
                Words("Le second code que tapent les professionnels", "The second code that professionals type"),
                "second_factors recovery_codes",
            ),
            Item(Words("La liste de qui gère le service", "The list of those who manage the service"), "operators"),
        ),
    ),
    Part(
        Words("Ton journal", "Your journal"),
        Words("Toi, et qui tu as choisi de laisser lire.", "You, and those you chose to let read."),
        (
            Item(
                Words(
                    "Tes expériences : texte, date, lieu, organisation, prénoms de qui était là, ressenti",
                    "Your experiences: text, date, place, organisation, first names of who was there, feelings",
                ),
                "experiences experience_media",
            ),
            Item(
                Words(
                    "Les compétences proches de ce que tu racontes, calculées pour te les proposer, à toi seulement",
                    "The skills that are near to what you tell, worked out to be suggested, to you only",
                ),
                "experience_meanings",
            ),
            Item(
                Words(
                    "Tes photos, sons, vidéos et documents, ce que tu floutes, et les mots proposés pour tes sons",
                    "Your photos, sounds, videos and documents, what you blur, and the words proposed for your sounds",
                ),
                "media",
            ),
            Item(Words("Un fichier en cours d’envoi", "A file on its way"), "uploads"),
            Item(Words("Tes carnets", "Your journals"), "journals"),
            Item(
                Words("La liste de ce qui a changé, pour tes appareils", "The list of what changed, for your devices"),
                "changes",
            ),
            Item(
                Words(
                    "Combien de choses ont changé, pour que tes appareils n’en manquent aucune",
                    "How many things have changed, so that your devices miss none",
                ),
                "feeds",
            ),
        ),
    ),
    Part(
        Words("Ce que tu montres", "What you show"),
        Words(
            "Les personnes, les liens et les communautés que tu as choisis, jusqu’à la date que tu as choisie.",
            "The people, links and communities you chose, until the date you chose.",
        ),
        (
            Item(
                Words(
                    "Tes stories, et leurs éditions, avec les prénoms de qui est d’accord pour y être",
                    "Your stories, and their editions, with the first names of who agrees to be in them",
                ),
                "stories editions edition_media",
            ),
            Item(
                Words(
                    "Tes portraits, et leurs éditions, avec ces prénoms",
                    "Your portraits, and their editions, with these first names",
                ),
                "portraits portrait_editions portrait_media portrait_stories",
            ),
            Item(Words("Tes talents", "Your talents"), "talents"),
            Item(
                Words(
                    "Si tu l’acceptes, ce que tu y comptes dans l’arbre d’une communauté, sans ton nom pour les autres",
                    "If you agree, what you count for in a community’s tree, without your name for others",
                ),
                "tree_people tree_changes",
            ),
            Item(
                Words("Les nombres que montre cet arbre", "The numbers that such a tree shows"),
                "community_trees tree_skills",
            ),
            Item(
                Words("Ce que d’autres confirment de tes talents", "What others confirm of your talents"),
                "endorsements",
            ),
            Item(
                Words("Les accès donnés, et ceux qu’on t’a demandés", "Access given, and access asked of you"),
                "grants grant_requests",
            ),
            Item(
                Words(
                    "Combien de fois un lien a été ouvert, par jour ; jamais par qui",
                    "How often a link was opened, by day; never by whom",
                ),
                "link_days",
            ),
            Item(Words("Ce qui se montre dans une communauté", "What is shown in a community"), "feed_items"),
            Item(
                Words(
                    "Qui a lu quoi chez toi, et quand, sous son nom de ce jour-là",
                    "Who read what of yours, and when, by their name of that day",
                ),
                "access_events",
            ),
            Item(
                Words(
                    "Si tu pars : que c’est toi qui as lu chez d’autres, pour eux seuls",
                    "If you leave: that it was you who read things of others, for them only",
                ),
                "departed_readers",
            ),
            Item(Words("Les commentaires que l’on t’écrit", "The comments written to you"), "comments"),
        ),
    ),
    Part(
        Words("Avec les autres", "With others"),
        Words(
            "Qui s’occupe de la communauté voit ton nom et tes réponses à ses missions ; les membres, si la "
            "mission le dit.",
            "Those who look after the community see your name and your answers to its missions; members too, if "
            "the mission says so.",
        ),
        (
            Item(Words("Tes communautés", "Your communities"), "memberships"),
            Item(Words("Tes réponses à leurs missions", "Your answers to their missions"), "responses"),
            Item(Words("Une communauté", "A community"), "communities"),
            Item(Words("Ses invitations", "Its invitations"), "invitations"),
            Item(
                Words("Ses missions, et combien y ont répondu", "Its missions, and how many answered"),
                "missions mission_media past_months",
            ),
            Item(
                Words(
                    "La place qui t’attend dans une communauté, le temps que ton parent ou tuteur réponde",
                    "The place that waits for you in a community while your parent or guardian has not answered",
                ),
                "kept_places",
            ),
        ),
    ),
    Part(
        Words("Les messages", "Messages"),
        Words(
            "Toi. Un service d’envoi de mails les transporte ; si tu actives les notifications, celui de ton téléphone"
            " aussi, sans pouvoir les lire.",
            "You. A mail service carries them; if you turn notifications on, so does your phone’s, without being "
            "able to read them.",
        ),
        (
            Item(Words("Les nouvelles que l’on t’annonce", "The news you are told"), "notifications"),
            Item(
                Words(
                    "S’il faut te les envoyer par mail ou sur ton téléphone, et quand c’est fait",
                    "Whether to send them to you by mail or to your phone, and when that was done",
                ),
                "dispatches",
            ),
            Item(Words("Les mails", "Mails"), "mails"),
            Item(
                Words(
                    "Ce que tu as envoyé à une adresse qui a déjà reçu beaucoup de mails ce jour-là",
                    "What you sent to an address that had many mails already that day",
                ),
                "gathered_mails",
            ),
            Item(
                Words(
                    "Les adresses qui ne veulent plus des messages de quelqu’un, sous une forme illisible",
                    "Addresses that want no more messages from somebody, in a form that nobody can read",
                ),
                "sender_refusals",
            ),
        ),
    ),
    Part(
        Words("Tes droits et ta sécurité", "Your rights and your safety"),
        Words(
            "Toi. Avant 15 ans, ton parent ou tuteur voit à quoi il a dit oui. Qui signale n’est nommé à personne.",
            "You. Under 15, your parent or guardian sees what they agreed to. Whoever reports is named to nobody.",
        ),
        (
            Item(
                Words(
                    "À quoi tu as dit oui : la phrase que tu as lue, avec quoi, jusqu’à quand et à qui ; et chaque "
                    "réponse de ton parent ou tuteur, avec son nom et ce qui a été coché",
                    "What you agreed to: the sentence that you read, with what, until when and to whom; and each "
                    "answer of your parent or guardian, with their name and what was ticked",
                ),
                "consents",
            ),
            Item(
                Words(
                    "L’adresse de ton parent ou tuteur, et ses réponses",
                    "The address of your parent or guardian, and their answers",
                ),
                "guardianships",
            ),
            Item(
                Words("Ce qui a été signalé dans une communauté", "What was reported in a community"),
                "flags",
            ),
            Item(
                Words(
                    "Ce qui a été caché, retiré ou restreint, et pourquoi",
                    "What was hidden, withdrawn or restricted, and why",
                ),
                "hidings measures",
            ),
            Item(
                Words(
                    "Ce qu’une personne sans compte a signalé d’un lien ; son adresse et ses mots ne sont dits qu’aux "
                    "opérateurs",
                    "What somebody without an account reported of a link; only operators see their address and words",
                ),
                "reports",
            ),
            Item(
                Words("Le fichier que tu emportes", "The file you take away"),
                "exports",
            ),
            Item(
                Words("Le fichier que tu apportes", "The file you bring"),
                "imports",
            ),
            Item(Words("Ta demande d’effacement", "Your wish to be erased"), "erasures"),
            Item(
                Words(
                    "Après l’effacement : un numéro, sans nom, pour que rien ne revienne d’une sauvegarde",
                    "After erasure: a number, without a name, so that no backup brings you back",
                ),
                "erased_accounts",
            ),
            Item(
                Words("Ce que font les opérateurs, sans tes contenus", "What operators do, without your content"),
                "admin_acts",
            ),
            Item(
                Words(
                    "Ce qui arrive à l’entrée de ton compte : connexions, codes refusés, second code, appareils "
                    "déconnectés, exports, limites atteintes ; ni adresse de réseau, ni modèle d’appareil",
                    "What happens at the way into your account: sign-ins, refused codes, the second code, devices "
                    "signed out, exports, limits reached; no network address, no model of device",
                ),
                "security_events",
            ),
            Item(
                Words(
                    "Combien de fois une chose vient d’être essayée, pour arrêter qui devine les codes ou envoie trop",
                    "How often a thing was tried of late, to stop whoever guesses codes or sends too much",
                ),
                "limits",
            ),
            Item(
                Words(
                    "Un numéro par envoi de l’application, pour ne pas enregistrer deux fois la même chose",
                    "A number for each thing the app sends, so that nothing is saved twice",
                ),
                "idempotency_keys",
            ),
            Item(Words("Le nom des fichiers à supprimer", "The names of files to delete"), "loose_objects"),
        ),
    ),
)
