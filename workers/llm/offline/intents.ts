import { contentWords, promoCodes, quantityOf, searchSlots } from './slots.ts';

export type Intent =
  | 'greet'
  | 'help'
  | 'identity'
  | 'thanks'
  | 'order'
  | 'assent'
  | 'discount'
  | 'basket'
  | 'clear'
  | 'choose'
  | 'remove'
  | 'adjust'
  | 'search'
  | 'status'
  | 'change'
  | 'cancel'
  | 'ask'
  | 'decline'
  | 'unclear';

/** What the conversation so far says about the next wish. */
export interface Situation {
  isQuoteOpen: boolean;
  hasBasket: boolean;
  isCancelling: boolean;
  focus: 'list' | 'basket';
}

/** The first pattern that matches counts. */
const PATTERNS: ReadonlyArray<readonly [Intent, RegExp]> = [
  [
    'identity',
    /\b(?:are you (?:an? )?(?:real|human|person|bot|robot|ai|machine|offline|chatgpt|gpt)|who are you|what are you|(?:what|which) (?:ai |language )?model|(?:do|can) you (?:speak|understand) \w+|sprichst du|parli)\b/,
  ],
  [
    'cancel',
    /\bcancel (?:my |the |this |that )?(?:\w+ )?order (?:number |no\.? ?|#)?\d+\b|\bcancel (?:number |no\.? ?|#)\d+\b/,
  ],
  [
    'change',
    /\b(?:change|modify|edit|amend|update) (?:something (?:in|on|about) )?(?:my|the|that|this|an?) (?:\w+ )?order\b|\b(?:add|put) .+ (?:to|on) (?:my|the) (?:\w+ )?order\b|\b(?:remove|take) .+ (?:from|off) (?:my|the) (?:\w+ )?order\b/,
  ],
  [
    'status',
    /\b(?:where(?: is|'s) (?:my|the) (?:order|food)|(?:order )?status|track (?:my|the) order|is (?:my|the) (?:order|food) (?:ready|done|confirmed|on its way|coming)|how(?: is|'s) my order|(?:how long|when) (?:will|until|is|does) (?:my|the) (?:order|food)|what did i (?:order|buy)|(?:my|the) (?:last|latest|previous|newest) order|(?:show|see|list) (?:me )?my orders?|my orders\b|order (?:number |no\.? ?|#)\d+)\b/,
  ],
  [
    'clear',
    /\b(?:start over|clear (?:my |the )?(?:basket|cart|order)|empty (?:my |the )?(?:basket|cart)|forget (?:it|everything)|remove everything)\b/,
  ],
  ['remove', /\binstead of\b|^(?:please )?(?:replace|swap|exchange) /],
  [
    'discount',
    /\b(?:discounts?|promos?|promotions?|coupons?|vouchers?|codes?|deals?|special offers?|offers|cheaper price|money off)\b/,
  ],
  [
    'basket',
    /\b(?:what(?:'s| is| do i have)? in (?:my|the) (?:basket|cart)|(?:show|see) (?:me )?(?:my|the) (?:basket|cart)|(?:my|the) (?:basket|cart|total)|how much (?:is (?:it|that)|does (?:it|that) cost|do i (?:owe|pay)|altogether|in total)|what(?:'s| is) the (?:price|total))\b/,
  ],
  [
    'order',
    /\b(?:(?:order|buy|place|confirm|book|send) (?:it|that|this|them|these|those|everything|all|my order|the order|now|the lot)|(?:go ahead|check ?out|place (?:an |the |my )?order|confirm|i'll take (?:it|them|that)|take (?:it|them)(?= |[.!]|$)(?! off| out| away)|change it|that(?:'s| is) (?:all|it)|i(?:'m| am) done))\b/,
  ],
  ['decline', /^(?:no|nope|no thanks?(?: you)?|not now|never mind|nevermind|leave it|keep it)[.! ]*$/],
  ['thanks', /^(?:thanks?|thank you|cheers|great|perfect|bye|goodbye)\b[^?]*$/],
  ['help', /\b(?:help|what can you do|how does this work)\b/],
  ['greet', /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|ciao)\b[ ,!.]*(?:there)?[ !.]*$/],
];

const ASSENT =
  /^(?:yes|yeah|yep|sure|ok|okay|do it|please do|fine|sounds good|yes please|yes,? (?:do it|cancel it|order it|change it))[.! ]*$/;
const CANCEL_SOMETHING = /\bcancel\b/;
const CANCEL_ORDER = /\bcancel (?:my|the|this|that) (?:\w+ )?order\b/;
/** What shops write about, and menus do not say. */
const SHOP_TOPICS =
  /\b(?:open(?:ing)?|closed?|closing|hours?|address|located|location|where are you|find you|parking|park|wi-?fi|reserv\w+|book(?:ing)?|table|deliver(?:y|ies|s)?|shipping|ship|returns?|refunds?|money back|polic(?:y|ies)|pay(?:ment|ing)?|cards?|cash|apple pay|tip(?:ping)?|service charge|traces|allergen information|cross.contamination|child(?:ren)?|kids?|high ?chairs?|dogs?|pets?|wheelchair|accessible|accessibility|terrace|garden|contact|phone|telephone|e-?mail|gift ?cards?|loyalty|complain\w*|complaints?|warranty|guarantee|minimum order|catering|birthdays?|corkage|dress code|privacy|data|cancell?ation|holidays?|sundays?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|weekends?|how long)\b/;
const QUESTION =
  /\?|^(?:please )?(?:who|what|when|where|why|how|which|do|does|is|are|can|could|may|will|would|have|has|tell me|i(?:'d| would) like to know|i wonder)\b/;
const CHOOSING =
  /\b(?:i(?:'ll| will|'d| would) (?:take|have|like|love|go (?:for|with))|give me|get me|bring me|add|i take|i want|we(?:'ll| will) (?:take|have)|let(?:'s| us) (?:take|have)|can i (?:have|get)|could i (?:have|get)|make (?:it|that))\b/;
const REMOVING =
  /^(?:and |but |please |also |oh |actually,? )*(?:remove|delete|drop|without|no|minus|take (?:off|out|away)|leave out|forget (?:about )?the|not the|no more)\b|\btake (?:the )?.+ (?:off|out|away)\b|\b(?:i don'?t want|i do not want) (?:the|any)\b/;
const ADJUSTING =
  /\bmake (?:it|that|them)\b|\b[\w]+ of (?:those|these|them|that|it)\b|\b(?:one|another|two|three|four|five|\d+) more\b(?! (?:question|thing))|^(?:and )?another(?: one)?[.! ]*$|^(?:only|just) (?:one|two|three|four|five|\d+)[.! ]*$/;
const ASKING =
  /\b(?:do you (?:have|sell|serve|offer)|is there|are there|any|something|anything|looking for|recommend|suggest|show|find|what|which|list|menu|cheapest)\b|\?/;
const POINTING =
  /\b(?:first|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th)|number \d|no\. ?\d|#\d)\b|^#?\d$/;

/**
 * What a person wants, from their words and where the conversation stands.
 * @param text Normalised. @param original As written: capitals mark a code.
 */
export function intentOf(text: string, original: string, situation: Situation): Intent {
  if (ASSENT.test(text)) return situation.isQuoteOpen || situation.isCancelling ? 'assent' : 'unclear';
  const found = PATTERNS.find(([, pattern]) => pattern.test(text))?.[0];
  // Adding something priced is choosing, whatever it is for.
  if (found === 'status' && /\bcancel\b/.test(text)) return 'cancel';
  if (found !== undefined) return found;
  if (CANCEL_SOMETHING.test(text)) {
    if (SHOP_TOPICS.test(text) || (QUESTION.test(text) && !CANCEL_ORDER.test(text))) return 'ask';
    // What is being put together is nearer at hand than what was placed.
    return situation.hasBasket ? 'clear' : 'cancel';
  }
  if (promoCodes(original).length > 0) return 'discount';
  if (QUESTION.test(text) && SHOP_TOPICS.test(text)) return 'ask';
  if (ADJUSTING.test(text) && (situation.hasBasket || situation.focus === 'list')) return 'adjust';
  if (REMOVING.test(text) && situation.hasBasket) return 'remove';
  return wishOf(text);
}

/** Whether somebody looks for something, or has found it. */
function wishOf(text: string): Intent {
  const slots = searchSlots(text);
  const isSearch = slots.diets.length > 0 || slots.maxPrice !== undefined || slots.minPrice !== undefined;
  if (POINTING.test(text)) return 'choose';
  // "I want a vegan dessert" still looks for one; "I'll take the vegan burger" has found it.
  if (isSearch && (ASKING.test(text) || !/\b(?:the|that|this)\b/.test(text))) return 'search';
  const words = contentWords(text);
  if (CHOOSING.test(text) && words.length > 0 && !/\b(?:something|anything|any)\b/.test(text)) return 'choose';
  const firstWord = text.split(' ')[0] ?? '';
  if (words.length > 0 && firstWord !== 'a' && firstWord !== 'an' && quantityOf(firstWord) !== undefined)
    return 'choose';
  if (words.length > 0 && /^(?:and |also |plus |just )*(?:the|an?) /.test(text) && !ASKING.test(text)) return 'choose';
  if (
    words.length > 0 ||
    isSearch ||
    slots.excludeAllergens.length > 0 ||
    /\b(?:menu|everything|what (?:else )?do you (?:have|sell|offer|serve)|hungry|eat)\b/.test(text)
  )
    return 'search';
  return 'unclear';
}
