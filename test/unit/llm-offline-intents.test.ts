import { describe, expect, it } from 'vitest';
import { clausesOf } from '../../workers/llm/offline/clauses.ts';
import { takeDetails } from '../../workers/llm/offline/details.ts';
import { type Intent, intentOf } from '../../workers/llm/offline/intents.ts';
import { newMemory } from '../../workers/llm/offline/memory.ts';
import { normalise, promoCodes, searchSlots } from '../../workers/llm/offline/slots.ts';

const intent = (text: string, isQuoteOpen = false): Intent =>
  intentOf(normalise(text), text, { isQuoteOpen, hasBasket: isQuoteOpen, isCancelling: false, focus: 'list' });

describe('intents', () => {
  it.each<[string, Intent]>([
    ['something vegan under 12 euros', 'search'],
    ['do you have gluten-free pasta?', 'search'],
    ['What’s on the menu?', 'search'],
    ['pizza', 'search'],
    ["I'd like something vegetarian", 'search'],
    ['I want a vegan dessert', 'search'],
    ["I'll take two of the first", 'choose'],
    ['the risotto and a tiramisu', 'choose'],
    ['2 margherita', 'choose'],
    ['3', 'choose'],
    ['add a tiramisu please', 'choose'],
    ['can I have the lentil soup?', 'choose'],
    ['any discount?', 'discount'],
    ['I have code WELCOME10', 'discount'],
    ['SUMMER25', 'discount'],
    ['order it', 'order'],
    ['Ok, place the order', 'order'],
    ['checkout', 'order'],
    ["what's in my basket?", 'basket'],
    ['start over', 'clear'],
    ['are you a real person?', 'identity'],
    ['which model are you?', 'identity'],
    ['where is my order?', 'status'],
    ['what did I order last time?', 'status'],
    ['is my food ready', 'status'],
    ['cancel my order', 'cancel'],
    ['please cancel order number 12', 'cancel'],
    ['cancel it', 'cancel'],
    ['I want to change my order', 'change'],
    ['add a tiramisu to my order', 'change'],
    ['when do you open on Sundays?', 'ask'],
    ['do you deliver to Potsdam?', 'ask'],
    ['can I pay by card?', 'ask'],
    ["what's your cancellation policy?", 'ask'],
    ['what time do you close', 'ask'],
    ['two of those', 'adjust'],
    ['do you speak German?', 'identity'],
    ['something without nuts', 'search'],
    ['I am allergic to fish', 'search'],
    ['hi there!', 'greet'],
    ['thank you', 'thanks'],
    ['no thanks', 'decline'],
    ['asdf', 'search'],
    ['???', 'unclear'],
  ])('%s → %s', (text, expected) => {
    expect(intent(text)).toBe(expected);
  });

  it('takes a yes for an order only when a price was shown', () => {
    expect(intent('yes', true)).toBe('assent');
    expect(intent('yes', false)).toBe('unclear');
  });
});

describe('intents with something in the basket', () => {
  const inBasket = (text: string): Intent =>
    intentOf(normalise(text), text, { isQuoteOpen: true, hasBasket: true, isCancelling: false, focus: 'basket' });
  it.each<[string, Intent]>([
    ['without the cola', 'remove'],
    ['remove the tiramisu please', 'remove'],
    ['no onions', 'remove'],
    ['take the soup off', 'remove'],
    ['lentil soup instead of the tiramisu', 'remove'],
    ['replace the soup with a tiramisu', 'remove'],
    ['make it three', 'adjust'],
    ['make it large', 'adjust'],
    ['one more', 'adjust'],
    ['two of those please', 'adjust'],
    ['cancel it', 'clear'],
    ['cancel order 7', 'cancel'],
    ['that is all', 'order'],
    ['yes please', 'assent'],
    ['no thanks', 'decline'],
    ['and a tiramisu', 'choose'],
    ['how much is it?', 'basket'],
    ['more desserts', 'search'],
  ])('%s → %s', (text, expected) => {
    expect(inBasket(text)).toBe(expected);
  });
});

describe('clauses', () => {
  it.each([
    ['hi, do you have pizza?', ['do you have pizza?']],
    ['2 margherita and order it', ['2 margherita', 'order it']],
    ['a tiramisu, then cancel my order', ['a tiramisu', 'cancel my order']],
    ['fish and chips', ['fish and chips']],
    ['What desserts do you have? Is there a discount?', ['What desserts do you have?', 'Is there a discount?']],
    ['no. 3 please', ['no. 3 please']],
    ['wine under 11.50 euros', ['wine under 11.50 euros']],
    ['...', []],
  ])('%s', (text, expected) => {
    expect(clausesOf(text).map(({ original }) => original)).toEqual(expected);
  });
});

describe('how an order shall be handed over', () => {
  it.each([
    ['deliver it to 5 Main Street, Berlin please', { type: 'delivery', address: '5 Main Street, Berlin' }],
    ['can you bring it to 5 Main Street?', { type: 'delivery', address: '5 Main Street' }],
    ['do you deliver to Potsdam?', undefined],
    ['we are at table 12', { type: 'dine_in', table: '12' }],
    ['a table for two', undefined],
    ["we'll eat here", { type: 'dine_in' }],
    ["I'll pick it up", { type: 'pickup' }],
    ['2 pizzas to go', { type: 'pickup' }],
  ])('%s', (text, expected) => {
    const memory = newMemory(0, new Set());
    takeDetails(memory, text);
    expect(memory.fulfilment).toEqual(expected);
  });

  it('takes a note, and leaves the rest', () => {
    const memory = newMemory(0, new Set());
    const { rest } = takeDetails(memory, '2 margherita. Note: ring twice');
    expect([memory.note, rest]).toEqual(['ring twice', '2 margherita.']);
  });
});

describe('search slots', () => {
  it.each([
    ['something vegan under 12 euros', { query: '', diets: ['vegan'], maxPrice: 1200 }],
    ['do you have gluten-free pasta?', { query: 'pasta', diets: ['gluten-free'] }],
    [
      'vegetarian and gluten free mains below €11.50',
      { query: 'mains', diets: ['vegetarian', 'gluten-free'], maxPrice: 1150 },
    ],
    ['soup between 5 and 8', { query: 'soup', diets: [], minPrice: 500, maxPrice: 800 }],
    ['wine over 20 euros', { query: 'wine', diets: [], minPrice: 2000 }],
    ['pizza for 10 or less', { query: 'pizza', diets: [], maxPrice: 1000 }],
    ['burger without dairy, max 9,50 €', { query: 'burger', diets: ['dairy-free'], maxPrice: 950 }],
    ['pasta without nuts', { query: 'pasta', excludeAllergens: ['nuts', 'nut', 'almonds', 'hazelnuts', 'walnuts'] }],
    ['I have an egg allergy', { query: '', excludeAllergens: ['egg', 'eggs'] }],
    ['a main that is not spicy', { query: 'main', excludedWords: ['spicy'] }],
  ])('%s', (text, expected) => {
    expect(searchSlots(normalise(text))).toMatchObject(expected);
  });
});

describe('promotion codes', () => {
  it.each([
    ['I have code WELCOME10', ['WELCOME10']],
    ['my coupon is "summer-25"', ['SUMMER-25']],
    ['voucher: FREE', ['FREE']],
    ['do you have a code for new guests?', []],
    ['any discount?', []],
    ['2 of the first and WELCOME10', ['WELCOME10']],
  ])('%s', (text, expected) => {
    expect(promoCodes(text)).toEqual(expected);
  });
});
