import { describe, expect, it } from 'vitest';
import { amountIn } from '../../../workers/domain/query/prices.ts';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';

/** The limits of a request in cents. */
function limitsIn(said: string, currency = 'EUR') {
  const { min, max } = understandQuery(said);
  return [min, max].map((amount) => (amount === undefined ? undefined : amountIn(amount, currency)));
}

describe('a price in words or in another notation', () => {
  it.each([
    ['un dessert à moins de 4 euros 50', 450],
    ['moins de 5€50', 550],
    ['quatre euros cinquante maximum', 450],
    ['un postre que no pase de cuatro cincuenta', 450],
    ['menos de 5 euros y 50 céntimos', 550],
    ["menos de 4'50€", 450],
    ['unter vier fünfzig', 450],
    ['was unter fünf Euro fuffzig', 550],
    ['unter viereinhalb Euro', 450],
    ['max. 12,- bitte', 1200],
    ['meno di cinque euro e cinquanta', 550],
    ['onder de vier euro vijftig', 450],
    ['mniej niż cztery pięćdziesiąt', 450],
    ['dört elli altında', 450],
    ['under five ninety nine', 599],
    ['a pizza for under four and a half euros', 450],
    ['no more than 8-ish', 800],
    ['something for a fiver', 500],
    ['I have got a tenner', 1000],
    ['hab nur nen Zehner', 1000],
    ['un plat, 10 euros maxi', 1000],
    ['moins de quatre-vingt-dix euros', 9000],
  ])('“%s” is read to the cent', (said, max) => {
    expect(limitsIn(said)).toEqual([undefined, max]);
  });

  it.each([
    ['between 4.50 and 8', 450, 800],
    ['zwischen vier fünfzig und acht Euro', 450, 800],
    ['entre 5 y 8 euros', 500, 800],
    ['entre 4 euros 50 et 8 euros', 450, 800],
  ])('“%s” is a range', (said, min, max) => {
    expect(limitsIn(said)).toEqual([min, max]);
  });

  it.each([
    ['unter Fr. 7.50', 'CHF', 750],
    ['bis CHF 7.–', 'CHF', 700],
    ['bis 5 Franken 50', 'CHF', 550],
    ['under 15 quid', 'GBP', 1500],
    ['for under £10', 'GBP', 1000],
  ])('“%s” is of %s alone', (said, currency, max) => {
    expect(limitsIn(said, currency)).toEqual([undefined, max]);
    expect(limitsIn(said, 'EUR')).toEqual([undefined, undefined]);
  });

  it.each(['two fifty gram steaks', 'vier fünfzig Gramm', 'seven up', 'two pizzas on friday', 'quatre vingt, merci'])(
    '“%s” names no limit, and keeps its words',
    (said) => {
      expect(limitsIn(said)).toEqual([undefined, undefined]);
      expect(understandQuery(said).query).toContain(said.split(' ')[1]?.replace(',', '').toLowerCase().slice(0, 3));
    },
  );

  it('takes a number of things after a price for no cents', () => {
    expect(limitsIn('under 5 euros, 12 eggs')).toEqual([undefined, 500]);
    expect(limitsIn('under 20 euros for 4 people')).toEqual([undefined, 2000]);
    expect(limitsIn('under 5 euros 12 eggs')).toEqual([undefined, 500]);
  });
});
