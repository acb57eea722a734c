import { type ReactNode, useId } from 'react';
import { Notice } from '../../shared/ui/notice.tsx';
import { useTexts } from '../texts.ts';

/** A part of a page with its title, such as the form that adds something. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-3 rounded-2xl border border-line bg-card p-4">
      <h2 id={id} className="text-lg font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A secret that the API returns once. */
export function SecretOnce({ secret }: { secret: string | undefined }) {
  const texts = useTexts();
  if (secret === undefined) return null;
  return (
    <Notice kind="good">
      <p>{texts.secretOnce}</p>
      <code className="break-all select-all">{secret}</code>
    </Notice>
  );
}
