import { fold, wordsIn } from '../../contracts/fold.ts';
import { COMMON, type Language } from '../domain/query/common-words.ts';
import { numberCalled } from '../domain/query/prices.ts';
import { WITHOUT } from './said.ts';

export type { Language };

/** Words around a dish that say nothing about it, besides the most common ones. “ale” is “but” only in Polish. */
const FILLERS: Readonly<Record<Language, string>> = {
  en: 'k kk set sorted mmm troppo talking ill em plus warmed n good right over dozen pls plz thx ta tysm lol asap ur u ya wanna gonna heya hiya boss pal anymore dont ones go enough never nevermind throw back lemme throw em but sorry wait oh ah hm hmm um well meant mean change changed switch swap replace another ordered total together altogether fine cool great right again guys could pls plz thx gimme lets after finally guess think prefer better still first remove delete drop minus forget leave scratch lose skip allergic intolerant cost costs price prices much basket cart come comes cancel mind wife husband son daughter friend partner less fewer far along followed ditch scrap strike nix bin cut rid rather instead actually yeah yep nope nah ok okay alright hold easy grab sounds sound nice lovely delicious tasty looks fancy only hit put works everything thing things sister brother mother father mum mom mummy dad daddy toddler baby child girlfriend boyfriend colleague guest guests grandma grandpa aunt uncle cousin muslim jewish hindu buddhist jain christian',
  de: 'ner nem nen kannst zahlen bidde biddeschon schade egal mist hoppla sry thx jo jop fug fuge kannst konnen konntest konnten stornieren drauf darauf obendrauf vorweg vorab danach hinterher reicht genugt kannste bestellung warenkorb vergiss vergessen vergesst zuruck wieder nee meinte gemeint aber wurden wurde stattdessen eigentlich sonst bitteschon gleich davon daraus draus als nochmal nochmals mal einmal beim wieder zusammen zusatzlich ausserdem danach entfernen entferne streichen streiche streich weg raus lass lassen nimm allergisch kostet kosten macht preis warenkorb insgesamt storniere stornieren stornier weniger frau mann weglassen rausnehmen herausnehmen streichen wolle brauche wegnehmen eher lieber doch nehm nehme klingt klingen lecker hort sich guten morgen abend nur gib gibt gebt bring bringen bringst mach machen sache allem ach schwester bruder mutter vater tochter sohn kind baby oma opa freundin freund kollege kollegin gast gaste moslem muslim muslima judisch hindu',
  fr: 'voila bref contient contiennent cest jai moi quoi koi comme ca cela svp stp mdr ptdr lol tant pis zut mince ensuite puis apres pardon desole desolee dsl nickel impec top parfait genial entendu normal normaux changez changer change annulez annule que contre dessus dedans faites fais commande panier revenons tomber voulais dire mais finalement seul seule juste alors donc stp mettez mets enlevez enleve enlever retirez retire retirer supprimez supprime allergique fait combien coute moins ensuite oubliez oublie laisse laissez tomber semble delicieux seulement uniquement donne donnez prends prend prendre prendrai vais va allons apporte apportez apporter rajoute rajoutez ajoute ajoutez ajouter entre pareil soeur frere mere pere fille fils enfant bebe amie ami copine copain musulman musulmane juif juive',
  it: 'contiene contengono invece mmm troppo nn ce vai pure cosi uguale uguali ordino confermo poi dopo peccato vabbe scusa scusi perfetto ottimo benissimo togliete levate eliminate eliminare aggiungete aggiungere cambiate solo sopra dentro fanne fatene altra altro ordine carrello stare perdere torniamo tornare intendevo volevo dire ma meglio facciamo aggiungi anzi allora me togli togliere leva levare elimina rimuovi allergico allergica intollerante viene totale insieme entrambi entrambe solo soltanto sola meno piu fa voglio prendo lascia lasciate sembra sembrano buono dia porti porta portaci faccia fai ci gradirei prenderei prendiamo ordino solamente ora aprite chiudete sorella fratello madre padre figlia figlio bambino bambina amica amico musulmano musulmana ebreo ebrea',
  es: 'contiene contienen lleva llevan pensandolo mejor sea sean que quede haceis teneis podeis otra otro igual xfa porfa porfi luego despues lastima perdona disculpa disculpe oye venga guay perfecto genial final vez elimina eliminar quitame quitad quitenme pones poneis pone anademe anadid cambiame encima dentro pedido carrito vuelve volver volvamos dejalo dejala decir referia pero vale pues entonces venga sean quita quitar quite elimine saca sacar borra alergico alergica soy al cuesta cuestan ambos ambas solo solamente menos ademas beber olvide olvida deja deje ya suena rico rica deme dame denos ponme ponga pongame ponganos traiga traigame traeme tomo tomare quisieramos gustaria nos antoja unicamente anade anada anadir agrega agregue hora abren cierran abre cierra estan hermana hermano madre padre hija hijo nino nina bebe amiga amigo musulman musulmana judio judia',
  nl: 'maak maken bestelling mandje dezelfde nee weer terug vergeet hoeven hoeft bedoel bedoelde maar doe mag erbij allebei slechts alleen verwijder schrap laat haal eraf weg weglaten zitten achterwege hoef toch eigenlijk liever minder ervan daarvan klinkt lekker geef neem nemen wil willen graag zou breng enkel erbij zus broer moeder vader dochter zoon kind vriendin vriend moslim joods',
  pt: 'pedido carrinho esquece esqueca deixa volta voltar quis dizer mas tira tirar vou ainda depois apenas vai retira retire cancela cancele afinal melhor antes parece soa traga traz queria queriamos querer quero gostava gostaria pedir levar so somente pode ser junta horas abrem fecham em vez do da dos das no na nos nas ao aos pelo pela outro outra irma irmao mae pai filha filho crianca amiga amigo muculmano muculmana',
  pl: 'zamowienia koszyka beda zapomnij zapomnijcie chodzilo wracamy ale wezme takze razy raz tego tylko usun usunac skresl wykresl rezygnuje jednak brzmi pysznie wezme poprosimy zamawiam zamowie dla niech bedzie dodaj dorzuc wezmiemy mniej siostra siostry brat brata mama tata corka corki syn syna dziecko dziecka muzulmaninem muzulmanka',
  tr: 'siparisimden siparisten bosver bosverin geri tane adet yanina yaninda arti sadece yap yapin ver alacagim cikar cikarin istemiyorum olmasin iptal alayim alalim istiyoruz verir misiniz ekle ekleyin rica eksik kardesim ablam abim annem babam kizim oglum cocugum esim muslumanim',
  hi: 'bas yaar lo dijiye dijiyega kardo karo kar karna karke wala wali vala hum hame de mangta mangwana hata hatao hatana nikal nikalo mat sum kitna kitne hua paise abhi dono donon sirf kam',
  ja: '',
};
const WORDS: ReadonlyArray<readonly [Language, ReadonlySet<string>]> = (
  Object.entries(COMMON) as Array<[Language, string]>
).map(([language, words]) => [language, new Set(`${words} ${FILLERS[language]}`.split(' ').map(fold))]);

