import { fold } from '../../contracts/fold.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { helpKindOf } from './help-kinds.ts';
import { contentWords, isArticle, type Language, placeOf, quantityOf } from './language.ts';
import type { Memory } from './memory.ts';
import { openQuote } from './memory.ts';
import { said } from './said.ts';

export type Intent =
  | 'greet'
  | 'identity'
  | 'thanks'
  | 'order'
  | 'assent'
  | 'discount'
  | 'basket'
  | 'clear'
  | 'choose'
  | 'remove'
  | 'swap'
  | 'adjust'
  | 'search'
  | 'status'
  | 'change'
  | 'cancel'
  | 'help'
  | 'ask'
  | 'decline'
  | 'unclear';

const ORDER_WORD =
  'orders?|bestellung\\w*|commande|ordine|pedido|bestelling|encomenda|zamowien\\w*|siparis\\w*|food|essen';
const ORDER_IN = `(?:${ORDER_WORD})`;

const PATTERNS: ReadonlyArray<readonly [Intent, RegExp]> = [
  [
    'identity',
    said(
      'are you (?:an? )?(?:real|human|person|bot|robot|ai|machine|offline|chatgpt|gpt)(?: person)?|who are you|what are you|(?:what|which) (?:ai |language )?model(?: are you)?|(?:do|can) you (?:speak|understand) \\w+|bist du (?:ein )?(?:mensch|bot|roboter|ki)|sind sie (?:ein )?(?:mensch|bot|roboter|ki)|wer (?:bist|sind) \\w+|sprichst du \\w+|sprechen sie \\w+|parli \\w+|help|what can you do|how does this work|hilfe|was kannst du|was konnen sie',
      'あなたは誰|ロボット|人間ですか|何ができ',
    ),
  ],
  [
    'cancel',
    said(
      `cancel(?: \\w+){0,3} (?:${ORDER_WORD})|cancel (?:it|that)?\\s?(?:order )?(?:number |no )?\\d+|(?:storn\\w+|abbestell\\w*|absag\\w*)|annul\\w+(?: \\w+){0,2} ${ORDER_IN}|cancel\\w+(?: \\w+){0,2} ${ORDER_IN}|${ORDER_IN} (?:annuleren|stornieren|anuluj\\w*|iptal\\w*|cancel)|anuluj\\w*|iptal\\w*`,
      'キャンセル|取り消|रद्द',
    ),
  ],
  [
    'change',
    said(
      `(?:change|modify|edit|amend|update)(?: something (?:in|on|about))? (?:my|the|that|this|an?) (?:\\w+ )?order|(?:add|put) .+ (?:to|on) (?:my|the) (?:\\w+ )?order|(?:remove|take) .+ (?:from|off) (?:my|the) (?:\\w+ )?order|(?:meine|die) bestellung (?:andern|anpassen)|andern sie meine bestellung`,
      '注文を変更',
    ),
  ],
  [
    'status',
    said(
      'where(?: is| s) (?:my|the) (?:order|food)|(?:order )?status|track (?:my|the) order|is (?:my|the) (?:order|food) (?:ready|done|confirmed|on its way|coming)|how(?: is| s) my order|(?:how long|when) (?:will|until|is|does) (?:my|the) (?:order|food)|what did i (?:order|buy)|(?:my|the) (?:last|latest|previous|newest) order|(?:show|see|list) (?:me )?my orders?|my orders|order (?:number |no |nr )?\\d+|wo (?:ist|bleibt) (?:meine|mein|die|das) (?:bestellung|essen)|was habe ich bestellt|ou est ma commande|dov e il mio ordine|donde esta mi pedido|waar is mijn bestelling|gdzie jest moje zamowienie|siparisim nerede|mera order kahan|(?:my|the) (?:refund|return|complaint|request)(?: \\w+)? (?:status|yet|going)|(?:what|any news|news) (?:about|of|on) my (?:refund|return|complaint|request)|was (?:ist|wurde) (?:mit|aus) meiner (?:reklamation|beschwerde|anfrage)',
      '注文(?:は|した(?:もの|料理)は).*(?:どこ|いつ|まだ)|注文状況',
    ),
  ],
  [
    'clear',
    said(
      'start over|clear (?:my |the )?(?:basket|cart|order)|empty (?:my |the )?(?:basket|cart)|forget (?:it|everything)|remove everything|von vorne|alles loschen|warenkorb leeren|recommencer|ricominciare|empezar de nuevo',
      '最初から|全部やめ',
    ),
  ],
  [
    'swap',
    said(
      'instead of|(?:replace|swap|exchange|change|switch) .+ (?:with|for|by|to) .+|(?:an)?statt|anstelle|tausch\\w* .+ gegen|au lieu d\\w*|remplace\\w* .+ par|invece d\\w+|sostituisci .+ con|en (?:lugar|vez) de|cambi\\w+ .+ por|in plaats van|em vez de|troc\\w+ .+ por|zamiast|yerine|ki jagah',
      'の代わりに|(?:はやめて|をやめて|じゃなくて|ではなく|から|を).+に(?:して|変え)',
    ),
  ],
  [
    'discount',
    said(
      'discounts?|promos?|promotions?|coupons?|vouchers?|codes?|deals?|special offers?|offers|cheaper price|money off|rabatt\\w*|gutschein\\w*|angebote?|remise|reduction|sconto|descuento|korting|desconto|rabat|indirim',
      '割引|クーポン',
    ),
  ],
  [
    'basket',
    said(
      'what(?: s| is| do i have)? in (?:my|the) (?:basket|cart)|(?:show|see) (?:me )?(?:my|the) (?:basket|cart)|(?:my|the) (?:basket|cart|total)|how much (?:is (?:it|that)|does (?:it|that) cost|do i (?:owe|pay)|altogether|in total)|what(?: s| is) the (?:price|total)|warenkorb|was kostet (?:das|es) (?:zusammen|insgesamt)|wie viel (?:macht|kostet) das',
      '合計',
    ),
  ],
  [
    'order',
    said(
      '(?:order|buy|place|confirm|book|send) (?:it|that|this|them|these|those|everything|all|my order|the order|now|the lot)|go ahead|check ?out|place (?:an |the |my )?order|confirm|i ll take (?:it|them|that)|take (?:it|them)(?! off| out| away)|change it|that(?: s| is) (?:all|it)|i(?: m| am) done|(?:ja )?(?:bitte )?(?:jetzt )?bestellen|bestell(?:e|en)? (?:es|das|bitte|sie)(?: bitte)?|bestellung (?:aufgeben|abschicken)|das (?:ist|ware) alles|das war s|kostenpflichtig bestellen|commandez(?: le)?|je confirme|confermo|ordina(?:lo)?|confirmar?|pidelo|bestel het|confirmo|potwierdzam|zamawiam|onayliyorum|siparis ver|order kar do',
      '注文して|注文を確定|注文します|以上です|これで(?:お願い|注文)|ऑर्डर कर',
    ),
  ],
  [
    'decline',
    said(
      '(?<=^\\W*)(?:no|nope|no thanks?(?: you)?|not now|never mind|nevermind|leave it|keep it|nein(?: danke)?|doch nicht|non(?: merci)?|nee|nao|nie|hayir|nahi)(?=\\W*$)',
      '^(?:いいえ|やめて|結構です)',
    ),
  ],
  [
    'thanks',
    said(
      '(?<=^\\W*)(?:thanks?|thank you|cheers|great|perfect|bye|goodbye|danke(?: schon)?|vielen dank|tschuss|merci(?: beaucoup)?|grazie|gracias|dank je|bedankt|obrigad[oa]|dziekuje|tesekkurler|dhanyavad)(?=[^?]*$)',
      '^(?:ありがとう|धन्यवाद)',
    ),
  ],
  [
    'greet',
    said(
      '(?<=^\\W*)(?:hi|hello|hey|good (?:morning|afternoon|evening)|ciao|hallo|guten (?:tag|morgen|abend)|moin|servus|bonjour|bonsoir|buongiorno|hola|buenos dias|ola|dzien dobry|merhaba|namaste)(?: there| zusammen)?(?=\\W*$)',
      '^(?:こんにちは|こんばんは|नमस्ते)',
    ),
  ],
];

