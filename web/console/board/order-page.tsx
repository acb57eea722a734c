import { useQuery } from '@tanstack/react-query';
import { unwrap } from '../../shared/client.ts';
import { Fault } from '../../shared/ui/fault.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Page } from '../ui/page.tsx';
import { Items, Watch } from './order-card.tsx';

/** An order in any status; the board shows only open ones. */
export function OrderPage({ id }: { id: string }) {
  const texts = useTexts();
  const { format } = useConsole();
  const { data: order, error } = useQuery({
    queryKey: ['orders', id],
    queryFn: async () => await unwrap(api.GET('/v1/orders/{id}', { params: { path: { id } } })),
  });
  return (
    <Page title={order === undefined ? texts.orders : texts.orderNumber(order.number)}>
      <Fault error={error} />
      {order === undefined && error === null && <p className="text-soft">{texts.loading}</p>}
      {order !== undefined && (
        <article className="grid gap-4 rounded-2xl border border-line bg-card p-4">
          <p className="text-soft">
            <strong className="text-ink">{texts.orderStatus[order.status]}</strong> ·{' '}
            {texts.fulfilment(order.fulfilment)} · {format.dateTime(order.created_at)}
          </p>
          <Watch order={order} />
          <Items order={order} />
          <p className="border-t border-line pt-3 text-right text-xl font-bold tabular-nums">
            {format.money(order.total, order.currency)}
          </p>
        </article>
      )}
    </Page>
  );
}
