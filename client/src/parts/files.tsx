/** Files to take along: each is made by the server, goes to the downloads, and on a phone to other applications. */
import { useSignal } from "@preact/signals";
import { fileAt, type Suffix } from "../nouns/files";
import { filesWords } from "../words/files";
import { download, isShareable } from "./download";
import { Fault } from "./fault";
import { sayWhy } from "./look";

interface Properties {
  path: string;
  suffixes: readonly Suffix[];
  name: string; // of the file
  labels?: Partial<Record<Suffix, string>>;
  query?: string;
  isButton?: boolean;
}

export function Files({ path, suffixes, name, labels, query = "", isButton }: Properties) {
  const { suffixes: usual, preparing, downloaded, openWith } = filesWords.value;
  const state = useSignal<"" | "busy" | File>("");
  const fault = useSignal("");
  const take = async (suffix: Suffix) => {
    fault.value = "";
    state.value = "busy";
    try {
      state.value = download(await fileAt(path, suffix, query), `${name}.${suffix}`);
    } catch (problem) {
      state.value = "";
      fault.value = sayWhy(problem);
    }
  };
  const share = (file: File) => void navigator.share({ files: [file] }).catch(() => undefined); // thought better of
  const file = state.value;
  return (
    <div class="files">
      <div class="acts-line">
        {suffixes.map((suffix) => (
          <button
            key={suffix}
            type="button"
            class={isButton ? "button plain" : "link"}
            disabled={file === "busy"}
            onClick={() => void take(suffix)}
          >
            {labels?.[suffix] ?? usual[suffix]}
          </button>
        ))}
      </div>
      <Fault text={fault.value} />
      <p role="status" class="hint">
        {file === "busy" && preparing}
        {file instanceof File && downloaded(file.name)}
      </p>
      {file instanceof File && isShareable(file) && (
        <button type="button" class="button plain" onClick={() => share(file)}>
          {openWith}
        </button>
      )}
    </div>
  );
}
