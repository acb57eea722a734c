import type { Synonym } from '../../contracts/synonyms.ts';

const mutual = (term: string, ...synonyms: string[]): Synonym => ({ term, synonyms, one_way: false });
const wider = (term: string, ...synonyms: string[]): Synonym => ({ term, synonyms, one_way: true });

/** Words that guests of the demo restaurant use for what is on its menu. */
export const BISTRO_SYNONYMS: Synonym[] = [
  mutual('drink', 'beverage'),
  mutual('dessert', 'sweet', 'pudding'),
  mutual('starter', 'appetizer', 'appetiser', 'antipasto', 'antipasti'),
  mutual('main', 'entree'),
  mutual('mushroom', 'funghi'),
  mutual('spicy', 'hot', 'chili', 'chilli'),
  mutual('soda', 'cola', 'lemonade'),
  mutual('eggplant', 'aubergine', 'melanzane'),
  mutual('zucchini', 'courgette'),
  mutual('noodle', 'pasta'),
  mutual('vegetable', 'veg', 'veggie'),
  mutual('gelato', 'ice cream', 'icecream'),
  mutual('seafood', 'fish'),
  wider('cheese', 'mozzarella', 'parmesan', 'pecorino', 'ricotta'),
  wider('coffee', 'espresso', 'cappuccino'),
  wider('fish', 'tuna', 'bass', 'calamari'),
  wider('meat', 'beef', 'veal', 'chicken', 'salami'),
  wider('pasta', 'spaghetti', 'tagliatelle', 'penne', 'lasagne', 'ravioli', 'trofie', 'gnocchi'),
  wider('noodle', 'spaghetti', 'tagliatelle', 'penne', 'lasagne', 'ravioli'),
  wider('rice', 'risotto'),
  wider('seafood', 'squid', 'calamari', 'tuna', 'bass'),
  wider('wine', 'chianti', 'prosecco'),
];
