/** A ZIP file of parts as they are: no byte of theirs is copied. */

export interface Part {
  name: string;
  blob: Blob;
}

const SLICE = 1 << 20;
const small = (...numbers: number[]) => new Uint8Array(new Uint16Array(numbers).buffer);
const large = (...numbers: number[]) => new Uint8Array(new Uint32Array(numbers).buffer);

const TABLE = Uint32Array.from({ length: 256 }, (_, sum) => {
  for (let bit = 8; bit--; ) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});

async function checksum(blob: Blob): Promise<number> {
  let sum = -1;
  for (let at = 0; at < blob.size; at += SLICE)
    for (const byte of new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer()))
      sum = TABLE[(sum ^ byte) & 255]! ^ (sum >>> 8);
  return ~sum >>> 0;
}

/** A ZIP file whose parts are as they are. One that the phone gives back no more is left out. */
export async function pack(parts: Part[], onLost: () => void): Promise<Blob> {
  const [content, directory]: BlobPart[][] = [[], []];
  let [offset, count] = [0, 0];
  for (const { name, blob } of parts) {
    const sum = await checksum(blob).catch(onLost);
    if (sum === undefined) continue;
    const letters = new TextEncoder().encode(name);
    const facts = [small(20, 0x800, 0, 0, 0x21), large(sum, blob.size, blob.size), small(letters.length, 0)];
    content!.push(large(0x04034b50), ...facts, letters, blob);
    directory!.push(large(0x02014b50), small(20), ...facts, small(0, 0, 0), large(0, offset), letters);
    offset += 30 + letters.length + blob.size;
    count++;
  }
  const index = new Blob(directory);
  return new Blob(
    [...content!, index, large(0x06054b50), small(0, 0, count, count), large(index.size, offset), small(0)],
    {
      type: "application/zip",
    },
  );
}