const ASSENT = said(
  '(?<=^\\W*)(?:yes|yeah|yep|sure|ok|okay|do it|please do|fine|sounds good|ja|gerne|jawohl|oui|si|sim|tak|evet|haan|d accord)(?:\\W+(?:please|do it|cancel it|order it|change it|bitte|gerne|stornieren|por favor|s il vous plait|prosze|lutfen))*(?=\\W*$)',
  '^はい(?:。|、|$|お願い)',
);
const CANCEL_SOMETHING = said('cancel|abbrechen');
/** What shops write about, and menus do not say. */
const SHOP_TOPICS = said(
  'open(?:ing)?|close[sd]?|closing|hours?|address|located|location|where are you|find you|parking|park|wi ?fi|reserv\\w+|book(?:ing)?|table|deliver(?:y|ies|s)?|shipping|ship|returns?|refunds?|polic(?:y|ies)|pay(?:ment|ing)?|cards?|cash|apple pay|tip(?:ping)?|service charge|traces|allergen information|cross.contamination|child(?:ren)?|kids?|high ?chairs?|dogs?|pets?|wheelchair|accessible|accessibility|terrace|garden|contact|phone|telephone|e ?mail|gift ?cards?|loyalty|complaints?|warranty|guarantee|minimum order|catering|birthdays?|corkage|dress code|privacy|data|cancell?ation|holidays?|(?:sun|mon|tues|wednes|thurs|fri|satur)days?|weekends?|how long|geoffnet|offnungszeiten|offnet|offen|schliess\\w+|liefer\\w*|parkplatz|parken|bezahlen|zahlen|karte zahlen|ec karte|reservier\\w*|adresse|hunde?|ruckgabe\\w*|kinderstuhl|horaires?|ouvert\\w*|livr\\w+|orari|aperti|consegn\\w*|horario|abierto|envio|openingstijden|bezorg\\w*|horario|entrega|godziny|dostaw\\w*|saat(?:leri)?|teslimat',
  '営業時間|何時|駐車場|予約|配達|支払|カード|住所|समय|डिलीवरी',
);
const QUESTION = said(
  '(?<=^\\W*(?:please )?)(?:who|what|when|where|why|how|which|do|does|is|are|can|could|may|will|would|have|has|tell me|i would like to know|i wonder|was|wann|wo|wie|welche[rsn]?|gibt|haben|hat|ist|sind|kann|konnen|darf|liefern|quel\\w*|est ce|avez|che|quali|avete|que|cual\\w*|hay|tienen|wat|welke|is er|qual|quais|tem|czy|jakie|co|hangi|kya)',
  '[?？]|ですか|ますか|क्या',
);
const CHOOSING = said(
  'i(?: ll| will| d| would) (?:take|have|like|love|go (?:for|with))|give me|get me|bring me|add|i take|i want|we(?: ll| will) (?:take|have)|let(?: s| us) (?:take|have)|can i (?:have|get)|could i (?:have|get)|make (?:it|that)|ich (?:nehme|hatte gerne?|mochte|will|bekomme|bestelle)|wir (?:nehmen|hatten gerne?|mochten)|bitte|je (?:prends|voudrais|veux)|vorrei|prendo|per favore|quiero|quisiera|ponme|por favor|s il vous plait|ik (?:wil|neem)|graag|quero|queria|poprosze|istiyorum|alayim|chahiye|dena',
  'ください|お願いします|頼みます|चाहिए|दीजिए',
);
const SEEKING = said(
  'do you (?:have|sell|serve|offer)|is there|are there|any|something|anything|looking for|recommend|suggest|show|find|what|which|list|menu|cheapest|haben sie|habt ihr|gibt es|etwas|irgendwas|was|welche[srn]?|zeig\\w*|empfehl\\w*|suche|gunstigste\\w*|billigste\\w*|quel\\w*|avez vous|quelque chose|quali?|avete|qualcosa|que|cual\\w*|tienen|hay|algo|welke|wat|iets|hebben|qual|quais|tem|jakie|macie|cos|hangi|var mi|kuch|kya|kaun\\w*',
  '[?？]|何|ありますか|どれ|どんな|おすすめ|一番安い|क्या|कुछ',
);
const CONTAINS = said(
  'contain\\w*|have|has|in it|with|enthalt\\w*|drin|ist in|hat|contient|contiene|bevat|contem|zawiera|iceriyor|hai',
  '入って|含|है',
);
const REMOVING = said(
  '(?<=^\\W*(?:(?:and|but|please|also|oh|actually|und|aber|bitte|dann|doch) )*)(?:remove|delete|drop|without|no|minus|take (?:off|out|away)|leave out|forget (?:about )?the|not the|no more|ohne|kein\\w*|entfern\\w*|weg mit|streich\\w*|sans|senza|sin|zonder|sem|bez)|take (?:the )?.+ (?:off|out|away)|i (?:don t|do not) want (?:the|any)|nehmen? sie .+ (?:raus|weg)|doch (?:kein\\w*|ohne)',
  '(?:は|を)(?:やめて|なしで|抜いて|取り消して)',
);
const ADJUSTING = said(
  'make (?:it|that|them)|\\w+ of (?:those|these|them|that|it)|(?:one|another|two|three|four|five|\\d+) more(?! (?:question|thing))|(?<=^\\W*(?:and )?)another(?: one)?(?=\\W*$)|(?<=^\\W*)(?:only|just|rather|actually|better) (?:one|two|three|four|five|six|\\d+)(?=\\W*(?:please)?\\W*$)|(?:doch )?(?:lieber|nur|mach\\w*|noch) (?:\\w+ )?(?:ein\\w*|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|\\d+)(?: daraus| mal| stuck)?(?=\\W*(?:bitte)?\\W*$)|davon|plutot (?:un|deux|trois|quatre|\\d+)|(?:meglio|facciamo|facciamone) (?:due|tre|quattro|\\d+)|mejor (?:dos|tres|cuatro|\\d+)|liever (?:twee|drie|vier|\\d+)',
  '(?<=^|やっぱり|では|じゃあ)[^をのと]*(?:つ|個|本|杯|枚|人前|皿)(?:に(?:して|変え)|で)',
);

