/** What is shown once alone: recovery codes, a token. */
import { words } from "../core/i18n";
import { accountWords } from "../words/account";
import { say } from "./toast";

export function ShownOnce({ lead, lines, onNoted }: { lead: string; lines: string[]; onNoted: () => void }) {
  const copy = () => void navigator.clipboard.writeText(lines.join("\n")).then(() => say(words.value.copied));
  return (
    <div class="once" role="status">
      <p>{lead}</p>
      <p>
        {lines.map((line) => (
          <code key={line}>{line}</code>
        ))}
      </p>
      <button type="button" class="button plain" onClick={copy}>
        {words.value.copy}
      </button>
      <button type="button" class="button" onClick={onNoted}>
        {accountWords.value.noted}
      </button>
    </div>
  );
}
