import { allocate } from './allocate.ts';

export interface Claim {
  /** Minor units, at most what the lines that it covers cost. */
  amount: number;
  /** True if the discount covers each line. */
  covers: readonly boolean[];
}

/**
 * Takes discounts off lines, one claim after the other: in proportion to what is left of the lines it covers, by
 * largest remainder. Where that leaves a claim short, shares of earlier claims move to other lines that they cover,
 * so that together the claims always take the most there is (a maximum flow, one augmenting path at a time). Hence
 * one more claim never makes the whole smaller, and no claim loses to a later one.
 * @returns For each claim, its share of each line.
 */
export function spreadDiscounts(
  lines: ReadonlyArray<{ amount: number; identity: string }>,
  claims: readonly Claim[],
): number[][] {
  const remaining = lines.map((line) => line.amount);
  const identities = lines.map((line) => line.identity);
  // Never by position: the same basket in another order is spread the same way.
  const order = identities
    .map((identity, index) => ({ identity, index }))
    .sort((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0))
    .map(({ index }) => index);
  const shares: number[][] = [];
  const move = (claim: number, line: number, amount: number): void => {
    const row = shares[claim] ?? [];
    row[line] = (row[line] ?? 0) + amount;
  };

  for (const [index, claim] of claims.entries()) {
    const weights = remaining.map((left, at) => (claim.covers[at] === true ? left : 0));
    const available = weights.reduce((sum, weight) => sum + weight, 0);
    const row = allocate(Math.min(claim.amount, available), weights, identities);
    shares.push(row);
    for (const [at, amount] of row.entries()) remaining[at] = (remaining[at] ?? 0) - amount;

    let short = claim.amount - Math.min(claim.amount, available);
    while (short > 0) {
      const path = findPath({ from: index, claims, shares, remaining, order });
      if (path === undefined) break;
      const movable = path.slice(1).map(({ claim: other, from }) => shares[other]?.[from] ?? 0);
      const end = path.at(-1)?.to ?? 0;
      const amount = Math.min(short, remaining[end] ?? 0, ...movable);
      for (const [step, { claim: taker, from, to }] of path.entries()) {
        if (step > 0) move(taker, from, -amount);
        move(taker, to, amount);
      }
      remaining[end] = (remaining[end] ?? 0) - amount;
      short -= amount;
    }
  }
  return shares;
}

/** One step of a path: the claim gives up its share of `from` (the first step has none to give) and takes of `to`. */
interface Step {
  claim: number;
  from: number;
  to: number;
}

/** The shortest path from a claim to a line with an amount left, over lines that other claims could give up. */
function findPath(graph: {
  from: number;
  claims: readonly Claim[];
  shares: readonly number[][];
  remaining: readonly number[];
  order: readonly number[];
}): Step[] | undefined {
  const paths: Array<{ claim: number; line: number; steps: Step[] }> = [{ claim: graph.from, line: -1, steps: [] }];
  const seenLines = new Set<number>();
  const seenClaims = new Set([graph.from]);
  for (const { claim, line, steps } of paths) {
    for (const to of graph.order) {
      if (seenLines.has(to) || graph.claims[claim]?.covers[to] !== true) continue;
      seenLines.add(to);
      const further = [...steps, { claim, from: line, to }];
      if ((graph.remaining[to] ?? 0) > 0) return further;
      for (const [other, row] of graph.shares.entries()) {
        if (seenClaims.has(other) || (row[to] ?? 0) === 0) continue;
        seenClaims.add(other);
        paths.push({ claim: other, line: to, steps: further });
      }
    }
  }
  return undefined;
}
