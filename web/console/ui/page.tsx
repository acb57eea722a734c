import type { ReactNode } from 'react';

/** A page beside the board. */
export const Page = ({ title, children }: { title: string; children: ReactNode }) => (
  <main id="main" className="mx-auto grid max-w-5xl gap-4 px-3 py-4 pb-20 print:hidden">
    <h1 className="font-display text-2xl font-semibold">{title}</h1>
    {children}
  </main>
);
