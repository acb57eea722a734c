import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { unwrap } from '../shared/client.ts';
import { useLiveOrders, useShop } from '../shared/shop/shop.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Counted } from '../shared/ui/counted.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { Page } from './page.tsx';
import { useTexts } from './texts.ts';

/** The visitor's orders, the newest first. */
export function OrdersPage() {
  const { slug, client, session, format } = useShop();
  const { texts } = useTexts();
  useLiveOrders();
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['orders', slug, session?.userId],
    enabled: session !== undefined,
    initialPageParam: '',
    queryFn: async ({ pageParam }) =>
      await unwrap(
        client.api.GET('/v1/orders', {
          params: { query: { limit: 20, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  const orders = data?.pages.flatMap((page) => page.data);
  return (
    <Page title={texts.orders}>
      <Fault error={error} />
      {orders === undefined && error === null && <p className="text-soft">{texts.loading}</p>}
      {orders?.length === 0 && <p className="text-soft">{texts.noOrders}</p>}
      <ul className="grid gap-3">
        {orders?.map((order) => (
          <li key={order.id}>
            <Link
              href={`/orders/${order.id}`}
              className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 rounded-2xl border border-line bg-card p-4 hover:border-brand/60 hover:shadow-md"
            >
              <span className="font-semibold">{texts.order(order.number)}</span>
              <span className="text-right font-semibold tabular-nums">{format.money(order.total, order.currency)}</span>
              <span className="min-w-0 text-sm break-words text-soft">
                <Counted items={order.items} />
              </span>
              <span
                className={`justify-self-end rounded-full px-2.5 py-0.5 text-sm font-medium ${order.status === 'cancelled' ? 'bg-bad-soft text-bad' : order.status === 'completed' ? 'bg-sunk text-soft' : 'bg-leaf-soft text-leaf'}`}
              >
                {texts.status[order.status]}
              </span>
              <span className="text-sm text-soft">{format.dateTime(order.created_at)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </Page>
  );
}
