/** What a person means by an ingredient that they will not have. */
export interface IngredientConcept {
  /** Names under which products declare it as an allergen. */
  allergens: readonly string[];
  /** How the texts of products that have it begin one of their words. */
  words: readonly string[];
  /** A product that is tagged vegan does not have it, whatever it is called: “plant-based mozzarella”. */
  isAnimal: boolean;
}

const animal = (allergens: string, words: string): IngredientConcept => concept(allergens, words, true);
const concept = (allergens: string, words: string, isAnimal = false): IngredientConcept => ({
  allergens: allergens === '' ? [] : allergens.split(', '),
  words: words.split(' '),
  isAnimal,
});

const DAIRY = animal(
  'milk, dairy, lactose',
  'milk dairy cheese cream butter yogurt yoghurt mozzarella parmesan pecorino ricotta mascarpone burrata gelato',
);
const NUTS = concept(
  'nuts, nut, tree nuts, peanuts, peanut, almonds, hazelnuts, walnuts, cashews, pistachios',
  'nut peanut almond hazelnut walnut cashew pistachio pecan macadamia',
);
const FISH = animal('fish', 'fish tuna salmon bass cod anchov trout');
const SHELLFISH = animal(
  'crustaceans, molluscs, shellfish',
  'shellfish shrimp prawn crab lobster mussel clam oyster squid calamari octopus',
);
const ALCOHOL = concept('', 'alcohol wine beer prosecco aperol spritz chianti marsala vodka rum gin whisky liqueur');

/** By the singular, in the vocabulary of EU regulation 1169/2011 and of what people say instead. */
const CONCEPTS: ReadonlyMap<string, IngredientConcept> = new Map(
  Object.entries({
    dairy: DAIRY,
    milk: DAIRY,
    lactose: DAIRY,
    nut: NUTS,
    almond: NUTS,
    egg: animal('egg, eggs', 'egg'),
    fish: FISH,
    seafood: animal(
      [...FISH.allergens, ...SHELLFISH.allergens].join(', '),
      [...FISH.words, ...SHELLFISH.words].join(' '),
    ),
    shellfish: SHELLFISH,
    mollusc: SHELLFISH,
    crustacean: SHELLFISH,
    soy: concept('soy, soya, soybeans', 'soy soya tofu'),
    wheat: concept('wheat, gluten', 'wheat'),
    sesame: concept('sesame', 'sesame tahini'),
    sulphite: concept('sulphites, sulfites', 'sulphite sulfite'),
    cheese: animal('', 'cheese mozzarella parmesan pecorino ricotta mascarpone burrata gorgonzola cheddar parmigiana'),
    pork: animal('', 'pork ham bacon salami prosciutto guanciale pancetta'),
    beef: animal('', 'beef veal steak'),
    chicken: animal('', 'chicken poultry'),
    alcohol: ALCOHOL,
    wine: concept('', 'wine chianti prosecco'),
    spicy: concept('', 'spicy chili chilli arrabbiata diavola'),
    chili: concept('', 'spicy chili chilli'),
    mushroom: concept('', 'mushroom funghi porcini'),
    aubergine: concept('', 'aubergine eggplant melanzane'),
    tomato: concept('', 'tomato pomodor'),
  }),
);

/**
 * The concept of a word; one of its own for a word that the table does not have.
 * @param word Letters alone, lower case: its concept's words stand in a regular expression.
 */
export function conceptOf(word: string): IngredientConcept {
  if (!/^\p{L}+$/u.test(word)) throw new TypeError('an ingredient is one word');
  const singular = /(?:oes|shes|ches)$/.test(word) ? word.slice(0, -2) : word.replace(/([^s])s$/, '$1');
  return (
    CONCEPTS.get(word) ??
    CONCEPTS.get(singular) ??
    concept([...new Set([word, singular])].join(', '), singular.normalize('NFKD').replace(/\p{M}/gu, ''))
  );
}

/** Whether the table knows the word. */
export const isKnownConcept = (word: string): boolean => CONCEPTS.has(word.replace(/([^s])s$/, '$1'));
