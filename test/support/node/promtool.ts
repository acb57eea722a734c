import { spawnSync } from 'node:child_process';

/**
 * The one thing that the linter may say: the name comes from the brief, and its unit, milliseconds, with it
 * (docs/decisions/0014).
 */
const KNOWN = 'ragline_llm_first_token_ms metric names should not contain abbreviated units';

/** Returns the findings of `promtool check metrics`; undefined where it is not installed, which CI does not allow. */
export function promtoolFindings(exposition: string): string[] | undefined {
  const { error, stderr, stdout, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: exposition,
    encoding: 'utf8',
  });
  if (error !== undefined) {
    if (process.env.CI) throw new Error('CI needs promtool', { cause: error });
    console.warn("SKIPPED: promtool is not installed (it is in Debian's package prometheus).");
    return undefined;
  }
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && line !== KNOWN);
  // 3: it has findings of style, which are the lines.
  return status === 0 || status === 3 ? lines : [...lines, `exit code ${status}`];
}
