import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Between two colour schemes, colours that change slowly have no contrast. */
const TRANSITIONS_END = `Promise.all(
  document.getAnimations().map((one) => one instanceof CSSTransition && one.finished.catch(() => undefined)),
)`;

interface Violation {
  id: string;
  nodes: Array<{ html: string; failureSummary: string }>;
}

/** Returns axe-core's findings for the page, a sentence each; in a colour scheme if one is named. */
export async function accessibilityFaults(page: Page, colorScheme?: 'light' | 'dark'): Promise<string[]> {
  if (colorScheme !== undefined) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(TRANSITIONS_END);
  }
  // Evaluated by the debugger, which the page's policy does not hold back.
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  );
}
