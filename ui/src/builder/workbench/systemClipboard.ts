const KEPT = "postroad.clipboard";

/**
 * The clipboard of the system where the browser lets us (it does on https and on this machine), and one
 * of our own, shared by all tabs, where it does not.
 */
export const clipboard = {
  async write(text: string): Promise<void> {
    try {
      localStorage.setItem(KEPT, text);
    } catch {
      // Storage is full or off: the system's clipboard may still work.
    }
    await navigator.clipboard?.writeText(text).catch(() => {});
  },

  async read(): Promise<string> {
    const system = await navigator.clipboard?.readText().catch(() => "");
    return system?.includes("postroad/journey") ? system : (localStorage.getItem(KEPT) ?? system ?? "");
  },
};
