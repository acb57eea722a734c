import type { ReactNode } from 'react';

/** Pairs of a ground and a tint; the same product always has the same. */
const GROUNDS = [
  ['#f3d9c4', '#e8bf9f'],
  ['#dfe6cf', '#c6d3ab'],
  ['#f4e3b8', '#e9cf8c'],
  ['#e9d5dc', '#d8b6c2'],
  ['#d3e2e3', '#b1ccce'],
  ['#ecdcc8', '#dbc2a2'],
] as const;

const plate = (
  <>
    <circle cx="60" cy="62" r="43" fill="#fff" opacity=".55" />
    <circle cx="60" cy="60" r="42" fill="#fffdf8" />
    <circle cx="60" cy="60" r="32" fill="#f5eee3" />
  </>
);

const DRAWINGS: ReadonlyArray<[RegExp, ReactNode]> = [
  [
    /marinara|pizza.*(verdure|vegan|vegetable)/,
    <>
      <circle cx="60" cy="60" r="43" fill="#c98a45" />
      <circle cx="60" cy="60" r="38" fill="#e2b064" />
      <circle cx="60" cy="60" r="34" fill="#c8432b" />
      <g fill="#d9573f">
        <circle cx="46" cy="50" r="8" />
        <circle cx="72" cy="48" r="7" />
        <circle cx="62" cy="76" r="8" />
      </g>
      <g fill="none" stroke="#3c2f2a" strokeWidth="3">
        <circle cx="58" cy="60" r="4" />
        <circle cx="78" cy="66" r="4" />
        <circle cx="42" cy="70" r="4" />
      </g>
      <path d="M54 40q8-8 14 0-8 6-14 0Zm-8 42q4-10 12-6-2 9-12 6Zm30 2q8-6 10 2-7 4-10-2Z" fill="#4c7a34" />
    </>,
  ],
  [
    /water|acqua/,
    <>
      <path d="M40 28h40l-6 70H46Z" fill="#fff" opacity=".75" />
      <path d="M42 50h36l-4 44H46Z" fill="#a9d3e6" />
      <g fill="#fff" opacity=".8">
        <circle cx="52" cy="66" r="3" />
        <circle cx="62" cy="58" r="2.500" />
        <circle cx="66" cy="74" r="3" />
        <circle cx="56" cy="84" r="2" />
      </g>
    </>,
  ],
  [
    /pizza|margherita|marinara|calzone|focaccia/,
    <>
      <circle cx="60" cy="60" r="43" fill="#c98a45" />
      <circle cx="60" cy="60" r="38" fill="#e2b064" />
      <circle cx="60" cy="60" r="34" fill="#c8432b" />
      <path d="M34 52q10-12 22-4t10 18-20 10-12-24Zm38-14q14 2 16 16t-10 14-14-12 8-18Z" fill="#fbf0d0" />
      <circle cx="48" cy="80" r="7" fill="#fbf0d0" />
      <circle cx="66" cy="38" r="5" fill="#fbf0d0" />
      <path d="M58 56q8-8 14 0-8 6-14 0ZM40 68q4-10 12-6-2 9-12 6Zm34 8q8-6 12 2-8 4-12-2Z" fill="#4c7a34" />
    </>,
  ],
  [
    /pasta|spaghetti|penne|tagliatelle|lasagn|ravioli|gnocchi|noodle|linguine|carbonara|rigatoni|fusilli/,
    <>
      {plate}
      <g fill="none" stroke="#e6b653" strokeWidth="4" strokeLinecap="round">
        <path d="M40 64q4-20 22-20t20 18-18 20-18-14 14-14 12 12-10 6" />
        <path d="M38 58q8-18 26-16M84 56q4 20-14 26M44 78q-8-8-4-18" />
      </g>
      <circle cx="56" cy="56" r="7" fill="#bf3d28" />
      <circle cx="70" cy="66" r="6" fill="#cf4d33" />
      <path d="M60 46q10-8 16 2-10 6-16-2Z" fill="#4c7a34" />
    </>,
  ],
  [
    /soup|minestrone|broth|stew|suppe|zuppa|curry/,
    <>
      <ellipse cx="60" cy="92" rx="40" ry="7" fill="#000" opacity=".08" />
      <path d="M20 56h80q-2 34-40 36-38-2-40-36Z" fill="#fffdf8" />
      <ellipse cx="60" cy="56" rx="40" ry="13" fill="#fffdf8" />
      <ellipse cx="60" cy="56" rx="34" ry="9.500" fill="#d27f34" />
      <ellipse cx="48" cy="55" rx="6" ry="2.500" fill="#f1c27d" />
      <ellipse cx="70" cy="58" rx="5" ry="2" fill="#7a9a4a" />
      <path
        d="M46 38q-6-8 0-14m14 14q-6-8 0-14m14 14q-6-8 0-14"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </>,
  ],
  [
    /salad|insalata|caprese|rocket|greens|bowl/,
    <>
      {plate}
      <path
        d="M34 60q0-22 20-22-4 20-20 22Zm26-24q22 0 24 22-20-4-24-22Zm-20 42q-2-16 16-16 2 18-16 16Zm26 4q-6-16 12-20 6 16-12 20Z"
        fill="#5d8f3c"
      />
      <circle cx="62" cy="62" r="10" fill="#cf4330" />
      <circle cx="62" cy="62" r="6" fill="#e77a62" />
      <circle cx="44" cy="54" r="7" fill="#fff" stroke="#eee3d2" strokeWidth="2" />
      <circle cx="78" cy="70" r="7" fill="#fff" stroke="#eee3d2" strokeWidth="2" />
    </>,
  ],
  [
    /risotto|rice|arancini|paella/,
    <>
      {plate}
      <path d="M34 62q2-20 26-20t26 20-26 20-26-20Z" fill="#f3e0b4" />
      <path
        d="M44 58h6m6-6h6m6 8h6m-26 10h6m8-4h6m-14-6h5m10-4h5"
        stroke="#d3b069"
        strokeWidth="3.500"
        strokeLinecap="round"
      />
      <path d="M50 70q0-8 8-8t8 8h-5v6h-6v-6Zm18-12q0-6 6-6t6 6h-4v5h-4v-5Z" fill="#8a5a36" />
    </>,
  ],
  [
    /fish|salmon|branzino|tuna|sea ?bass|trout|cod|calamari|squid|shrimp|prawn|frutti|seafood|gambe/,
    <>
      {plate}
      <path d="M32 60q16-22 42-6l12-10q-2 16 0 32l-12-10q-26 16-42-6Z" fill="#7fa6b5" />
      <path d="M50 50q6 10 0 20m10-22q6 12 0 24" fill="none" stroke="#5b8698" strokeWidth="2.500" />
      <circle cx="42" cy="57" r="2.500" fill="#26343a" />
      <path d="M72 80a10 10 0 0 1 20 0Z" fill="#f2d24d" stroke="#d8b42c" strokeWidth="2" />
    </>,
  ],
  [
    /tiramis|cake|torta|brownie|cheesecake|tart/,
    <>
      {plate}
      <path d="M32 74V54l54-12v32Z" fill="#f6e6c9" />
      <path d="M32 54 86 42q2-6-8-6L34 46q-4 4-2 8Z" fill="#5a3a24" />
      <path d="M32 62h54v5H32Z" fill="#8b5a33" />
      <circle cx="60" cy="38" r="5" fill="#c8342c" />
    </>,
  ],
  [
    /gelato|ice ?cream|sorbet|semifreddo/,
    <>
      <path d="M46 62h28L60 100Z" fill="#d49a55" />
      <path d="m50 66 14 20m-4-22 8 12m2-12L56 86" stroke="#b57c3b" strokeWidth="2" />
      <circle cx="50" cy="52" r="14" fill="#f4d9a6" />
      <circle cx="70" cy="52" r="14" fill="#a9c98a" />
      <circle cx="60" cy="36" r="14" fill="#f0b7b7" />
    </>,
  ],
  [
    /dessert|panna|pudding|mousse|sweet|dolc|cannol|cream/,
    <>
      {plate}
      <path d="M42 76q0-34 18-34t18 34Z" fill="#fdf3e0" />
      <path d="M46 54q4-14 14-14t14 14q-4 8-8 2-4 8-8 0-6 8-12-2Z" fill="#c33a4c" />
      <circle cx="60" cy="38" r="4.500" fill="#a6263c" />
      <path d="M64 34q6-6 10 0-6 4-10 0Z" fill="#4c7a34" />
    </>,
  ],
  [
    /coffee|espresso|cappuccino|latte|macchiato|tea\b|chocolate, hot/,
    <>
      <ellipse cx="56" cy="92" rx="38" ry="7" fill="#fffdf8" />
      <path d="M30 50h52q0 36-26 38-26-2-26-38Z" fill="#fffdf8" />
      <path d="M82 56q16-2 14 10t-18 10" fill="none" stroke="#fffdf8" strokeWidth="6" />
      <ellipse cx="56" cy="50" rx="26" ry="8" fill="#6b4226" />
      <path
        d="M46 36q-6-8 0-14m10 14q-6-8 0-14m10 14q-6-8 0-14"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </>,
  ],
  [
    /wine|chianti|prosecco|spritz|cocktail|aperol|negroni/,
    <>
      <ellipse cx="60" cy="100" rx="20" ry="4" fill="#fff" opacity=".8" />
      <path d="M40 22h40q4 36-20 40-24-4-20-40Z" fill="#fff" opacity=".8" />
      <path d="M41 36h38q-1 22-19 24-18-2-19-24Z" fill="#a2263b" />
      <path d="M60 62v36" stroke="#fff" strokeWidth="4" />
    </>,
  ],
  [
    /drink|lemon|water|acqua|juice|cola|soda|beer|limonata|smoothie/,
    <>
      <path d="M38 28h44l-6 70H44Z" fill="#fff" opacity=".75" />
      <path d="M40.500 46h39L76 94H44Z" fill="#f4e08a" />
      <path d="m64 46 8-30" stroke="#c8432b" strokeWidth="4" strokeLinecap="round" />
      <circle cx="54" cy="64" r="9" fill="#f7f0c0" stroke="#e3c84b" strokeWidth="3" />
      <path d="M68 74q8-6 6 6-8 2-6-6Z" fill="#6aa04a" />
    </>,
  ],
  [
    /bread|bruschetta|sourdough|baguette|bakery|roll|croissant|ciabatta|toast|sandwich|panin/,
    <>
      <path d="M20 66q0-24 40-24t40 24-6 20H26q-6-4-6-20Z" fill="#c98a45" />
      <path d="M27 68q0-18 33-18t33 18-6 12H33q-6-2-6-12Z" fill="#eec68a" />
      <circle cx="48" cy="64" r="7" fill="#c8432b" />
      <circle cx="66" cy="68" r="6" fill="#d9573f" />
      <circle cx="78" cy="62" r="5" fill="#c8432b" />
      <path d="M54 56q8-8 12 0-8 5-12 0Z" fill="#4c7a34" />
    </>,
  ],
  [
    /fruit|apple|berry|berries|banana|orange|pear|grape|peach/,
    <>
      <path d="M60 44q-26-14-32 14t18 38q8 2 14-2 6 4 14 2 24-10 18-38t-32-14Z" fill="#c9402f" />
      <path d="M60 44q-2-14 6-20" fill="none" stroke="#6b4226" strokeWidth="4" strokeLinecap="round" />
      <path d="M66 30q14-12 22 2-14 8-22-2Z" fill="#5d8f3c" />
      <path d="M40 56q-4 10 0 20" fill="none" stroke="#fff" strokeWidth="4" strokeLinecap="round" opacity=".5" />
    </>,
  ],
  [
    /vegetable|carrot|tomato|potato|cucumber|pepper|onion|spinach|broccoli|courgette|contorn/,
    <>
      <path d="M30 92Q44 46 66 40q12 14-36 52Z" fill="#e07b2f" />
      <path d="m44 66 8 6m-2-16 9 6" stroke="#b85d1c" strokeWidth="3" strokeLinecap="round" />
      <path d="M64 42q0-22 14-22-2 16-14 22Zm0 0q12-16 26-8-10 12-26 8Z" fill="#5d8f3c" />
      <circle cx="82" cy="74" r="18" fill="#c8432b" />
      <path d="M82 56l-6 6 6-2 6 2Z" fill="#4c7a34" />
    </>,
  ],
  [
    /cheese|dairy|milk|butter|yog|mozzarella|parmesan|egg/,
    <>
      <path d="M24 74 78 40q18 6 18 30v4Z" fill="#f4d06f" />
      <path d="M24 74h72v16H24Z" fill="#e9b949" />
      <circle cx="70" cy="62" r="6" fill="#e0aa38" />
      <circle cx="52" cy="82" r="4" fill="#d29b2c" />
      <circle cx="84" cy="80" r="5" fill="#d29b2c" />
    </>,
  ],
  [
    /steak|beef|pork|lamb|veal|chicken|burger|bistecca|saltimbocca|ossobuco|carpaccio|meat|ham|mains/,
    <>
      {plate}
      <path d="M32 62q0-22 28-20t26 20-24 18-30-18Z" fill="#8a4a2f" />
      <path d="M38 61q2-14 22-13t20 14-18 12-24-13Z" fill="#a8603f" />
      <path d="m46 54 12 16m0-20 12 16" stroke="#6b3520" strokeWidth="3" strokeLinecap="round" />
      <path d="M74 80q10-14 20 0-10 8-20 0Z" fill="#5d8f3c" />
    </>,
  ],
];

