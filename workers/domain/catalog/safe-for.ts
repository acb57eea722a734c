import { type SQL, sql } from 'drizzle-orm';
import { type AllergenCode, groupsOf, inOrder, membersOf } from '../../../contracts/allergens/codes.ts';
import { DIET_CODES, type DietCode, neverIn, refusedBy, tagsFor } from '../../../contracts/diets.ts';

/** Refused allergens and diets, as codes. */
export interface Refusals {
  exclude_allergens: AllergenCode[];
  diets: DietCode[];
}

/** All that is refused: the allergens, and those of diets such as `gluten-free`. */
export const refusedCodes = ({ exclude_allergens, diets }: Refusals): AllergenCode[] =>
  inOrder([...exclude_allergens, ...diets.flatMap((diet) => refusedBy(diet) ?? [])]);

/**
 * The SQL condition that a product is safe for the refusals and fits every diet: `safetyOf` for the product and its
 * required option groups. Lists, search and tools share it.
 * @param table The name or alias of `products` in the statement.
 */
export function safeFor(refusals: Refusals, table: string): SQL {
  const p = sql.identifier(table);
  const conditions = [
    ...refusedCodes(refusals).map((code) => sql`(${isSafe(p, code)})`),
    ...refusals.diets.filter((diet) => refusedBy(diet) === undefined).map((diet) => sql`(${fitsDiet(p, diet)})`),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `);
}

/** The condition that a product declares one of the codes, a member, or the group that it belongs to. */
export function containsAny(codes: readonly AllergenCode[], table: string): SQL {
  const p = sql.identifier(table);
  const related = codes.flatMap((code) => [code, ...membersOf(code), ...groupsOf(code)]);
  return sql`(${isDeclared(p)} AND ${p}.allergen_codes && ${texts(related)})`;
}

/** False when undeclared, or changed by the previous release, which writes words in place of codes. */
export const isDeclared = (p: Identifier): SQL =>
  sql`(${p}.allergen_codes IS NOT NULL AND ${p}.allergen_codes = ${p}.allergens)`;

type Identifier = ReturnType<typeof sql.identifier>;

function isSafe(p: Identifier, code: AllergenCode): SQL {
  const itself = texts([code, ...membersOf(code)]);
  const groups = texts(groupsOf(code));
  const claims = texts([code, ...groupsOf(code)]);
  const tags = texts(tagsThatClaim(code));
  return sql`NOT ${p}.allergens && ${itself} AND NOT ${p}.may_contain && ${itself}
    AND (${p}.free_of && ${claims} OR ${p}.dietary && ${tags}
      OR ${isDeclared(p)} AND NOT ${p}.allergens && ${groups} AND NOT ${p}.may_contain && ${groups})
    AND ${leavesChoice(p, isSafeOption(itself, groups, claims, tags))}`;
}

/** The condition that a product itself has none of the codes, and can be ordered without them, whatever is undeclared. */
export function lacks(codes: SQL, table: string): SQL {
  const p = sql.identifier(table);
  const isWithout = sql`NOT ${has('allergens', codes)} AND NOT ${has('may_contain', codes)}`;
  return sql`NOT ${p}.allergens && ${codes} AND NOT ${p}.may_contain && ${codes} AND ${leavesChoice(p, isWithout)}`;
}

/** The condition that each required group has enough options `o` that pass. */
function leavesChoice(p: Identifier, passes: SQL): SQL {
  return sql`(${p}.option_groups = '[]' OR NOT EXISTS (
    SELECT FROM jsonb_array_elements(${p}.option_groups) AS g
    WHERE (g ->> 'min')::int > (SELECT count(*) FROM jsonb_array_elements(g -> 'options') AS o WHERE ${passes})))`;
}

const has = (field: string, codes: SQL): SQL => sql`coalesce(o -> ${sql.raw(`'${field}'`)}, '[]') ?| ${codes}`;

/** The same of an option `o`, whose fields are missing when it was written before there were any. */
function isSafeOption(itself: SQL, groups: SQL, claims: SQL, tags: SQL): SQL {
  return sql`NOT ${has('allergens', itself)} AND NOT ${has('may_contain', itself)}
    AND (${has('free_of', claims)} OR ${has('dietary', tags)} OR jsonb_typeof(o -> 'allergens') = 'array'
      AND NOT ${has('allergens', groups)} AND NOT ${has('may_contain', groups)})`;
}

/** Tags that declare a product free of the code or of a group of it. */
const tagsThatClaim = (code: AllergenCode): DietCode[] =>
  DIET_CODES.filter((diet) => [code, ...groupsOf(code)].some((each) => refusedBy(diet)?.includes(each)));

function fitsDiet(p: Identifier, diet: DietCode): SQL {
  const never = neverIn(diet).flatMap((code) => [code, ...membersOf(code)]);
  return sql`${p}.dietary && ${texts(tagsFor(diet))} AND NOT ${p}.allergens && ${texts(never)}`;
}

/** A single parameter for any number of items. */
export const texts = (values: readonly string[]): SQL => sql`${sql.param([...values])}::text[]`;
