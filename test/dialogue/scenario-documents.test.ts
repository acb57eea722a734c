import { beforeAll, describe, expect, it } from 'vitest';
import { TestChat } from '../support/chat-client.ts';
import { openShop, type Shop } from '../support/dialogue/shop.ts';
import { World } from '../support/dialogue/world.ts';
import { addDocument } from '../support/documents.ts';
import { newTenant, newUser } from '../support/tenant.ts';

const FAQ = `# Visiting us

## When are you open?

We are open from Tuesday to Sunday, 12.00 to 22.30. On Mondays we are closed.

## Delivery

We deliver within five kilometres, from 20 euros. Delivery costs 3.50 euros.

## Payment

You can pay by card, by phone or in cash.
`;
const STAFF_ONLY = '# Till\n\nThe code of the till is 4711. Parking for staff is in the yard.';

describe('documents', () => {
  let shop: Shop;
  /** As it is stored: what spans count in. */
  let text: string;
  beforeAll(async () => {
    shop = await openShop();
    ({ text } = await addDocument(shop.tenant, { title: 'Good to know', content: FAQ }));
    await addDocument(shop.tenant, { title: 'House rules', content: STAFF_ONLY, visibility: 'staff' });
  });
  const ask = async (question: string) => await (await World.enter(shop)).say(question);

  it.each([
    ['when are you open on Sundays?', 'We are open from Tuesday to Sunday, 12.00 to 22.30.'],
    ['are you closed on Mondays?', 'On Mondays we are closed.'],
    ['do you deliver to Potsdam?', 'We deliver within five kilometres, from 20 euros.'],
    ['can I pay by card?', 'You can pay by card, by phone or in cash.'],
  ])('answers "%s" in the document’s own words, and says where they stand', async (question, sentence) => {
    const said = await ask(question);
    const [, quoted, title, start, end] = /“(.+?)” \((.+), characters (\d+)–(\d+)\)/.exec(said) ?? [];
    expect(quoted).toBe(sentence);
    expect(title).toBe('Good to know');
    expect(text.slice(Number(start), Number(end))).toBe(sentence);
  });

  it('says that no document answers the question', async () => {
    expect(await ask('do you have wifi?')).toMatch(/nothing about that|nothing that fits/);
  });

  it('shows a customer no staff document, and another tenant no document', async () => {
    for (const question of ['what is the code of the till?', 'where is parking?']) {
      expect(await ask(question)).not.toMatch(/4711|yard/);
    }
    const stranger = new TestChat({ token: (await newUser(await newTenant())).token });
    expect(await stranger.say('when are you open?')).toMatch(/nothing about that/);
  });

  it('answers in the middle of an order, and continues the order', async () => {
    const world = await World.enter(shop);
    await world.say('1 minestrone, do you deliver?');
    expect(world.heard.at(-1)).toMatch(/Minestrone[\s\S]*five kilometres/);
    await world.say('order it');
    await world.decide(true);
    expect(await world.orders()).toMatchObject([{ lines: ['1 MINESTRONE'] }]);
    expect(await world.toolEvents()).toEqual(['retrieve_menu', 'apply_promos', 'search_knowledge', 'confirm']);
  });
});
