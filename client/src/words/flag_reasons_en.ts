/** Why something is reported, in English. */
export const FLAG_REASONS: Record<string, string> = {
  personal_data: "Personal data",
  harassment: "Harassment",
  hate: "Hate",
  violence: "Violence",
  sexual: "Sexual content",
  self_harm: "Self-harm",
  illegal: "Against the law",
  other: "Another reason",
};
