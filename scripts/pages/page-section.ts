import { readFile, writeFile } from 'node:fs/promises';

/**
 * Returns the page with the text between `<!-- begin NAME -->` and `<!-- end NAME -->` replaced. @throws when a marker
 * is missing, because only a person can decide where the section belongs.
 */
export function withSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const from = page.indexOf(begin);
  if (from === -1) throw new Error(`there is no ${begin}: put it where the section belongs, and ${end} after it`);
  const to = page.indexOf(end, from);
  if (to === -1) throw new Error(`there is no ${end} after ${begin}`);
  return `${page.slice(0, from)}${begin}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

/** Writes a section of the page at this path. @throws as `withSection` does, or when there is no such page. */
export async function writeSection(path: string, name: string, text: string): Promise<void> {
  await writeFile(path, withSection(await readFile(path, 'utf8'), name, text));
}
