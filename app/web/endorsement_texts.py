"""The words of the page where somebody without an account confirms a talent, or does not. It addresses nobody."""

from app.core.i18n import Words

TITLE = Words("Reconnaître un talent")
KICKER = Words("Demande de {asker} à {endorser}")
LEAD = Words("{asker} dit avoir ce talent. Qui l’a vu à l’œuvre peut le confirmer.")
THINKS_OF = Words("{asker} pense à")
MESSAGE_OF = Words("{asker} écrit")

YES = Words("Oui, j’ai vu ce talent")
NAME = Words("Nom")
ROLE = Words("Rôle")
ROLE_HINT = Words("Par exemple : tutrice de stage, voisin, cheffe d’équipe")
COMMENT = Words("Quelques mots (facultatif)")
COMMENT_HINT = Words("Ce qui a été vu, où, quand.")
CONFIRM = Words("Confirmer")
MISSING = Words("À remplir.")
TOO_LONG = {
    "name": Words("200 signes au plus."),
    "role": Words("200 signes au plus."),
    "comment": Words("1 000 signes au plus."),
}

BECOMES = Words("Ce que devient la réponse")
BECOMES_RULES = (
    Words("Un oui est montré avec ce nom, ce rôle et ce mot, là où {asker} montre ce talent, et nulle part ailleurs."),
    Words("Il se retire à tout moment par ce même lien : garder le mail."),
    Words("Un non n’est montré qu’à la personne qui demande."),
    Words("Sans réponse, la demande prend fin le {day}, et l’adresse est effacée."),
)

NO = Words("Non, ou pas maintenant")
NO_LEAD = Words("Aucune raison n’est demandée.")
UNWANTED_LABEL = Words("Ne plus recevoir de demande de cette personne")
DECLINE = Words("Décliner")
REPORT_TITLE = Words("Signaler cette demande")
REPORT_LEAD = Words(
    "Propos déplacés, fausse identité, démarchage : l’équipe qui gère ce service en est avertie, et cette personne ne "
    "peut plus écrire à cette adresse. Elle n’apprend pas que c’est un signalement."
)
REPORT = Words("Signaler")

CONFIRMED_TITLE = Words("C’est confirmé. Merci.")
CONFIRMED_LEAD = Words("Voici ce que {asker} peut montrer.")
WITHDRAW_TITLE = Words("Changer d’avis")
WITHDRAW_LEAD = Words(
    "Retirer cette réponse l’efface : elle disparaît de tout ce qui est publié, et les attestations qui en "
    "découlent sont révoquées."
)
WITHDRAW = Words("Retirer ma réponse")
ANSWER_PAGES = {
    "declined": (
        Words("C’est noté"),
        Words("La demande est close et l’adresse est effacée. Il n’y a rien d’autre à faire."),
    ),
    "reported": (
        Words("Merci, c’est signalé"),
        Words("La demande est close et l’adresse est effacée. Cette personne ne peut plus y écrire."),
    ),
    "withdrawn": (
        Words("La réponse est retirée"),
        Words("Elle n’est plus montrée nulle part, et ce qui avait été écrit est effacé."),
    ),
}

GONE_PAGE = (
    Words("Cette demande n’est plus ouverte"),
    Words("Elle a pris fin, la personne l’a retirée, ou l’adresse a été mal recopiée. Il n’y a rien à faire."),
)
