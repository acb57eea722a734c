import type { components } from '@ragline/client';
import { useQuery } from '@tanstack/react-query';
import type { DynamicToolUIPart, ToolUIPart } from 'ai';
import { useEffect, useRef } from 'react';
import { type Order, type Quote, unwrap } from '../client.ts';
import { allergenName, dietName } from '../food-names.ts';
import { problemInWords } from '../problem.ts';
import { Lines, Totals, Warnings } from '../shop/priced.tsx';
import { useShop, useShopTexts } from '../shop/shop.tsx';
import { Button } from '../ui/button.tsx';
import { CheckIcon } from '../ui/icons.tsx';
import { Notice } from '../ui/notice.tsx';
import { useChatHost } from './chat-host.ts';
import type { ConfirmInput, ConfirmOutput, MenuOutput, UnsafeHit } from './chat-tools.ts';

type HelpRequest = components['schemas']['HelpRequest'];
/** How often to poll for an answer of the staff, who take minutes. */
const HELP_MS = 10_000;

type Part = ToolUIPart | DynamicToolUIPart;
type Decide = (decision: { id: string; approved: boolean }) => void | PromiseLike<void>;

/** A call of one of the agent's tools, as a person sees it; nothing where the text says it all. */
export function ToolCard({ part, onDecide, onSay }: { part: Part; onDecide: Decide; onSay(words: string): void }) {
  const name = part.type.replace(/^tool-/, '');
  if (name === 'confirm') return <Confirm part={part} onDecide={onDecide} />;
  if (part.state !== 'output-available') return null;
  const output = part.output as Record<string, unknown>;
  if ('error' in output) return null;
  if (name === 'retrieve_menu') return <Dishes output={output as unknown as MenuOutput} onSay={onSay} />;
  if (name === 'apply_promos') return <QuoteCard quote={output.quote as Quote} />;
  if (name === 'order_status') return <Orders orders={output.orders as Order[]} />;
  if (name === 'request_help') return <RequestedHelp asked={output.help_request as HelpRequest} />;
  return null;
}

