import type { components } from '@ragline/client';
import type { Format } from '../../shared/format.ts';
import type { Language } from '../../shared/language.ts';
import type { Texts } from '../texts/en.ts';
import { wordsFor } from '../texts/words-for.ts';

type Entry = Pick<components['schemas']['AuditEntry'], 'resource_type' | 'details'>;
interface Reader {
  texts: Texts;
  language: Language;
  format: Pick<Format, 'money' | 'dateTime'>;
}

const AMOUNTS: ReadonlySet<string> = new Set(['total', 'total_before']);
const TIMES: ReadonlySet<string> = new Set(['expires_at', 'since']);

/** The details of an entry in the reader's words: [name, value]. */
export function detailsInWords({ resource_type: type, details }: Entry, reader: Reader): Array<[string, string]> {
  const { texts, format } = reader;
  const { currency, ...facts } = details;
  const inWordsOf = (key: string, value: unknown): string => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return texts.none;
    if (typeof value === 'boolean') return value ? texts.yes : texts.no;
    if (typeof value === 'number') {
      if (AMOUNTS.has(key) && typeof currency === 'string') return format.money(value, currency);
      if (key === 'cost_micros') return texts.micros(value);
      return key === 'overlap_seconds' ? texts.seconds(value) : texts.count(value);
    }
    if (key === 'descendants' && Array.isArray(value)) return texts.count(value.length);
    if (Array.isArray(value)) return value.map((one) => inWordsOf(key, one)).join(', ');
    if (typeof value === 'object') return inWords(value as Record<string, unknown>).join(', ');
    return wordOf(type, key, String(value), reader);
  };
  const nameOf = (key: string): string => wordsFor(texts.facts, key);
  const inWords = (nested: Record<string, unknown>): string[] =>
    Object.entries(nested).map(([key, value]) => `${nameOf(key)} ${inWordsOf(key, value)}`);
  // The database keeps names by their length: `to` comes before `from`.
  const order = Object.keys(texts.facts);
  const place = (key: string): number => (order.indexOf(key) + order.length) % order.length;
  const sorted = Object.entries(facts).sort(([one], [other]) => place(one) - place(other));
  return sorted.map(([key, value]) => [nameOf(key), inWordsOf(key, value)]);
}

/** Translates a code of the API for the reader. Returns other text unchanged. */
function wordOf(type: Entry['resource_type'], key: string, text: string, { texts, language, format }: Reader): string {
  if (TIMES.has(key)) return format.dateTime(text);
  if (key === 'language') return new Intl.DisplayNames(language, { type: 'language' }).of(text) ?? text;
  if (key === 'fields') return wordsFor(texts.facts, text);
  const statuses: Record<string, string> =
    type === 'order' ? texts.orderStatus : type === 'help_request' ? texts.helpStatus : texts.deadLetterStatus;
  const reasons: Record<string, string> = type === 'session' ? texts.endReasons : texts.disabled;
  const words: Record<string, Record<string, string>> = {
    ...{ from: statuses, to: statuses, status: statuses, reason: reasons, kind: texts.helpKinds },
    ...{ roles: texts.roles, scopes: texts.scopeNames, event_types: texts.eventNames },
  };
  return words[key]?.[text] ?? text;
}
