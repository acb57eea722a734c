import { readFile, writeFile } from 'node:fs/promises';

/**
 * The page with what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` replaced by the text, all else as it
 * was. @throws when one of the markers is missing: where a section belongs, and under which heading, is for people to say.
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
