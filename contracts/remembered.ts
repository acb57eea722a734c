/**
 * Caches what a text comes to: conversations and menus repeat their words, and trying all endings is the slowest step.
 * @param find Its result must depend on the text alone, and is never changed.
 * @param limits How many texts are kept, and how long they may be.
 */
export function remembered<Found>(
  find: (text: string) => Found,
  { texts, characters }: { texts: number; characters: number } = { texts: 10_000, characters: 40 },
): (text: string) => Found {
  const known = new Map<string, { found: Found }>();
  return (text) => {
    const kept = known.get(text);
    if (kept !== undefined) return kept.found;
    const found = find(text);
    if (text.length > characters) return found;
    if (known.size >= texts) known.clear();
    known.set(text, { found });
    return found;
  };
}