/** From one to twelve, each with its forms; the first are articles as well where a language has them. */
const NUMBERS: Readonly<Record<Language, string>> = {
  en: 'a/an/one,two/couple/pair,three,four,five,six,seven,eight,nine,ten,eleven,twelve',
  de: 'ein/eine/einen/einem/einer/eins/ne/nen,zwei/zwo,drei,vier,funf,sechs,sieben,acht,neun,zehn,elf,zwolf',
  fr: 'un/une,deux,trois,quatre,cinq,six,sept,huit,neuf,dix,onze,douze',
  it: 'un/uno/una,due,tre,quattro,cinque,sei,sette,otto,nove,dieci,undici,dodici',
  es: 'un/uno/una/unos/unas,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez,once,doce',
  nl: 'een/eentje,twee/tweetjes,drie,vier,vijf,zes,zeven,acht,negen,tien,elf,twaalf',
  pt: 'um/uma,dois/duas,tres,quatro,cinco,seis,sete,oito,nove,dez,onze,doze',
  pl: 'jeden/jedna/jedno,dwa/dwie,trzy,cztery,piec,szesc,siedem,osiem,dziewiec,dziesiec,jedenascie,dwanascie',
  tr: 'bir/birer,iki/ikiser,uc/ucer,dort,bes,alti,yedi,sekiz,dokuz,on,onbir,oniki',
  hi: 'ek/एक,do/दो,teen/tin/तीन,char/chaar/चार,panch/paanch/पांच/पाँच,chhah/chhe/che/छह,saat/सात,aath/आठ,nau/नौ,das/दस,gyarah,barah',
  ja: 'ひとつ,ふたつ,みっつ,よっつ,いつつ,むっつ,ななつ,やっつ,ここのつ',
};
/** Numbers that are not articles. */
const PLAIN_ONES: ReadonlySet<string> = new Set('one once einmal eins uno ek एक ひとつ jeden jedna jedno'.split(' '));
const DOZEN = /^(?:dozen|dutzend|douzaine|dozzina|docena|dozijn|duzia|tuzin|duzine|darjan)$/;
const HALF = /^(?:half|halbes|demi|mezza|media|half|meia|pol|yarim|aadha|adha)$/;
/** “Half”, in any language. @param word Folded. */
export const isHalf = (word: string): boolean => HALF.test(word);
/** Japanese counters. */
const COUNTER = '(?:つ|個|本|杯|枚|皿|人前|人分|膳|丁|玉|セット|ダース)';
const COUNT = new RegExp(`(\\d{1,3}|[一二三四五六七八九十]{1,3}) ?(${COUNTER})(?!目)`, 'gu');
/** “Kar do” says “do it”, and not two. */
const HINDI_DO =
  /(?<!\p{L})(kar|kara|hata|bana|de|rakh|nikal|dal|daal|bhej|laga|badal|likh|bata|dikha|la|le aa|mangwa) do(?!\p{L})/giu;

