import { fold, wordsIn } from '../../contracts/fold.ts';
import { COMMON, type Language } from '../domain/query/common-words.ts';

export type { Language };

const WORDS: ReadonlyArray<readonly [Language, ReadonlySet<string>]> = [
  ...(Object.entries(COMMON) as Array<[Language, string]>),
].map(([language, words]) => [language, new Set(words.split(' ').map(fold))]);

/** From one to twelve, each with its forms. */
const NUMBERS: Readonly<Record<Language, string>> = {
  en: 'a/an/one/another/single,two/couple/pair,three,four,five,six,seven,eight,nine,ten,eleven,twelve/dozen',
  de: 'ein/eine/einen/einem/einer/eins/noch,zwei/zwo,drei,vier,funf,sechs,sieben,acht,neun,zehn,elf,zwolf/dutzend',
  fr: 'un/une,deux,trois,quatre,cinq,six,sept,huit,neuf,dix,onze,douze',
  it: 'un/uno/una,due,tre,quattro,cinque,sei,sette,otto,nove,dieci,undici,dodici',
  es: 'un/uno/una,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez,once,doce',
  nl: 'een,twee,drie,vier,vijf,zes,zeven,acht,negen,tien,elf,twaalf',
  pt: 'um/uma,dois/duas,tres,quatro,cinco,seis,sete,oito,nove,dez,onze,doze',
  pl: 'jeden/jedna/jedno,dwa/dwie,trzy,cztery,piec,szesc,siedem,osiem,dziewiec,dziesiec,jedenascie,dwanascie',
  tr: 'bir,iki,uc,dort,bes,alti,yedi,sekiz,dokuz,on,onbir,oniki',
  hi: 'ek/एक,do/दो,teen/तीन,char/चार,panch/पांच/पाँच,chhah/छह,saat/सात,aath/आठ,nau/नौ,das/दस,gyarah,barah',
  ja: '一つ/ひとつ/一個/一本/一人前/一杯/一枚,二つ/ふたつ/二個/二本/二人前/二杯/二枚,三つ/みっつ/三個/三本/三人前/三杯/三枚,四つ/よっつ/四個/四本/四人前/四杯,五つ/いつつ/五個/五本/五人前/五杯,六つ/六本/六個,七つ/七本,八つ/八本,九つ/九本,十個/十本',
};

/** First to sixth, then the last, by how the words begin. */
const ORDINALS: Readonly<Partial<Record<Language, string>>> = {
  en: 'first/1st,second/2nd,third/3rd,fourth/4th,fifth/5th,sixth/6th,last',
  de: 'erste,zweite,dritte,vierte,funfte,sechste,letzte',
  fr: 'premier,deuxieme,troisieme,quatrieme,cinquieme,sixieme,dernier',
  it: 'primo/prima,second,terz,quart,quint,sest,ultim',
  es: 'primer,segund,tercer,cuart,quint,sext,ultim',
  nl: 'eerste,tweede,derde,vierde,vijfde,zesde,laatste',
  pt: 'primeir,segund,terceir,quart,quint,sext,ultim',
  pl: 'pierwsz,drug,trzeci,czwart,piat,szost,ostatni',
  ja: '最初/一番目/1番/一つ目,二番目/2番/二つ目,三番目/3番/三つ目,四番目/4番,五番目/5番,六番目/6番,最後',
};

const formsOf = (list: string): string[][] => list.split(',').map((forms) => forms.split('/').map(fold));

/** The language of a text; `before` when it does not tell, as in “Tiramisu”. */
export function languageOf(text: string, before: Language): Language {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) return 'ja';
  if (/\p{Script=Devanagari}/u.test(text)) return 'hi';
  const words = wordsIn(text).map(({ word }) => word);
  const scores = WORDS.map(([language, common]) => {
    const known = words.filter((word) => common.has(word) || numberIn(language, word) !== undefined).length;
    return { language, known: known + (language === before ? 0.5 : 0) };
  });
  const best = scores.reduce((most, score) => (score.known > most.known ? score : most), {
    language: before,
    known: 0.5,
  });
  return best.language;
}

function numberIn(language: Language, word: string): number | undefined {
  const known =
    numbers.get(language) ??
    new Map(formsOf(NUMBERS[language]).flatMap((forms, index) => forms.map((form) => [form, index + 1])));
  numbers.set(language, known);
  return known.get(word);
}

/** Made once: each word of each message is looked up in every language. */
const numbers = new Map<Language, Map<string, number>>();

/** The number that a word or numeral stands for, when it is a sensible quantity. */
export function quantityOf(word: string, language: Language): number | undefined {
  const numeral = /^(\d{1,3})(?:x|つ|個|本|杯|枚|皿|人前)?$/u.exec(word)?.[1] ?? /^x(\d{1,3})$/.exec(word)?.[1];
  const value = numeral === undefined ? (numberIn(language, word) ?? numberIn('en', word)) : Number(numeral);
  return value === undefined || value < 1 ? undefined : value;
}

/** A word for one that also is an article: “a”, “ein”, “una”. */
export const isArticle = (word: string, language: Language): boolean =>
  [language, 'en' as const].some((each) => formsOf(NUMBERS[each])[0]?.includes(word) === true && word !== 'one');

/** The place in a list that a word names, from 0; -1 is the last. */
export function placeOf(word: string, language: Language): number | undefined {
  for (const each of [language, 'en' as const]) {
    const index = formsOf(ORDINALS[each] ?? '').findIndex((forms) =>
      forms.some((form) => form !== '' && (each === 'en' ? word === form : word.startsWith(form))),
    );
    if (index >= 0) return index === 6 ? -1 : index;
  }
  return undefined;
}

/** What Japanese puts around a name, without spaces. */
const AROUND =
  /(?:を|は|が|も|で|に)?(?:[一二三四五六七八九十\d]+(?:つ|個|本|杯|枚|皿|人前)|ひとつ|ふたつ|みっつ)と?|をつけて|(?:は|が|には|は何が|で)?(?:何が)?(?:ありますか|どうですか|食べられますか|食べられる|おすすめですか)|ください|下さい|お願いします|ですか|ますか|です|ます|じゃあ|では|やっぱり|(?<=[\p{Script=Han}\p{Script=Katakana}ー])(?:を|は|が)(?![\p{Script=Hiragana}])/gu;

/** The words of a text that may name a dish. */
export function contentWords(written: string, language: Language): string[] {
  const text = language === 'ja' ? written.normalize('NFKC').replace(AROUND, ' ') : written;
  const common = WORDS.filter(([each]) => each === language || each === 'en').map(([, words]) => words);
  return wordsIn(text)
    .map(({ word }) => word)
    .filter((word) => !common.some((words) => words.has(word)) && quantityOf(word, language) === undefined);
}

/** Whether words of the text have no spaces between. */
export const isUnspaced = (text: string): boolean =>
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text);
