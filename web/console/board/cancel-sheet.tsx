import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Order, unwrap } from '../../shared/client.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { Sheet } from '../../shared/ui/sheet.tsx';
import { api } from '../client.ts';
import { useLive } from '../live.tsx';
import { useTexts } from '../texts.ts';

/** Cancels an order with a reason, which the customer reads. */
export function CancelSheet({ order, onClose }: { order: Order; onClose(): void }) {
  const texts = useTexts();
  const { orders } = useLive();
  const [reason, setReason] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () =>
      await unwrap(
        api.POST('/v1/orders/{id}/cancel', {
          params: { path: { id: order.id }, header: { 'if-match': `"v${order.version}"` } },
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: (cancelled) => {
      orders.put(cancelled);
      // The person who cancelled the order has seen it.
      orders.dismiss(order.id);
      onClose();
    },
  });
  return (
    <Sheet title={texts.cancelOrder(order.number)} closeLabel={texts.close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
        className="grid gap-4 p-5"
      >
        <div className="flex flex-wrap gap-2">
          {texts.reasons.map((one) => (
            <Button key={one} aria-pressed={reason === one} onClick={() => setReason(one)}>
              {one}
            </Button>
          ))}
        </div>
        <TextArea
          label={texts.reason}
          hint={texts.reasonHint}
          value={reason}
          required
          maxLength={500}
          onChange={({ target }) => setReason(target.value)}
        />
        <Fault error={error} />
        <Button kind="danger" type="submit" className="min-h-14 text-lg" isBusy={isPending}>
          {texts.cancelOrder(order.number)}
        </Button>
      </form>
    </Sheet>
  );
}
