/** How I am named and seen: name, photo, year of birth. Name and photo are kept without network. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Refused, sentenceIn } from "../core/refusals";
import { account, accountItem, change, changeNow, face, showFace } from "../nouns/account";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { Fault, sentenceOf } from "../parts/seen";
import { say, watch } from "../parts/toast";
import { Versions } from "../parts/versions";
import { BASE } from "../router";
import { accountWords } from "../words/account";
import "./account.css";

export default function Profile() {
  const { profile, profileLead, name, nameHint, blockedPeople } = accountWords.value;
  const item = accountItem();
  const own = useSignal(account().display_name ?? "");
  const refusal = (field: string) => item?.problem?.errors?.find(({ pointer }) => pointer === field)?.message;
  const save = async (event: Event) => {
    event.preventDefault();
    const before = account().display_name;
    await change({ display_name: own.value.trim() || null });
    say(words.value.kept, () => {
      own.value = before ?? "";
      watch(change({ display_name: before }));
    });
  };
  return (
    <>
      <h1>{profile}</h1>
      <p class="lead">{profileLead}</p>
      {item && <Versions item={item} />}
      {item?.problem && <Fault text={sentenceIn(item.problem)} />}
      <Photo />
      <form onSubmit={(event) => watch(save(event))}>
        <Field
          id="display-name"
          label={name}
          hint={nameHint}
          value={own.value}
          onValue={(value) => (own.value = value)}
          fault={refusal("/display_name")}
          input={{ autocomplete: "given-name", maxLength: 200 }}
        />
        <button type="submit" class="button">
          {words.value.keep}
        </button>
      </form>
      <Year />
      <ul class="lines">
        <li>
          <a href={`${BASE}/me/profile/blocked`}>{blockedPeople}</a>
        </li>
      </ul>
    </>
  );
}

function Photo() {
  const { photo, changePhoto, noPhoto } = accountWords.value;
  const address = face();
  const pick = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    await showFace(file);
    say(words.value.kept);
  };
  const take = async () => {
    const { avatar_media_id = null } = account();
    await change({ avatar_media_id: null });
    say(words.value.removed, () => watch(change({ avatar_media_id })));
  };
  return (
    <section>
      <h2>{photo}</h2>
      {address && <img class="face large" src={address} alt={photo} />}
      <p>
        <label class="button plain">
          <Icon name="photo" /> {changePhoto}
          <input class="unseen" type="file" accept="image/*" onChange={(event) => watch(pick(event))} />
        </label>{" "}
        {address && (
          <button type="button" class="link" onClick={() => watch(take())}>
            {noPhoto}
          </button>
        )}
      </p>
    </section>
  );
}

/** A year that takes things back is confirmed first: the server counts them. */
function Year() {
  const { year, yearHint, yearClaimed, yearWithdraws, yearConfirm } = accountWords.value;
  const { birth_year, claimed_birth_year } = account();
  const own = useSignal(birth_year?.toString() ?? "");
  const fault = useSignal("");
  const toConfirm = useSignal<number | null>(null); // how many things it takes back
  const save = async (event: Event) => {
    event.preventDefault();
    const number = Number(own.value);
    fault.value = "";
    try {
      await changeNow({ birth_year: number }, toConfirm.value === null ? undefined : number);
      toConfirm.value = null;
      say(words.value.kept);
    } catch (problem) {
      const { type, withdraws, errors, title } = problem instanceof Refused ? problem.problem : {};
      if (type === "/problems/birth-year-unconfirmed")
        toConfirm.value = Object.values(withdraws ?? {}).reduce((sum, count) => sum + count, 0);
      else if (type === "/problems/below-minimum-age") fault.value = title ?? "";
      else fault.value = errors?.[0] ? `${year} ${errors[0].message}` : sentenceOf(problem);
    }
  };
  return (
    <form onSubmit={save}>
      <Field
        id="year"
        label={year}
        hint={claimed_birth_year ? yearClaimed(claimed_birth_year) : yearHint}
        value={own.value}
        onValue={(value) => {
          own.value = value;
          toConfirm.value = null;
        }}
        fault={toConfirm.value === null ? fault.value : yearWithdraws(toConfirm.value)}
        input={{ inputMode: "numeric", pattern: "[0-9]{4}", required: true, maxLength: 4 }}
      />
      <button type="submit" class="button plain">
        {toConfirm.value === null ? words.value.keep : yearConfirm}
      </button>
    </form>
  );
}
