import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { RaglineError } from '../shared/client.ts';
import { Totals, Warnings } from '../shared/shop/priced.tsx';
import { useShop } from '../shared/shop/shop.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { CloseIcon, MinusIcon, PlusIcon, TrashIcon } from '../shared/ui/icons.tsx';
import { type BasketLine, lineKey, useBasket } from './basket.ts';
import { DishArt } from './dish-art.tsx';
import { faultyLines, OrderFault } from './order-fault.tsx';
import { useTexts } from './texts.ts';
import { requestQuote, useQuote } from './use-quote.ts';
import { useWishes } from './wishes.ts';

/** The basket, its price, and the button to order it. */
export function BasketPanel({ hasTitle = true }: { hasTitle?: boolean }) {
  const { texts } = useTexts();
  const { basket } = useBasket();
  const { quote, error, lines, isStale, refetch } = useQuote();
  const [, navigate] = useLocation();
  const panel = useRef<HTMLDivElement>(null);
  if (basket.lines.length === 0) {
    return (
      <div ref={panel} tabIndex={-1} className="grid place-items-center gap-2 px-6 py-14 text-center outline-none">
        <DishArt name="espresso" category={null} className="mb-3 size-28 rounded-full" />
        {hasTitle && <h2 className="sr-only">{texts.basket}</h2>}
        <p className="font-display text-xl font-semibold">{texts.basketEmpty}</p>
        <p className="text-soft">{texts.basketEmptyHint}</p>
      </div>
    );
  }
  return (
    <div ref={panel} tabIndex={-1} className="grid gap-4 p-5 outline-none">
      {hasTitle && <h2 className="font-display text-xl font-semibold">{texts.basket}</h2>}
      <ul className="grid gap-3">
        {basket.lines.map((line) => (
          <Line key={lineKey(line)} line={line} onRemove={() => panel.current?.focus()} />
        ))}
      </ul>
      <Codes />
      {error !== null && (
        <div className="grid gap-2">
          <OrderFault error={error} lines={lines} />
          {!(error instanceof RaglineError) && <Button onClick={() => void refetch()}>{texts.tryAgain}</Button>}
        </div>
      )}
      {quote !== undefined && error === null && <Warnings warnings={quote.warnings} />}
      {error === null &&
        (quote === undefined ? (
          <p className="h-24 text-soft">{texts.pricing}</p>
        ) : (
          <Totals quote={quote} isStale={isStale} />
        ))}
      <Button
        kind="primary"
        className="min-h-12 text-lg"
        disabled={error !== null || quote === undefined}
        onClick={() => navigate('/checkout')}
      >
        {texts.checkout}
      </Button>
    </div>
  );
}

/** @param onRemove The button that has the focus goes with its line. */
function Line({ line, onRemove }: { line: BasketLine; onRemove(): void }) {
  const { format } = useShop();
  const { texts } = useTexts();
  const { setQuantity } = useBasket();
  const { quote, error, lines } = useQuote();
  const key = lineKey(line);
  const isRefused = faultyLines(error, lines).some((one) => lineKey(one) === key);
  const priced = quote?.items.find((item) => lineKey(item) === key && item.quantity === line.quantity);
  const button = 'grid size-10 place-items-center rounded-full hover:bg-sunk';
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-3">
      <div className="min-w-0">
        <p className="font-medium">{line.name}</p>
        {line.options.length > 0 && (
          <p className="text-sm text-soft">{line.options.map(({ name }) => name).join(', ')}</p>
        )}
        {isRefused && <p className="text-sm font-semibold text-bad">{texts.lineRefused}</p>}
      </div>
      <p className="text-right font-medium tabular-nums">
        {priced !== undefined && quote !== undefined
          ? format.money(priced.total + priced.discount, quote.currency)
          : ' '}
      </p>
      <div className="-ml-2.5 flex items-center">
        <button
          type="button"
          aria-label={line.quantity === 1 ? texts.remove(line.name) : texts.lessNamed(line.name)}
          onClick={() => {
            if (line.quantity === 1) onRemove();
            setQuantity(key, line.quantity - 1);
          }}
          className={button}
        >
          {line.quantity === 1 ? <TrashIcon /> : <MinusIcon />}
        </button>
        <output className="min-w-6 text-center font-semibold tabular-nums">{line.quantity}</output>
        <button
          type="button"
          aria-label={texts.moreNamed(line.name)}
          onClick={() => setQuantity(key, line.quantity + 1)}
          className={button}
        >
          <PlusIcon />
        </button>
      </div>
    </li>
  );
}

/** Try a code before it is kept: the basket has no price with a code that does not apply. */
function Codes() {
  const { client } = useShop();
  const { texts } = useTexts();
  const { basket, setCodes } = useBasket();
  const [wishes] = useWishes();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [text, setText] = useState('');
  const apply = async (): Promise<void> => {
    const code = text.trim().toUpperCase();
    if (code === '') return;
    if (basket.codes.includes(code)) return setText('');
    setBusy(true);
    setError(undefined);
    try {
      const codes = [...basket.codes, code];
      await requestQuote(client, { ...basket, codes }, wishes);
      setCodes(codes);
      setText('');
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="grid gap-2">
      {basket.codes.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {basket.codes.map((code) => (
            <li
              key={code}
              className="flex items-center gap-1 rounded-full bg-leaf-soft pl-3 text-sm font-semibold text-leaf"
            >
              {code}
              <button
                type="button"
                aria-label={texts.codeRemove(code)}
                onClick={() => setCodes(basket.codes.filter((one) => one !== code))}
                className="grid size-9 place-items-center rounded-full"
              >
                <CloseIcon className="size-4" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void apply();
        }}
        className="flex gap-2"
      >
        <input
          value={text}
          onChange={({ target }) => setText(target.value)}
          aria-label={texts.code}
          placeholder={texts.code}
          autoComplete="off"
          maxLength={40}
          className="h-11 min-w-0 flex-1 rounded-xl border border-line bg-page px-3 uppercase placeholder:normal-case placeholder:text-soft"
        />
        <Button type="submit" isBusy={isBusy}>
          {texts.codeAdd}
        </Button>
      </form>
      <Fault error={error} />
    </div>
  );
}
