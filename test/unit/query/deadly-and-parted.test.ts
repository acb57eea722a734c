import { describe, expect, it } from 'vitest';
import { unconfirmedBy } from '../../../workers/domain/query/confirm-doubts.ts';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';

const NUTS = ['peanuts', 'tree_nuts'];

describe('a food that kills a person is refused, in every person and number', () => {
  it.each([
    ['Nüsse bringen mich um', NUTS],
    ['Garnelen würden meine Tochter umbringen', ['shrimp']],
    ['Sesam und Senf töten ihn', ['mustard', 'sesame']],
    ['Pistazien sind tödlich für mich', ['pistachio']],
    ['eggs kill me', ['eggs']],
    ['nutz r deadly 4 me', NUTS],
    ['I would die from cashews', ['cashew']],
    ['sesame and mustard would be the death of our son', ['mustard', 'sesame']],
    ['los mariscos me matan', ['crustaceans', 'molluscs']],
    ['las gambas y los huevos nos matarían', ['shrimp', 'eggs']],
    ['el sésamo es letal para mi hija', ['sesame']],
    ['les arachides me tuent', ['peanuts']],
    ['les oeufs sont mortels pour ma fille', ['eggs']],
    ['i gamberi mi uccidono', ['shrimp']],
    ['con la senape morirei', ['mustard']],
    ['pinda’s zijn dodelijk voor hem', ['peanuts']],
    ['os camarões matam-me', ['shrimp']],
    ['amendoins me matam', ['peanuts']],
    ['jajka mnie zabiją', ['eggs']],
    ['yumurta beni öldürür', ['eggs']],
    ['मूंगफली से मेरी जान जा सकती है', ['peanuts']],
  ])('%s', (text, codes) => {
    expect(understandQuery(text).allergies).toEqual(codes);
  });

  it('is unsafe without a known food', () => {
    expect(understandQuery('durians would kill my wife')).toMatchObject({
      isUnsafe: true,
      notUnderstood: ['durians would kill my wife'],
    });
  });

  it.each([
    'I’m dying for a pizza',
    'death by chocolate',
    'je meurs de faim',
    'muoio di fame',
    'me muero de hambre',
    'bringen Sie mir um 8 Uhr eine Pizza',
    'this heat is killing me, a cold beer please',
  ])('“%s” harms nobody', (text) => {
    expect(understandQuery(text)).toMatchObject({ allergies: [], isUnsafe: false });
  });
});

describe('a comma, a full stop or a colon ends a name', () => {
  it.each([
    ['allergic to almond, milk', ['milk', 'almond']],
    ['allergique aux amandes, lait', ['milk', 'almond']],
    ['Allergie gegen Soja, Milch', ['soybeans', 'milk']],
    ['allergic to soy/milk', ['soybeans', 'milk']],
    ['alergia a la soja, leche, huevos', ['eggs', 'soybeans', 'milk']],
    ['allergic to almond milk', ['almond']],
  ])('%s', (text, codes) => {
    expect(understandQuery(text).allergies).toEqual(codes);
  });

  it.each([
    ['no nuts, almond, milk', ['peanuts', 'milk', 'tree_nuts', 'almond']],
    ['no egg. pasta?', ['eggs']],
    ['no egg; pasta', ['eggs']],
    ['stay away from egg. pasta?', ['eggs']],
    ['I was told to avoid egg, pasta?', ['eggs']],
    ['no peanut: butter chicken', ['peanuts']],
    ['pas de soja. Lait de vache ?', ['soybeans']],
  ])('%s', (text, codes) => {
    expect(understandQuery(text)).toMatchObject({ unwanted: codes, words: [] });
  });

  it('names what stands on both its sides', () => {
    expect(understandQuery('soy, milk').wanted.map(({ name }) => name)).toEqual(['soy', 'milk']);
  });
});

describe('an allergy in an unsupported language is unsafe', () => {
  it.each([
    'У меня аллергия на молоко',
    'В мене алергія на горіхи',
    'عندي حساسية من الحليب',
    'من به شیر آلرژی دارم',
    'אני אלרגי לחלב',
    'Έχω αλλεργία στο γάλα',
    '나는 우유 알레르기가 있어요',
    '我对牛奶过敏',
    '我對花生過敏',
    'ฉันแพ้นม',
    'Tôi bị dị ứng sữa',
    'Olen allerginen maidolle ja pistaasi',
    'alergija na mlijeko',
    'আমার দুধে অ্যালার্জি আছে',
    'எனக்கு பால் ஒவ்வாமை',
  ])('%s', (text) => {
    const understood = understandQuery(text);
    expect(understood.isUnsafe).toBe(true);
    expect(understood.notUnderstood).not.toEqual([]);
    expect(unconfirmedBy(understood, new Set()).codes).toEqual([]);
  });

  it('does not apply to a supported language', () => {
    expect(understandQuery('小麦アレルギー')).toMatchObject({ isUnsafe: false, allergies: ['wheat'] });
    expect(understandQuery('मुझे दूध से एलर्जी है')).toMatchObject({ isUnsafe: false, allergies: ['milk'] });
  });
});
