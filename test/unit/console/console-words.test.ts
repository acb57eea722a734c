import { describe, expect, it } from 'vitest';
import { ALLERGEN_CODES, groupsOf } from '../../../contracts/allergens/codes.ts';
import { AUDIT_DETAILS } from '../../../contracts/audit.ts';
import { MonthlyLimit, UpdateChatSettings } from '../../../contracts/chat-settings.ts';
import { UpdateDocument } from '../../../contracts/document.ts';
import { UpdateOrderSettings } from '../../../contracts/order-settings.ts';
import { UpdateProduct } from '../../../contracts/product.ts';
import { UpdatePromotion } from '../../../contracts/promotion.ts';
import { UpdateUser } from '../../../contracts/user.ts';
import { UpdateWebhookEndpoint } from '../../../contracts/webhook.ts';
import { impliedState } from '../../../web/console/catalogue/declaration.ts';
import { detailsInWords } from '../../../web/console/pages/audit-details.ts';
import { de } from '../../../web/console/texts/de.ts';
import { en } from '../../../web/console/texts/en.ts';
import { wordsFor } from '../../../web/console/texts/words-for.ts';
import { allergenGroups } from '../../../web/shared/food-names.ts';

const CHANGES = [
  ...[UpdateProduct, UpdatePromotion, UpdateUser, UpdateDocument, UpdateWebhookEndpoint],
  ...[UpdateOrderSettings, UpdateChatSettings, MonthlyLimit],
];

describe('the words of the audit log', () => {
  it.each([
    ['English', en],
    ['German', de],
  ])('are whole in %s', (_, { facts }) => {
    const names = [...AUDIT_DETAILS, ...CHANGES.flatMap(({ shape }) => Object.keys(shape)), 'image'];
    expect(
      names.filter((name) => facts[name] === undefined),
      'Name it in `facts` of web/console/texts',
    ).toEqual([]);
  });

  const format = { money: (minor: number, currency: string) => `${minor} ${currency}`, dateTime: (iso: string) => iso };
  it('name what changed, and stay readable where a name is new', () => {
    const words = (resource_type: 'order' | 'user' | 'session', details: Record<string, unknown>) =>
      detailsInWords({ resource_type, details }, { texts: de, language: 'de', format });
    expect(words('order', { total_before: 500, total: 720, currency: 'EUR' })).toEqual([
      ['Summe vorher', '500 EUR'],
      ['Summe', '720 EUR'],
    ]);
    expect(words('order', { from: 'pending', to: 'confirmed' })).toEqual([
      ['Von', 'Neu'],
      ['Auf', 'Bestätigt'],
    ]);
    expect(words('user', { fields: ['roles', 'full_name'], roles: ['admin'], is_active: false })).toEqual([
      ['Geändert', 'Rollen, Name'],
      ['Rollen', 'Verwaltung'],
      ['Aktiv', 'nein'],
    ]);
    expect(words('session', { reason: 'logged_out', brand_new: 'thing' })).toEqual([
      ['Grund', 'abgemeldet'],
      ['brand new', 'thing'],
    ]);
  });
});

describe('a name of the API in the console', () => {
  it('is shown in words, and stays readable where it is new', () => {
    expect(wordsFor(de.eventNames, 'order_created')).toBe('Bestellung aufgegeben');
    expect(wordsFor(de.eventNames, 'product_sold_out')).toBe('product sold out');
    expect(wordsFor(en.audited, 'product.sold_out')).toBe('product sold out');
  });
});

describe('allergens in the product form', () => {
  it('are in the groups that the API has them in', () => {
    for (const code of ALLERGEN_CODES)
      expect([code, allergenGroups(code).sort()]).toEqual([code, groupsOf(code).sort()]);
  });

  it.each([
    ['a member that is contained', 'gluten', { spelt: 'contains', rye: 'may_contain' }, 'contains', ['spelt']],
    ['a member that may be contained', 'tree_nuts', { hazelnut: 'may_contain' }, 'may_contain', ['hazelnut']],
    ['a group that it is free of', 'hazelnut', { tree_nuts: 'free_of' }, 'free_of', ['tree_nuts']],
    ['a group that is contained', 'spelt', { gluten: 'contains' }, 'contains', ['gluten']],
  ] as const)('follow from %s', (_, code, allergens, state, by) => {
    expect(impliedState({ allergens }, code)).toEqual({ state, by });
  });

  it('are not named where nothing says anything of them', () => {
    expect(impliedState({ allergens: { milk: 'contains' } }, 'gluten')).toBeUndefined();
    expect(impliedState({ allergens: { hazelnut: 'free_of' } }, 'tree_nuts')).toBeUndefined();
  });
});
