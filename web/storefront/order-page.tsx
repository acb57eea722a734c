import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { type Order, type OrderStatus, unwrap } from '../shared/client.ts';
import { Lines, Totals, Warnings } from '../shared/shop/priced.tsx';
import { useLiveOrders, useShop } from '../shared/shop/shop.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { CheckIcon } from '../shared/ui/icons.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { useBasket } from './basket.ts';
import { Card, Page } from './page.tsx';
import { useTexts } from './texts.ts';

const STEPS = ['pending', 'confirmed', 'preparing', 'ready', 'completed'] as const satisfies OrderStatus[];
const MAY_CANCEL: readonly OrderStatus[] = ['pending', 'confirmed'];

/** An order whose status is updated live. */
export function OrderPage({ id }: { id: string }) {
  const { client, session } = useShop();
  const { texts } = useTexts();
  const isCut = useLiveOrders();
  const { data: order, error } = useQuery({
    queryKey: ['order', id],
    queryFn: async () => await unwrap(client.api.GET('/v1/orders/{id}', { params: { path: { id } } })),
    enabled: session !== undefined,
  });
  if (order === undefined) {
    return (
      <Page title={texts.orders}>
        {error === null ? <p className="text-soft">{texts.loading}</p> : <Fault error={error} />}
      </Page>
    );
  }
  return <Shown order={order} isCut={isCut} />;
}

function Shown({ order, isCut }: { order: Order; isCut: boolean }) {
  const { format } = useShop();
  const { texts } = useTexts();
  const { add } = useBasket();
  const [, navigate] = useLocation();
  const { status, fulfilment, note } = order;
  const isOver = status === 'completed' || status === 'cancelled';
  const again = (): void => {
    for (const { product_id, name, quantity, options } of order.items) {
      add({
        product_id,
        name,
        quantity,
        options: options.map(({ group_id, option_id, name: label }) => ({ group_id, option_id, name: label })),
      });
    }
    navigate('/?show=basket');
  };
  return (
    <Page title={texts.order(order.number)}>
      <section className="grid gap-5 rounded-2xl border border-line bg-card p-5">
        <div role="status" className="grid gap-1">
          <p
            className={`font-display text-3xl font-semibold ${status === 'cancelled' ? 'text-bad' : 'text-brand'}`}
            data-testid="status"
          >
            {texts.status[status]}
          </p>
          <p className="text-soft">{texts.statusSentence[status]}</p>
          {status === 'cancelled' && <Reason id={order.id} />}
        </div>
        {status !== 'cancelled' && <Progress status={status} />}
        <p className="text-sm text-soft">
          {texts.orderedAt(format.dateTime(order.created_at))}
          {status === 'pending' && order.expires_at && <> · {texts.lapses(format.time(order.expires_at))}</>}
          {!isOver && !isCut && <> · {texts.follow}</>}
        </p>
        {!isOver && isCut && <Notice kind="warn">{texts.reconnecting}</Notice>}
      </section>
      <Card title={texts.basket}>
        <Lines {...order} />
        <Warnings warnings={order.warnings} />
        <Totals quote={order} />
        <p className="text-sm text-soft">
          {{ pickup: texts.pickup, dine_in: texts.dineIn, delivery: texts.delivery }[fulfilment.type]}
          {fulfilment.table !== undefined && ` · ${texts.table} ${fulfilment.table}`}
          {fulfilment.address !== undefined && ` · ${fulfilment.address}`}
        </p>
        {note !== null && <p className="rounded-xl bg-sunk p-3 text-sm">{note}</p>}
      </Card>
      {isOver && <Button onClick={again}>{texts.orderAgain}</Button>}
      {MAY_CANCEL.includes(status) && <Cancel order={order} />}
    </Page>
  );
}

/** The reason for a cancellation, as entered by the person who cancelled. */
function Reason({ id }: { id: string }) {
  const { client } = useShop();
  const { texts } = useTexts();
  const { data: steps } = useQuery({
    queryKey: ['order-steps', id],
    queryFn: async () => await unwrap(client.api.GET('/v1/orders/{id}/events', { params: { path: { id } } })),
  });
  const last = steps?.data.findLast(({ to }) => to === 'cancelled');
  if (last === undefined || last.reason === null) return null;
  return <p>{last.actor.role === 'system' ? texts.hasLapsed : texts.reasonGiven(last.reason)}</p>;
}

function Progress({ status }: { status: Exclude<OrderStatus, 'cancelled'> }) {
  const { texts } = useTexts();
  const reached = STEPS.indexOf(status);
  return (
    <ol className="grid grid-cols-5 gap-1">
      {STEPS.map((step, index) => (
        <li key={step} aria-current={index === reached ? 'step' : undefined} className="grid gap-1.5 wrap-normal">
          <span className={`h-2 rounded-full transition-colors ${index <= reached ? 'bg-brand' : 'bg-sunk'}`} />
          <span
            className={`flex items-start justify-center gap-1 text-center text-xs ${index === reached ? 'font-semibold text-ink' : 'text-soft'}`}
          >
            {index < reached && <CheckIcon className="hidden size-3.5 sm:block" />}
            {texts.status[step]}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Cancel({ order }: { order: Order }) {
  const { client } = useShop();
  const { texts } = useTexts();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () =>
      await unwrap(client.api.POST('/v1/orders/{id}/cancel', { params: { path: { id: order.id } }, body: {} })),
    onSuccess: (cancelled) => queries.setQueryData(['order', order.id], cancelled),
    onSettled: () => setAsking(false),
  });
  return (
    <div className="grid gap-3">
      <Fault error={error} />
      {isAsking ? (
        <div className="flex flex-wrap items-center gap-3">
          <p className="font-medium">{texts.cancelSure}</p>
          <Button kind="danger" isBusy={isPending} onClick={() => mutate()}>
            {texts.cancelYes}
          </Button>
          <Button onClick={() => setAsking(false)}>{texts.cancelNo}</Button>
        </div>
      ) : (
        <Button kind="danger" className="justify-self-start" onClick={() => setAsking(true)}>
          {texts.cancel}
        </Button>
      )}
    </div>
  );
}
