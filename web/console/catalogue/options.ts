import type { Product } from '../../shared/client.ts';
import { toDecimal, toMinor } from './amounts.ts';
import { type Declaration, declarationOf, declaredBy, UNDECLARED } from './declaration.ts';

type Group = Product['option_groups'][number];

/** An option as its form holds it. */
export interface DraftOption extends Declaration {
  id: string;
  name: string;
  /** Decimal, as it is written. */
  price: string;
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
  ...UNDECLARED,
});
export const newGroup = (): DraftGroup => ({ id: newId(), name: '', min: '0', max: '1', options: [newOption()] });

export const draftGroups = (groups: readonly Group[], currency: string): DraftGroup[] =>
  groups.map(({ id, name, min = 0, max = 1, options }) => ({
    ...{ id, name, min: String(min), max: String(max) },
    options: options.map(({ id: optionId, name: optionName, price_delta = 0, ...declared }) => ({
      ...{ id: optionId, name: optionName },
      ...declarationOf(declared),
      price: `${price_delta < 0 ? '-' : ''}${toDecimal(Math.abs(price_delta), currency)}`,
    })),
  }));

export const groupsOf = (drafts: readonly DraftGroup[], currency: string): Group[] =>
  drafts.map(({ id, name, min, max, options }) => ({
    ...{ id, name, min: Number(min), max: Number(max) },
    options: options.map(({ id: optionId, name: optionName, price, ...declaration }) => ({
      ...{ id: optionId, name: optionName },
      ...declaredBy(declaration),
      price_delta: toSignedMinor(price, currency),
    })),
  }));

const toSignedMinor = (text: string, currency: string): number =>
  text.trim().startsWith('-') ? -toMinor(text.trim().slice(1), currency) : toMinor(text, currency);
