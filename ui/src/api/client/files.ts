import type { paths } from "../schema";
import { authorisation } from "./credentials";
import { client } from "./client";
import { OfflineError, refusal } from "./errors";

type Uploads = { [Path in keyof paths]: paths[Path] extends { post: { requestBody: { content: { "multipart/form-data": unknown } } } } ? Path : never }[keyof paths];
type Uploaded<Path extends Uploads> = paths[Path] extends { post: { responses: { 200: { content: { "application/json": infer Answer } } } } } ? Answer : never;

export interface Upload {
  file: Blob;
  name: string;
  /** What the file's columns mean, as JSON. */
  mapping?: string | undefined;
  /** Is told how much has gone, from 0 to 1. */
  onSent?: ((part: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Sends a file as a form. XMLHttpRequest, because fetch, and so the client, does not tell how far an upload is. */
export function upload<Path extends Uploads>(path: Path, { file, name, mapping, onSent, signal }: Upload): Promise<Uploaded<Path>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json");
    for (const [header, value] of Object.entries(authorisation())) request.setRequestHeader(header, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.total > 0) onSent?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const refused = () => reject(refusal(request.status, request.statusText, request.responseText));
      if (request.status < 200 || request.status >= 300) return refused();
      try {
        resolve(JSON.parse(request.responseText) as Uploaded<Path>);
      } catch {
        // Somebody between us and Postroad answered, with a page of theirs.
        refused();
      }
    });
    request.addEventListener("error", () => reject(new OfflineError()));
    request.addEventListener("abort", () => reject(new DOMException("The import was stopped.", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    const form = new FormData();
    // Before the file: its rows are imported while it is being sent.
    if (mapping !== undefined) form.append("mapping", mapping);
    form.append("file", file, name);
    request.send(form);
  });
}

type Downloads = Extract<keyof paths, `/api/v1/export/${string}`>;

/** Saves a file that the server makes. With a key of this tab alone it has to be fetched; else the browser does it. */
export async function download(path: Downloads, name: string): Promise<void> {
  const link = document.createElement("a");
  link.download = name;
  if (Object.keys(authorisation()).length === 0) link.href = path;
  else {
    const { data } = await client.GET(path, { parseAs: "blob", headers: { Accept: "text/csv" } });
    if (data === undefined) throw new OfflineError();
    link.href = URL.createObjectURL(data);
  }
  link.click();
}
