"""What the privacy notice lists, in its words and its order. Each table of the data map names its item."""

from enum import Enum

from app.core.i18n import Words


class Section(Enum):
    """A heading of the list, and who reads what stands under it."""

    ACCOUNT = (
        Words("Ton compte"),
        Words(
            "Personne d’autre ne le voit en entier. Ton nom suit ce que tu montres. Après 15 ans, ta photo aussi, "
            "dans tes communautés et tes accès."
        ),
    )
    JOURNAL = (Words("Ton journal"), Words("Toi, et qui tu as choisi de laisser lire."))
    SHOWN = (
        Words("Ce que tu montres"),
        Words("Les personnes, les liens et les communautés que tu as choisis, jusqu’à la date que tu as choisie."),
    )
    TOGETHER = (
        Words("Avec les autres"),
        Words(
            "Qui s’occupe de la communauté voit ton nom et tes réponses à ses missions ; les membres, si la "
            "mission le dit."
        ),
    )
    MESSAGES = (
        Words("Les messages"),
        Words(
            "Toi. Un service d’envoi de mails les transporte ; si tu actives les notifications, celui de ton téléphone"
            " aussi, sans pouvoir les lire."
        ),
    )
    RIGHTS = (
        Words("Tes droits et ta sécurité"),
        Words("Toi. Avant 15 ans, ton parent ou tuteur voit à quoi il a dit oui. Qui signale n’est nommé à personne."),
    )

    def __init__(self, title: Words, readers: Words) -> None:
        self.title, self.readers = title, readers

    @property
    def items(self) -> "list[NoticeItem]":
        return [item for item in NoticeItem if item.section is self]