/** First to sixth, then the last, by how the words begin. */
const ORDINALS: Readonly<Partial<Record<Language, string>>> = {
  en: 'first/1st,second/2nd,third/3rd,fourth/4th,fifth/5th,sixth/6th,last',
  de: 'erste,zweite,dritte,vierte,funfte,sechste,letzte',
  fr: 'premier,deuxieme,troisieme,quatrieme,cinquieme,sixieme,dernier',
  it: 'primo/prima/primi/prime,second,terz,quart,quint,sest,ultim',
  es: 'primer,segund,tercer,cuart,quint,sext,ultim',
  nl: 'eerste,tweede,derde,vierde,vijfde,zesde,laatste',
  pt: 'primeir,segund,terceir,quart,quint,sext,ultim',
  pl: 'pierwsz,drug,trzeci,czwart,piat,szost,ostatni',
  tr: 'birinci/ilk,ikinci,ucuncu,dorduncu,besinci,altinci,sonuncu',
  ja: '最初/一番目/1番/一つ目,二番目/2番/二つ目,三番目/3番/三つ目,四番目/4番,五番目/5番,六番目/6番,最後',
};

const formsOf = (list: string): string[][] => list.split(',').map((forms) => forms.split('/').map(fold));

const LONE_LETTERS: Readonly<Partial<Record<Language, readonly string[]>>> = {
  en: ['a', 'i', 'um'],
  it: ['i'],
  pl: ['i'],
};
/** Letters of Dutch words, beside which a lone “en” is “and”. */
const DUTCH = /aa|oo|uu|ij|oe|sch|kk|ff?ie(?!r)|ui[tjpl]/iu;
const POLISH = /[ąćęłńśźż]/iu;

/** Words that all languages share tell none. */
const OF_ALL = new Set('ok okay no tot stop super bravo menu pizza soy once'.split(' '));

/** The language of a text; `before` when it does not tell, as in “Tiramisu”. */
export function languageOf(text: string, before: Language): Language {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) return 'ja';
  if (/\p{Script=Devanagari}/u.test(text)) return 'hi';
  // The “d” of “d’avena” is no English one.
  const words = wordsIn(text).flatMap(({ word }) =>
    /^[b-df-hj-np-tv-xz]$/.test(word) || OF_ALL.has(word) ? [] : [word],
  );
  const scores = WORDS.map(([language, common]) => {
    const own = words.filter((word) => common.has(word) || numberIn(language, word) !== undefined);
    // A letter alone tells little: the “i” of “rosół i kompot” is Polish, the “à” of “polvo à lagareiro” no English one.
    const isLone =
      own.every((word) => word === 'a' || LONE_LETTERS[language]?.includes(word)) &&
      !(language === 'pl' && POLISH.test(text));
    const isOtherEn = DUTCH.test(text) && language !== 'nl' && own.every((word) => word === 'en');
    const known = isLone || isOtherEn ? 0 : own.length;
    return { language, known: known + (language === before ? 0.5 : 0) };
  });
  const best = scores.reduce((most, score) => (score.known > most.known ? score : most), {
    language: before,
    known: 0.5,
  });
  // “Fajitas de ternera”: one word of several languages tells none.
  const isShared = best.known <= 1 && scores.filter(({ known }) => known === best.known).length > 2;
  return isShared ? before : best.language;
}

