// Uploads as any phone does that uses tus-js-client as it is.
// node upload.mjs resume|create <address> <file> <access token>; prints what it saw, as JSON.

import { createReadStream, statSync } from "node:fs";
import * as tus from "tus-js-client";

const [task, address, path, token] = process.argv.slice(2);
const CHUNK = 5 * 1024 * 1024;
const seen = { offsets: [], requests: [] };

const common = {
  chunkSize: CHUNK,
  retryDelays: [0, 200, 1000],
  headers: { Authorization: `Bearer ${token}` },
  onAfterResponse(request, response) {
    seen.requests.push(`${request.getMethod()} ${response.getStatus()}`);
    if (request.getMethod() === "HEAD") seen.offsets.push(Number(response.getHeader("Upload-Offset")));
  },
};

/** Sends until `enough` bytes are gone, and stops there; to the end, when it is not given. */
function send(options, enough = Number.POSITIVE_INFINITY) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(createReadStream(path), {
      ...common,
      ...options,
      onProgress(sent) {
        if (sent >= enough) upload.abort().then(() => resolve(upload), reject);
      },
      onSuccess: () => resolve(upload),
      onError: reject,
    });
    upload.start();
  });
}

if (task === "resume") {
  await send({ uploadUrl: address }, 1.4 * CHUNK);
  const upload = await send({ uploadUrl: address });
  seen.url = upload.url;
} else {
  const metadata = { filename: "atelier.wav", filetype: "audio/wav" };
  const upload = await send({ endpoint: address, metadata, uploadSize: statSync(path).size });
  seen.url = upload.url;
}
console.log(JSON.stringify(seen));
