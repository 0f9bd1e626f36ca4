/** Null and left out mean the same in what a step is told; a null among values to set means "empty it". */
export function withoutNulls<T extends object>(data: T): T {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== undefined)) as T;
}
