/** A call for ideas, while it is written. */
import type { components } from "api";

type Schema = components["schemas"];

export interface WrittenCall {
  themes: string; // one a line
  max_per_person: number;
  approval: Schema["Approval"];
  cites: Schema["Citing"];
  hidden_until_reveal: boolean;
  length: number;
}

export const blankCall = (): WrittenCall => ({
  themes: "",
  max_per_person: 3,
  approval: "before_wall",
  cites: "optional",
  hidden_until_reveal: false,
  length: 500,
});

const linesIn = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

export const callOf = (call: WrittenCall): Schema["ProposalForm"] => ({
  ...call,
  themes: linesIn(call.themes).slice(0, 12),
});

export const callIn = (form: Schema["ProposalFormRead"]): WrittenCall => ({
  ...(form as Schema["ProposalForm"] & Schema["ProposalFormRead"]),
  approval: form.approval as Schema["Approval"],
  cites: form.cites as Schema["Citing"],
  themes: form.themes.join("\n"),
});
