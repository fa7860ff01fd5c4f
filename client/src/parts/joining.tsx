/** Coming in: what is lacking is asked, the sentence is read, and then one is in, or waits. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Door, enter, keepKey, type Sentence, type Step } from "../nouns/joining";
import { go } from "../router";
import { run } from "../sync/runs";
import { togetherWords } from "../words/together";
import { Fault } from "./fault";
import { Field } from "./field";
import { AboutMe, Parent } from "./joining_forms";
import { sayWhy } from "./look";
import { say } from "./toast";

interface Properties {
  door: Door;
  asks: boolean; // somebody decides who comes in
}

export function Joining({ door, asks }: Properties) {
  const { whoSees, approval, whyYou, joinNow, askNow, welcome, askedNow, placeKept, keepPlace } = togetherWords.value;
  const step = useSignal<Step | null>(null);
  const parent = useSignal<Door["guardian"]>(undefined);
  const reason = useSignal("");
  const fault = useSignal("");
  const attempt = async (sentence?: Sentence) => {
    fault.value = "";
    try {
      const next = await enter({ ...door, guardian: parent.value }, reason.value, sentence);
      if (next.is === "in" || next.is === "asked" || next.is === "kept") await arrive(next.is);
      else step.value = next;
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  const arrive = async (how: "in" | "asked" | "kept") => {
    await keepKey(undefined);
    await run();
    go(how === "kept" ? "/communities" : `/communities/${door.community}`, { replace: true });
    say({ in: welcome, asked: askedNow, kept: placeKept }[how]);
  };
  useEffect(() => void attempt(), [door.community, door.key]);
  const { is } = step.value ?? {};
  const sentence = step.value?.is === "sentence" ? step.value.sentence : undefined;
  return (
    <section>
      <h2>{whoSees}</h2>
      <Fault text={fault.value} />
      {(is === "name" || is === "age") && <AboutMe key={is} what={is} onSaid={() => void attempt()} />}
      {is === "guardian" && (
        <Parent
          onSaid={(said) => {
            parent.value = said;
            void attempt();
          }}
        />
      )}
      {sentence && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void attempt(sentence);
          }}
        >
          <p dir="auto">{sentence.text}</p>
          {asks && (
            <>
              <p class="quiet">{approval}</p>
              <Field
                id="reason"
                label={whyYou}
                value={reason.value}
                onValue={(value) => (reason.value = value)}
                input={{ maxLength: 1000 }}
              />
            </>
          )}
          <button type="submit" class="button">
            {parent.value ? keepPlace : asks ? askNow : joinNow}
          </button>
        </form>
      )}
    </section>
  );
}