function numberIn(language: Language, word: string): number | undefined {
  const known =
    numbers.get(language) ??
    new Map(formsOf(NUMBERS[language]).flatMap((forms, index) => forms.map((form) => [form, index + 1])));
  numbers.set(language, known);
  return known.get(word);
}

/** Cached, because each word of each message is looked up in every language. */
const numbers = new Map<Language, Map<string, number>>();

/** Returns the number that a word or numeral means, if it is a plausible quantity. */
export function quantityOf(word: string, language: Language): number | undefined {
  const numeral = /^(\d{1,3})(?:x|mal)?$/u.exec(word)?.[1] ?? /^x(\d{1,3})$/.exec(word)?.[1];
  if (numeral !== undefined) return Number(numeral) < 1 ? undefined : Number(numeral);
  const often = ['once', 'twice', 'thrice'].indexOf(word);
  if (often >= 0) return often + 1;
  const times = /^(.+)mal$/.exec(word)?.[1];
  if (times !== undefined) return numberIn('de', times);
  return numberIn(language, word) ?? numberIn('en', word) ?? largeNumber(word);
}

/** Returns a number from thirteen to ninety-nine, whose names are unambiguous in all languages. */
function largeNumber(word: string): number | undefined {
  const number = numberCalled(word) ?? 0;
  return number > 12 && number < 100 ? number : undefined;
}

/** A word for one that also is an article: “a”, “ein”, “una”. */
export const isArticle = (word: string, language: Language): boolean =>
  !PLAIN_ONES.has(word) && [language, 'en' as const].some((each) => numberIn(each, word) === 1);

/** The same in the language itself: “a” is one in English, and “à” none in French. */
export const isOwnArticle = (word: string, language: Language): boolean =>
  isArticle(word, language) && numberIn(language, word) === 1;

interface Amount {
  value: number;
  isArticle: boolean;
}

/** The quantities that a text names, in their order. */
export function quantitiesIn(written: string, language: Language): Amount[] {
  const text = written
    .normalize('NFKC')
    .replace(/\d+[.,:]\d+/g, ' ')
    .replace(HINDI_DO, '$1');
  const counted = [...text.matchAll(COUNT)].map(([, number = '', counter]) => ({
    value: (/\d/.test(number) ? Number(number) : kanjiNumber(number)) * (counter === 'ダース' ? 12 : 1),
    isArticle: false,
  }));
  const amounts: Amount[] = [];
  let isHalf = false;
  const rest = text.replace(COUNT, ' ');
  for (const { word, start } of wordsIn(rest)) {
    if (word === 'one' && isPronoun(rest.slice(0, start), language)) continue;
    const last = amounts.at(-1);
    const value = DOZEN.test(word) ? (isHalf ? 6 : 12) : quantityOf(word, language);
    if (value !== undefined && DOZEN.test(word) && last !== undefined)
      amounts.splice(-1, 1, { value: isHalf ? 6 : last.value * 12, isArticle: false });
    else if (value !== undefined) amounts.push({ value, isArticle: isArticle(word, language) });
    isHalf = HALF.test(word) || (isHalf && isArticle(word, language));
  }
  return [...counted, ...amounts];
}

/** “The large one” counts nothing; “I’ll have one” does. */
const isPronoun = (before: string, language: Language): boolean =>
  /(?<!\p{L})(?:the|this|that|which|each|another) (?:\p{L}+ )?$/iu.test(before) ||
  contentWords(before, language).length > 0;

/** Returns the quantity: “a” is a number too, but “a bottle, 2 of them” means two. */
export function quantityIn(text: string, language: Language): number | undefined {
  const amounts = quantitiesIn(text, language);
  return (amounts.find((amount) => !amount.isArticle && amount.value > 1) ?? amounts[0])?.value;
}

/** The same where no article counts, as in “make it a large”. */
export const numberSaid = (text: string, language: Language): number | undefined =>
  quantitiesIn(text, language).findLast((amount) => !amount.isArticle)?.value;

