/** Ends a choice over a closed set: what is left out does not compile. Throws on a value that the types do not know. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
