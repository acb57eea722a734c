/** The diets of an order: `missed` by a dish that conflicts or cannot be shown to fit, and `kept` by all of them. */
export function sortDiets<Diet extends string>({
  diets,
  warnings,
}: {
  diets: readonly Diet[];
  warnings: ReadonlyArray<{ code: string }>;
}): { kept: Diet[]; missed: Diet[] } {
  const codes = new Set(warnings.map(({ code }) => code));
  return { kept: diets.filter((diet) => !codes.has(diet)), missed: diets.filter((diet) => codes.has(diet)) };
}
