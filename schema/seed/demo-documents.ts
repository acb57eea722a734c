/** A document of the demo, in Markdown. */
export interface DemoDocument {
  source: string;
  title: string;
  text: string;
}

export const BISTRO_DOCUMENTS: DemoDocument[] = [
  {
    source: 'policies.md',
    title: 'Policies of Bistro Bellavista',
    text: `# Policies of Bistro Bellavista

## Cancelling an order

You can cancel an order yourself, free of charge, until the kitchen starts to prepare it. After that, call us: we take
back what has not been cooked yet, and refund it the same way you paid.

## Refunds and complaints

If something is missing, cold or wrong, tell us within 24 hours. We send it again or refund the dish in full, whichever
you prefer. A refund to a card takes three to five working days.

## Delivery

We deliver within five kilometres of the bistro, every day from 17:30 to 22:00. The minimum order is EUR 20. Delivery
costs EUR 2.50 and is free from EUR 40. Orders usually arrive within 45 minutes.

## Allergens

Every dish names the fourteen allergens of EU regulation 1169/2011 that it contains, and those of which it may have
traces. Our kitchen works with wheat, nuts, milk and egg. If you have a severe allergy, please call before you order.

## Vouchers and promotions

One voucher code counts for one order. Vouchers are not paid out in cash and are valid for three years.

## Privacy

We keep your orders for ten years because the tax law demands it, and your chats for 90 days. Write to
privacy@bistro.test to see or delete what we know of you.`,
  },
  {
    source: 'faq.md',
    title: 'Questions and answers',
    text: `# Questions and answers

## When are you open?

Tuesday to Sunday, 11:30 to 14:30 and 17:30 to 22:30. On Mondays we are closed.

## How do I book a table?

Call +39 055 010 203 or write to tables@bistro.test. We hold a table for fifteen minutes. Groups of eight or more book a
day ahead.

## Do you have parking?

There is a public garage two minutes away in Via dei Neri. Bicycles can be left in our courtyard.

## Are dogs welcome?

Yes, on the terrace and in the front room. Water is on the house.

## Is there a children’s menu?

We cook half portions of every pasta dish for children under twelve, at half the price. High chairs are there.

## Which cards do you take?

Visa, Mastercard, girocard, Apple Pay and Google Pay, and cash. We do not take cheques.

## Is the bistro accessible?

The entrance and the ground floor are step-free, and so are the toilets. The upper room can be reached by stairs only.

## Do you cater for events?

From ten to sixty people, with a week’s notice. Ask for the banquet menu.`,
  },
];

export const GROCER_DOCUMENTS: DemoDocument[] = [
  {
    source: 'policies.md',
    title: 'Policies of Green Corner Grocer',
    text: `# Policies of Green Corner Grocer

## Freshness

Fruit and vegetables that are not fresh on arrival are replaced or refunded when you send a photo within 48 hours.

## Deposit

Glass bottles carry a deposit of EUR 0.15, crates EUR 3.30. Give them to the driver with your next delivery.

## Delivery slots

We deliver Monday to Saturday in slots of two hours from 8:00 to 20:00. Order by 22:00 for the next morning.

## Substitutes

When something is out of stock we pick the nearest product at no higher price. Untick “substitutes” to get none.`,
  },
];
