import { describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS, type Restrictions } from '../../../contracts/chat-restrictions.ts';
import { restateRestrictions } from '../../../workers/domain/conversations/restate-restrictions.ts';

const remembered = (...said: string[]): Restrictions =>
  said.reduce((now, text, index) => restateRestrictions(now, text, said[index - 1]), NO_RESTRICTIONS);

describe('the restrictions that a conversation remembers', () => {
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

  it('takes back only the named restriction, and reads the rest of the message', () => {
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

  // What a person forgot to say, asks not to forget or can no longer eat is still refused.
  it.each([
    'wait, I forgot: I am allergic to milk',
    'I always forget to mention my allergy to milk',
    'please don’t forget my milk allergy',
    'do not ever forget I am allergic to milk',
    'never ignore a milk allergy',
    'did you forget my milk allergy?',
    'I can no longer have milk because of an allergy',
    'I can’t have milk any longer, allergy',
    'ich habe vergessen zu sagen dass ich auf Milch allergisch bin',
    'vergiss nicht dass ich eine Milchallergie habe',
    'vergessen Sie bitte nicht meine Milchallergie',
    'ich darf keine Milch mehr trinken wegen meiner Allergie',
    'ich vertrage Milch nicht mehr wegen einer Allergie',
    'j’ai oublié : je suis allergique au lait',
    'n’oubliez pas que je suis allergique au lait',
    'n’oublie pas mon allergie au lait',
    'je ne peux plus boire de lait, allergie',
    'aspetta, ho dimenticato: sono allergico al latte',
    'non dimenticare che sono allergico al latte',
    'non dimenticate la mia allergia al latte',
    'non bevo più latte sono allergico',
    'olvidé decir que soy alérgico a la leche',
    'se me olvidó: soy alérgica a la leche',
    'no olvides que soy alérgico a la leche',
    'no se olvide de mi alergia a la leche',
    'ya no tomo leche por alergia',
    'ik was vergeten te zeggen dat ik allergisch ben voor melk',
    'vergeet niet dat ik allergisch ben voor melk',
    'ik mag geen melk meer',
    'esqueci de dizer que sou alérgico ao leite',
    'não se esqueça que sou alérgico ao leite',
    'já não posso beber leite por alergia',
    'zapomniałem powiedzieć że mam alergię na mleko',
    'nie zapomnij że mam alergię na mleko',
    'już nie mogę mleka bo alergia',
    'süt alerjim var unutma',
    'söylemeyi unuttum, süt alerjim var',
    'süt alerjim olduğunu unutmuşum',
  ])('keeps it after “%s”', (text) => {
    expect(remembered('I am allergic to milk and eggs', text).exclude_allergens).toEqual(['eggs', 'milk']);
  });

  it.each([
    'you can forget about that allergy',
    'please remove my milk allergy',
    'I want to remove the milk allergy',
    'Ich habe keine Milchallergie mehr',
    'vergessen Sie meine Allergie',
    'oubliez mon allergie',
    'je n’ai plus d’allergie au lait',
    'dimentica la mia allergia',
    'non ho più l’allergia al latte',
    'olvida mi alergia',
    'ya no tengo alergia a la leche',
    'vergeet mijn allergie',
    'ik heb geen melkallergie meer',
    'esquece a minha alergia',
    'não tenho mais alergia ao leite',
    'zapomnij o mojej alergii',
    'nie mam już alergii na mleko',
    'artık süt alerjim yok',
    'alerjimi unut',
  ])('takes it back, in every language, with “%s”', (text) => {
    expect(remembered('I am allergic to milk', text)).toEqual(NO_RESTRICTIONS);
  });
});
