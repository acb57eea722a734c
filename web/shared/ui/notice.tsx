import type { ReactNode } from 'react';

const KINDS = {
  info: 'bg-sunk text-ink',
  good: 'bg-leaf-soft text-leaf',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
} as const;

/** A message in the flow of the page. Faults are announced at once, the rest when the reader pauses. */
export function Notice({ kind, children }: { kind: keyof typeof KINDS; children: ReactNode }) {
  return (
    <div role={kind === 'bad' ? 'alert' : 'status'} className={`rounded-xl px-4 py-3 text-sm ${KINDS[kind]}`}>
      {children}
    </div>
  );
}
