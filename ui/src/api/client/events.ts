import { EventSourceParserStream } from "eventsource-parser/stream";

/**
 * Reads the server-sent events of one answer to its end. What the events of a stream carry is not in the description
 * that the client is made of, so the caller names it. (The browser's EventSource sends neither a key nor a body.)
 */
export async function readEvents<Events extends object>(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  handlers: { [Name in keyof Events]: (data: Events[Name]) => void },
): Promise<void> {
  const events = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  for (;;) {
    const { done, value } = await events.read();
    if (done) return;
    const name = value.event ?? "message";
    if (isNameOf(handlers, name)) handlers[name](JSON.parse(value.data) as Events[typeof name]);
  }
}

const isNameOf = <Things extends object>(things: Things, name: PropertyKey): name is keyof Things => Object.hasOwn(things, name);
