import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { type Order, unwrap } from '../../shared/client.ts';
import { allergenName, dietName } from '../../shared/food-names.ts';
import { useLanguage } from '../../shared/language.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { WarnIcon } from '../../shared/ui/icons.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useLive } from '../live.tsx';
import { useTexts } from '../texts.ts';
import type { Column, Entry } from './live-orders.ts';
import { minutesSince, NEXT } from './order-state.ts';
import { sortDiets } from './sort-diets.ts';

/** The ages in minutes from which an order is late. */
const LATE_MINUTES = 15;
const VERY_LATE_MINUTES = 30;

/** An order as the kitchen reads it: what to watch out for comes first. */
export function OrderCard({
  entry: { order },
  column,
  nowMs,
  onCancel,
  onPrint,
}: {
  entry: Entry;
  column: Column;
  nowMs: number;
  onCancel(order: Order): void;
  onPrint(order: Order): void;
}) {
  const texts = useTexts();
  const { orders } = useLive();
  const { format } = useConsole();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () =>
      await unwrap(
        api.PATCH('/v1/orders/{id}', {
          params: { path: { id: order.id }, header: { 'if-match': `"v${order.version}"` } },
          body: { status: NEXT[column] },
        }),
      ),
    onSuccess: (moved) => orders.put(moved),
  });
  const isCancelled = order.status === 'cancelled';
  // The buttons of all cards have the same names.
  const id = useId();
  return (
    <article
      aria-label={texts.orderNumber(order.number)}
      data-status={order.status}
      className={`grid gap-3 rounded-2xl border-2 bg-card p-3 ${isCancelled ? 'border-bad' : 'border-line'}`}
    >
      <header className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 id={id} className="text-3xl font-bold tabular-nums">
          {order.number}
        </h3>
        <Age minutes={minutesSince(order.created_at, nowMs)} at={format.time(order.created_at)} />
        <p className="w-full text-lg font-semibold break-words">{texts.fulfilment(order.fulfilment)}</p>
        {(column === 'preparing' || column === 'ready') && !isCancelled && (
          // Customers cannot change an order from this status on, so its last change is its arrival here.
          <p className="w-full font-semibold text-soft">
            {texts.since[column](texts.age(minutesSince(order.updated_at, nowMs)))}
          </p>
        )}
      </header>
      {isCancelled && (
        <p role="alert" className="rounded-xl bg-bad p-3 text-xl font-bold text-page">
          {texts.cancelled}
        </p>
      )}
      <Watch order={order} />
      <Items order={order} />
      <Fault error={error} />
      {isCancelled ? (
        <Button
          kind="danger"
          aria-describedby={id}
          className="min-h-14 text-lg"
          onClick={() => orders.dismiss(order.id)}
        >
          {texts.seen}
        </Button>
      ) : (
        <>
          <Button
            kind="primary"
            aria-describedby={id}
            className="min-h-16 text-xl"
            isBusy={isPending}
            onClick={() => mutate()}
          >
            {texts.moveTo[column]}
          </Button>
          <div className="grid grid-cols-2 gap-2">
            <Button className="px-1!" aria-describedby={id} onClick={() => onPrint(order)}>
              {texts.print}
            </Button>
            <Button kind="danger" className="px-1!" aria-describedby={id} onClick={() => onCancel(order)}>
              {texts.cancel}
            </Button>
          </div>
        </>
      )}
    </article>
  );
}

/** The lines to prepare; struck out when the order is cancelled. */
export const Items = ({ order: { status, items } }: { order: Order }) => (
  <ul className={`grid gap-2 ${status === 'cancelled' ? 'line-through' : ''}`}>
    {items.map((item) => (
      <li key={item.id} className="text-xl leading-snug font-semibold break-words">
        <span className="text-2xl font-bold tabular-nums">{item.quantity}×</span> <bdi>{item.name}</bdi>
        {item.options.length > 0 && (
          <ul className="pl-6 text-lg font-medium">
            {item.options.map(({ group_id, option_id, name }) => (
              <li key={`${group_id} ${option_id}`}>
                + <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        )}
      </li>
    ))}
  </ul>
);

function Age({ minutes, at }: { minutes: number; at: string }) {
  const texts = useTexts();
  const look =
    minutes >= VERY_LATE_MINUTES
      ? 'bg-bad text-page'
      : minutes >= LATE_MINUTES
        ? 'bg-warn-soft text-warn'
        : 'text-soft';
  return (
    <p className={`rounded-full px-2 text-lg font-bold tabular-nums ${look}`}>
      {texts.age(minutes)} <span className="text-base font-medium">({at})</span>
    </p>
  );
}

type Warning = NonNullable<Order['warnings']>[number];
type DishWarning = Pick<Warning, 'name' | 'verdict'> & { codes: string[] };

/** Groups warnings by dish and verdict. */
function byDish(warnings: readonly Warning[]): DishWarning[] {
  const groups = new Map<string, DishWarning>();
  for (const { name, verdict, code } of warnings) {
    const key = `${name} ${verdict}`;
    const codes = groups.get(key)?.codes ?? [];
    groups.set(key, { name, verdict, codes: [...new Set([...codes, code])] });
  }
  return [...groups.values()];
}

/** The customer's refusals that the order does not keep to, and the customer's note. */
export function Watch({ order }: { order: Order }) {
  const texts = useTexts();
  const language = useLanguage();
  const { warnings = [], exclude_allergens: refused = [], diets = [], note } = order;
  const foods = refused.map((code) => allergenName(code, language)).join(', ');
  const { kept, missed } = sortDiets({ diets, warnings });
  // Show allergies to the kitchen whatever the dishes declare.
  const restrictions = [
    ...missed.map((diet) => dietName(diet, language)),
    ...(foods === '' ? [] : [texts.withoutFood(foods)]),
  ];
  return (
    <>
      {kept.length > 0 && (
        <p className="text-xl font-bold">{kept.map((diet) => dietName(diet, language)).join(' · ')}</p>
      )}
      {restrictions.length > 0 && (
        <p className="flow-root rounded-xl border-4 border-bad p-2 text-xl font-bold text-bad print:border-black print:text-black">
          {/* Words flow below it: in a narrow column, a long one needs the whole width. */}
          <WarnIcon className="float-left mr-2 size-8" />
          {restrictions.join(' · ')}
        </p>
      )}
      {warnings.length > 0 && (
        <div className="flex gap-3 rounded-xl bg-bad p-3 text-page print:border-2 print:border-black print:bg-white print:text-black">
          <WarnIcon className="size-8" />
          <ul className="grid gap-1 text-xl font-bold">
            {byDish(warnings).map(({ name, verdict, codes }) => {
              const nameOf = verdict === 'does_not_fit' ? dietName : allergenName;
              const what = codes.map((code) => nameOf(code, language)).join(', ');
              return <li key={`${name} ${verdict}`}>{texts.warning(name, verdict, what)}</li>;
            })}
          </ul>
        </div>
      )}
      {note !== null && (
        <p
          dir="auto"
          className="rounded-xl border-l-8 border-warn bg-warn-soft p-3 text-xl font-bold break-words whitespace-pre-wrap text-warn print:border-2 print:border-black print:bg-white print:text-black"
        >
          {note}
        </p>
      )}
    </>
  );
}
