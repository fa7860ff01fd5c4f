/** Simple French: one idea a sentence. */
import type { SharingWords } from "./fr";

export const simple: Partial<SharingWords> = {
  whoeverLead: {
    link: "Qui a le lien peut voir. Pas besoin de compte. Tu peux le couper.",
    user: "La personne a un compte. Elle te montre son code.",
    community: "Les membres de la communauté voient.",
  },
  proved: "La personne doit prouver deux fois qui elle est.",
  passcodeLead: "Donne ce code à part. Sans le code, le lien ne s’ouvre pas.",
  keptForLater: "Tes choix sont gardés. Tu confirmeras plus tard.",
  accepted: "C’est accepté. Tu peux couper.",
  refuseLead: "La personne voit que tu as refusé. Elle ne voit pas pourquoi.",
  codeLead: "Montre ce code à la personne qui t’aide. Elle te demande un accès. Tu décides.",
};
