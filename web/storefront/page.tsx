import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useShop } from '../shared/shop/shop.tsx';
import { BackIcon } from '../shared/ui/icons.tsx';
import { useTexts } from './texts.ts';

/** The page that the visit began with: a browser reads that one out itself. */
const first = location.pathname;

/** A page beside the menu, with the way back. It names itself to the window, and to a screen reader. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  const { shop } = useShop();
  const { texts } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (location.pathname !== first) heading.current?.focus({ preventScroll: true });
  }, []);
  const name = shop?.name;
  useEffect(() => {
    if (name === undefined) return;
    document.title = `${title} · ${name}`;
    return () => {
      document.title = name;
    };
  }, [title, name]);
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
        <h1 ref={heading} tabIndex={-1} className="font-display text-3xl font-semibold outline-none">
          {title}
        </h1>
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
