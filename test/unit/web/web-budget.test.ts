import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { z } from 'zod';

const ASSETS = join(import.meta.dirname, '../../../dist/assets');
const Manifest = z.record(z.string(), z.object({ file: z.string(), imports: z.array(z.string()).default([]) }));

/** The most script that a page loads before its first paint, in bytes after gzip. */
const BUDGETS = { 'storefront.html': 130_000 };

it.each(Object.entries(BUDGETS))('%s loads at most %i bytes of script before it shows anything', (page, budget) => {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(ASSETS, 'manifest.json'), 'utf8')));
  const files = new Set<string>();
  const visit = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const next of chunk.imports) visit(next);
  };
  visit(page);
  expect(files.size).toBeGreaterThan(0);
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(ASSETS, file))).length, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(budget);
});

it('the widget is one file of less than 60 kB', () => {
  const bytes = gzipSync(readFileSync(join(ASSETS, 'widget.js'))).length;
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(60_000);
});
