/**
 * Splits an amount over weights in proportion, by largest remainder: shares are integers, add up exactly, and
 * none is above its weight. Ties go by `identities`, never by position.
 * @param amount Minor units, at most the sum of the weights.
 */
export function allocate(amount: number, weights: readonly number[], identities: readonly string[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (amount === 0 || total === 0) return weights.map(() => 0);
  // BigInt: amount × weight does not fit a double.
  const parts = weights.map((weight, index) => {
    const product = BigInt(amount) * BigInt(weight);
    return {
      index,
      share: Number(product / BigInt(total)),
      remainder: product % BigInt(total),
      identity: identities[index] ?? '',
    };
  });
  let left = amount - parts.reduce((sum, part) => sum + part.share, 0);
  const byRemainder = parts.toSorted((a, b) => {
    if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
    return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
  });
  for (const part of byRemainder) {
    if (left === 0) break;
    part.share += 1;
    left -= 1;
  }
  return parts.map((part) => part.share);
}
