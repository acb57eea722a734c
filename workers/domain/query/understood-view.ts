import type { Understood } from '../../../contracts/understood.ts';
import { NONE_UNCONFIRMED } from './confirm-doubts.ts';
import type { SpokenAmount } from './prices.ts';
import type { UnderstoodQuery } from './understood-query.ts';

const priceView = (amount: SpokenAmount | undefined): Understood['max_price'] =>
  amount === undefined ? null : { amount: amount.text, currencies: [...amount.currencies] };

/** The conditions that were understood, as an answer shows them. */
export const understoodView = (understood: UnderstoodQuery, unconfirmed = NONE_UNCONFIRMED): Understood => ({
  allergies: understood.allergies,
  refused: [...understood.unwanted, ...understood.foods, ...understood.words],
  diets: understood.diets,
  contains: understood.contains,
  unconfirmed: unconfirmed.codes,
  min_price: priceView(understood.min),
  max_price: priceView(understood.max),
  not_understood: [...new Set([...understood.notUnderstood, ...unconfirmed.words])],
});
