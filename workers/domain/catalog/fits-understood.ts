import { type SQL, sql } from 'drizzle-orm';
import { groupsOf, inOrder, membersOf } from '../../../contracts/allergens/codes.ts';
import type { UnderstoodQuery } from '../query/understood-query.ts';
import { lacks, refusedCodes, safeFor, texts } from './safe-for.ts';

/**
 * The condition that a product fits what a text says: declared safe for what harms, and of every diet; or called by it,
 * as “Lactose-free milk” is, with nothing declared against it. What only its texts tell is for `offerOf`.
 * @param table The name or alias of `products` in the statement.
 */
export function fitsUnderstood({ allergies, diets, phrases, unwanted }: UnderstoodQuery, table: string): SQL {
  const p = sql.identifier(table);
  const refusals = { exclude_allergens: allergies, diets };
  const isSafe = safeFor(refusals, table);
  const codes = refusedCodes(refusals);
  const declared = texts(
    inOrder([...codes, ...unwanted]).flatMap((code) => [code, ...membersOf(code), ...groupsOf(code)]),
  );
  const isAgainst = sql`(${p}.allergens && ${declared} OR ${p}.may_contain && ${declared})`;
  const isWanted =
    unwanted.length === 0 ? sql`true` : lacks(texts(unwanted.flatMap((code) => [code, ...membersOf(code)])), table);
  if (codes.length + diets.length === 0 || phrases.length === 0) return sql`${isSafe} AND ${isWanted}`;
  const name = sql`' ' || translate(fold_text(${p}.name), '-‐‑/_''', '      ') || ' '`;
  const isCalled = sql.join(
    phrases.map((phrase) => sql`${name} LIKE ${`% ${phrase.replace(/[\\%_]/g, '\\$&')} %`}`),
    sql` OR `,
  );
  return sql`(${isSafe} OR (${isCalled}) AND NOT ${isAgainst}) AND ${isWanted}`;
}
