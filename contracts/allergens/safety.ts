import { type AllergenCode, groupsOf, inOrder, membersOf } from './codes.ts';

/** A shop's declaration of a product or of an option. */
export interface AllergenDeclaration {
  /** Allergens that it contains; null: the shop has not declared it. */
  allergens: readonly AllergenCode[] | null;
  /** Allergens that it may contain traces of. */
  may_contain: readonly AllergenCode[];
  /** Allergens that the shop declares it free of, whether or not `allergens` is declared. */
  free_of: readonly AllergenCode[];
}

const VERDICTS = ['safe', 'may_contain', 'not_declared', 'contains'] as const;
type Verdict = (typeof VERDICTS)[number];

export interface Safety {
  /** The worst of all that is refused: contains, not_declared, may_contain, safe. */
  verdict: Verdict;
  /** The refused codes that are not safe, each with its own verdict, in the order of the vocabulary. */
  conflicts: Array<{ code: AllergenCode; verdict: Exclude<Verdict, 'safe'> }>;
}

/**
 * Decides if a dish with its chosen options is safe for a person who refuses the codes `refused`. It fails closed: an
 * undeclared dish is not safe. For the dish and each option, and for each refused code X, the first rule that holds
 * decides:
 * 1. it declares X or a member of X: `contains`;
 * 2. it may contain X or a member of X: `may_contain`;
 * 3. it is declared free of X or of a group of X: safe;
 * 4. it declares a group of X (nuts, for a hazelnut): `contains`, or `may_contain`;
 * 5. its allergens are not declared: `not_declared`; else safe.
 */
export function safetyOf(
  product: AllergenDeclaration,
  options: readonly AllergenDeclaration[],
  refused: readonly AllergenCode[],
): Safety {
  const conflicts: Safety['conflicts'] = [];
  for (const code of inOrder(refused)) {
    const verdict = worst([product, ...options].map((part) => verdictOf(part, code)));
    if (verdict !== 'safe') conflicts.push({ code, verdict });
  }
  return { verdict: worst(conflicts.map(({ verdict }) => verdict)), conflicts };
}

function verdictOf(part: AllergenDeclaration, code: AllergenCode): Verdict {
  const itself = [code, ...membersOf(code)];
  const groups = groupsOf(code);
  const has = (declared: readonly AllergenCode[], codes: readonly AllergenCode[]): boolean =>
    codes.some((each) => declared.includes(each));
  const contained = part.allergens ?? [];
  if (has(contained, itself)) return 'contains';
  if (has(part.may_contain, itself)) return 'may_contain';
  if (has(part.free_of, [code, ...groups])) return 'safe';
  if (has(contained, groups)) return 'contains';
  if (has(part.may_contain, groups)) return 'may_contain';
  return part.allergens === null ? 'not_declared' : 'safe';
}

const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce<Verdict>(
    (worse, verdict) => (VERDICTS.indexOf(verdict) > VERDICTS.indexOf(worse) ? verdict : worse),
    'safe',
  );
