import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../phrases');

/** Reads a table of `test/support/phrases`: a row a line, cells between ` | `. Blank lines and `#` comments are skipped. */
export const readPhrases = (table: string): string[][] =>
  readFileSync(join(FOLDER, `${table}.txt`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' | '));
