/** What was promised, against what is so once the network is good again. */
import type { Person } from "./person";
import { phoneRows, synchroniseNow, takeLostAway } from "./phone";
import { world } from "./world";

const RUNS = 8;

/** Every promise that was broken, in words. */
export async function judge(person: Person): Promise<string[]> {
  Object.assign(world, {
    faults: 0,
    writesLeft: Infinity,
    isDead: false,
    isGood: true,
    isFull: false,
    duringCall: async () => undefined,
  });
  await person.open();
  let rows = await phoneRows();
  for (let run = 0; run < RUNS && (run === 0 || rows.waits); run++) {
    await synchroniseNow();
    rows = await phoneRows();
  }
  await synchroniseNow(); // what others wrote meanwhile
  const lost = new Set(await takeLostAway());
  for (let run = 0; run < RUNS && (run === 0 || (await phoneRows()).waits); run++) await synchroniseNow();
  const { items, files } = await phoneRows();
  person.close();
  const { server } = world;
  const moments = items.filter((item) => item.type === "experience");
  const broken: string[] = [];
  const expect = (isSo: unknown, words: string) => void (isSo || broken.push(words));

  for (const item of items) expect(!item.dirty, `${item.key} waits for ever`);
  for (const file of files) expect(file.state === "sent", `${file.id} is ${file.state}`);
  for (const [id, { size, received }] of server.uploads)
    expect(size === received || lost.has(id) || person.evicted.has(id), `${id} is cut`);
  for (const [word, id] of person.said) {
    const item = moments.find((one) => one.id === id);
    const [there, here] = [count(server.row("experience", id)?.data, word), count(item?.local, word)];
    const isLeft = person.discarded.has(id);
    if (person.evicted.has(id))
      expect(person.elsewhere.has(id) || (there < 2 && here < 2), `${word} of ${id} stands ${there} times`);
    else if (person.elsewhere.has(id)) expect(there || here || isLeft, `${word} of ${id} is lost`);
    else if (!item?.problem) expect(there === 1 || isLeft, `${word} of ${id} stands ${there} times`);
    else expect(here === 1, `${word} of ${id} stands here ${here} times`);
  }
  for (const [word, id] of person.heard)
    expect(count(server.row("experience", id)?.data, word), `${word} of the other one is lost in ${id}`);
  for (const item of moments) {
    const row = server.row("experience", item.id)?.data;
    expect(!item.versions || person.elsewhere.has(item.id), `${item.id} has two versions of one person`);
    if (item.problem) continue;
    const isInBothBins = row?.trashed_at && item.local?.trashed_at && person.binned.has(item.id);
    expect(row && (!row.trashed_at || isInBothBins), `${item.id} is here alone`);
    expect(JSON.stringify(item.local) === JSON.stringify(row), `${item.id} is another one here`);
  }
  for (const row of server.present("experience")) {
    expect(
      moments.some((one) => one.id === row.id),
      `${row.id} is there alone`,
    );
    const isDeparted = person.discarded.has(row.id) && !person.elsewhere.has(row.id) && !person.evicted.has(row.id);
    expect(!isDeparted, `${row.id} came back`);
    expect(person.moments.includes(row.id) || !JSON.stringify(row.data).includes("w"), `${row.id} is nobody's`);
  }
  for (const id of person.revived) {
    const isThere = server.present("experience").some((row) => row.id === id);
    const isExcused = person.evicted.has(id) || moments.some((one) => one.id === id && one.problem);
    expect(isThere || isExcused, `${id} stays in the bin`);
  }
  for (const id of person.moments) {
    const isGone = person.discarded.has(id) || person.elsewhere.has(id) || person.evicted.has(id);
    expect(isGone || moments.some((one) => one.id === id), `${id} is gone`);
  }
  return broken;
}

const count = (data: unknown, word: string): number => JSON.stringify(data ?? "").split(word).length - 1;
