import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withSection } from '../pages/page-section.ts';
import { DASHBOARDS, dashboardJson } from './dashboards.ts';
import { alertingRules, recordingRules } from './prometheus-rules.ts';
import { sloTables } from './slo-table.ts';

const ROOT = join(import.meta.dirname, '../..');
const SLOS = 'docs/SLOs.md';

/** Every file that is made from the objectives, by its path from the root. */
export function opsFiles(): Record<string, string> {
  const slos = readFileSync(join(ROOT, SLOS), 'utf8');
  return {
    'ops/prometheus/recording-rules.yml': recordingRules(),
    'ops/prometheus/alerting-rules.yml': alertingRules(),
    ...Object.fromEntries(
      DASHBOARDS.map((dashboard) => [`ops/grafana/dashboards/${dashboard.uid}.json`, dashboardJson(dashboard)]),
    ),
    [SLOS]: withSection(slos, 'objectives', sloTables()),
  };
}

/** Writes the rules, the dashboards and the tables of docs/SLOs.md: `npm run ops -- generate`. */
if (import.meta.main) {
  for (const [path, text] of Object.entries(opsFiles())) {
    const file = join(ROOT, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(path);
  }
}
