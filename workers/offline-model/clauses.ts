import { fold, wordsIn } from '../../contracts/fold.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { inFull } from '../domain/query/words-of.ts';
import { isOrdering } from './intents.ts';
import { contentWords, type Language, languageOf, quantityIn, quantityOf } from './language.ts';
import { WITHOUT } from './said.ts';
import { GREETINGS, plain } from './sayings.ts';
import { segmentsOf } from './segments.ts';
import { FOR_WHOM } from './wishes.ts';

/** The most requests in one message that these rules can separate. */
const MAX_CLAUSES = 6;
/** Longer requests are not realistic, and every step replays the whole conversation. */
export const MAX_CHARACTERS = 800;
const MAX_LEADING_WORDS = 6;
/** Phrases that replace the previous request, folded. */
const CHANGED_MIND =
  'i (?:ve )?changed my mind|change of plan|on second thoughts?|(?:ich )?(?:hab\\w* )?(?:es )?(?:mir )?(?:doch )?anders uberlegt|(?:j ai )?change d avis|(?:ho )?cambi(?:o|ato) idea|(?:he )?cambi(?:e|ado) de (?:idea|opinion)|(?:me )?lo pense mejor|ik (?:heb me bedacht|bedenk me)|mudei de ideias?|zmienil[ae]m zdanie|fikrimi degistirdim';
const NEVER_MIND =
  'never ?mind|laissez? tomber|vergiss es|lascia (?:stare|perdere)|dejalo|laat maar(?: zitten)?|esquece|niewazne|bosver';
/** “No, the alcohol-free one” replaces the item named last. A request with “as well” replaces none. */
export const CORRECTED = new RegExp(
  `^(?:oh |ah |ach |anzi |actually |eigentlich |en fait |in realta |en realidad |eigenlijk |na verdade |wlasciwie |aslinda )?(?:(?:no|nope|nah|nein|non|nee|nao|nie|hayir|nahi|sorry|wait|oops|entschuldigung|pardon|scus[ai]|perdon|desculpe|przepraszam|pardon|moment|${NEVER_MIND})(?!\\p{L})|(?:no |oh |ah |ach )?(?:${CHANGED_MIND})|いや|いえ|違)`,
  'u',
);
/** Words before the point of a message: a greeting, or a sign that something said earlier was wrong. */
const LEADING = new RegExp(
  `^(?:(?:${GREETINGS}|(?:actually|eigentlich|en fait|en realidad|in realta|eigenlijk|na verdade|wlasciwie|aslinda)|anzi|quatsch|blodsinn|no|nope|nah|nein|non|nee|nao|nie|hayir|nahi|sorry|wait|oops|oh|ah|hm+|m+|um|moment|entschuldigung|pardon|excuse me|excusez moi|scusa|scusi|perdon|disculpe|desculpe|przepraszam|ach|ai|well|ok|okay|fine|great|perfect|cool|nice|lovely|brilliant|ace|alright|all right|super|klasse|toll|wunderbar|nickel|parfait|impec|top|genial|tres bien|perfetto|ottimo|benissimo|perfecto|muy bien|estupendo|voila|bref|mdr|lol|tant pis|zut|mince|t?schuldigung|t?schuldige|verzeihung|ups|klingt (?:gut|super|lecker|toll)|hort sich (?:gut|lecker) an|suena (?:bien|rico|genial)|sembra (?:buono|ottimo)|ca a l air bon|pensandolo (?:mejor|bien)|schade|egal|peccato|vabbe|lastima|(?:that s|sounds) (?:fine|ok|okay|good|great|perfect)|das passt|passt|alles klar|prima|gut|na gut|vale|bien|bon|bene|va bene|d accord|accha|theek hai|mate|guys|folks|buddy|dude|${CHANGED_MIND}|${NEVER_MIND}) ?)+$`,
);
/** Words that begin a wish of its own after a comma or an “and”. */
const OPENERS =
  "(?:(?:please|bitte|then|dann|also|auch|puis|poi|luego) )?(?:order(?: it| them| that| now)?(?=[.!?]*$)|order (?:it|them|that)|place (?:it|the order|my order)|check ?out|confirm|cancel|change|swap|replace|make (?:it|that|them|the|one|two|both|all)|add|remove|delete|drop|take off|take the|where(?:'s| is| are)|what(?:'s| is| are| time| did| do)|when|how|which|who|any (?:discount|deal|offer|promo)|is there|are there|are you|do you|does|can i|could i|can you|could you|show me|tell me|apply|use (?:the )?code|i have (?:a |the )?code|i(?:'ll| will|'d| would) |i want|i need|deliver|bring|pick|that(?:'s| is) (?:all|it)|bestell|streich|entfern|tausch|mach|ändere|nimm|nehmen sie|liefer|ich (?:nehme|möchte|hätte|hole|will)|was |wie |wo |wann |kann ich|können sie|gibt es|commande|je (?:voudrais|prends|commande|confirme|viens|passe)|enlev|retir|ajout|livr|remplac|c'est tout|valid|ordin|vorrei|prendo|togli|aggiung|cambi|conferm|consegn|quiero|quisiera|quit|agreg|añad|confirm|pid[eo]|entreg|env[ií]|para llevar)";
