import { describe, expect, it } from 'vitest';
import type { KnowledgeHit } from '../../../contracts/knowledge.ts';
import { citedSentences } from '../../../workers/offline-model/citations.ts';
import { intentOf } from '../../../workers/offline-model/intents.ts';
import { contentWords, languageOf } from '../../../workers/offline-model/language.ts';
import { newMemory } from '../../../workers/offline-model/memory.ts';
import { plain } from '../../../workers/offline-model/sayings.ts';
import { topicsOf } from '../../../workers/offline-model/shop-topics.ts';

const QUESTIONS = {
  hours: [
    'what time do you close',
    'habt ihr sonntags offen?',
    'vous êtes ouverts le lundi ?',
    'a che ora aprite?',
    '¿a qué hora cierran?',
    'zijn jullie maandag open',
    'a que horas fecham?',
    'do której otwarte?',
    'saat kaça kadar açıksınız?',
  ],
  delivery: [
    'do you deliver',
    'liefert ihr auch?',
    'vous livrez ?',
    'consegnate a domicilio?',
    '¿hacen entregas?',
    'bezorgen jullie ook?',
    'fazem entregas?',
    'ile kosztuje dostawa',
    'teslimat var mı',
  ],
  payment: [
    'can i pay cash',
    'kann ich mit Karte zahlen?',
    'on peut payer par carte bancaire ?',
    'posso pagare con carta di credito?',
    '¿puedo pagar con tarjeta?',
    'kan ik pinnen',
    'posso pagar com cartão?',
    'czy można płacić kartą',
    'kredi kartı geçiyor mu',
  ],
};
const SENTENCES = {
  hours: [
    'Wir haben von 11 bis 22 Uhr geöffnet.',
    'Open from noon to ten.',
    'Ouvert de midi à 22 h.',
    'Aperto dalle 12 alle 22.',
    'Abierto de 12 a 22.',
    'Geopend van 12 tot 22 uur; op maandag gesloten.',
    'Aberto das 12h às 22h.',
    'Otwarte od 12 do 22.',
  ],
  delivery: [
    'Wir liefern nicht.',
    'Delivery costs two pounds.',
    'Pas de livraison.',
    'Consegniamo entro 3 km.',
    'Entregamos en la ciudad.',
    'We bezorgen vanaf 20 euro.',
    'Entregamos em casa.',
    'Dostawa kosztuje 8 zł.',
  ],
  payment: [
    'Bargeld und Kreditkarten.',
    'Cards only, no cash.',
    'Carte bancaire et espèces.',
    'Contanti e carte di credito.',
    'Solo efectivo, sin tarjeta.',
    'Pinnen en contant.',
    'Só dinheiro, sem cartões.',
    'Karta, gotówka i BLIK.',
  ],
};
const hitOf = (text: string): KnowledgeHit => ({
  document_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70',
  title: 'About',
  chunk_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e71',
  heading: null,
  text,
  span: { start: 0, end: text.length },
  score: 1,
});

describe.each(Object.keys(QUESTIONS) as Array<keyof typeof QUESTIONS>)('a question about %s', (topic) => {
  it.each(QUESTIONS[topic])('%s: is asked of the shop, and answered from its texts in any language', (question) => {
    expect(intentOf(question, newMemory(0, new Set()))).toBe('ask');
    const words = contentWords(question, languageOf(question, 'en'));
    const others = Object.values(SENTENCES).map((sentences) => sentences[0]);
    for (const sentence of SENTENCES[topic]) {
      const texts = [...others.filter((other) => other !== SENTENCES[topic][0]), sentence].join('\n');
      const [best] = citedSentences(words, [hitOf(texts)], { topics: topicsOf(plain(question)) });
      expect(best?.sentence, sentence).toBe(sentence);
    }
  });
});

it('is about a dish whose name has a topic’s word', () => {
  for (const text of ['can I have the garden salad?', 'do you have pies?', 'could I get two hot dogs please'])
    expect([text, intentOf(text, newMemory(0, new Set()))]).not.toEqual([text, 'ask']);
});
