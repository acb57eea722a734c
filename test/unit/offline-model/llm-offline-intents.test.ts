import { describe, expect, it } from 'vitest';
import { clausesOf } from '../../../workers/offline-model/clauses.ts';
import { takeDetails } from '../../../workers/offline-model/details.ts';
import { intentOf } from '../../../workers/offline-model/intents.ts';
import { languageOf } from '../../../workers/offline-model/language.ts';
import { type Memory, newMemory } from '../../../workers/offline-model/memory.ts';
import { promoCodes } from '../../../workers/offline-model/promo-codes.ts';
import type { Intent } from '../../../workers/offline-model/sayings.ts';

const ID = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';
function withBasket(): Memory {
  const memory = newMemory(0, new Set());
  const line = { productId: ID, name: 'Lentil soup', quantity: 1, options: [] };
  const at = { created_at: '1970-01-01T00:00:00.000Z', expires_at: '1970-01-01T01:00:00.000Z' };
  const amounts = { currency: 'EUR', subtotal: 0, discount_total: 0, total: 0 };
  const quote = { ...amounts, ...at, id: ID, items: [], promotions: [], order_id: null, replaces: null };
  const checked = { exclude_allergens: [], diets: [], warnings: [] };
  return Object.assign(memory, { basket: [line], lastLine: line, focus: 'basket', quote: { ...quote, ...checked } });
}

describe('languages', () => {
  it.each([
    ['two pizzas please', 'en'],
    ['Zwei Laugenbrezeln bitte', 'de'],
    ['doch lieber vier', 'de'],
    ['un vino rosso per favore', 'it'],
    ['je voudrais une soupe', 'fr'],
    ['quiero una sopa por favor', 'es'],
    ['枝豆を一つ', 'ja'],
    ['मुझे चाय चाहिए', 'hi'],
    ['Tiramisu', 'en'],
    ['I hate mushrooms', 'en'],
    ['I keep kosher', 'en'],
    ['rosół i kompot', 'pl'],
  ])('%s: %s', (text, expected) => {
    expect(languageOf(text, 'en')).toBe(expected);
  });
});

describe('intents', () => {
  it.each<[string, Intent]>([
    ['tomatoes give me hives', 'search'],
    ['prawns make my throat close up, what do you have?', 'search'],
    ['Soy alérgico a los camarones, ¿qué tacos puedo comer?', 'search'],
    ['when do you close?', 'ask'],
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
    ['I want a refund, the soup was cold', 'help'],
    ['can I speak to a human?', 'help'],
    ['can I return the jacket?', 'ask'],
    ['Zwei Laugenbrezeln bitte', 'choose'],
    ['Welche Kuchen haben Sie?', 'search'],
    ['Bitte stornieren Sie meine Bestellung', 'cancel'],
    ['Ich möchte mein Geld zurück', 'help'],
    ['ja, bitte bestellen', 'order'],
    ['枝豆を一つと生ビールを二つください', 'choose'],
    ['一品料理は何がありますか', 'search'],
    ['注文をキャンセルしてください', 'cancel'],
    ['返金してください', 'help'],
    ['注文を確定してください', 'order'],
    ['un vino rosso per favore', 'choose'],
    ['je voudrais une soupe', 'choose'],
    ['???', 'unclear'],
  ])('%s → %s', (text, expected) => {
    expect(intentOf(text, newMemory(0, new Set()))).toBe(expected);
  });

  it('reads a yes as an order only after a price was shown', () => {
    expect(intentOf('yes', withBasket())).toBe('assent');
    expect(intentOf('yes', newMemory(0, new Set()))).toBe('unclear');
  });
});

describe('intents with something in the basket', () => {
  it.each<[string, Intent]>([
    ['without the cola', 'remove'],
    ['remove the tiramisu please', 'remove'],
    ['no onions', 'remove'],
    ['take the soup off', 'remove'],
    ['lentil soup instead of the tiramisu', 'swap'],
    ['swap the soup for a tiramisu', 'swap'],
    ['statt der Suppe lieber ein Tiramisu', 'swap'],
    ['doch lieber vier', 'adjust'],
    ['やっぱり二つにしてください', 'adjust'],
    ['海老天はやめて温泉卵にしてください', 'swap'],
    ['replace the soup with a tiramisu', 'swap'],
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
    expect(intentOf(text, withBasket())).toBe(expected);
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
    expect(clausesOf(text)).toEqual(expected);
  });
});

describe('fulfilment', () => {
  it.each([
    ['deliver it to 5 Main Street, Berlin please', { type: 'delivery', address: '5 Main Street, Berlin' }],
    ['can you bring it to 5 Main Street?', { type: 'delivery', address: '5 Main Street' }],
    ['do you deliver to Potsdam?', undefined],
    ['we are at table 12', { type: 'dine_in', table: '12' }],
    ['a table for two', undefined],
    ["we'll eat here", { type: 'dine_in' }],
    ['what can coeliacs eat here', undefined],
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

describe('promotion codes', () => {
  it.each([
    ['I have code WELCOME10', ['WELCOME10']],
    ['my coupon is "summer-25"', ['SUMMER-25']],
    ['voucher: FREE', ['FREE']],
    ['do you have a code for new guests?', []],
    ['any discount?', []],
    ['2 of the first and WELCOME10', ['WELCOME10']],
    ['mein Gutschein ist HERBST5', ['HERBST5']],
  ])('%s', (text, expected) => {
    expect(promoCodes(text)).toEqual(expected);
  });
});
