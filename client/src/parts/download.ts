/** Hand a file over to the person; say what it is called there. */
export function download(content: Blob, name: string): File {
  const file = new File([content], name.replace(/[\\/:*?"<>|]+/g, " ").trim(), { type: content.type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return file;
}

/** A phone opens and sends files by its own sheet; a laptop has a folder for them. */
export const isShareable = (file: File): boolean =>
  matchMedia("(pointer: coarse)").matches && Boolean(navigator.canShare?.({ files: [file] }));
