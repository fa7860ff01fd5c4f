/** The plan of a community that I am in. */

import { filesOf } from "../nouns/files";
import { addresses, type Proposal } from "../nouns/proposals";
import { Fault } from "../parts/fault";
import { Files } from "../parts/files";
import { useLook } from "../parts/look";
import { Plan } from "../parts/plan";
import { choiceWords } from "../words/choices";

export default function PlanScreen({ id }: { id: string }) {
  const { value, fault, again } = useLook<{ items: Proposal[] }>(addresses.plan(id));
  return (
    <>
      <h1>{choiceWords.value.plan}</h1>
      <Fault text={fault} />
      {value && <Plan all={value.items} onDone={again} />}
      {value && value.items.length > 0 && (
        <Files path={filesOf.plan(id)} suffixes={["ics", "ods", "csv"]} name={choiceWords.value.plan} />
      )}
    </>
  );
}
