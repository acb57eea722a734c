import type { Order } from '../../shared/client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Watch } from './order-card.tsx';

/** An order on paper of a receipt printer. Only a printer shows it. */
export function Ticket({ order }: { order: Order }) {
  const { me, format } = useConsole();
  const texts = useTexts();
  return (
    <section aria-hidden="true" className="hidden max-w-[72mm] gap-3 bg-white text-black print:grid">
      <p>{me.tenant_name}</p>
      <p className="text-4xl font-bold">{order.number}</p>
      <p className="font-semibold">
        {format.dateTime(order.created_at)}
        <br />
        {texts.fulfilment(order.fulfilment)}
      </p>
      <Watch order={order} />
      <ul className="grid gap-2 border-y-2 border-dashed border-black py-2">
        {order.items.map((item) => (
          <li key={item.id} className="text-xl font-bold">
            {item.quantity}× <bdi>{item.name}</bdi>
            {item.options.map(({ group_id, option_id, name }) => (
              <p key={`${group_id} ${option_id}`} className="pl-5 text-lg font-normal">
                + <bdi>{name}</bdi>
              </p>
            ))}
          </li>
        ))}
      </ul>
      <p className="text-right text-lg font-bold">{format.money(order.total, order.currency)}</p>
    </section>
  );
}
