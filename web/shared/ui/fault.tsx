import { useLanguage } from '../language.ts';
import { sentenceOf } from '../problem.ts';
import { Notice } from './notice.tsx';

/** What went wrong, in the reader's language; nothing as long as nothing did. */
export function Fault({ error }: { error: unknown }) {
  const language = useLanguage();
  return error === null || error === undefined ? null : <Notice kind="bad">{sentenceOf(error, language)}</Notice>;
}
