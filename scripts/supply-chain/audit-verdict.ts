import { z } from 'zod';

const Vulnerability = z.object({ name: z.string(), severity: z.string(), range: z.string() });
const Report = z.object({ vulnerabilities: z.record(z.string(), Vulnerability) });
const Refusal = z.object({ message: z.string(), statusCode: z.number().optional() });

export type AuditVerdict =
  | { kind: 'clean'; tolerated: string[] }
  | { kind: 'vulnerable'; faults: string[] }
  | { kind: 'not-audited'; reason: string };

const SERIOUS: ReadonlySet<string> = new Set(['high', 'critical']);

/**
 * Reads the output of `npm audit --json`: `high` and `critical` are faults, lower severities are only reported.
 * A registry without audits, such as a mirror, gives `not-audited`, which differs from a clean verdict.
 */
export function auditVerdict(output: string): AuditVerdict {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    return { kind: 'not-audited', reason: 'npm audit answered no JSON' };
  }
  const report = Report.safeParse(json);
  if (!report.success) {
    const refusal = Refusal.safeParse(json);
    return { kind: 'not-audited', reason: refusal.success ? refusal.data.message : 'npm audit answered no report' };
  }
  const found = Object.values(report.data.vulnerabilities);
  const describe = ({ name, severity, range }: z.infer<typeof Vulnerability>) => `${name} ${range}: ${severity}`;
  const faults = found.filter(({ severity }) => SERIOUS.has(severity)).map(describe);
  if (faults.length > 0) return { kind: 'vulnerable', faults };
  return { kind: 'clean', tolerated: found.map(describe) };
}
