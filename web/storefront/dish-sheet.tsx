import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Product, RaglineError } from '../shared/client.ts';
import { useShop } from '../shared/shop/shop.tsx';
import { announce } from '../shared/ui/announcer.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { Sheet } from '../shared/ui/sheet.tsx';
import { Stepper } from '../shared/ui/stepper.tsx';
import { type BasketOption, useBasket } from './basket.ts';
import { Declared, useDeclaredBriefly } from './declared.tsx';
import { isSoldOut } from './dish-card.tsx';
import { DishPicture } from './dish-picture.tsx';
import { productQuery } from './product-query.ts';
import type { Texts } from './texts/en.ts';
import { useTexts } from './texts.ts';

type Group = Product['option_groups'][number];

/** A dish with its options and its declaration, to be put into the basket. */
export function DishSheet({ id, onClose }: { id: string; onClose(): void }) {
  const { client } = useShop();
  const { texts } = useTexts();
  const queries = useQueryClient();
  const { data: dish, error } = useQuery({
    ...productQuery(client, id),
    // The menu has it already.
    placeholderData: () => findLoaded(queries.getQueriesData({ queryKey: ['products'] }), id),
  });
  if (dish === undefined) {
    return (
      <Sheet title={texts.menu} closeLabel={texts.close} onClose={onClose}>
        <div className="min-h-60 p-5">
          {error === null && texts.loading}
          {error instanceof RaglineError ? <Notice kind="bad">{texts.dishGone}</Notice> : <Fault error={error} />}
        </div>
      </Sheet>
    );
  }
  return <Dish dish={dish} onClose={onClose} key={dish.id} />;
}

function Dish({ dish, onClose }: { dish: Product; onClose(): void }) {
  const { format } = useShop();
  const { texts } = useTexts();
  const { add } = useBasket();
  const [quantity, setQuantity] = useState(1);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const isOn = (group: Group, optionId: string): boolean => chosen.has(`${group.id} ${optionId}`);
  const options: BasketOption[] = dish.option_groups.flatMap((group) =>
    group.options
      .filter(({ id }) => isOn(group, id))
      .map(({ id, name }) => ({ group_id: group.id, option_id: id, name })),
  );
  const extra = dish.option_groups
    .flatMap((group) => group.options.filter(({ id }) => isOn(group, id)))
    .reduce((sum, { price_delta = 0 }) => sum + price_delta, 0);
  const isComplete = dish.option_groups.every(
    (group) => group.options.filter(({ id }) => isOn(group, id)).length >= (group.min ?? 0),
  );
  const price = Math.max(0, dish.price.amount + extra) * quantity;
  const clear = (group: Group): Set<string> =>
    new Set([...chosen].filter((key) => group.options.every(({ id }) => key !== `${group.id} ${id}`)));
  const toggle = (group: Group, optionId: string): void => {
    const key = `${group.id} ${optionId}`;
    const next = (group.max ?? 1) === 1 && !chosen.has(key) ? clear(group) : new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  return (
    <Sheet
      title={dish.name}
      closeLabel={texts.close}
      onClose={onClose}
      footer={
        <div className="flex items-center gap-3">
          <Stepper
            label={texts.quantity}
            less={texts.less}
            more={texts.moreOf}
            value={quantity}
            onChange={setQuantity}
          />
          <Button
            kind="primary"
            className="min-h-12 flex-1 text-lg"
            disabled={isSoldOut(dish) || !isComplete}
            onClick={() => {
              add({ product_id: dish.id, name: dish.name, quantity, options });
              announce(texts.added(dish.name));
              onClose();
            }}
          >
            {isSoldOut(dish) ? texts.soldOut : texts.addFor(format.money(price, dish.price.currency))}
          </Button>
        </div>
      }
    >
      <DishPicture dish={dish} className="h-44 w-full sm:h-56" />
      <div className="grid gap-5 p-5">
        <div className="flex items-baseline justify-between gap-4">
          <p className="text-pretty text-soft">{dish.description}</p>
          <p className="shrink-0 text-lg font-semibold tabular-nums">
            {format.money(dish.price.amount, dish.price.currency)}
          </p>
        </div>
        <Declared {...dish} />
        {dish.option_groups.map((group) => (
          <Options
            key={group.id}
            dish={dish}
            group={group}
            isOn={(id) => isOn(group, id)}
            onToggle={(id) => toggle(group, id)}
            onClear={() => setChosen(clear(group))}
          />
        ))}
      </div>
    </Sheet>
  );
}

function Options({
  dish,
  group,
  isOn,
  onToggle,
  onClear,
}: {
  dish: Product;
  group: Group;
  isOn(optionId: string): boolean;
  onToggle(optionId: string): void;
  onClear(): void;
}) {
  const { format } = useShop();
  const { texts } = useTexts();
  const declaredBriefly = useDeclaredBriefly();
  const { min = 0, max = 1 } = group;
  const isOneOf = max === 1 && (min > 0 || group.options.length > 1);
  const kind = isOneOf ? { type: 'radio', name: `${dish.id} ${group.id}` } : { type: 'checkbox' };
  const isFull = max > 1 && group.options.filter(({ id }) => isOn(id)).length >= max;
  const rule = ruleOf(min, max, texts);
  return (
    <fieldset>
      <legend className="mb-2 flex w-full items-baseline justify-between">
        <span className="font-semibold">{group.name}</span>
        <span className={`text-sm ${min > 0 ? 'font-medium text-brand' : 'text-soft'}`}>{rule}</span>
      </legend>
      <div className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-card">
        {isOneOf && min === 0 && (
          // A radio button cannot be cleared, so an optional choice has one for none.
          <label className="flex min-h-12 items-center gap-3 px-4 py-2">
            <input
              {...kind}
              checked={!group.options.some(({ id }) => isOn(id))}
              onChange={onClear}
              className="size-5 shrink-0 accent-brand"
            />
            {texts.asOnMenu}
          </label>
        )}
        {group.options.map((option) => {
          const declared = declaredBriefly({
            allergens: option.allergens ?? null,
            may_contain: option.may_contain ?? [],
            free_of: option.free_of ?? [],
          });
          return (
            <label key={option.id} className="flex min-h-12 items-center gap-3 px-4 py-2 has-disabled:opacity-50">
              <input
                {...kind}
                checked={isOn(option.id)}
                disabled={isFull && !isOn(option.id)}
                onChange={() => onToggle(option.id)}
                className="size-5 shrink-0 accent-brand"
              />
              <span className="flex-1">
                {option.name}
                {declared !== '' && <span className="block text-sm text-soft">{declared}</span>}
              </span>
              <span className="text-soft tabular-nums">
                {format.moneyDelta(option.price_delta ?? 0, dish.price.currency)}
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function ruleOf(min: number, max: number, texts: Texts): string {
  if (min > 0) return min === max ? texts.chooseExactly(min) : texts.required;
  return max === 1 ? texts.optional : texts.chooseUpTo(max);
}

/** A product among the pages of lists that are loaded. */
function findLoaded(lists: Array<[unknown, unknown]>, id: string): Product | undefined {
  for (const [, data] of lists) {
    const pages = (data as { pages?: Array<{ data: Product[] }> } | undefined)?.pages ?? [];
    const found = pages.flatMap((page) => page.data).find((product) => product.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}
