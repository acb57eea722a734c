import { contentWords, promoCodes, quantityOf, searchSlots } from './slots.ts';

export type Intent =
  | 'greet'
  | 'help'
  | 'identity'
  | 'thanks'
  | 'order'
  | 'discount'
  | 'basket'
  | 'clear'
  | 'choose'
  | 'search'
  | 'status'
  | 'decline'
  | 'unclear';

const PATTERNS: ReadonlyArray<readonly [Intent, RegExp]> = [
  [
    'identity',
    /\b(?:are you (?:an? )?(?:real|human|person|bot|robot|ai|machine|offline|chatgpt|gpt)|who are you|what are you|(?:what|which) (?:ai |language )?model)\b/,
  ],
  ['status', /\b(?:where(?: is|'s) my order|order status|status of my order|track my order)\b/],
  [
    'clear',
    /\b(?:start over|clear (?:my |the )?(?:basket|cart|order)|empty (?:my |the )?(?:basket|cart)|forget (?:it|everything)|cancel (?:it|that|everything|my order|the order))\b/,
  ],
  [
    'discount',
    /\b(?:discounts?|promos?|promotions?|coupons?|vouchers?|codes?|deals?|special offers?|offers|cheaper price|money off)\b/,
  ],
  [
    'basket',
    /\b(?:what(?:'s| is) in (?:my|the) (?:basket|cart)|(?:my|the) (?:basket|cart|total)|how much (?:is (?:it|that)|do i owe|altogether|in total))\b/,
  ],
  [
    'order',
    /\b(?:(?:order|buy|place|confirm|book|send) (?:it|that|this|them|these|those|everything|all|my order|the order|now|the lot)|(?:go ahead|check ?out|place (?:an |the |my )?order|confirm|i'll take (?:it|them|that)|take (?:it|them)|that(?:'s| is) (?:all|it)|i(?:'m| am) done))\b/,
  ],
  ['decline', /^(?:no|nope|no thanks?(?: you)?|not now|never mind|nevermind)[.! ]*$/],
  ['thanks', /^(?:thanks?|thank you|cheers|great|perfect|bye|goodbye)\b[^?]*$/],
  ['help', /\b(?:help|what can you do|how does this work)\b/],
  ['greet', /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|ciao)\b[ ,!.]*(?:there)?[ !.]*$/],
];

const ASSENT = /^(?:yes|yeah|yep|sure|ok|okay|do it|please do|fine|sounds good|yes please)[.! ]*$/;
const CHOOSING =
  /\b(?:i(?:'ll| will|'d| would) (?:take|have|like|love|go (?:for|with))|give me|get me|bring me|add|i take|i want|we(?:'ll| will) (?:take|have)|let(?:'s| us) (?:take|have)|can i (?:have|get)|could i (?:have|get)|make (?:it|that))\b/;
const ASKING =
  /\b(?:do you (?:have|sell|serve|offer)|is there|are there|any|something|anything|looking for|recommend|suggest|show|find|what|which|list|menu)\b|\?/;

/**
 * What a person wants, from their words alone.
 * @param text Normalised. @param original As written: capitals mark a code.
 */
export function intentOf(text: string, original: string, isQuoteOpen: boolean): Intent {
  if (ASSENT.test(text)) return isQuoteOpen ? 'order' : 'unclear';
  const found = PATTERNS.find(([, pattern]) => pattern.test(text))?.[0];
  if (found !== undefined) return found;
  if (promoCodes(original).length > 0) return 'discount';
  const slots = searchSlots(text);
  const isSearch = slots.diets.length > 0 || slots.maxPrice !== undefined || slots.minPrice !== undefined;
  const pointsAtList =
    /\b(?:first|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th)|number \d|no\. ?\d|#\d)\b/.test(text) ||
    /^#?\d$/.test(text);
  if (pointsAtList) return 'choose';
  // "I want a vegan dessert" still looks for one; "I'll take the vegan burger" has found it.
  if (isSearch && (ASKING.test(text) || !/\b(?:the|that|this)\b/.test(text))) return 'search';
  const words = contentWords(text);
  if (CHOOSING.test(text) && words.length > 0 && !/\b(?:something|anything|any)\b/.test(text)) return 'choose';
  const firstWord = text.split(' ')[0] ?? '';
  if (words.length > 0 && firstWord !== 'a' && firstWord !== 'an' && quantityOf(firstWord) !== undefined)
    return 'choose';
  if (words.length > 0 && /^(?:and |also |plus )*(?:the|an?) /.test(text) && !ASKING.test(text)) return 'choose';
  if (
    words.length > 0 ||
    isSearch ||
    /\b(?:menu|everything|what do you (?:have|sell|offer|serve)|hungry|eat)\b/.test(text)
  )
    return 'search';
  return 'unclear';
}