/** A full stop after a short word or a street, as in “no. 3” or “Hauptstr. 5”, ends no sentence. */
const BOUNDARY = new RegExp(
  `(?<=[!?]|\\p{L}{4,}\\.|\\d\\.)(?<!str\\.)\\s+(?=\\S)|(?<=[。！？])(?=\\S)|\\s*[;\\n]+\\s*|,?\\s+(?:and\\s+)?then\\s+(?=\\p{L}+ )|,\\s*(?:(?:and|und|et|y|e|but|aber|mais|pero|ma)\\s+)?(?=${OPENERS})|\\s+(?:and|und|et|y|e|aur)\\s+(?=${OPENERS})`,
  'iu',
);

/** “Naan x2, rice x1”: a count behind a dish is put before it. */
function withCountsBefore(text: string): string {
  if (/^[^\p{L}\p{N}]*(?:x ?)?\d/iu.test(text)) return text;
  let [told, begin] = ['', 0];
  for (const { 0: run, 1: count = '', index } of text.matchAll(COUNT_BEHIND)) {
    const before = text.slice(begin, index);
    const at = Math.max(...[...',;.!?'].map((sign) => before.lastIndexOf(sign))) + 1;
    const name = before.slice(at);
    // “A curry and naan x2” counts the naan.
    const isPlain = /\p{L}/u.test(name) && !/\d|\s(?:and|und|et|y|e|en)\s/iu.test(name);
    told += isPlain ? `${before.slice(0, at)} ${count} ${name.trim()}, ` : before + run;
    begin = index + run.length;
  }
  return told + text.slice(begin);
}
const COUNT_BEHIND = /(?<=\p{L})\s+[x×] ?(\d{1,2})(?!\d)(?:\s*,\s*|\s+(?:and|und|et|y|e|en)\s+|\s+|$)/giu;

