import type { ReactNode } from 'react';
import { badgesOf, dietName } from '../food-names.ts';
import { useShop, useShopTexts } from '../shop/shop.tsx';
import type { MenuHit } from './chat-tools.ts';

/** A dish that the agent found. @param onChoose Shows more of it. */
export function HitCard({ hit, picture, onChoose }: { hit: MenuHit; picture?: ReactNode; onChoose(): void }) {
  const { format } = useShop();
  const { language } = useShopTexts();
  return (
    <li className="relative w-40 shrink-0 snap-start overflow-hidden rounded-2xl border border-line bg-page transition hover:border-brand/60">
      {picture}
      <div className="grid gap-1 p-3">
        <button
          type="button"
          onClick={onChoose}
          className="text-left text-sm font-semibold after:absolute after:inset-0 after:rounded-2xl"
        >
          {hit.name}
        </button>
        <p className="text-sm tabular-nums">{format.money(hit.price.amount, hit.price.currency)}</p>
        <p className="text-xs text-leaf">
          {badgesOf(hit)
            .map((code) => dietName(code, language))
            .join(', ')}
        </p>
      </div>
    </li>
  );
}
