/** Whole-word lists of the offline model. English only, and it says so. */

export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    a: 1,
    an: 1,
    another: 1,
    one: 1,
    two: 2,
    couple: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    dozen: 12,
  }),
);

export const ORDINALS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    first: 1,
    '1st': 1,
    second: 2,
    '2nd': 2,
    third: 3,
    '3rd': 3,
    fourth: 4,
    '4th': 4,
    fifth: 5,
    '5th': 5,
    sixth: 6,
    '6th': 6,
    last: -1,
  }),
);

/** What people say for a diet, and the tag that menus use. The first pattern that matches counts. */
export const DIETS: ReadonlyArray<readonly [tag: string, pattern: RegExp]> = [
  ['vegan', /\b(?:vegan|plant[- ]based)\b/],
  ['vegetarian', /\b(?:vegetarian|veggie|meatless|meat[- ]free|(?:no|without) meat)\b/],
  ['gluten-free', /\b(?:gluten[- ]?free|(?:no|without) gluten|coeliac|celiac)\b/],
  ['dairy-free', /\b(?:dairy[- ]?free|(?:no|without) dairy)\b/],
  ['lactose-free', /\b(?:lactose[- ]?free|(?:no|without) lactose)\b/],
  ['nut-free', /\bnut[- ]?free\b/],
  ['egg-free', /\begg[- ]?free\b/],
  ['sugar-free', /\b(?:sugar[- ]?free|(?:no|without) sugar)\b/],
  ['halal', /\bhalal\b/],
  ['kosher', /\bkosher\b/],
  ['organic', /\borganic\b/],
];

/** What people call an allergen, and what menus declare: the vocabulary of EU 1169/2011 and its usual short forms. */
export const ALLERGENS: ReadonlyArray<readonly [tags: readonly string[], pattern: RegExp]> = [
  [['peanuts', 'peanut'], /^peanuts?$/],
  [['nuts', 'nut', 'almonds', 'hazelnuts', 'walnuts'], /^(?:tree)?nuts?$/],
  [['milk', 'lactose'], /^(?:milk|dairy|lactose|cheese)$/],
  [['egg', 'eggs'], /^eggs?$/],
  [['fish'], /^fish$/],
  [['crustaceans', 'molluscs', 'shellfish'], /^(?:shellfish|crustaceans?|prawns?|shrimps?|molluscs?|mussels?)$/],
  [['soy', 'soya', 'soybeans'], /^(?:soy|soya|soybeans?)$/],
  [['sesame'], /^sesame$/],
  [['mustard'], /^mustard$/],
  [['celery'], /^celery$/],
  [['lupin'], /^lupins?$/],
  [['sulphites', 'sulfites'], /^sul(?:ph|f)ites?$/],
  [['wheat', 'gluten', 'rye', 'barley', 'spelt'], /^(?:wheat|gluten)$/],
];

/** Words that carry no meaning in a request: neither a product nor a wish. */
export const FILLER = new Set(
  (
    "i i'd i'll i'm id ill im we we'd we'll you your me my it its us some any the a an and or of for to with in on is are be am do does " +
    'can could may would will shall have has had got get give bring show find see want wanted like love need take try order buy ' +
    'add please thanks thank there here this that these those what which whats how about something anything things thing else more ' +
    'good nice great food eat dish dishes menu item items product products offer sell serve looking look recommend suggest ' +
    'suggestion hungry tell maybe just also too then now so ok okay yes yeah hi hello hey let lets us go one ones best option options choice ' +
    'people person today tonight all everything list free cheap cheapest expensive but only actually instead remove delete drop'
  ).split(' '),
);
