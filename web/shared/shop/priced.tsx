import type { Order, Quote } from '../client.ts';
import { allergenName, dietName } from '../food-names.ts';
import { WarnIcon } from '../ui/icons.tsx';
import { useShop, useShopTexts } from './shop.tsx';

type Priced = Pick<Quote, 'currency' | 'subtotal' | 'discount_total' | 'total' | 'promotions'>;

/** Subtotal, what each promotion takes off, and the total. */
export function Totals({ quote, isStale = false }: { quote: Priced; isStale?: boolean }) {
  const { format } = useShop();
  const { texts } = useShopTexts();
  const money = (amount: number): string => format.money(amount, quote.currency);
  return (
    <dl
      aria-busy={isStale}
      className={`grid grid-cols-[1fr_auto] gap-y-1 transition-opacity ${isStale ? 'opacity-60' : ''}`}
    >
      {quote.discount_total > 0 && (
        <>
          <dt className="text-soft">{texts.subtotal}</dt>
          <dd className="text-right tabular-nums">{money(quote.subtotal)}</dd>
          {quote.promotions.map((promotion) => (
            <div key={promotion.promotion_id} className="contents text-leaf">
              <dt>{promotion.name ?? promotion.code ?? texts.discount}</dt>
              <dd className="text-right tabular-nums">−{money(promotion.amount)}</dd>
            </div>
          ))}
        </>
      )}
      <dt className="text-lg font-semibold">{texts.total}</dt>
      <dd className="text-right text-lg font-semibold tabular-nums" data-testid="total">
        {money(quote.total)}
      </dd>
    </dl>
  );
}

/** The lines of a quote or an order. */
export function Lines({ items, currency }: Pick<Quote | Order, 'items' | 'currency'>) {
  const { format } = useShop();
  return (
    <ul className="grid gap-2">
      {items
        .map((item, index) => ({ item, key: `${index} ${item.sku}` }))
        .map(({ item, key }) => (
          <li key={key} className="grid grid-cols-[auto_1fr_auto] gap-x-2">
            <span className="font-semibold tabular-nums">{item.quantity}×</span>
            <span className="min-w-0">
              {item.name}
              {item.options.length > 0 && (
                <span className="block text-sm text-soft">{item.options.map(({ name }) => name).join(', ')}</span>
              )}
            </span>
            <span className="tabular-nums">{format.money(item.total + item.discount, currency)}</span>
          </li>
        ))}
    </ul>
  );
}

/** Each conflict with what the person does not eat. */
export function Warnings({ warnings = [] }: { warnings: Quote['warnings'] }) {
  const { texts, language } = useShopTexts();
  if (warnings.length === 0) return null;
  const sentences = warnings.map(({ name, verdict, code }) => {
    const what = verdict === 'does_not_fit' ? dietName(code, language) : allergenName(code, language);
    return texts.warning(name, verdict, what);
  });
  return (
    <div role="alert" className="flex gap-3 rounded-2xl bg-warn-soft p-4 text-warn">
      <WarnIcon />
      <div>
        <p className="font-semibold">{texts.warnings}</p>
        <ul className="text-sm">
          {[...new Set(sentences)].map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
