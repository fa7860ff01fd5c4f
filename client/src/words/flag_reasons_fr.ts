/** Why something is reported, in French. */
export const FLAG_REASONS: Record<string, string> = {
  personal_data: "Données personnelles",
  harassment: "Harcèlement",
  hate: "Haine",
  violence: "Violence",
  sexual: "Contenu sexuel",
  self_harm: "Mise en danger de soi",
  illegal: "Contraire à la loi",
  other: "Autre raison",
};
