import { useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import type { Order } from '../../shared/client.ts';
import { stored, useStored } from '../../shared/stored.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { useMedia } from '../../shared/use-media.ts';
import { useEntries, useLive } from '../live.tsx';
import { useTexts } from '../texts.ts';
import { audible, isMuted, ring } from './bell.ts';
import { CancelSheet } from './cancel-sheet.tsx';
import { COLUMNS, type Column, type Entry } from './live-orders.ts';
import { OrderCard } from './order-card.tsx';
import { Ticket } from './ticket.tsx';
import { useNow } from './use-now.ts';
import { useWakeLock } from './use-wake-lock.ts';

/** True if this device shows large cards, readable from two metres. */
const isLargeType = stored('ragline:console:large', (kept) => kept === true);
const LARGE = 1.6;

/** The orders that are open, in columns by status and in the order of their arrival. */
export function BoardPage() {
  const { orders, connection, error } = useLive();
  const texts = useTexts();
  const entries = useEntries();
  const isLarge = useStored(isLargeType);
  const isPhone = useMedia('(max-width: 47.99rem)');
  const [shown, setShown] = useState<Column>('pending');
  const [cancelling, setCancelling] = useState<Order>();
  const [ticket, setTicket] = useState<Order>();
  useWakeLock();
  const print = (order: Order): void => {
    flushSync(() => setTicket(order));
    globalThis.print();
  };
  const actions = { onCancel: setCancelling, onPrint: print };
  const of = (column: Column): Entry[] => entries.filter((entry) => entry.column === column);
  return (
    <>
      <main id="main" className="grid gap-3 p-3 print:hidden">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <div className="flex items-center gap-3">
            <h1 className="font-display text-2xl font-semibold">{texts.orders}</h1>
            {connection === 'live' && (
              <p className="flex items-center gap-2 text-sm font-semibold text-leaf">
                <span aria-hidden="true" className="size-2.5 rounded-full bg-leaf" />
                {texts.live}
              </p>
            )}
          </div>
          <div className="flex flex-wrap items-center justify-end gap-2">
            <Sound />
            <Button aria-pressed={isLarge} onClick={() => isLargeType.write(!isLarge)}>
              {texts.largeType}
            </Button>
          </div>
        </div>
        <div role="alert">
          {connection === 'cut' && (
            <p className="rounded-xl bg-bad px-4 py-3 text-lg font-bold text-page">{texts.notLive}</p>
          )}
        </div>
        {connection === 'connecting' && <p className="px-1 text-soft">{texts.connecting}</p>}
        <Fault error={error} />
        {isPhone && <Tabs shown={shown} count={(column) => of(column).length} onShow={setShown} />}
        <div
          style={{ zoom: isLarge ? LARGE : 1 }}
          className={`grid items-start gap-3 ${isLarge ? 'lg:grid-cols-2 2xl:grid-cols-4' : 'md:grid-cols-2 lg:grid-cols-4'}`}
        >
          {COLUMNS.filter((column) => !isPhone || column === shown).map((column) => (
            <ColumnOf key={column} column={column} entries={of(column)} isLoaded={orders.isLoaded} {...actions} />
          ))}
        </div>
      </main>
      {cancelling !== undefined && <CancelSheet order={cancelling} onClose={() => setCancelling(undefined)} />}
      {ticket !== undefined && <Ticket order={ticket} />}
    </>
  );
}

function ColumnOf({
  column,
  entries,
  isLoaded,
  ...actions
}: {
  column: Column;
  entries: Entry[];
  isLoaded: boolean;
  onCancel(order: Order): void;
  onPrint(order: Order): void;
}) {
  const texts = useTexts();
  const nowMs = useNow();
  return (
    <section aria-labelledby={`column-${column}`} className="grid gap-3 rounded-2xl bg-sunk p-2">
      <h2
        id={`column-${column}`}
        className="flex items-center justify-between px-2 pt-1 text-xl font-bold max-md:sr-only"
      >
        {texts.orderStatus[column]}
        <span className="rounded-full bg-card px-3 tabular-nums">{entries.length}</span>
      </h2>
      {entries.length === 0 && <p className="px-2 pb-2 text-soft">{isLoaded ? texts.noOrders : texts.loading}</p>}
      <ul className="grid gap-3">
        {entries.map((entry) => (
          <li key={entry.order.id}>
            <OrderCard entry={entry} column={column} nowMs={nowMs} {...actions} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** On a phone one column is shown at a time. */
function Tabs({
  shown,
  count,
  onShow,
}: {
  shown: Column;
  count(column: Column): number;
  onShow(column: Column): void;
}) {
  const texts = useTexts();
  return (
    <nav aria-label={texts.columnsLabel} className="sticky top-14 z-20 grid grid-cols-4 gap-1 bg-page py-1">
      {COLUMNS.map((column) => (
        <button
          key={column}
          type="button"
          aria-pressed={column === shown}
          onClick={() => onShow(column)}
          className={`grid min-h-14 place-items-center rounded-xl border px-1 text-xs font-semibold ${column === shown ? 'border-brand bg-brand text-brand-ink' : 'border-line bg-card'}`}
        >
          <span className="text-xl tabular-nums">{count(column)}</span>
          <span className="max-w-full truncate">{texts.orderStatus[column]}</span>
        </button>
      ))}
    </nav>
  );
}

function Sound() {
  const texts = useTexts();
  const muted = useStored(isMuted);
  const isAudible = useSyncExternalStore(audible.subscribe, audible.read);
  return (
    <>
      {!muted && !isAudible && <p className="text-sm text-soft">{texts.tapForSound}</p>}
      <Button
        aria-pressed={!muted}
        onClick={() => {
          isMuted.write(!muted);
          if (muted) ring();
        }}
      >
        {muted ? texts.soundOff : texts.soundOn}
      </Button>
    </>
  );
}
