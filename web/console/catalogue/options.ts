import type { Product } from '../../shared/client.ts';
import { toDecimal, toMinor } from './amounts.ts';

type Group = Product['option_groups'][number];
type Option = Group['options'][number];

/** An option as its form holds it. What the form does not show, such as its allergens, stays as it was. */
export interface DraftOption {
  id: string;
  name: string;
  /** Decimal, as it is written. */
  price: string;
  rest: Omit<Option, 'id' | 'name' | 'price_delta'>;
}

export interface DraftGroup {
  id: string;
  name: string;
  min: string;
  max: string;
  options: DraftOption[];
}

const newId = (): string => crypto.randomUUID().slice(0, 8);
export const newOption = (): DraftOption => ({
  ...{ id: newId(), name: '', price: '0' },
  rest: { allergens: null, may_contain: [], free_of: [], dietary: [] },
});
export const newGroup = (): DraftGroup => ({ id: newId(), name: '', min: '0', max: '1', options: [newOption()] });

export const draftGroups = (groups: readonly Group[], currency: string): DraftGroup[] =>
  groups.map(({ id, name, min = 0, max = 1, options }) => ({
    ...{ id, name, min: String(min), max: String(max) },
    options: options.map(({ id: optionId, name: optionName, price_delta = 0, ...rest }) => ({
      ...{ id: optionId, name: optionName, rest },
      price: `${price_delta < 0 ? '-' : ''}${toDecimal(Math.abs(price_delta), currency)}`,
    })),
  }));

export const groupsOf = (drafts: readonly DraftGroup[], currency: string): Group[] =>
  drafts.map(({ id, name, min, max, options }) => ({
    ...{ id, name, min: Number(min), max: Number(max) },
    options: options.map(({ id: optionId, name: optionName, price, rest }) => ({
      ...{ ...rest, id: optionId, name: optionName },
      price_delta: toSignedMinor(price, currency),
    })),
  }));

const toSignedMinor = (text: string, currency: string): number =>
  text.trim().startsWith('-') ? -toMinor(text.trim().slice(1), currency) : toMinor(text, currency);