/** The quantities of a text beside the numbers that are parts of names: the 12 of “12 wings” counts nothing. */
export function quantitiesBeside(names: readonly string[], text: string, language: Language): Amount[] {
  const own = new Set(names.flatMap((name) => quantitiesIn(name, language).map(({ value }) => value)));
  return quantitiesIn(text, language).filter(({ value, isArticle: isBare }) => isBare || !own.has(value));
}

/** 十二 is twelve. */
function kanjiNumber(text: string): number {
  const [tens, ones = ''] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (kanji: string | undefined) => '一二三四五六七八九'.indexOf(kanji || '?') + 1;
  return (text.includes('十') ? (digit(tens) || 1) * 10 : 0) + digit(ones);
}

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

/** Units of the packs in which groceries are sold, in grams or millilitres. */
const UNITS: ReadonlyArray<readonly [unit: string, of: 'mass' | 'volume', size: number]> = [
  ['kgs?|kilos?|chilo|kilogram\\p{L}*', 'mass', 1000],
  ['g|gr|grams?|gramm|grammes?|gramos?|grammi|gramas?|gramow', 'mass', 1],
  ['l|lt|liters?|litres?|litr[oiy]?s?|litrow', 'volume', 1000],
  ['dl', 'volume', 100],
  ['cl', 'volume', 10],
  ['ml', 'volume', 1],
];
const AMOUNTS = UNITS.map(([unit, of, size]) => ({
  of,
  size,
  pattern: new RegExp(`(?:(\\d+(?:[.,]\\d+)?|\\p{L}+) ?)?(?<!\\p{L})(?:${unit})(?!\\p{L})`, 'u'),
}));

const PIECES = /(\d+) ?(?:pieces|pcs|stuck|stuks|pieces|pezzi|piezas|unidades|pecas|sztuk|adet)(?!\p{L})/u;
const PACKS =
  /(?<!\p{L})(?:packs?|packets?|pak(?:je|ken|jes)?|bags?|zak(?:ken)?|box(?:es)?|do(?:os|zen)|packung(?:en)?|paquets?|portion\p{L}*|netz\p{L}*)(?!\p{L})/u;

/** How many packs of a product a text asks for by weight or volume: 2 of “Tomatoes, 500 g” for “1 kg of tomatoes”. */
export function packsIn(name: string, text: string, language: Language): number | undefined {
  const pieces = Number(PIECES.exec(fold(name))?.[1] ?? 0);
  const count = numberSaid(text, language) ?? 0;
  // “Ten eggs”, which come in tens, are one; “three bags of lemons” are three.
  if (pieces > 2 && count % pieces === 0 && count > 0 && !PACKS.test(fold(text))) return count / pieces;
  const [pack, asked] = [amountIn(name, language), amountIn(text, language)];
  if (asked === undefined || (asked.size >= 1000 && pack === undefined)) return undefined;
  const packs = pack?.of === asked.of ? Math.max(1, Math.ceil(asked.amount / pack.amount)) : 1;
  return packs * (numberSaid(asked.rest, language) ?? 1);
}

function amountIn(text: string, language: Language) {
  const folded = fold(text);
  for (const { of, size, pattern } of AMOUNTS) {
    const [match, number = ''] = pattern.exec(folded) ?? [];
    if (match === undefined) continue;
    const count = /\d/u.test(number)
      ? Number(number.replace(',', '.'))
      : HALF.test(number)
        ? 0.5
        : (quantityOf(number, language) ?? 1);
    return { of, size, amount: count * size, rest: folded.replace(match, ' ') };
  }
  return undefined;
}

/** Japanese counters, particles and requests around a name, without spaces. */
const AROUND = new RegExp(
  `(?:を|は|が|も|で|に|の)?(?:(?:\\d{1,3}|[一二三四五六七八九十]{1,3}) ?${COUNTER}|ひとつ|ふたつ|みっつ|よっつ|いつつ)(?:ずつ)?と?|をつけて|(?:は|が|には|は何が|で)?(?:何が)?(?:ありますか|どうですか|食べられますか|食べられる|おすすめですか)|にして(?:ください)?|に変更(?:して)?|に変えて|ください|下さい|お願いします?|追加(?:して|で)?|注文(?:したい)?|ですか|ますか|です|ます|じゃあ|では|それでは|やっぱり|やはり|あと|それと|もう|だけ|(?:を|は)?(?:やめて|なしで|なし|抜きで|抜き|抜いて|外して|取り消して|キャンセル(?:して)?|いりません|減らして)|そのうち|それを|これを|それ|にします|がいいです|が(?:欲|ほ)しいです|(?:は)?いくら|合計|全部で|全部|(?<=[\\p{Script=Han}\\p{Script=Katakana}ー])(?:を|は|が|で|に|も)(?![\\p{Script=Hiragana}])`,
  'gu',
);

