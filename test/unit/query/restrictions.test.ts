import { describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS, type Restrictions } from '../../../contracts/chat-restrictions.ts';
import { restateRestrictions } from '../../../workers/domain/conversations/restate-restrictions.ts';

const remembered = (...said: string[]): Restrictions =>
  said.reduce((now, text, index) => restateRestrictions(now, text, said[index - 1]), NO_RESTRICTIONS);

describe('what a conversation remembers that its person must not get', () => {
  it.each([
    ['I am allergic to hazelnuts', { exclude_allergens: ['hazelnut'] }],
    ['Ich bin allergisch gegen Haselnüsse', { exclude_allergens: ['hazelnut'] }],
    ['卵アレルギーです', { exclude_allergens: ['eggs'] }],
    ['I am vegan', { diets: ['vegan'] }],
    ['something without nuts please', { exclude_allergens: ['peanuts', 'tree_nuts'] }],
    ['I am allergic to zibbledops', { not_understood: ['zibbledops'] }],
  ])('“%s”', (text, expected) => {
    expect(remembered(text)).toEqual({ ...NO_RESTRICTIONS, ...expected });
  });

  it.each(['what starters do you have?', 'which dishes contain nuts?', 'two pizzas and a coffee', 'order it', 'hello'])(
    'keeps it through “%s”, and learns nothing from that',
    (text) => {
      expect(remembered(text)).toEqual(NO_RESTRICTIONS);
      expect(remembered('I am allergic to eggs and I am vegetarian', text)).toEqual(
        remembered('I am allergic to eggs and I am vegetarian'),
      );
    },
  );

  it.each([
    'I am not allergic any more',
    'I am no longer allergic to milk',
    'forget my milk allergy please',
    'forget that',
    'Ich bin nicht mehr allergisch gegen Milch',
    'Vergiss meine Allergie',
    'je ne suis plus allergique au lait',
    'non sono più allergico al latte',
    'ya no soy alérgico a la leche',
    'ik ben niet meer allergisch voor melk',
    'já não sou alérgico ao leite',
    'nie jestem już uczulony na mleko',
    'もう乳アレルギーではありません。アレルギーはなくなりました',
  ])('takes it back with “%s”', (text) => {
    expect(remembered('I am allergic to milk', text)).toEqual(NO_RESTRICTIONS);
  });

  it('takes back what is named alone, and hears what is said beside it', () => {
    const both = remembered('I am allergic to milk and eggs');
    expect(restateRestrictions(both, 'I am no longer allergic to eggs')).toMatchObject({ exclude_allergens: ['milk'] });
    expect(restateRestrictions(both, 'I am not allergic to eggs any more, but I am allergic to fish.')).toMatchObject({
      exclude_allergens: ['fish', 'milk'],
    });
    const nuts = restateRestrictions(remembered('no tree nuts, allergy'), 'I am not allergic to almonds any more');
    expect(nuts.exclude_allergens).not.toContain('almond');
    expect(nuts.exclude_allergens).toContain('hazelnut');
    expect(remembered('I am vegan', 'I am not vegan any more')).toEqual(NO_RESTRICTIONS);
  });

  it('forgets nothing that was not taken back', () => {
    for (const text of ['forget it', 'I am not that hungry any more', 'no more fish please', 'are you allergic?']) {
      expect(remembered('I am allergic to milk', 'hello', text).exclude_allergens).toContain('milk');
    }
  });
});
