/** The least of the values that so large a share of them does not exceed: the nearest rank. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** p50, p95 and p99, or the quantiles that are asked for, with one decimal. */
export const quantiles = (values: readonly number[], shares: readonly number[] = [0.5, 0.95, 0.99]): string[] =>
  shares.map((share) => quantile(values, share).toFixed(1));

/**
 * The slope of a line through points by least squares, in units of y by unit of x, and its standard error as the points'
 * distances from the line have it; both 0 when the points are too few to tell.
 */
export function slope(points: ReadonlyArray<{ x: number; y: number }>): { perUnit: number; standardError: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (points.length < 3 || spread === 0) return { perUnit: 0, standardError: 0 };
  const perUnit = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residuals = points.reduce((sum, { x, y }) => sum + (y - meanY - perUnit * (x - meanX)) ** 2, 0);
  return { perUnit, standardError: Math.sqrt(residuals / (points.length - 2) / spread) };
}
