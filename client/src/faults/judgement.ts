/** What was promised, against what is so once the network is good again. */
import { type Person, phoneRows, synchroniseNow } from "./person";
import { world } from "./world";

const RUNS = 8;
const DONE = ["sent"];

/** Every promise that was broken, in words. */
export async function judge(person: Person): Promise<string[]> {
  Object.assign(world, {
    faults: 0,
    writesLeft: Infinity,
    isDead: false,
    isGood: true,
    duringCall: async () => undefined,
  });
  await person.open();
  let rows = await phoneRows();
  for (let run = 0; run < RUNS && (run === 0 || rows.waits); run++) {
    await synchroniseNow();
    rows = await phoneRows();
  }
  await synchroniseNow(); // what others wrote meanwhile
  const { items, states } = await phoneRows();
  person.close();
  const { server } = world;
  const moments = items.filter((item) => item.type === "experience");
  const broken: string[] = [];
  const expect = (isSo: unknown, words: string) => void (isSo || broken.push(words));

  for (const item of items) expect(!item.dirty, `${item.key} waits for ever`);
  expect(
    [...states].every((state) => DONE.includes(state)),
    `files are ${[...states]}`,
  );
  for (const [id, { size, received }] of server.uploads) expect(size === received, `${id} is cut`);
  for (const [word, id] of person.said) {
    const item = moments.find((one) => one.id === id);
    const [there, here] = [count(server.row("experience", id)?.data, word), count(item?.local, word)];
    const isLeft = person.discarded.has(id);
    if (person.elsewhere.has(id)) expect(there || here || isLeft, `${word} of ${id} is lost`);
    else if (!item?.problem) expect(there === 1 || isLeft, `${word} of ${id} stands ${there} times`);
    else expect(here === 1, `${word} of ${id} stands here ${here} times`);
  }
  for (const [word, id] of person.heard)
    expect(count(server.row("experience", id)?.data, word), `${word} of the other one is lost in ${id}`);
  for (const item of moments) {
    const row = server.row("experience", item.id)?.data;
    expect(!item.versions || person.elsewhere.has(item.id), `${item.id} has two versions of one person`);
    if (item.problem) continue;
    expect(row && !row.trashed_at, `${item.id} is here alone`);
    expect(JSON.stringify(item.local) === JSON.stringify(row), `${item.id} is another one here`);
  }
  for (const row of server.present("experience")) {
    expect(
      moments.some((one) => one.id === row.id),
      `${row.id} is there alone`,
    );
    const isDeparted = person.discarded.has(row.id) && !person.elsewhere.has(row.id);
    expect(!isDeparted, `${row.id} came back`);
    expect(person.moments.includes(row.id) || !JSON.stringify(row.data).includes("w"), `${row.id} is nobody's`);
  }
  for (const id of person.revived) {
    const isThere = server.present("experience").some((row) => row.id === id);
    expect(isThere || moments.some((one) => one.id === id && one.problem), `${id} stays in the bin`);
  }
  for (const id of person.moments) {
    const isGone = person.discarded.has(id) || person.elsewhere.has(id);
    expect(isGone || moments.some((one) => one.id === id), `${id} is gone`);
  }
  return broken;
}

const count = (data: unknown, word: string): number => JSON.stringify(data ?? "").split(word).length - 1;
