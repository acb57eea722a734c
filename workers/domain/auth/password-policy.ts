import { eq } from 'drizzle-orm';
import { MIN_PASSWORD_LENGTH } from '../../../contracts/password.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Unit } from '../context.ts';
import { COMMON_FRAGMENTS } from './common-passwords.ts';

/** The characters that must remain of a password without its guessable parts. */
const MIN_REMAINDER = 5;

/**
 * NIST SP 800-63B-4, section 3.1.1.2: long enough, no rule on which characters, and not one of the passwords that are
 * tried first, words of the account's own context included.
 * @param context The tenant's slug, the account's e-mail.
 * @param path The field of the request that holds the password.
 * @throws {ProblemError} `invalid_request` at `path`.
 */
export function requireUncommonPassword(password: string, context: readonly string[], path = 'password'): void {
  // Counted as the hash sees it: in code points, after NFKC.
  if ([...password.normalize('NFKC')].length < MIN_PASSWORD_LENGTH) {
    throw refused(path, `must have at least ${MIN_PASSWORD_LENGTH} characters`);
  }
  if (isGuessable(password, context)) throw refused(path, 'is too easy to guess: add words of your own');
}

/**
 * Returns whether little is left of it without common words, words of its context, and repeated or running characters.
 */
function isGuessable(password: string, context: readonly string[]): boolean {
  let rest = squash(password);
  const fragments = [...contextWords(context), ...COMMON_FRAGMENTS].toSorted((a, b) => b.length - a.length);
  for (const fragment of fragments) rest = rest.replaceAll(fragment, ' ');
  const kept = withoutRuns(withoutRepetition(rest.replaceAll(' ', '')));
  return kept.length < MIN_REMAINDER;
}

/** Keeps letters, marks and digits, in lower case. */
const squash = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/** The slug and the parts of the e-mail, whole and by their words; two letters prove nothing. */
function contextWords(context: readonly string[]): string[] {
  const words = context.flatMap((text) => {
    const [local = '', domain = ''] = text.split('@');
    return [local, domain, ...local.split(/[^\p{L}\p{N}]+/u), ...domain.split('.')];
  });
  return words.map(squash).filter((word) => word.length >= 3);
}

/** Keeps one copy of a repeated text: `ha` of `hahahahahahahaha`. */
function withoutRepetition(text: string): string {
  return /^(.+?)\1+$/su.exec(text)?.[1] ?? text;
}

/** Without three or more neighbours in a row that are equal, or that follow each other up or down: `aaa`, `4321`. */
function withoutRuns(text: string): string {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.map((code, index) => code - (codes[index - 1] ?? Number.NaN));
  const isRun = (index: number): boolean =>
    [-1, 0, 1].includes(steps[index] ?? Number.NaN) && steps[index] === steps[index + 1];
  const inRun = (index: number): boolean => isRun(index + 1) || isRun(index) || isRun(index - 1);
  return codes
    .filter((_, index) => !inRun(index))
    .map((code) => String.fromCodePoint(code))
    .join('');
}

const refused = (path: string, message: string): ProblemError =>
  new ProblemError('invalid_request', `${path}: ${message}`, { errors: [{ path, message }] });

/** The slug of the running transaction's tenant: a word that its passwords must not live on. */
export async function tenantSlugOf({ tx, tenantId }: Unit): Promise<string> {
  const [tenant] = await tx.select({ slug: tenants.slug }).from(tenants).where(eq(tenants.id, tenantId));
  return tenant?.slug ?? '';
}
