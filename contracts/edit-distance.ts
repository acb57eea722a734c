/**
 * The number of edits between two words, a swap of neighbours counted as one (Damerau's distance of restricted edits);
 * `limit + 1` as soon as it must be more than `limit`.
 */
export function editDistance(one: string, other: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      const isTurned = row > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const turned = isTurned ? (before[column - 2] ?? 0) + 1 : replaced;
      current.push(Math.min(replaced, turned, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    // Two letters that change places may bring the next row below this one.
    if (Math.min(...current) > limit && Math.min(...previous) >= limit) return limit + 1;
    [before, previous] = [previous, current];
  }
  return previous[other.length] ?? limit + 1;
}