/** Words for a portion, which a name may include or omit. */
const MEASURES =
  /^(?:house|haus|maison|casa|plates?|bowls?|cups?|glass(?:es)?|bottles?|cans?|portions?|pieces?|slices?|orders?|servings?|pots?|mugs?|pints?|times?|plain|normal\p{L}*|regular|standard|simple|einfach\p{L}*|fresh|cold|kalt\p{L}*|nature|froid\p{L}*|fredd[oa]|teller|glas|glaser|flaschen?|becher|tassen?|stuck|schalen?|portionen|mal|assiettes?|verres?|bouteilles?|tasses?|fois|piatt[oi]|bicchier[ei]|bottigli[ae]|porzion[ei]|tazz[ae]|fett[ae]|platos?|vasos?|botellas?|tazas?|raciones|racion|porciones|porcion|veces|vez|volt[ae]|kugeln?|scoops?|boules?|pallin[ae]|bolas?|bolletjes?|galk[aei]|porties?|bord|kop(?:je|jes)?|glaasjes?|flesjes?|blikjes?|keer|vezes|copos?|garrafas?|canecas?|doses?|porcj[aei]|kufl?e?[lei]?|szklank[aei]|butelk[aei]|bardak|sise|dilim|sztuk\p{L}*|st[uü]cks?|pezz[io]|stuks|packs?|packets?|bags?|pak(?:je|ken|jes)?|zak(?:je|ken)?|doos(?:je)?|opakowan\p{L}+|paczk[aei]|liters|tins?|packung(?:en)?|paquets?|paquetes?|pacchi|liter|litres?|kgs?|kil[oi]s?|chilo|grams?|gramm|katori|pyala|pyale|gilas|baar)$/u;
export const isMeasure = (word: string): boolean => MEASURES.test(word);

const NEGATION = new RegExp(`^(?:${WITHOUT}|pas|non|nie|nao|hoeft)$`, 'u');

/** The words of a text that may name a dish. */
export function contentWords(written: string, language: Language): string[] {
  const text = isUnspaced(written) ? written.normalize('NFKC').replace(AROUND, ' ') : written.replace(HINDI_DO, ' ');
  const common = WORDS.filter(([each]) => each === language || each === 'en').map(([, words]) => words);
  return wordsIn(text)
    .filter(
      ({ word, start, end }) =>
        TEA.test(text.slice(start, end)) || (!common.some((words) => words.has(word)) && !NEGATION.test(word)),
    )
    .map(({ word }) => word)
    .filter(
      (word) =>
        quantityOf(word, language) === undefined &&
        !DOZEN.test(word) &&
        !HALF.test(word) &&
        !(word.length > 5 && WITH_PRONOUN.test(word)),
    );
}

/** “Toglimi”, “fanne”, “ponme”, “quítala”: verbs with pronouns at their end. */
const WITH_PRONOUN =
  /^(?:(?:togl|lev|mett|aggiung|port|prend|cambi|mand|elimin|fa|da|di)(?:i|e|a|ete|ate|te)?(?:mm|nn|cc|ll)?(?:i|e|o|a)?(?:mi|ci|ne|lo|la|li|le|mene|melo|mela|cene|celo|cela)|(?:pon|quit|anad|agreg|tra|d|cambi|cancel|elimin|sac|deja|haz)(?:ga|gan|a|e|i|ame|eme|enos)?(?:me|nos|le|les|lo|la|los|las|melo|mela|melos|melas|noslo|noslas))$/u;

/** Without its accent, French tea is an English article, and Italian and Spanish tea a pronoun. */
const TEA = /^t(?:h?é|è)s?$/iu;

/** Returns whether words of the text have no spaces between them. */
export const isUnspaced = (text: string): boolean =>
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text);
