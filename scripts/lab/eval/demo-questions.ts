import { BISTRO_DOCUMENTS, GROCER_DOCUMENTS } from '../../../schema/seed/demo-documents.ts';

/** A passage of the demo shops' documents, as a document of its own. */
export interface DemoPassage {
  title: string;
  content: string;
}

/** The sections of the demo shops' documents. */
export const DEMO_PASSAGES: readonly DemoPassage[] = [...BISTRO_DOCUMENTS, ...GROCER_DOCUMENTS].flatMap(({ text }) =>
  text
    .split('\n## ')
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return { title, content: lines.join('\n').trim() };
    }),
);

/** Questions in a customer's own words, with few words of the passage that answers each, and the title of that passage. */
export const DEMO_QUESTIONS: ReadonlyArray<readonly [query: string, answeredBy: string]> = [
  ['I changed my mind about the meal, can I still call it off', 'Cancelling an order'],
  ['my soup arrived lukewarm, do I get my money back', 'Refunds and complaints'],
  ['will you bring dinner to my house', 'Delivery'],
  ['my daughter reacts badly to peanuts', 'Allergens'],
  ['how long can I use a gift coupon', 'Vouchers and promotions'],
  ['erase everything you store about me', 'Privacy'],
  ['what time does the kitchen shut tonight', 'When are you open?'],
  ['reserve seats for six people on Friday', 'How do I book a table?'],
  ['where can I leave my car', 'Do you have parking?'],
  ['can my puppy come along', 'Are dogs welcome?'],
  ['smaller plates for our kids', 'Is there a children’s menu?'],
  ['can I pay with my phone', 'Which cards do you take?'],
  ['is it reachable in a wheelchair', 'Is the bistro accessible?'],
  ['we want to celebrate a wedding at your place', 'Do you cater for events?'],
  ['the lettuce was wilted and the berries mouldy', 'Freshness'],
  ['bringing back empty jars', 'Deposit'],
  ['what hour does the van come on Wednesday', 'Delivery slots'],
  ['you ran out of my yoghurt brand, what do I get', 'Substitutes'],
];