function Dishes({
  output: { hits, not_safe: notSafe = [] },
  onSay,
}: {
  output: MenuOutput;
  onSay(words: string): void;
}) {
  const { DishCard } = useChatHost();
  const { texts } = useShopTexts();
  if (hits.length === 0 && notSafe.length === 0) return null;
  return (
    <div className="grid gap-2">
      {hits.length > 0 && (
        <ul className="-mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto px-4 pb-1">
          {hits.map((hit) => (
            <DishCard key={hit.product_id} hit={hit} onSay={onSay} />
          ))}
        </ul>
      )}
      {notSafe.length > 0 && (
        <details className="rounded-2xl bg-warn-soft px-4 py-2 text-sm text-warn">
          <summary className="py-1 font-semibold">
            {texts.notSafe} ({notSafe.length})
          </summary>
          <ul className="pb-1">
            {notSafe.map((hit) => (
              <li key={hit.product_id}>
                {hit.name}: <Why hit={hit} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Why({ hit }: { hit: UnsafeHit }) {
  const { texts, language } = useShopTexts();
  return hit.conflicts
    .map(({ refused, verdict }) => {
      const allergen = allergenName(refused, language);
      return texts.verdict[verdict](allergen === refused ? dietName(refused, language) : allergen);
    })
    .join(', ');
}

function QuoteCard({ quote }: { quote: Quote }) {
  const { format } = useShop();
  const { texts } = useShopTexts();
  return (
    <section aria-label={texts.yourQuote} className="grid gap-3 rounded-2xl border border-line bg-page p-4">
      <Lines {...quote} />
      <Warnings warnings={quote.warnings} />
      <Totals quote={quote} />
      <p className="text-xs text-soft">{texts.holdsUntil(format.time(quote.expires_at))}</p>
    </section>
  );
}

/** An order on its way: the request for approval, with exactly what would be ordered, and then what came of it. */
function Confirm({ part, onDecide }: { part: Part; onDecide: Decide }) {
  const { PlacedOrder } = useChatHost();
  const { texts, language } = useShopTexts();
  const input = (part.input ?? {}) as ConfirmInput;
  if (part.state === 'approval-requested') {
    const { id } = part.approval;
    return <Approval input={input} onDecide={(approved) => void onDecide({ id, approved })} />;
  }
  if (part.state === 'output-denied') return <p className="text-sm text-soft">{texts.declined}</p>;
  if (part.state === 'approval-responded')
    return <p className="text-sm text-soft">{part.approval.approved ? texts.approved : texts.declined}</p>;
  if (part.state !== 'output-available') return null;
  const output = part.output as ConfirmOutput;
  if (output.error !== undefined) {
    return (
      <>
        <Notice kind="bad">{problemInWords(output.error.code, output.error.message, language)}</Notice>
        {output.quote !== undefined && <QuoteCard quote={output.quote} />}
      </>
    );
  }
  if (output.order === undefined) return null;
  const { number, id } = output.order;
  const said = { place: texts.ordered, change: texts.changed, cancel: texts.cancelledOrder }[output.action ?? 'place'];
  return (
    <div role="status" className="flex items-center gap-3 rounded-2xl bg-leaf-soft p-4 font-semibold text-leaf">
      <CheckIcon />
      <p className="flex-1">{said(number)}</p>
      <PlacedOrder id={id} />
    </div>
  );
}

function Approval({ input, onDecide }: { input: ConfirmInput; onDecide(approved: boolean): void }) {
  const { client, format } = useShop();
  const { texts } = useShopTexts();
  const { action = 'place', quote_id: quoteId, order_id: orderId, fulfilment, note } = input;
  const { data, error } = useQuery({
    queryKey: ['approval', quoteId ?? orderId],
    queryFn: async () =>
      action === 'cancel'
        ? await unwrap(client.api.GET('/v1/orders/{id}', { params: { path: { id: orderId ?? '' } } }))
        : await unwrap(client.api.GET('/v1/quotes/{id}', { params: { path: { id: quoteId ?? '' } } })),
  });
  const title = { place: texts.approveTitle, change: texts.approveChange, cancel: texts.approveCancel }[action];
  const price = data === undefined ? '' : format.money(data.total, data.currency);
  const yes = {
    place: texts.approveNamed(price),
    change: texts.approveChangeNamed(price),
    cancel: texts.cancelYes,
  }[action];
  const card = useRef<HTMLElement>(null);
  const isReady = data !== undefined;
  useEffect(() => {
    if (isReady) card.current?.scrollIntoView({ block: 'nearest' });
  }, [isReady]);
  return (
    <section ref={card} aria-label={title} className="grid gap-3 rounded-2xl border-2 border-brand bg-page p-4">
      <h4 className="font-display text-lg font-semibold">{title}</h4>
      {error !== null && <Notice kind="bad">{texts.quoteGone}</Notice>}
      {data === undefined ? (
        <p className="h-16 text-soft">{error === null && texts.loading}</p>
      ) : (
        <>
          <Lines {...data} />
          <Warnings warnings={data.warnings} />
          <Totals quote={data} />
        </>
      )}
      {action !== 'cancel' && (
        <p className="text-sm text-soft">
          {{ pickup: texts.pickup, dine_in: texts.dineIn, delivery: texts.delivery }[fulfilment?.type ?? 'pickup']}
          {fulfilment?.table !== undefined && ` · ${texts.table} ${fulfilment.table}`}
          {fulfilment?.address !== undefined && ` · ${fulfilment.address}`}
          {note !== undefined && ` · ${note}`}
        </p>
      )}
      <div className="flex gap-2">
        <Button kind="primary" className="flex-1" disabled={data === undefined} onClick={() => onDecide(true)}>
          {yes}
        </Button>
        <Button onClick={() => onDecide(false)}>{texts.decline}</Button>
      </div>
    </section>
  );
}

function Orders({ orders }: { orders: Order[] }) {
  const { OrderCard } = useChatHost();
  const { format } = useShop();
  const { texts } = useShopTexts();
  return orders.map((order) => (
    <OrderCard
      key={order.id}
      id={order.id}
      className="grid grid-cols-[1fr_auto] gap-1 rounded-2xl border border-line bg-page p-4 hover:border-brand/60"
    >
      <span className="font-semibold">{texts.order(order.number)}</span>
      <span className="tabular-nums">{format.money(order.total, order.currency)}</span>
      <span className="font-medium text-brand">{texts.status[order.status]}</span>
    </OrderCard>
  ));
}

/** A request for a person, and what the staff answer to it. */
function RequestedHelp({ asked }: { asked: HelpRequest }) {
  const { client } = useShop();
  const { texts } = useShopTexts();
  const { data: request = asked } = useQuery({
    queryKey: ['help-request', asked.id],
    queryFn: async () => {
      const { data } = await unwrap(client.api.GET('/v1/help-requests', { params: { query: { limit: 100 } } }));
      return data.find(({ id }) => id === asked.id) ?? asked;
    },
    refetchInterval: ({ state }) => (state.data === undefined || isWaiting(state.data) ? HELP_MS : false),
  });
  const { status, answer } = request;
  if (answer !== null) {
    return (
      <Notice kind="info">
        <p className="font-semibold">{texts.staffAnswered}</p>
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{answer}</p>
      </Notice>
    );
  }
  if (status === 'open') return <Notice kind="good">{texts.staffKnows}</Notice>;
  return <Notice kind="info">{status === 'in_progress' ? texts.staffHas : texts.staffClosed}</Notice>;
}

const isWaiting = ({ status }: Pick<HelpRequest, 'status'>): boolean => status === 'open' || status === 'in_progress';
