import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { useShop } from '../shared/shop/shop.tsx';
import { BagIcon, ChatIcon, FilterIcon, SearchIcon } from '../shared/ui/icons.tsx';
import { Sheet } from '../shared/ui/sheet.tsx';
import { useMedia } from '../shared/use-media.ts';
import { countOf, useBasket } from './basket.ts';
import { BasketPanel } from './basket-panel.tsx';
import { DishSheet } from './dish-sheet.tsx';
import { FilterSheet } from './filter-sheet.tsx';
import { CategoryNav, Sections } from './menu-sections.tsx';
import { Results } from './results.tsx';
import { useTexts } from './texts.ts';
import { usePanel } from './use-panel.ts';
import { useQuote } from './use-quote.ts';
import { countWishes, useWishes } from './wishes.ts';

const loadChat = () => import('./chat/storefront-chat.tsx');
const StorefrontChat = lazy(() => loadChat().then(({ StorefrontChat }) => ({ default: StorefrontChat })));

/** The menu, with the basket and the chat beside it; on a phone, over it. */
export function MenuPage() {
  const { shop } = useShop();
  const { texts } = useTexts();
  const { panel, dish, closeDish, close } = usePanel();
  const isWide = useMedia('(min-width: 64rem)');
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const [wishes] = useWishes();
  const isFiltered = wanted !== '' || countWishes(wishes) > 0;
  return (
    <div className="mx-auto max-w-7xl lg:grid lg:grid-cols-[minmax(0,1fr)_24rem] lg:gap-8 lg:px-4">
      <main id="main" className="min-w-0 pb-32 lg:pb-16">
        <div className="px-4 pt-6 pb-5 lg:px-0 lg:pt-10">
          <h1 className="min-h-[1.2em] font-display text-4xl leading-tight font-semibold text-balance hyphens-auto sm:text-5xl">
            {shop?.name ?? ' '}
          </h1>
          <p className="mt-2 max-w-xl text-lg text-pretty text-soft">{texts.tagline}</p>
        </div>
        <div className="sticky top-16 z-20 bg-page/95 backdrop-blur">
          <SearchBar search={search} onSearch={setSearch} />
          {!isFiltered && <CategoryNav />}
        </div>
        {isFiltered ? <Results search={wanted} /> : <Sections />}
      </main>
      {isWide ? <Aside /> : <BottomBar />}
      {!isWide && panel === 'basket' && <BasketSheet />}
      {!isWide && panel === 'chat' && (
        <Sheet title={texts.chatLong} closeLabel={texts.close} side="right" onClose={close}>
          <LazyChat />
        </Sheet>
      )}
      {panel === 'filters' && <FilterSheet />}
      {dish !== undefined && <DishSheet id={dish} onClose={closeDish} />}
    </div>
  );
}

function SearchBar({ search, onSearch }: { search: string; onSearch(search: string): void }) {
  const { texts } = useTexts();
  const { open } = usePanel();
  const [wishes] = useWishes();
  const count = countWishes(wishes);
  return (
    <search className="flex gap-2 px-4 py-2 lg:px-0">
      <div className="relative flex-1">
        <SearchIcon className="absolute top-3 left-3.5 size-5 text-soft" />
        <input
          type="search"
          aria-label={texts.search}
          placeholder={texts.searchHint}
          value={search}
          maxLength={200}
          onChange={(event) => onSearch(event.target.value)}
          className="h-11 w-full rounded-full border border-line bg-card pr-4 pl-11 text-base placeholder:text-soft"
        />
      </div>
      <button
        type="button"
        onClick={() => open('filters')}
        className={`flex h-11 items-center gap-2 rounded-full border px-4 font-medium ${count > 0 ? 'border-leaf bg-leaf-soft text-leaf' : 'border-line bg-card hover:bg-sunk'}`}
      >
        <FilterIcon />
        <span className="sr-only sm:not-sr-only">{texts.filtersShort}</span>
        <span className="sr-only">{texts.filters}</span>
        {count > 0 && <span>{count}</span>}
      </button>
    </search>
  );
}

function Aside() {
  const { texts } = useTexts();
  const { panel, open } = usePanel();
  const { basket } = useBasket();
  const shown = panel === 'chat' ? 'chat' : 'basket';
  const tab = (name: 'basket' | 'chat', label: string, icon: React.ReactNode) => (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={shown === name}
      aria-controls="aside-panel"
      onClick={() => open(name)}
      onPointerEnter={name === 'chat' ? () => void loadChat() : undefined}
      className={`flex h-11 flex-1 items-center justify-center gap-2 rounded-xl font-semibold ${shown === name ? 'bg-card shadow-sm' : 'text-soft hover:text-ink'}`}
    >
      {icon}
      {label}
    </button>
  );
  const count = countOf(basket);
  return (
    <aside className="sticky top-16 flex h-[calc(100dvh-4rem)] flex-col gap-3 py-6" aria-label={texts.basket}>
      <div role="tablist" className="flex gap-1 rounded-2xl bg-sunk p-1">
        {tab('basket', `${texts.basket}${count > 0 ? ` (${count})` : ''}`, <BagIcon />)}
        {tab('chat', texts.chat, <ChatIcon />)}
      </div>
      <div
        id="aside-panel"
        role="tabpanel"
        aria-labelledby={`tab-${shown}`}
        className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-2xl border border-line bg-card"
      >
        {shown === 'chat' ? (
          <LazyChat />
        ) : (
          <div className="min-h-0 flex-1 overflow-y-auto">
            <BasketPanel />
          </div>
        )}
      </div>
    </aside>
  );
}

function BottomBar() {
  const { texts } = useTexts();
  const { format } = useShop();
  const { open } = usePanel();
  const { basket } = useBasket();
  const { quote } = useQuote();
  const count = countOf(basket);
  return (
    <div className="fixed inset-x-0 bottom-0 z-20 flex gap-2 bg-linear-to-t from-page from-60% px-4 pt-6 pb-[max(1rem,env(safe-area-inset-bottom))]">
      <button
        type="button"
        onClick={() => open('chat')}
        onPointerDown={() => void loadChat()}
        className="flex h-14 items-center gap-2 rounded-2xl border border-line bg-card px-4 font-semibold shadow-lg"
      >
        <ChatIcon />
        {texts.chat}
      </button>
      {count > 0 && (
        <button
          type="button"
          onClick={() => open('basket')}
          className="flex h-14 min-w-0 flex-1 items-center gap-2 rounded-2xl bg-brand px-4 font-semibold text-brand-ink shadow-lg"
        >
          <BagIcon className="size-5 max-[25rem]:hidden" />
          <span className="truncate">{texts.viewBasket}</span>
          <span className="ml-auto tabular-nums">
            {quote === undefined ? count : format.money(quote.total, quote.currency)}
          </span>
        </button>
      )}
    </div>
  );
}

function BasketSheet() {
  const { texts } = useTexts();
  const { close } = usePanel();
  return (
    <Sheet title={texts.basket} closeLabel={texts.close} onClose={close}>
      <BasketPanel hasTitle={false} />
    </Sheet>
  );
}

function LazyChat() {
  const { texts } = useTexts();
  return (
    <Suspense fallback={<p className="p-6 text-soft">{texts.loading}</p>}>
      <StorefrontChat />
    </Suspense>
  );
}
