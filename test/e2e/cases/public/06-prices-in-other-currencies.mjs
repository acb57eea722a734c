// A price limit said in words, in the shop's own currency.
import { chat, checks, searched, shop } from './lib.mjs';

const c = checks('06 prices in other currencies');
const ask = async (currency, items, questions) => {
  const { token } = await shop(
    items.map(([name, amount]) => [name, { amount, description: 'food' }]),
    currency,
  );
  for (const [query, wanted] of questions) {
    c.is(`${currency} search "food ${query}"`, (await searched(token, `food ${query}`)).toSorted(), wanted.toSorted());
    const { text } = await chat(token, `c${Math.random()}`.replace('.', ''), query);
    c.is(
      `${currency} chat "${query}"`,
      items
        .map(([name]) => name)
        .filter((name) => text.includes(name))
        .toSorted(),
      wanted.toSorted(),
    );
  }
};
await ask(
  'EUR',
  [
    ['Soup', 650],
    ['Steak', 2400],
  ],
  [['under 10 euros', ['Soup']]],
);
await ask(
  'JPY',
  [
    ['Ramen', 980],
    ['Wagyu', 12000],
  ],
  [
    ['under 1000', ['Ramen']],
    ['under 1000 yen', ['Ramen']],
    ['under ¥1000', ['Ramen']],
  ],
);
await ask(
  'KWD',
  [
    ['Shawarma', 1250],
    ['Machboos', 3500],
    ['Tea', 250],
  ],
  [['under 2', ['Shawarma', 'Tea']]],
);
await ask(
  'CHF',
  [
    ['Rösti', 2450],
    ['Fondue', 3900],
  ],
  [
    ['under 30', ['Rösti']],
    ['under CHF 30', ['Rösti']],
    ['under 30 francs', ['Rösti']],
  ],
);
await ask(
  'SEK',
  [
    ['Smörgås', 8900],
    ['Gravlax', 14900],
  ],
  [['under 100 kr', ['Smörgås']]],
);
await ask(
  'PLN',
  [
    ['Żurek', 1900],
    ['Bigos', 3200],
  ],
  [['under 20 zł', ['Żurek']]],
);
await ask(
  'INR',
  [
    ['Dosa', 12000],
    ['Thali', 35000],
  ],
  [['under 200 rupees', ['Dosa']]],
);
c.end();
