import { Link } from 'wouter';
import { useShop } from '../shared/shop/shop.tsx';
import { PersonIcon, ReceiptIcon } from '../shared/ui/icons.tsx';
import { useTexts } from './texts.ts';

const ICON_LINK = 'grid size-11 place-items-center rounded-full hover:bg-sunk';

/** The top of every page of a shop. It keeps its height while the shop is loading. */
export function Header() {
  const { shop } = useShop();
  const { texts } = useTexts();
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-page/95 backdrop-blur">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:rounded-xl focus:bg-card focus:p-3"
      >
        {texts.skipToMenu}
      </a>
      <div className="mx-auto flex h-16 max-w-7xl items-center gap-2 px-4">
        <Link href="/" className="flex min-w-0 flex-1 items-center gap-3 rounded-lg">
          <span
            aria-hidden="true"
            className="grid size-9 shrink-0 place-items-center rounded-xl bg-brand font-display text-xl text-brand-ink"
          >
            {shop?.name.slice(0, 1) ?? ''}
          </span>
          <span className="line-clamp-2 font-display text-lg leading-tight break-words sm:text-xl font-semibold">
            {shop?.name ?? ' '}
          </span>
        </Link>
        <nav className="flex items-center">
          <Link href="/orders" aria-label={texts.orders} className={ICON_LINK}>
            <ReceiptIcon />
          </Link>
          <Link href="/account" aria-label={texts.account} className={ICON_LINK}>
            <PersonIcon />
          </Link>
        </nav>
      </div>
    </header>
  );
}
