import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { BackIcon } from '../shared/ui/icons.tsx';
import { useTexts } from './texts.ts';

/** A page beside the menu, with the way back. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  const { texts } = useTexts();
  return (
    <main id="main" className="mx-auto grid max-w-2xl gap-5 px-4 py-6 pb-20">
      <div>
        <Link
          href="/"
          className="-ml-2 inline-flex min-h-11 items-center gap-1 rounded-lg px-2 font-medium text-soft hover:text-ink"
        >
          <BackIcon />
          {texts.backToMenu}
        </Link>
        <h1 className="font-display text-3xl font-semibold">{title}</h1>
      </div>
      {children}
    </main>
  );
}

export const Card = ({ title, children }: { title?: string; children: ReactNode }) => (
  <section className="grid gap-4 rounded-2xl border border-line bg-card p-5">
    {title !== undefined && <h2 className="text-lg font-semibold">{title}</h2>}
    {children}
  </section>
);
