import { address, authorisation } from "./http";

/**
 * Reads server-sent events with fetch, so that the same key or cookie works as for every other call.
 * Connects again after a break, with growing pauses. Returns how to stop.
 */
export function listen<T>(
  path: string,
  onEvent: (data: T, name: string) => void,
  onState: (connected: boolean) => void = () => {},
): () => void {
  const stop = new AbortController();
  void run();
  return () => stop.abort();

  async function run(): Promise<void> {
    let pause = 500;
    while (!stop.signal.aborted) {
      try {
        const response = await fetch(address(path), {
          credentials: "same-origin",
          headers: { Accept: "text/event-stream", ...authorisation() },
          signal: stop.signal,
        });
        if (response.status === 401 || response.status === 404) return;
        if (response.ok && response.body) {
          onState(true);
          pause = 500;
          await readEvents(response.body, (data, name) => onEvent(data as T, name));
        }
      } catch {
        if (stop.signal.aborted) return;
      }
      onState(false);
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 15_000);
    }
  }
}

/** Reads the events of one answer to its end. */
export async function readEvents(body: ReadableStream<Uint8Array>, onEvent: (data: unknown, name: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) emit(block, onEvent);
  }
}

function emit(block: string, onEvent: (data: unknown, name: string) => void): void {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
  }
  if (data.length > 0) onEvent(JSON.parse(data.join("\n")), name);
}