/** What a person wants, from their words and where the conversation stands. */
export function intentOf(text: string, memory: Memory): Intent {
  const words = fold(text)
    .replace(/[^\p{L}\p{M}\p{N}?？。、#]+/gu, ' ')
    .trim();
  const { language } = memory;
  const isQuoteOpen = openQuote(memory) !== undefined;
  const hasBasket = memory.basket.length > 0;
  const isCancel = PATTERNS.some(([intent, pattern]) => intent === 'cancel' && pattern.test(words));
  if (ASSENT.test(words)) return isQuoteOpen || memory.cancelling !== undefined ? 'assent' : 'unclear';
  const isQuestion = QUESTION.test(words);
  if (
    !isCancel &&
    helpKindOf(text) !== undefined &&
    !(isQuestion && !said('want|need|mochte|will|human|person', 'して|呼んで|話').test(words))
  )
    return 'help';
  const found = PATTERNS.find(([, pattern]) => pattern.test(words))?.[0];
  if (found === 'cancel' && isQuestion && SHOP_TOPICS.test(words)) return 'ask';
  if (found === 'status' && isCancel) return 'cancel';
  if (found !== undefined && !(found === 'swap' && !hasBasket)) return found;
  // What is being put together is nearer at hand than what was placed.
  if (CANCEL_SOMETHING.test(words)) return isQuestion ? 'ask' : hasBasket ? 'clear' : 'cancel';
  if (promoCodes(text).length > 0) return 'discount';
  if ((isQuestion || /\?/.test(text)) && SHOP_TOPICS.test(words)) return 'ask';
  if (ADJUSTING.test(words) && (hasBasket || memory.focus === 'list')) return 'adjust';
  if (REMOVING.test(words) && hasBasket) return 'remove';
  return wishIn(text, words, language);
}

/** Whether somebody looks for something, or has found it. */
function wishIn(text: string, words: string, language: Language): Intent {
  const understood = understandQuery(text);
  const { diets, allergies, unwanted, contains, min, max, isUnsafe } = understood;
  const isFiltered =
    diets.length + allergies.length + unwanted.length + contains.length > 0 ||
    isUnsafe ||
    min !== undefined ||
    max !== undefined;
  const tokens = words.split(/[^\p{L}\p{M}\p{N}#]+/u).filter((token) => token !== '');
  const content = contentWords(text, language);
  if (!isFiltered && (/^#?\d$/.test(words) || tokens.some((token) => placeOf(token, language) !== undefined)))
    return 'choose';
  if (isAskedOfDish(text)) return 'search';
  const isSeeking = SEEKING.test(words) || /\?/.test(text);
  // “I want a vegan dessert” still looks for one; “I’ll take the vegan burger” has found it.
  if (
    isFiltered &&
    (isSeeking || !said('the|that|this|den|die|das').test(words)) &&
    !startsWithQuantity(tokens, language)
  )
    return 'search';
  if (isFiltered && isSeeking) return 'search';
  if (content.length === 0 && !isFiltered) {
    return said(
      'menu|everything|what (?:else )?do you (?:have|sell|offer|serve)|hungry|eat|speisekarte|karte|essen|was gibt es|manger|mangiare|comer|eten|menukaart',
      'メニュー|食べ',
    ).test(words)
      ? 'search'
      : 'unclear';
  }
  if (
    CHOOSING.test(words) &&
    !said('something|anything|any|etwas|irgendwas|quelque chose|qualcosa|algo|iets|cos|kuch').test(words) &&
    !(
      isSeeking &&
      /[?？]|ですか|ますか/u.test(text) &&
      !said('can i (?:have|get)|could i (?:have|get)|kann ich .+ (?:haben|bekommen)').test(words)
    )
  )
    return 'choose';
  if (startsWithQuantity(tokens, language) && !/[?？]/u.test(text)) return 'choose';
  if (/(?:つ|個|本|杯|枚|皿|人前)/u.test(words) && !isSeeking) return 'choose';
  if (!isSeeking && !isFiltered && said('with|mit|avec|con|met|com|ile').test(words)) return 'choose';
  if (
    !isSeeking &&
    said(
      '(?<=^\\W*(?:(?:and|also|plus|just|und|auch|noch|dann|then|ok|okay) )*)(?:the|an?|der|die|das|den|ein\\w*|une?|le|la|il|un[oa]?|el|een|um[a]?) .+',
    ).test(words)
  )
    return 'choose';
  return 'search';
}

const startsWithQuantity = (tokens: readonly string[], language: Language): boolean => {
  const first =
    tokens.find((token) => !['hi', 'hello', 'and', 'und', 'ok', 'please', 'bitte', 'then', 'dann'].includes(token)) ??
    '';
  return quantityOf(first, language) !== undefined && (!isArticle(first, language) || language !== 'en');
};

/** “Does the carbonara contain egg?”, “ist in der Torte Ei drin?”: a question about one dish. */
export function isAskedOfDish(text: string): boolean {
  const words = fold(text)
    .replace(/[^\p{L}\p{M}\p{N}?？]+/gu, ' ')
    .trim();
  const isAsked = /[?？]/u.test(text) || QUESTION.test(words);
  return (
    isAsked &&
    CONTAINS.test(words) &&
    said('does|is|are|do|ist|sind|hat|enthalt\\w*|contient|contiene', '入って|含').test(words) &&
    !said('do you have|what|which|welche\\w*|was|any|something|anything|haben sie').test(words)
  );
}

/** Promotion codes that a text names, in upper case: capitals tell a code from a word. */
export function promoCodes(original: string): string[] {
  const named = [
    ...original.matchAll(
      /(?<![\p{L}\p{N}])(?:code|coupon|voucher|gutschein(?:code)?)s?(?:\s+(?:is|called|named|ist))?\s*[:=]?\s*["'“‘]?([A-Za-z0-9][A-Za-z0-9_-]{1,39})/giu,
    ),
  ].map((match) => match[1] ?? '');
  // A lone word in capitals with a digit in it is a code whatever stands before it.
  const capitals = [...original.matchAll(/(?<![\w-])(?=[A-Z0-9_-]*\d)([A-Z][A-Z0-9_-]{3,39})(?![\w-])/g)].map(
    (match) => match[1] ?? '',
  );
  const codes = [...named.filter((code) => /\d/.test(code) || code === code.toUpperCase()), ...capitals];
  return [...new Set(codes.map((code) => code.toUpperCase()))].slice(0, 5);
}
