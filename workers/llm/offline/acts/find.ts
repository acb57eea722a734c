import type { MenuHit } from '../../../../contracts/chat-tool.ts';
import { wordsOf } from '../../../rag/word-stems.ts';
import type { Clause } from '../clauses.ts';
import type { Memory } from '../memory.ts';
import { failureInWords, listOf } from '../replies.ts';
import { type SearchSlots, searchSlots } from '../slots.ts';
import { type Act, call, say } from '../steps.ts';
import { askShop } from './ask-shop.ts';

const SHOWN = 6;
const ALL = 20;
const CHEAPEST_SHOWN = 3;

/** Searches the menu for what the clause asks for. */
export function* find(memory: Memory, clause: Clause): Act {
  const slots = searchSlots(clause.text);
  const isCheapest = /\b(?:cheapest|least expensive|lowest price)\b/.test(clause.text);
  const wantsMore = /\b(?:more|else|all|everything|whole menu)\b/.test(clause.text);
  const looksAtAll = isCheapest || wantsMore || slots.excludedWords.length > 0;
  const outcome = yield* call('retrieve_menu', inputOf(slots, looksAtAll ? ALL : undefined));
  if (outcome.kind !== 'hits') {
    yield* say(outcome.kind === 'failure' ? failureInWords(outcome.code, outcome.message) : failureInWords('', ''));
    return;
  }
  const found = outcome.hits.filter((hit) => !mentions(hit, slots.excludedWords));
  const sorted = isCheapest ? found.toSorted((a, b) => a.price.amount - b.price.amount) : found;
  const hits = sorted.slice(0, isCheapest ? CHEAPEST_SHOWN : wantsMore ? ALL : SHOWN);
  memory.lastHits = hits;
  memory.focus = 'list';
  if (hits.length > 0) {
    yield* say(`Here is what I found:\n${listOf(hits)}${allergenWarning(slots)}`);
  } else if (/\?$/.test(clause.text) && slots.query !== '' && memory.tools.has('search_knowledge')) {
    // It was not about the menu, perhaps.
    yield* askShop(memory, clause);
  } else {
    yield* say('I found nothing that fits. Try fewer conditions.');
  }
}

function inputOf(slots: SearchSlots, limit: number | undefined): Record<string, unknown> {
  const { query, diets, excludeAllergens, minPrice, maxPrice } = slots;
  return {
    query: query.slice(0, 300),
    diets,
    ...(excludeAllergens.length === 0 ? {} : { exclude_allergens: excludeAllergens }),
    ...(minPrice === undefined ? {} : { min_price: minPrice }),
    ...(maxPrice === undefined ? {} : { max_price: maxPrice }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function mentions(hit: MenuHit, words: readonly string[]): boolean {
  const own = new Set(wordsOf(`${hit.name} ${hit.description ?? ''} ${hit.category ?? ''}`));
  return words.some((word) => own.has(word));
}

const allergenWarning = ({ excludeAllergens: [allergen] }: SearchSlots): string =>
  allergen === undefined
    ? ''
    : `\nThe shop declares no ${allergen} in these. About traces I know nothing: ask the shop when it matters.`;
