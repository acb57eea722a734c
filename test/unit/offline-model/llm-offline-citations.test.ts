import { describe, expect, it } from 'vitest';
import type { KnowledgeHit } from '../../../contracts/knowledge.ts';
import { citedSentences } from '../../../workers/offline-model/citations.ts';
import { contentWords } from '../../../workers/offline-model/language.ts';
import { plain } from '../../../workers/offline-model/sayings.ts';
import { topicsOf } from '../../../workers/offline-model/shop-topics.ts';

const TEXT =
  'We are open from Tuesday to Sunday, 12.00 to 22.30. On Mondays we are closed.\nWe deliver within 5 km, from EUR 20. Cards and cash are welcome.';
const HIT: KnowledgeHit = {
  document_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70',
  title: 'Good to know',
  chunk_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e71',
  heading: null,
  text: TEXT,
  span: { start: 100, end: 100 + TEXT.length },
  score: 1,
};
const cite = (question: string, hits = [HIT]) => citedSentences(contentWords(question, 'en'), hits);

describe('citations', () => {
  it.each([
    ['Are you closed on Mondays?', 'On Mondays we are closed.'],
    ['Do you deliver?', 'We deliver within 5 km, from EUR 20.'],
    ['What about delivery?', 'We deliver within 5 km, from EUR 20.'],
    ['Can I pay by card?', 'Cards and cash are welcome.'],
  ])('%s', (question, sentence) => {
    const [best] = cite(question);
    expect(best?.sentence).toBe(sentence);
    expect(TEXT.slice((best?.start ?? 0) - 100, (best?.end ?? 0) - 100)).toBe(sentence);
    expect(best?.title).toBe('Good to know');
  });

  it.each([
    'What is the delivery fee?',
    'How much is delivery?',
    'Was kostet die Lieferung?',
    'Combien coûte la livraison ?',
  ])('answers %s with an amount', (question) => {
    const text = 'We deliver within five kilometres of the bistro, every day.\nDelivery costs EUR 2.50.';
    const asked = plain(question);
    const cited = citedSentences(contentWords(question, 'en'), [{ ...HIT, text }], { topics: topicsOf(asked), asked });
    expect(cited[0]?.sentence).toBe('Delivery costs EUR 2.50.');
  });

  it('cites nothing without a shared word', () => {
    expect(cite('Is there parking?')).toEqual([]);
  });

  it('takes the first sentence below a heading that answers', () => {
    const hit = { ...HIT, heading: 'Parking', text: 'Behind the house are ten places. They cost nothing.' };
    expect(cite('Is there parking?', [hit])[0]?.sentence).toBe('Behind the house are ten places.');
  });

  it.each([
    ['what are your opening hours', 'en'],
    ['when do you open?', 'en'],
    ['wann habt ihr geöffnet?', 'de'],
    ['quels sont vos horaires ?', 'fr'],
    ['a che ora aprite?', 'it'],
    ['¿a qué hora abren?', 'es'],
    ['wat zijn de openingstijden?', 'nl'],
  ] as const)('quotes the sentence with the hours: %s', (question, language) => {
    const faq = '## When are you open?\n\nTuesday to Sunday, 11:30 to 14:30. On Mondays we are closed.';
    const policies = '## Complaints\n\nIf something is missing, tell us within 24 hours. A refund takes three days.';
    const hits = [policies, faq].map((text) => ({ ...HIT, text }));
    const cited = citedSentences(contentWords(question, language), hits, { topics: topicsOf(plain(question)) });
    expect(cited[0]?.sentence).toBe('Tuesday to Sunday, 11:30 to 14:30.');
    expect(cited.map(({ sentence }) => sentence).join()).not.toContain('24 hours');
  });

  it('cites the section whose heading matches, of several in a chunk', () => {
    const text =
      '# Questions\n\n## Do you have parking?\n\nIn the yard.\n\n## When are you open?\n\nFrom noon. On Mondays not at all.';
    expect(cite('when are you open?', [{ ...HIT, heading: 'Questions', text }])[0]?.sentence).toBe('From noon.');
    expect(cite('is there parking?', [{ ...HIT, heading: 'Questions', text }])[0]?.sentence).toBe('In the yard.');
  });
});