/** “2kg” as “2 kg”, and a dozen as 12: an option may be called so. */
const withNumbersPlain = (text: string): string =>
  withCountsBefore(text)
    .replace(
      /(?<!\p{L})half an? (?=(?:litre|liter|pint|bottle|portion|carafe|chicken|pizza|loaf|baguette)(?!\p{L}))/giu,
      'half ',
    )
    .replace(/(?<!\p{L})an? (?=(?:litre|liter)(?!\p{L}))/giu, '1 ')
    .replace(/(\d)(?=(?:l|cl|ml|dl|cm|g|kg)(?!\p{L}))/giu, '$1 ')
    .replace(
      /(?<!\p{L})(?:half a|ein halbes|une demi[- ]|(?:una )?mezza|media|een half|meia) ?(?:dozen|dutzend|douzaine|dozzina|docena|dozijn|dúzia)(?: (?:of|de|di|d[’'])(?= ?\p{L}))?/giu,
      '6',
    )
    .replace(
      /(?<!\p{L})(?:an?|one|ein|une|una|een|uma) (?:dozen|dutzend|douzaine|dozzina|docena|dozijn|dúzia)(?: (?:of|de|di|d[’'])(?= ?\p{L}))?/giu,
      '12',
    );

/** “Do u have one w ketchup”; a Polish “w” is “in”. */
const withEnglishInFull = (text: string, before: Language): string =>
  languageOf(text, before) === 'en'
    ? text
        .replace(/(?<= )w(?= \p{L})/gu, 'with')
        .replace(/(?<!\p{L})u(?!\p{L})/gu, 'you')
        .replace(/(?<!\p{L})oj(s?)(?!\p{L})/giu, 'orange juice$1')
        .replace(/(?<!\p{L})r(?= (?:u|you|there|the)(?!\p{L}))/gu, 'are')
    : text;

/** A message with counts before their dishes, and with abbreviations in full. */
export const inPlainForm = (text: string, before: Language): string =>
  withEnglishInFull(inFull(withNumbersPlain(text)), before);

/** The separate wishes of a message, in order, as they were written. */
export function clausesOf(message: string): string[] {
  return withoutLeading(specified(message))
    .split(BOUNDARY)
    .flatMap(withoutOrdering)
    .map((clause) => withoutAsking(withoutLeading(clause.trim())))
    .filter((clause, _, all) => /[\p{L}\p{N}?]/u.test(clause) && (all.length < 2 || !LEADING.test(plain(clause))))
    .slice(0, MAX_CLAUSES);
}

/** “A burger for me, the veggie one” is one dish; “bei einer Senf dazu” changes one of several. */
const specified = (message: string): string =>
  message
    .replace(
      /^((?:(?:actually|ok|no|sorry|non|finalement|nein|doch) )*(?:(?:forget|scrap|cancel|clear) (?:all(?: of)?(?: (?:that|it|this))?|everything|that|it)|annule[rz]? tout|oublie[rz]? tout|(?:vergiss|vergessen sie|streich\p{L}*|storniere?) (?:das )?(?:alles|ganze)|annulla tutto|cancel\p{L}+ todo|olvid\p{L}+ todo)),? (?=\p{L})/iu,
      '$1; ',
    )
    .replace(
      /^((?:remove|drop|cancel|take off|lose|scrap|nimm|streich|enlev|retir|supprim|annul|togl|leva|quit|saca|elimin|verwijder|haal)\p{L}* .+?) (?=(?:i(?:'ll| will)|ich (?:nehme?|möchte|hätte)|je (?:prends|voudrais)|prendo|vorrei|ponme|tomo|quiero|ik neem) )/iu,
      '$1, ',
    )
    .replace(
      /(?<=^|\s)(?<dish>\p{L}{3,})(?<whom> for (?:me|us|him|her|my \p{L}+))?, the (?<kind>\p{L}[\p{L} -]{1,30}?) one(?!\p{L})/giu,
      '$<kind> $<dish>$<whom>',
    )
    .replace(
      /(?<=^(?:ok,? |und |aber )?)(?:bei|auf) ein(?:er|em) (?:davon )?(?:bitte )?(.+?)(?: dazu| drauf| rauf)?$/iu,
      'eine davon mit $1',
    );

/** Words before or after a “no” that takes back the previous words. */
const BEFORE_NO =
  'oh|ah|ach|a+h|ä+h|euh|u+h|u+m|hm+|sorry|wait|actually|moment|warte|attend[sz]?|pardon|scus[ai]|aspetta|anzi|perdón|espera|mejor|beter|eigenlijk|wacht|na verdade|aliás|właściwie|jednak|albo|yok';
const AFTER_NO =
  'wait|sorry|actually|rather|better|make (?:that|it)|doch|lieber|besser|plutôt|anzi|meglio|mejor|liever|toch|melhor|raczej|lepiej|jednak|daha iyisi';
const NO = '(?:no|nein|non|nee|não|nie|hayır)';
const TAKEN_BACK = new RegExp(
  `^(.+?)(?:\\s*[,;…–—]|\\s*\\.{2,}|\\s+-)\\s*(?:(?:(?:${BEFORE_NO})[\\s,.…]+)+${NO}(?!\\p{L})|${NO}(?=\\s*[,.…]|\\s+(?:${AFTER_NO})(?!\\p{L})))[\\s,.…]*(?:(?:${AFTER_NO})[\\s,.…]+)*(.+)$`,
  'iu',
);

/** “A lamb biryani... sorry chicken biryani”. */
const SORRY =
  /^(.+?)\s*(?:…|\.{2,}|\s[-–—])\s*(?:sorry|oops|ups|i mean|ich meine|pardon|je veux dire|scus[ai]|cioè|perdón|digo|bedoel|desculpe|przepraszam|pardon)[\s,.…]+(?!(?:i|ich|je|io|it)(?!\p{L}))(.+)$/iu;

const ONE = "an?|one|ein\\p{L}*|'?ne[nrm]?|une?|un[oa]|een|uma?";
/** “A roll with ham and one with cheese”, “two coffees, one of them with oat milk”. */
const ANOTHER_WITH = new RegExp(
  `^(.*?(?<!\\p{L})(?:${ONE}) )((?:\\p{L}+ ){1,3})(with|mit|avec|con|met) (.+?) ((?:and|und|et|y|e|en) (?:one|ein\\p{L}*|une?|un[oa]|een|another|noch ein\\p{L}*)) (?=\\3 )`,
  'iu',
);
const OF_THEM =
  /(?<=[,;] ?(?:and |und |et |y |e )?)(one|two|three|\d|ein\p{L}*|zwei|drei|une?|un[oa]|deux|due|dos|een) (?:of (?:them|those|these)|davon|d[’']entre (?:eux|elles)|di (?:loro|questi|queste)|de (?:ellos|ellas)|ervan|daarvan)(?= (?:with|mit|avec|con|met|ohne|without|sans|sin|senza)(?!\p{L}))/giu;

const CHANGING = 'remove|take|drop|delete|cancel|leave|swap|change|replace|switch|make|skip|hold|lose|add|put';
/** “Can you remove the gherkin?” asks for it. */
const ASKED_FOR = new RegExp(
  `^\\W*(?:(?:and|also|but|oh|so) )?(?:(?:can|could|would|will) (?:you|i|we) (?:please |just |maybe )?(?=(?:${CHANGING})\\s)|(?:kann ich|könnte ich|können wir) (?:bitte )?(?=(?:statt|anstelle|anstatt)\\s))([^?]+)\\?*\\s*$`,
  'iu',
);

/** “Can I order for the office: four americanos.” */
const withoutLeadIn = (message: string): string =>
  message.replace(
    /^(?:[^:\d]{1,60}|[^:]*(?:we are|we re|wir sind|somos|siamo|nous sommes|on est) \d+[^:\d]*):\s*(?=\d)/iu,
    (lead) => (contentWords(lead.replace(FOR_WHOM, ' '), languageOf(lead, 'en')).length === 0 ? '' : lead),
  );

/** A message without the form of a question, where it asks to change something. */
const withoutAsking = (message: string): string =>
  message.replace(ASKED_FOR, '$1').replace(/ (?:haben|bekommen)$/u, '');

/** A message in which each part names its dish again. */
export const withDishesAgain = (message: string): string =>
  withoutAsking(withoutLeadIn(message)).replace(OF_THEM, '$1').replace(ANOTHER_WITH, '$1$2$3 $4 $5 $2');

const NEGATED = new RegExp(
  `(?<!\\p{L})((?:${WITHOUT})) (?:(?:the|any|den|die|das|le|la|les|el|los|las|il|i|gli|de|het) )?(.+)$`,
  'iu',
);
const LIST_JOINT =
  /\s*,\s*(?:(?:and|or|nor|und|oder|et|ou|ni|y|e|o) )?|\s+(?:and|or|nor|n|und|oder|noch|et|ou|ni|e|o|né|y|en|of|i|ani|lub|ve|veya|aur)\s+/iu;

/** A message in which each thing of a list that is left out has its own “no”: “no onions, no pickles”. */
export function withRefusalsRepeated(message: string): string {
  const folded = fold(message);
  if (folded.length !== message.length) return message;
  const lists = understandQuery(message).phrases.flatMap((phrase) => {
    const words = phrase.split(' ').join('[^\\p{L}\\p{N}]+');
    const [found] = folded.matchAll(new RegExp(`(?<!\\p{L})${words}(?!\\p{L})`, 'gu'));
    return found === undefined ? [] : [message.slice(found.index, found.index + found[0].length)];
  });
  return lists.reduce((text, list) => text.replace(list, repeated), message);
}

function repeated(list: string): string {
  const [match = '', no = '', things = ''] = NEGATED.exec(list) ?? [];
  const own = things.split(LIST_JOINT).map((thing) => NEGATED.exec(thing)?.[2] ?? thing);
  return own.length < 2
    ? list
    : list.slice(0, list.length - match.length) + own.map((thing) => `${no} ${thing}`).join(', ');
}

/** A message without what it takes back: of “a minestrone … actually no, a bruschetta” the bruschetta is left. */
export function asCorrected(message: string): string {
  const sorry = SORRY.exec(message);
  const [, before = '', instead = ''] = sorry ?? TAKEN_BACK.exec(message) ?? [];
  const language = languageOf(message, 'en');
  const [first = ''] = wordsIn(instead).map(({ word }) => word);
  // “Three, no, two” counts anew; “a burger, no, onions are fine” names nothing to have instead.
  const isCounted = [language, 'en' as const].some((each) => quantityOf(first, each) !== undefined);
  const isWish = (isCounted || sorry !== null) && contentWords(instead, language).length > 0;
  if (!isWish) return message;
  const sentence = before.split(/(?<=[.!?])\s+/u);
  const segments = segmentsOf(sentence.at(-1) ?? '', language);
  const kept = segments.slice(0, -1);
  const count = isCounted ? undefined : quantityIn(segments.at(-1) ?? '', language);
  const wish = count === undefined ? instead : `${count} ${instead}`;
  return [...sentence.slice(0, -1), ...(kept.length > 0 ? [`${kept.join(', ')},`] : []), wish].join(' ');
}

/** “Just one curry then, nothing else” is a request and its end. */
function withoutOrdering(clause: string): string[] {
  const [, wish, last] = /^(.+),\s*(.+)$/u.exec(clause) ?? [];
  return wish !== undefined && last !== undefined && isOrdering(last) ? [wish, last] : [clause];
}

/** An article or a number, at the start of what is wished for. */
const WISHED =
  /^\s+(?:the|an?|der|die|das|den|ein\p{L}*|le|la|les|une?|il|lo|una|uno|el|los|las|de|het|een|os?|as|uma?|all?a?|aux?|\d+|two|three|deux|trois|due|tre|dos|tres|dois|duas|dwa|dwie|trzy)(?!\p{L})/iu;

/** A text without its greeting or “no, sorry”, where something follows that a comma or the like parts from it. */
function withoutLeading(text: string): string {
  const words = wordsIn(text).slice(0, MAX_LEADING_WORDS);
  const count = words.findLastIndex((_, index) => {
    const rest = text.slice(words[index]?.end ?? 0);
    const said = words
      .slice(0, index + 1)
      .map(({ word }) => word)
      .join(' ');
    const isParted =
      /^\s*(?:[,!:…–-]|\.(?!\s*\d))/u.test(rest) ||
      (/(?:^| )(?:nein|nee|nope|nah|sorry|oops|ups|hayir)$/u.test(said) &&
        !/^\s+(?:i|it|das|ich|dat)(?!\p{L})/iu.test(rest)) ||
      (/ (?:no|non|nao|nie)$/u.test(said) && WISHED.test(rest)) ||
      /^\s+(?:i (?:meant|want|would|said|d)|i'd|can |could |do )/iu.test(rest);
    return (
      isParted &&
      /[\p{L}\p{N}]/u.test(rest) &&
      !/^\W*(?:thank|danke|merci|grazie|gracias)/iu.test(rest) &&
      LEADING.test(said)
    );
  });
  return count < 0 ? text : text.slice(words[count]?.end ?? 0).replace(/^[\s,!.…–-]+/u, '');
}
