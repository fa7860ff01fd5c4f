/** What I asked for, and that nobody has answered yet. */
import { asked as askedFor, withdraw } from "../../nouns/beneficiaries";
import { useAsked } from "../../parts/asked";
import { day } from "../../parts/time";
import { say } from "../../parts/toast";
import { guideWords } from "../../words/guide";

export function Sent() {
  const { waitingFor, askedOn, withdraw: label, withdrawn, kinds } = guideWords.value;
  const asked = useAsked(askedFor);
  if (!asked.value.value?.length) return null;
  const undo = async (id: string) => {
    await withdraw(id)
      .then(() => say(withdrawn))
      .catch((problem) => say((problem as Error).message));
    await asked.again();
  };
  return (
    <section>
      <h2>{waitingFor}</h2>
      <ul class="cards">
        {asked.value.value.map(({ id, created_at, expires_at, targets }) => (
          <li key={id} class="card access">
            <strong>{targets.map(({ type }) => kinds[type] ?? type).join(", ")}</strong>
            <span class="when">{askedOn(day(created_at), day(expires_at))}</span>
            <button type="button" class="link" onClick={() => void undo(id)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
