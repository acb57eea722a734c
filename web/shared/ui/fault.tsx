import { useLanguage } from '../language.ts';
import { sentenceOf } from '../problem.ts';
import { Notice } from './notice.tsx';

/** The error in the reader's language; renders nothing without one. */
export function Fault({ error }: { error: unknown }) {
  const language = useLanguage();
  return error === null || error === undefined ? null : <Notice kind="bad">{sentenceOf(error, language)}</Notice>;
}
