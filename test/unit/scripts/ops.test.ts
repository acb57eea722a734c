import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { opsFiles } from '../../../scripts/ops/generate.ts';
import { OBJECTIVES } from '../../../scripts/ops/objectives.ts';
import { ALERTS, alertingRules, recordingRules } from '../../../scripts/ops/prometheus-rules.ts';
import { COUNTERS, DERIVED, GAUGES, HISTOGRAMS } from '../../../workers/platform/metric-definitions.ts';

const ROOT = join(import.meta.dirname, '../../..');
const OPS = join(ROOT, 'ops');
const RULE_TESTS = ['rules.test.yml'];
const RuleTests = z.object({
  tests: z.array(
    z.object({ alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })) }),
  ),
});
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Undefined where it is not installed, which CI does not allow. */
function promtool(...args: string[]): string | undefined {
  const { error, stdout, stderr, status } = spawnSync('promtool', args, {
    cwd: join(OPS, 'prometheus'),
    encoding: 'utf8',
  });
  if (error !== undefined) {
    if (process.env.CI) throw new Error('CI needs promtool', { cause: error });
    console.warn("SKIPPED: promtool is not installed (it is in Debian's package prometheus).");
    return undefined;
  }
  return status === 0 ? 'passed' : `${stdout}${stderr}`;
}

describe('the rules of Prometheus', () => {
  it('are, like the dashboards and the tables of docs/SLOs.md, what is made from the objectives', () => {
    for (const [path, text] of Object.entries(opsFiles())) expect(read(path), path).toBe(text);
  });

  it('are valid, and so is the configuration that loads them', () => {
    expect([undefined, 'passed']).toContain(promtool('check', 'config', 'prometheus.yml'));
  });

  it('alert when they should and keep quiet when they should not', { timeout: 120_000 }, () => {
    expect([undefined, 'passed']).toContain(promtool('test', 'rules', ...RULE_TESTS));
  });

  it('each have a test case in which they fire, and one in which they do not', () => {
    const cases = RULE_TESTS.flatMap((file) => RuleTests.parse(parse(read(`ops/prometheus/${file}`))).tests).flatMap(
      (test) => test.alert_rule_test,
    );
    for (const alert of ALERTS) {
      const tried = cases.filter(({ alertname }) => alertname === alert).map(({ exp_alerts }) => exp_alerts.length > 0);
      expect(tried, alert).toEqual(expect.arrayContaining([true, false]));
    }
  });

  it('and the dashboards query only existing metrics, labels and bounds', () => {
    const labelsOf: Record<string, readonly string[]> = Object.fromEntries(
      Object.entries({ ...COUNTERS, ...GAUGES, ...DERIVED }).map(([name, { labels }]) => [name, labels]),
    );
    for (const [name, { labels }] of Object.entries(HISTOGRAMS)) {
      labelsOf[`${name}_count`] = labels;
      labelsOf[`${name}_sum`] = labels;
      labelsOf[`${name}_bucket`] = [...labels, 'le'];
    }
    const boundsOf: Record<string, readonly number[]> = Object.fromEntries(
      Object.entries(HISTOGRAMS).map(([name, { buckets }]) => [`${name}_bucket`, buckets]),
    );
    const dashboards = readdirSync(join(OPS, 'grafana/dashboards')).map((file) =>
      read(`ops/grafana/dashboards/${file}`).replaceAll('\\"', '"'),
    );
    const asked = [recordingRules(), alertingRules(), ...dashboards].join('\n');
    const selectors = [...asked.matchAll(/\b(ragline_[a-z_]+)(?:\{([^}]*)\})?/g)];
    expect(selectors.length).toBeGreaterThan(100);
    for (const [selector, name = '', matchers = ''] of selectors) {
      const labels = labelsOf[name];
      expect(labels, selector).toBeDefined();
      for (const [, label = '', value = ''] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)) {
        expect(labels, selector).toContain(label);
        if (label === 'le' && value !== '+Inf') expect(boundsOf[name], selector).toContain(Number(value));
      }
    }
  });
});

describe('the runbook', () => {
  const operations = read('docs/OPERATIONS.md');
  const section = /\n## Runbook\n([\s\S]*?)\n## /.exec(operations)?.[1] ?? '';

  it('has exactly one heading for each alert', () => {
    const headings = [...section.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
    expect(headings.toSorted()).toEqual([...ALERTS].toSorted());
  });

  it('is where each alert leads', () => {
    for (const alert of ALERTS) expect(alertingRules()).toContain(`docs/OPERATIONS.md#${alert.toLowerCase()}\n`);
    const names = OBJECTIVES.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
  });
});
