import type { SplitArm } from "~/api/types";

/** Shares in whole percents that sum to 100, in proportion to `weights`; the largest remainders are rounded up. */
function share(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (sum === 0 ? total / weights.length : (weight / sum) * total));
  const whole = exact.map(Math.floor);
  let rest = Math.round(total - whole.reduce((a, b) => a + b, 0));
  const byRemainder = exact.map((value, index) => ({ index, remainder: value - Math.floor(value) }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (rest <= 0) break;
    whole[index] = (whole[index] ?? 0) + 1;
    rest -= 1;
  }
  return whole;
}

/** One arm gets `percent`; the others share what is left in the proportion they had. */
export function rebalance(arms: readonly SplitArm[], id: string, percent: number): SplitArm[] {
  if (arms.length === 1) return arms.map((arm) => ({ ...arm, percent: 100 }));
  const wanted = Math.max(0, Math.min(100, Math.round(percent)));
  const others = arms.filter((arm) => arm.id !== id);
  const shares = share(others.map((arm) => arm.percent), 100 - wanted);
  return arms.map((arm) =>
    arm.id === id ? { ...arm, percent: wanted } : { ...arm, percent: shares[others.indexOf(arm)] ?? 0 },
  );
}

export function evenly(arms: readonly SplitArm[]): SplitArm[] {
  const shares = share(arms.map(() => 1), 100);
  return arms.map((arm, index) => ({ ...arm, percent: shares[index] ?? 0 }));
}

/** One more arm with a fair share; the others give way in proportion. */
export function addArm(arms: readonly SplitArm[]): SplitArm[] {
  const taken = new Set(arms.map((arm) => arm.id));
  const id = [..."abcdefghijklmnopqrstuvwxyz"].find((letter) => !taken.has(letter)) ?? `arm${arms.length + 1}`;
  return rebalance([...arms, { id, percent: 0 }], id, Math.floor(100 / (arms.length + 1)));
}

/** One arm less; its share goes to the others in proportion. */
export function removeArm(arms: readonly SplitArm[], id: string): SplitArm[] {
  const left = arms.filter((arm) => arm.id !== id);
  const shares = share(left.map((arm) => arm.percent), 100);
  return left.map((arm, index) => ({ ...arm, percent: shares[index] ?? 0 }));
}

export const total = (arms: readonly SplitArm[]): number => arms.reduce((sum, arm) => sum + arm.percent, 0);
