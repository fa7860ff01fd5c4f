/** Sharing a story or a portrait by a link that ends. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Offline } from "../core/session";
import { type Shown, shareByLink } from "../nouns/grants";
import { publications } from "../nouns/publications";
import { go } from "../router";
import { run } from "../sync/runs";

export default function Share({ type, id }: { type: string; id: string }) {
  const { share, shareLead, makeLink, needsNetwork, portrait } = words.value;
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const title = publications(portrait).find((one) => one.id === id)?.title;
  const make = async () => {
    isBusy.value = true;
    try {
      const grant = await shareByLink(type as Shown, id);
      void run();
      go(`/grants/${grant.id}`, { replace: true });
    } catch (problem) {
      fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message;
    }
    isBusy.value = false;
  };
  return (
    <>
      <h1>{share}</h1>
      {title && (
        <p class="lead" dir="auto">
          {title}
        </p>
      )}
      <p>{shareLead}</p>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      <button type="button" class="button" disabled={isBusy.value} onClick={() => void make()}>
        {makeLink}
      </button>
    </>
  );
}
