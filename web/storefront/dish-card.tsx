import type { ReactNode } from 'react';
import type { Product } from '../shared/client.ts';
import { badgesOf, dietName } from '../shared/food-names.ts';
import { useShop } from '../shared/shop/shop.tsx';
import { announce } from '../shared/ui/announcer.tsx';
import { LeafIcon, PlusIcon } from '../shared/ui/icons.tsx';
import { useBasket } from './basket.ts';
import { DishPicture } from './dish-picture.tsx';
import { useTexts } from './texts.ts';
import { usePanel } from './use-panel.ts';

const FEW = 5;

export const isSoldOut = ({ stock, is_active }: Product): boolean => !is_active || stock === 0;

export const DishGrid = ({ children }: { children: ReactNode }) => (
  <ul className="grid gap-3 md:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">{children}</ul>
);

const CARD = 'relative flex h-40 overflow-hidden rounded-2xl border border-line bg-card';

/** The room that a dish will take. */
const EmptyCard = () => (
  <li aria-hidden="true" className={CARD}>
    <div className="flex-1 space-y-3 p-4">
      <div className="h-5 w-2/3 rounded bg-sunk" />
      <div className="h-4 w-full rounded bg-sunk" />
      <div className="h-4 w-1/3 rounded bg-sunk" />
    </div>
    <div className="w-32 bg-sunk" />
  </li>
);

export const EmptyCards = ({ count }: { count: number }) =>
  Array.from({ length: count }, (_, index) => `empty ${index}`).map((key) => <EmptyCard key={key} />);

/** A dish on the menu. The card opens its sheet; the button adds it at once where there is nothing to choose. */
export function DishCard({ dish }: { dish: Product }) {
  const { format } = useShop();
  const { texts, language } = useTexts();
  const { openDish } = usePanel();
  const { basket, add } = useBasket();
  const { name, description, price, stock, option_groups: groups } = dish;
  const hasChoice = groups.length > 0;
  const isGone = isSoldOut(dish);
  const count = basket.lines.reduce((sum, line) => sum + (line.product_id === dish.id ? line.quantity : 0), 0);
  return (
    <li className={`${CARD} transition hover:border-brand/60 hover:shadow-md`}>
      <div className="flex min-w-0 flex-1 flex-col p-4">
        <h3 className="leading-snug font-semibold">
          <button
            type="button"
            onClick={() => openDish(dish.id)}
            className="rounded text-left after:absolute after:inset-0 after:rounded-2xl"
          >
            <span className="line-clamp-2">{name}</span>
          </button>
        </h3>
        <p className="mt-0.5 line-clamp-2 text-sm text-soft">{description}</p>
        <div className="mt-auto flex items-center gap-2 pt-2">
          <span className="font-semibold tabular-nums">{format.money(price.amount, price.currency)}</span>
          {badgesOf(dish)
            .slice(0, 1)
            .map((code) => (
              <span
                key={code}
                className="inline-flex items-center gap-1 truncate rounded-full bg-leaf-soft px-2 py-0.5 text-xs font-medium text-leaf"
              >
                <LeafIcon className="size-3.5" />
                {dietName(code, language)}
              </span>
            ))}
          {isGone && (
            <span className="rounded-full bg-bad-soft px-2 py-0.5 text-xs font-medium text-bad">{texts.soldOut}</span>
          )}
          {!isGone && stock !== null && stock <= FEW && (
            <span className="rounded-full bg-warn-soft px-2 py-0.5 text-xs font-medium text-warn">
              {texts.few(stock)}
            </span>
          )}
        </div>
      </div>
      <div className="relative w-28 shrink-0 sm:w-32">
        <DishPicture dish={dish} className={`size-full ${isGone ? 'opacity-50 grayscale' : ''}`} />
        {!isGone && (
          <button
            type="button"
            onClick={() => {
              if (hasChoice) return openDish(dish.id);
              add({ product_id: dish.id, name, quantity: 1, options: [] });
              announce(texts.added(name));
            }}
            className="absolute right-2 bottom-2 grid size-11 place-items-center rounded-full bg-card font-semibold text-brand shadow-md transition hover:bg-brand hover:text-brand-ink"
          >
            <span className="sr-only">{hasChoice ? texts.chooseNamed(name) : texts.addNamed(name)}</span>
            {count > 0 ? <span className="tabular-nums">{count}</span> : <PlusIcon />}
          </button>
        )}
      </div>
    </li>
  );
}
