import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  flagLead: "Ici, tu peux laisser tel quel. Le reste se fait sur la machine, avec « admin ». Chaque geste y est noté.",
  whyHint: "La personne la lira.",
  schoolsLead: "Vérifier, c’est savoir qui est derrière. Après, ses mots comptent comme preuve.",
  actsLead: "Ici, on voit chaque lecture et chaque décision. On voit aussi les tiennes. Rien ne s’efface.",
};
