/** My programs: what acts for me by a token, and its end. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { account } from "../nouns/account";
import { end, type Token, tokens, uses } from "../nouns/programs";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";
import { NewProgram } from "./program_new";
import "./account.css";

export default function Programs() {
  const { tokens: title, tokensLead, noToken, tokensUnder15 } = accountWords.value;
  const seen = useSeen("tokens", tokens);
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{tokensLead}</p>
      <SeenState of={seen} />
      {seen.value.value?.length === 0 && <p class="quiet">{noToken}</p>}
      <ul class="rows">
        {seen.value.value?.map((token) => (
          <One key={token.id} token={token} onChange={seen.again} />
        ))}
      </ul>
      {account().age_bracket === "under_15" ? <p>{tokensUnder15}</p> : <NewProgram onMade={seen.again} />}
    </>
  );
}

function One({ token, onChange }: { token: Token; onChange: () => Promise<void> }) {
  const { scopeNames, since, usedOn, endToken, tokenEnded, neverUsed, whatItDid } = accountWords.value;
  const { fault, act } = useAct();
  const { tag, untilDay } = words.value;
  const stop = async () => {
    if (await act(() => end(token.id))) say(tokenEnded);
    await onChange();
  };
  return (
    <li>
      <strong dir="auto">{token.name}</strong>
      <p>{token.scopes.map((scope) => scopeNames[scope] ?? scope).join(" · ")}</p>
      <p class="when">
        {since(dayOf(token.created_at, tag))} · {untilDay(dayOf(token.expires_at, tag))} ·{" "}
        {token.last_used_at ? usedOn(dayOf(token.last_used_at, tag)) : neverUsed}
      </p>
      <Fault text={fault.value} />
      {token.last_used_at && (
        <details>
          <summary>{whatItDid}</summary>
          <Uses id={token.id} />
        </details>
      )}
      <button type="button" class="link" onClick={() => void stop()}>
        {endToken}
      </button>
    </li>
  );
}

function Uses({ id }: { id: string }) {
  const seen = useSeen(`uses ${id}`, () => uses(id));
  return (
    <>
      <SeenState of={seen} />
      <ul>
        {seen.value.value?.map(({ used_on, operation, times }) => (
          <li key={used_on + operation}>
            {dayOf(used_on, words.value.tag)} · <code>{operation}</code> × {times}
          </li>
        ))}
      </ul>
    </>
  );
}
