import { describe, expect, it } from 'vitest';
import { type Intent, intentOf } from '../../workers/llm/offline/intents.ts';
import { normalise, promoCodes, searchSlots } from '../../workers/llm/offline/slots.ts';

const intent = (text: string, isQuoteOpen = false): Intent => intentOf(normalise(text), text, isQuoteOpen);

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
    ['hi there!', 'greet'],
    ['thank you', 'thanks'],
    ['no thanks', 'decline'],
    ['asdf', 'search'],
    ['???', 'unclear'],
  ])('%s → %s', (text, expected) => {
    expect(intent(text)).toBe(expected);
  });

  it('takes a yes for an order only when a price was shown', () => {
    expect(intent('yes', true)).toBe('order');
    expect(intent('yes', false)).toBe('unclear');
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
  ])('%s', (text, expected) => {
    expect(searchSlots(normalise(text))).toEqual(expected);
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