const OTHER = (
  <>
    {plate}
    <path d="M44 66q0-18 16-18t16 18Z" fill="#c98a45" />
    <path d="M40 66h40v5H40Z" fill="#8a5a36" />
    <path d="M52 44q8-12 16 0-8 6-16 0Z" fill="#5d8f3c" />
  </>
);

/** A drawing for products without a picture, chosen by name and category. */
export function DishArt({
  name,
  category,
  className = '',
}: {
  name: string;
  category: string | null;
  className?: string;
}) {
  const words = (text: string | null): string => text?.toLowerCase() ?? '';
  const drawing =
    DRAWINGS.find(([pattern]) => pattern.test(words(name))) ??
    DRAWINGS.find(([pattern]) => pattern.test(words(category)));
  const [ground, tint] = GROUNDS[hashOf(name) % GROUNDS.length] ?? GROUNDS[0];
  return (
    <svg
      viewBox="0 0 120 120"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className={`dark:brightness-90 ${className}`}
    >
      <rect width="120" height="120" fill={ground} />
      <circle cx="104" cy="18" r="40" fill={tint} opacity=".5" />
      <circle cx="8" cy="112" r="34" fill={tint} opacity=".5" />
      {drawing?.[1] ?? OTHER}
    </svg>
  );
}

function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}
