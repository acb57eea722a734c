import { useQuery } from '@tanstack/react-query';
import { unwrap } from '../shared/client.ts';
import { useLiveOrders, useShop, useShopTexts } from '../shared/shop/shop.tsx';

/** The live status of an order. The storefront's page cannot show it, because there the visitor is another guest. */
export function LiveStatus({ id }: { id: string }) {
  const { client } = useShop();
  const { texts } = useShopTexts();
  const { data: order } = useQuery({
    queryKey: ['order', id],
    queryFn: async () => await unwrap(client.api.GET('/v1/orders/{id}', { params: { path: { id } } })),
  });
  useLiveOrders(order !== undefined && order.status !== 'completed' && order.status !== 'cancelled');
  return <p data-testid="status">{order === undefined ? '' : texts.status[order.status]}</p>;
}
