import { wordSet } from './phrase-books.ts';
import { PhraseBook, type Piece } from './words-of.ts';

/*
 * How people tell what some food did to them: by the words of grammar around its name, of which languages have few. The
 * verb between may be any: “mustard floors me”, “po orzechach ląduję na SORze”.
 */

/** What names a cause, right before it. Folded. */
const CAUSES = wordSet(
  `from after off because due thanks following
  von vom nach bei beim wegen durch dank
  apres cause dopo causa colpa con tras despues culpa
  van na door bij depois com por po od przez przy
  sonra yuzunden ile se wajah`,
);
/** What follows a cause in a language whose cases or postpositions tell it. */
const CAUSES_AFTER = wordSet('yuzunden sonra se ki wajah baad से की बाद');
/** What begins a condition. */
const CONDITIONS = wordSet(
  `if when whenever once unless
  wenn sobald falls
  si quand lorsque des
  se quando appena
  cuando
  als zodra wanneer
  gdy kiedy jesli jezeli jak
  agar jab jaise अगर जब जैसे`,
);
const TURKISH_CONDITION = /(?:ersem|arsam|irsem|irsam|ince|inca|unce|unca|erse|arsa|diginde|digimde|dugumde)$/u;
/** Whom or whose it is, of those who are not spoken to. */
const PERSONS = wordSet(
  `i me us him her them my our his their he she we they
  ich mich mir uns ihn ihm er wir mein meine meinem meinen meiner unser unsere unseren unserem unserer
  je j m moi mon ma mes nous notre elle
  mi ci gli io lui lei noi mio mia nostro nostra
  me nos yo ella nosotros nuestro nuestra
  ik mij ons hem haar hen hij zij wij mijn onze
  eu ele ela nos lhe meu minha nosso nossa
  ja mnie nas mu ona moj moja mojego mojej mojemu naszego
  ben beni bana biz bizi bize onu
  main mujhe hame hum usko mere meri मैं मुझे हमें उसे मेरे मेरी`,
);
const LAST_TIME = new PhraseBook(
  `last time, last year, last week, last month, last summer, last night, the other day, once upon, years ago, back in,
  letztes mal, letzte woche, letztes jahr, letztens, neulich, beim letzten mal, das letzte mal,
  la derniere fois, l autre jour, l an dernier, la semaine derniere, il y a,
  l ultima volta, l altra volta, l altro giorno, l anno scorso,
  la ultima vez, el otro dia, el ano pasado, la otra vez,
  de vorige keer, vorige keer, laatst, vorig jaar, de laatste keer, vorige week,
  da ultima vez, a ultima vez, no ano passado, outro dia,
  ostatnio, ostatnim razem, w zeszlym roku, kiedys,
  gecen sefer, gecen yil, gecen hafta, gecenlerde,
  pichli baar, pichle saal, पिछली बार, पिछले साल`
    .split(',')
    .map((phrase) => [phrase.trim(), true]),
);
const ARTICLES = wordSet(
  'the a an any some even of de di von der die das den dem des ein eine einem einer le la les l du de des d un une il lo i gli el los las de het een o os as um uma',
);

const BENEFITS = wordSet('for fur fuer pour per para pra voor dla');

/** Verbs of eating, in the persons that tell of oneself and of others. */
const EATING = wordSet(
  `eat eats ate touch touches taste tastes swallow bite crumb
  esse isst essen gegessen beruhre probiere koste mange mangeons mangent touche goute avale
  mangio mangia mangiamo tocco tocca assaggio assaggia como come comemos pruebo prueba toco toca ingiero
  eet eten proef proeft aanraak provo prova zjem zje jem jesc dotkne sprobuje khata khati khaun खाऊं खाता खाती`,
);
/** Words that ask for something, whatever else is said; “have” and “can” are said of what harms as well. */
const ASKING = wordSet(
  `please want like order recommend suggest bitte mochte moechte gern gerne hatte voudrais aimerais plait svp
  vorrei voglio favore quiero quisiera querria favor graag alsjeblieft alstublieft quero queria gostaria
  prosze poprosze chce chcialbym chcialabym istiyorum isterim lutfen chahiye kripya चाहिए कृपया दीजिए`,
);

/** What of a clause tells: its pieces, those that name something, and those that nothing explains. */
export interface Told {
  pieces: readonly Piece[];
  isNamed: (at: number) => boolean;
  isUnknown: (at: number) => boolean;
  /** It has a word that wishes have. */
  isWanting: boolean;
}

/** Returns whether a clause says what a food that it names did to a person, or would do. */
export function isStory({ pieces, isNamed, isUnknown, isWanting }: Told): boolean {
  const places = pieces.flatMap((_, at) => (isNamed(at) ? [at] : []));
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || pieces.some(({ key }) => ASKING.has(key))) return false;
  const isOnce = pieces.some((_, at) => LAST_TIME.at(pieces, at) !== undefined);
  const isUnknownNear = pieces.some((_, at) => isUnknown(at));
  const isCondition = pieces.some(
    ({ key }, at) => (CONDITIONS.has(key) && at < last) || (TURKISH_CONDITION.test(key) && at > first),
  );
  // “Wenn ich Erdnüsse esse, …”
  const isEaten = isCondition && pieces.some(({ key }) => EATING.has(key) || TURKISH_CONDITION.test(key));
  if (isEaten || isWanting || !(isOnce || isUnknownNear)) return isEaten;
  const keyAt = (at: number): string => pieces[at]?.key ?? '';
  const isCause = places.some((at) => {
    const before = ARTICLES.has(keyAt(at - 1)) ? at - 2 : at - 1;
    return (before === 0 && CAUSES.has(keyAt(before))) || CAUSES_AFTER.has(keyAt(at + 1));
  });
  // “Pasta for my son” asks for it; “i” before a name is an article or an “and”.
  const isOfPerson = pieces.some(
    ({ key }, at) => PERSONS.has(key) && !BENEFITS.has(keyAt(at - 1)) && !(key === 'i' && isNamed(at + 1)),
  );
  return isOnce || isCondition || isCause || isOfPerson;
}
