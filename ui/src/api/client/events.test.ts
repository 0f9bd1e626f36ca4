import { expect, it } from "vitest";
import { readEvents } from "./events";

interface Events {
  progress: { share: number };
  result: { messages: string[] };
}

const stream = (...chunks: string[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

async function read(...chunks: string[]): Promise<unknown[]> {
  const events: unknown[] = [];
  await readEvents<Events>(stream(...chunks), { progress: (data) => events.push(data), result: (data) => events.push(data) });
  return events;
}

it("reads an event wherever the network cuts it", async () => {
  expect(await read("event: prog", 'ress\ndata: {"share"', ": 0.5}\n", '\nevent: result\r\ndata: {"messages":\r\ndata: ["Grüße"]}\r\n\r\n')).toEqual([
    { share: 0.5 },
    { messages: ["Grüße"] },
  ]);
});

it("passes over signs of life and events it does not know", async () => {
  expect(await read(": still here\n\n", "event: other\ndata: {}\n\n", 'event: progress\ndata: {"share": 1}\n\n')).toEqual([{ share: 1 }]);
});

it("throws what a handler throws", async () => {
  const reading = readEvents<Events>(stream('event: result\ndata: {"messages": []}\n\n'), {
    progress: () => undefined,
    result: () => {
      throw new Error("refused");
    },
  });
  await expect(reading).rejects.toThrow("refused");
});