class NoticeItem(Enum):
    """What some tables hold, all with the same retention."""

    PROFILE = (
        Section.ACCOUNT,
        Words("Ton adresse, ton nom, ton année de naissance (jamais le jour), ta photo et tes réglages"),
    )
    DEVICES = (Section.ACCOUNT, Words("Tes appareils connectés"))
    PROGRAMS = (Section.ACCOUNT, Words("Les programmes qui ont un jeton, et ce qu’ils en font"))
    CODES = (Section.ACCOUNT, Words("Les codes pour te connecter, ou à montrer"))
    IDENTITIES = (
        Section.ACCOUNT,
        Words("Les services d’identité par lesquels tu te connectes, et ton numéro chez eux"),
    )
    PROVIDER_SIGN_INS = (Section.ACCOUNT, Words("Une connexion en cours par un service d’identité"))
    SECOND_CODES = (Section.ACCOUNT, Words("Le second code que tapent les professionnels"))
    PASSKEYS = (
        Section.ACCOUNT,
        Words(
            "Tes clés d’accès, par leur nom et ce qui les reconnaît, jamais ton visage ni ton doigt ; tes codes de "
            "secours"
        ),
    )
    OPERATORS = (Section.ACCOUNT, Words("La liste de qui gère le service"))

    EXPERIENCES = (
        Section.JOURNAL,
        Words("Tes expériences : texte, date, lieu, organisation, prénoms de qui était là, ressenti"),
    )
    MEANINGS = (
        Section.JOURNAL,
        Words("Les compétences proches de ce que tu racontes, calculées pour te les proposer, à toi seulement"),
    )
    MEANING_PROGRESS = (Section.JOURNAL, Words("Jusqu’où ces compétences proches sont calculées"))
    MEDIA = (
        Section.JOURNAL,
        Words("Tes photos, sons, vidéos et documents, ce que tu floutes, et les mots proposés pour tes sons"),
    )
    UPLOADS = (Section.JOURNAL, Words("Un fichier en cours d’envoi"))
    JOURNALS = (Section.JOURNAL, Words("Tes carnets"))
    CHANGES = (Section.JOURNAL, Words("La liste de ce qui a changé, pour tes appareils"))
    CHANGE_COUNTS = (
        Section.JOURNAL,
        Words("Combien de choses ont changé, pour que tes appareils n’en manquent aucune"),
    )

    STORIES = (Section.SHOWN, Words("Tes stories, et leurs éditions, avec les prénoms de qui est d’accord pour y être"))
    PORTRAITS = (Section.SHOWN, Words("Tes portraits, et leurs éditions, avec ces prénoms"))
    TALENTS = (Section.SHOWN, Words("Tes talents"))
    TREE_SHARE = (
        Section.SHOWN,
        Words("Si tu l’acceptes, ce que tes talents ajoutent à l’arbre d’une communauté, sans ton nom pour les autres"),
    )
    TREE = (Section.SHOWN, Words("Les nombres que montre cet arbre"))
    ENDORSEMENTS = (Section.SHOWN, Words("Ce que d’autres confirment de tes talents"))
    GRANTS = (Section.SHOWN, Words("Les accès donnés, et ceux qu’on t’a demandés"))
    LINK_DAYS = (Section.SHOWN, Words("Combien de fois un lien a été ouvert, par jour ; jamais par qui"))
    CALENDARS = (Section.SHOWN, Words("L’adresse où ton calendrier trouve tes missions"))
    FEED = (Section.SHOWN, Words("Ce qui se montre dans une communauté"))
    READINGS = (Section.SHOWN, Words("Qui a lu quoi chez toi, et quand, sous son nom de ce jour-là"))
    DEPARTED_READERS = (Section.SHOWN, Words("Si tu pars : que c’est toi qui as lu chez d’autres, pour eux seuls"))
    COMMENTS = (Section.SHOWN, Words("Les commentaires que l’on t’écrit"))

    MEMBERSHIPS = (Section.TOGETHER, Words("Tes communautés"))
    PAGE_STORIES = (Section.TOGETHER, Words("Tes stories que tu montres sur la page d’une communauté"))
    BLOCKED_PEOPLE = (Section.TOGETHER, Words("Les personnes que tu as bloquées"))
    RESPONSES = (Section.TOGETHER, Words("Tes réponses à leurs missions"))
    PROPOSALS = (
        Section.TOGETHER,
        Words("Tes propositions, les actions que tu portes, et ce que tu en racontes"),
    )
    COMMUNITIES = (Section.TOGETHER, Words("Une communauté"))
    WEBHOOKS = (Section.TOGETHER, Words("Les programmes qu’elle prévient de ce qui s’y passe"))
    ANNOUNCEMENTS = (Section.TOGETHER, Words("Ce qui leur est annoncé : des numéros, jamais un nom ni un contenu"))
    INVITATIONS = (Section.TOGETHER, Words("Ses invitations"))
    BALLOTS = (
        Section.TOGETHER,
        Words("Ce qu’un vote a donné, en nombres ; et qui a compté les bulletins de papier"),
    )
    SHEETS = (Section.TOGETHER, Words("Les feuilles d’une enquête sans noms : rien ne dit qui les a remplies"))
    INFORMATIONS = (Section.TOGETHER, Words("Ses informations : ce que l’équipe y dit à tous"))
    MISSIONS = (Section.TOGETHER, Words("Ses missions, et combien y ont répondu"))
    PROGRAMME_REPORTS = (
        Section.TOGETHER,
        Words("Ses bilans : des chiffres qui ne nomment personne, et ce que tu as accepté d’y montrer"),
    )
    ROOMS = (Section.TOGETHER, Words("Ses salles : ce qu’on y demande, et combien y sont venus"))
    PROGRAMMES = (Section.TOGETHER, Words("Ses programmes : leur titre, leurs dates, leur budget"))
    PROGRAMME_TEAMS = (Section.TOGETHER, Words("Les programmes dont tu es de l’équipe, jusqu’à ton départ"))
    ROOM_ENTRIES = (
        Section.TOGETHER,
        Words(
            "Les salles où tu es venu ; sans compte, le nom que tu as dit, pour l’équipe, et ta tranche d’âge, que "
            "personne ne lit ; tant qu’une salle est ouverte, un numéro tiré de ton réseau et de ta "
            "sorte de téléphone"
        ),
    )
    KEPT_PLACES = (
        Section.TOGETHER,
        Words("La place qui t’attend dans une communauté, le temps que ton parent ou tuteur réponde"),
    )

    NOTIFICATIONS = (Section.MESSAGES, Words("Les nouvelles que l’on t’annonce"))
    DELIVERIES = (
        Section.MESSAGES,
        Words("S’il faut te les envoyer par mail ou sur ton téléphone, et quand c’est fait"),
    )
    MAILS = (Section.MESSAGES, Words("Les mails"))
    GATHERED_MAILS = (
        Section.MESSAGES,
        Words("Ce que tu as envoyé à une adresse qui a déjà reçu beaucoup de mails ce jour-là"),
    )
    REFUSALS = (
        Section.MESSAGES,
        Words("Les adresses qui ne veulent plus des messages de quelqu’un, sous une forme illisible"),
    )

    CONSENTS = (
        Section.RIGHTS,
        Words(
            "À quoi tu as dit oui : la phrase que tu as lue, avec quoi, jusqu’à quand et à qui ; et chaque "
            "réponse de ton parent ou tuteur, avec son nom et ce qui a été coché"
        ),
    )
    GUARDIANSHIPS = (Section.RIGHTS, Words("L’adresse de ton parent ou tuteur, et ses réponses"))
    FLAGS = (Section.RIGHTS, Words("Ce qui a été signalé dans une communauté"))
    MEASURES = (Section.RIGHTS, Words("Ce qui a été caché, retiré ou restreint, et pourquoi"))
    REPORTS = (
        Section.RIGHTS,
        Words(
            "Ce qu’une personne sans compte a signalé d’un lien ; son adresse et ses mots ne sont dits qu’aux "
            "opérateurs"
        ),
    )
    EXPORTS = (Section.RIGHTS, Words("Le fichier que tu emportes"))
    IMPORTS = (Section.RIGHTS, Words("Le fichier que tu apportes"))
    ERASURES = (Section.RIGHTS, Words("Ta demande d’effacement"))
    ERASED_ACCOUNTS = (
        Section.RIGHTS,
        Words("Après l’effacement : un numéro, sans nom, pour que rien ne revienne d’une sauvegarde"),
    )
    ADMIN_ACTS = (Section.RIGHTS, Words("Ce que font les opérateurs, sans tes contenus"))
    SECURITY_EVENTS = (
        Section.RIGHTS,
        Words(
            "Ce qui arrive à l’entrée de ton compte : connexions, codes refusés, second code, appareils "
            "déconnectés, exports, limites atteintes ; ni adresse de réseau, ni modèle d’appareil"
        ),
    )
    LIMITS = (
        Section.RIGHTS,
        Words("Combien de fois une chose vient d’être essayée, pour arrêter qui devine les codes ou envoie trop"),
    )
    RETRIES = (
        Section.RIGHTS,
        Words("Un numéro par envoi de l’application, pour ne pas enregistrer deux fois la même chose"),
    )
    LOOSE_OBJECTS = (Section.RIGHTS, Words("Le nom des fichiers à supprimer"))

    def __init__(self, section: Section, label: Words) -> None:
        self.section, self.label = section, label
