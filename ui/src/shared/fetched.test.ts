import { expect, test, vi } from "vitest";
import { type Network, fetchAhead, fetched } from "./fetched";

/** A network that can be cut and mended. */
class Line implements Network {
  private waiting: (() => void)[] = [];
  constructor(private there: boolean) {}
  isThere = () => this.there;
  comes = () => new Promise<void>((resolve) => this.waiting.push(resolve));
  cut = () => {
    this.there = false;
  };
  mend = () => {
    this.there = true;
    for (const resolve of this.waiting.splice(0)) resolve();
  };
}

/** Something to load that is refused so often. */
const refused = (times: number) => {
  let calls = 0;
  return vi.fn(() => {
    calls += 1;
    return calls <= times ? Promise.reject(new Error(`refused ${calls}`)) : Promise.resolve("the part");
  });
};

test("a part that comes at the second try is there", async () => {
  await expect(fetched(refused(1), new Line(true), 0)).resolves.toBe("the part");
});

test("what can't be had with a network is said so", async () => {
  await expect(fetched(refused(9), new Line(true), 0)).rejects.toThrow("refused 3");
});

test("without a network nothing is asked for until there is one", async () => {
  const line = new Line(false);
  const load = refused(0);
  const coming = fetched(load, line, 0);
  await Promise.resolve();
  expect(load).not.toHaveBeenCalled();
  line.mend();
  await expect(coming).resolves.toBe("the part");
});

test("a network that is lost on the way counts as no attempt", async () => {
  const line = new Line(true);
  const load = refused(5);
  const coming = fetched(
    () => {
      line.cut();
      setTimeout(line.mend);
      return load();
    },
    line,
    0,
  );
  await expect(coming).resolves.toBe("the part");
});

test("fetching ahead fails without a word, and asks for nothing without a network", async () => {
  fetchAhead(refused(1), new Line(true));
  const load = refused(0);
  fetchAhead(load, new Line(false));
  await new Promise((resolve) => setTimeout(resolve));
  expect(load).not.toHaveBeenCalled();
});
