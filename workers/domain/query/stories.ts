import { isCommonWord } from './explained-words.ts';
import { ARTICLES, BENEFITS, wordSet } from './phrase-books.ts';
import { PhraseBook, type Piece } from './words-of.ts';

/*
 * How people tell what some food did to them: by the words of grammar around its name, of which languages have few. The
 * verb between may be any: “mustard floors me”, “po orzechach ląduję na SORze”.
 */

/** Words right before a cause, folded. */
const CAUSES = wordSet(
  `from after off because due thanks following
  von vom nach bei beim wegen durch dank
  apres cause dopo causa colpa con tras despues culpa
  van na door bij depois com por po od przez przy
  sonra yuzunden ile se wajah`,
);
/** Postpositions after a cause. */
const CAUSES_AFTER = wordSet('yuzunden sonra se ki wajah baad से की बाद');
/** Words that begin a condition. */
const CONDITIONS = wordSet(
  `if when whenever once unless
  wenn sobald falls
  si quand lorsque
  se quando appena
  cuando
  als zodra wanneer
  gdy kiedy jesli jezeli jak
  agar jab jaise अगर जब जैसे`,
);
const TURKISH_CONDITION = /(?:ersem|arsam|irsem|irsam|ince|inca|unce|unca|erse|arsa|diginde|digimde|dugumde)$/u;
/** Pronouns of the first and third person. */
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
/** Whom “bring me” and “haut mir … raus” serve. */
const SERVED = wordSet('me us mir uns moi nous mij ons');

/** Verbs of eating, in the persons that tell of oneself and of others. */
const EATING = wordSet(
  `eat eats ate touch touches taste tastes swallow bite crumb
  esse isst essen gegessen beruhre probiere koste mange mangeons mangent touche goute avale
  mangio mangia mangiamo tocco tocca assaggio assaggia como come comemos pruebo prueba toco toca ingiero
  eet eten proef proeft aanraak provo prova zjem zje jem jesc dotkne sprobuje khata khati khaun खाऊं खाता खाती`,
);
/**
 * Words that always make a request. “have” and “can” are not among them, because people also say them of harmful foods.
 */
const ASKING = wordSet(
  `please want like order recommend suggest bitte mochte moechte gern gerne hatte voudrais aimerais plait svp
  vorrei voglio favore quiero quisiera querria favor graag alsjeblieft alstublieft quero queria gostaria
  prosze poprosze chce chcialbym chcialabym istiyorum isterim lutfen chahiye kripya चाहिए कृपया दीजिए`,
);

/** A clause that may tell a story: its pieces, and which of them name a food or are unknown. */
export interface Told {
  pieces: readonly Piece[];
  isNamed: (at: number) => boolean;
  isUnknown: (at: number) => boolean;
  /** True if the clause has a word of requests. */
  isWanting: boolean;
}

/** Returns whether a clause says what a food that it names did to a person, or would do. */
export function isStory({ pieces, isNamed, isUnknown, isWanting }: Told): boolean {
  const places = pieces.flatMap((_, at) => (isNamed(at) ? [at] : []));
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || pieces.some(({ key }) => ASKING.has(key))) return false;
  const once = pieces.flatMap((_, at) => {
    const length = LAST_TIME.at(pieces, at)?.length ?? 0;
    return Array.from({ length }, (__, offset) => at + offset);
  });
  // “The last time it was peanuts.” “The last time the peanuts were cold” says what was wrong with them.
  const isBare =
    once.length > 0 &&
    pieces.every(({ key }, at) => once.includes(at) || isNamed(at) || isCommonWord(key) || SAYING.has(key));
  const isUnknownNear = isBare || pieces.some((_, at) => isUnknown(at) && !once.includes(at));
  const isCondition = pieces.some(
    ({ key }, at) => (CONDITIONS.has(key) && at < last) || (TURKISH_CONDITION.test(key) && at > first),
  );
  // “Wenn ich Erdnüsse esse, …”
  const isEaten = isCondition && pieces.some(({ key }) => EATING.has(key) || TURKISH_CONDITION.test(key));
  // “Gather me up some tacos.”
  const isServed = first > 1 && SERVED.has(pieces[1]?.key ?? '') && pieces[0]?.key.endsWith('s') === false;
  if (isEaten || isWanting || isServed || !isUnknownNear) return isEaten;
  const keyAt = (at: number): string => pieces[at]?.key ?? '';
  const isCause = places.some((at) => {
    const before = ARTICLES.has(keyAt(at - 1)) ? at - 2 : at - 1;
    return (before === 0 && CAUSES.has(keyAt(before))) || CAUSES_AFTER.has(keyAt(at + 1));
  });
  // “Pasta for my son” asks for it, and “one of them” counts dishes; “i” before a name is an article or an “and”.
  const isOfPerson = pieces.some(
    ({ key }, at) =>
      PERSONS.has(key) &&
      !BENEFITS.has(keyAt(ARTICLES.has(keyAt(at - 1)) ? at - 2 : at - 1)) &&
      keyAt(at - 1) !== 'of' &&
      !(key === 'i' && isNamed(at + 1)),
  );
  return isBare || isCondition || isCause || isOfPerson;
}

/** Verbs whose subject is the food before them. */
const SAYING = wordSet(
  `is are was were be been s isn aren has have had does do did will would can ist sind war waren hat haben hatte wird macht machen est sont etait etaient font fait
  e sono era erano ha hanno fa fanno es son fue fueron eran hace hacen is zijn waren doet doen e sao era foram faz fazem jest sa byl byla bylo byly robi robia var vardi`,
);
