/** With whom: whoever has the link, a person who shows a code, a community that I am in. */
import { useSignal } from "@preact/signals";
import { belongings } from "../nouns/communities";
import { type Audience, audiencesOf } from "../nouns/grants";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { sharingWords } from "../words/sharing";
import type { StepProperties } from "./share";

const ICONS: Record<Audience, string> = { link: "link", user: "me", community: "people" };
const CODE = /^[a-z2-9]{4}-?[a-z2-9]{4}$/;

export function Whom({ target, choice, change }: StepProperties) {
  const { whoever, whoeverLead, goOn, theirCode, theirCodeLead, codeWanted, which, communityWanted } =
    sharingWords.value;
  const fault = useSignal("");
  const { audience, code, community } = choice;
  const mine = belongings().filter(({ local }) => local.state === "active");
  const next = (event: Event) => {
    event.preventDefault();
    const spoken = code.trim().toLowerCase();
    if (audience === "user" && !CODE.test(spoken)) fault.value = codeWanted;
    else if (audience === "community" && !mine.some(({ local }) => local.community.id === community))
      fault.value = communityWanted;
    else change({ step: 2, code: spoken });
  };
  return (
    <form onSubmit={next} noValidate>
      <fieldset class="ways-of">
        <legend class="unseen">{sharingWords.value.steps[0]}</legend>
        {audiencesOf(target).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="audience"
              checked={audience === name}
              onChange={() => change({ audience: name })}
            />
            <Icon name={ICONS[name]} />
            <span>
              <strong>{whoever[name]}</strong>
              <span class="when">{whoeverLead[name]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {audience === "user" && (
        <Field
          id="code"
          label={theirCode}
          hint={theirCodeLead}
          fault={fault.value || undefined}
          value={code}
          onValue={(value) => change({ code: value })}
          input={{
            maxLength: 9,
            autocapitalize: "none",
            autocomplete: "off",
            spellcheck: false,
            placeholder: "k7mp-3wxa",
          }}
        />
      )}
      {audience === "community" && (
        <fieldset>
          <legend>{which}</legend>
          {fault.value && (
            <p class="fault" role="alert">
              {fault.value}
            </p>
          )}
          {mine.length === 0 && <p class="quiet">{sharingWords.value.noCommunity}</p>}
          {mine.map(({ local }) => (
            <label key={local.community.id} class="to-tick">
              <input
                type="radio"
                name="community"
                checked={community === local.community.id}
                onChange={() => change({ community: local.community.id })}
              />
              <span>{local.community.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" class="button">
        {goOn}
      </button>
    </form>
  );
}
