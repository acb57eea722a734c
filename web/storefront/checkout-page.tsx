import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type Quote, RaglineError, unwrap } from '../shared/client.ts';
import { Lines, Totals, Warnings } from '../shared/shop/priced.tsx';
import { useShop } from '../shared/shop/shop.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Field, TextArea } from '../shared/ui/field.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { useBasket } from './basket.ts';
import { OrderFault } from './order-fault.tsx';
import { Card, Page } from './page.tsx';
import { useTexts } from './texts.ts';
import { useQuote } from './use-quote.ts';

const TYPES = ['pickup', 'dine_in', 'delivery'] as const;

/** The last look before an order: what, how, who and for how much. */
export function CheckoutPage() {
  const { client, session, format } = useShop();
  const { texts } = useTexts();
  const { basket, clear } = useBasket();
  const priced = useQuote();
  const [, navigate] = useLocation();
  const [type, setType] = useState<(typeof TYPES)[number]>('pickup');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  /** The API's new quote where the last one could not be kept: the person has to see it first. */
  const [changed, setChanged] = useState<Quote>();
  const quote = changed ?? priced.quote;
  if (basket.lines.length === 0 && !isBusy) {
    return (
      <Page title={texts.checkout}>
        <p className="text-soft">{texts.basketEmpty}</p>
      </Page>
    );
  }
  const place = async (form: FormData): Promise<void> => {
    if (quote === undefined) return;
    setBusy(true);
    setError(undefined);
    const words = (name: string): string => String(form.get(name) ?? '').trim();
    const [table, address, note] = [words('table'), words('address'), words('note')];
    const fulfilment = {
      type,
      ...(type === 'dine_in' && table !== '' ? { table } : {}),
      ...(type === 'delivery' && address !== '' ? { address } : {}),
    };
    try {
      const body = { quote_id: quote.id, fulfilment, note: note === '' ? null : note };
      const order = await unwrap(client.api.POST('/v1/orders', { body }));
      navigate(`/orders/${order.id}`);
      clear();
    } catch (failure) {
      setError(failure);
      if (failure instanceof RaglineError && failure.problem.quote !== undefined) setChanged(failure.problem.quote);
      setBusy(false);
    }
  };
  const isGuest = session?.roles.includes('guest') ?? true;
  return (
    <Page title={texts.checkout}>
      <form
        onSubmit={(event) => {
          // Not `action`: React empties the fields after that, also when the order was refused.
          event.preventDefault();
          void place(new FormData(event.currentTarget));
        }}
        className="grid gap-5"
      >
        <Card title={texts.basket}>
          {quote !== undefined && <Lines {...quote} />}
          {quote !== undefined && <Warnings warnings={quote.warnings} />}
          {quote === undefined ? (
            <p className="h-24 text-soft">{texts.pricing}</p>
          ) : (
            <Totals quote={quote} isStale={changed === undefined && priced.isStale} />
          )}
          <Link href="/?show=basket" className="font-medium text-brand underline underline-offset-4">
            {texts.basketAgain}
          </Link>
        </Card>
        <Card title={texts.how}>
          <fieldset className="grid grid-cols-3 gap-2">
            <legend className="sr-only">{texts.how}</legend>
            {TYPES.map((one) => (
              <label
                key={one}
                className="flex min-h-12 items-center justify-center rounded-xl border border-line px-2 text-center font-medium has-checked:border-brand has-checked:bg-brand-soft has-focus-visible:outline-3"
              >
                <input
                  type="radio"
                  name="type"
                  value={one}
                  checked={type === one}
                  onChange={() => setType(one)}
                  className="sr-only"
                />
                {{ pickup: texts.pickup, dine_in: texts.dineIn, delivery: texts.delivery }[one]}
              </label>
            ))}
          </fieldset>
          {type === 'dine_in' && <Field label={texts.table} name="table" maxLength={40} />}
          {type === 'delivery' && (
            <Field label={texts.address} name="address" maxLength={500} required autoComplete="street-address" />
          )}
          <TextArea label={texts.note} hint={texts.noteHint} name="note" maxLength={500} />
        </Card>
        <Card title={texts.who}>
          <p className="text-soft">{isGuest ? texts.asGuest : texts.asCustomer}</p>
          {isGuest && (
            <Link href="/account?to=checkout" className="font-medium text-brand underline underline-offset-4">
              {texts.logIn}
            </Link>
          )}
        </Card>
        {changed !== undefined && <Notice kind="warn">{texts.priceChanged}</Notice>}
        <OrderFault error={error} lines={quote?.items ?? []} />
        {priced.error !== null && changed === undefined && <OrderFault error={priced.error} lines={priced.lines} />}
        <Button
          kind="primary"
          type="submit"
          className="sticky bottom-4 min-h-14 text-lg shadow-lg"
          isBusy={isBusy}
          disabled={quote === undefined || (changed === undefined && (priced.isStale || priced.error !== null))}
        >
          {quote === undefined ? texts.pricing : texts.placeOrder(format.money(quote.total, quote.currency))}
        </Button>
      </form>
    </Page>
  );
}
