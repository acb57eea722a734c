import { describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../contracts/chat-restrictions.ts';
import { restateRestrictions } from '../../../workers/domain/conversations/restate-restrictions.ts';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';

/** Requests, questions and complaints about dishes with allergens, which refuse nothing. */
const ORDINARY = `
  which allergens are in the pesto
  do you have any allergens in the lasagne
  welche Allergene sind im Pesto
  statt der Nusstorte lieber den Apfelstrudel
  and make it three hummus
  make that two prawn toasts
  instead of the salmon I'll have the cod
  lose the cheese board
  scratch the almond tart
  forget the walnut loaf
  cancel the fish and chips
  not the cod, the salmon
  I meant the prawn one
  I said three eggs, not two
  nur zwei Eier, nicht drei
  à la place du saumon je prends le cabillaud
  al posto del salmone prendo il merluzzo
  en vez del salmón póngame bacalao
  in plaats van de zalm neem ik de kabeljauw
  no el salmón, el bacalao
  nicht den Lachs, die Forelle
  swap the carbonara for a lasagne
  one lasagne for pickup at 7pm
  could you recommend a wine to go with the sea bass?
  any pizza she can have?
  pizza for him and pasta for me
  double the lasagne
  I'd like the tiramisu delivered to my office
  does the pesto have nuts?
  what comes with the lasagne?
  my kids love pizza
  can I pay by card for the pizza?
  the pizza was cold last time, can I get a refund?
  where's my pizza
  my pizza hasn't arrived yet
  the lasagne arrived burnt
  I'm craving carbonara tonight
  get me a pizza asap
  hit me with a tiramisu
  a cheeky tiramisu to finish
  smash me a pizza
  table for two, a bottle of Chianti to share
  can you box up the rest of the pizza
  please ring the bell, two pizzas
  leave the pizza at the door
  extra napkins with the pizza please
  cut the pizza into eight slices
  pizza well done please
  no rush on the tiramisu
  is the fish fresh today?
  how spicy is the diavola?
  how big is the pizza?
  how long does a pizza take?
  split the lasagne in two
  it's my birthday, put a candle on the tiramisu
  my usual pizza please
  surprise me with a pasta
  whichever pasta is quickest
  what's the soup of the day
  do you have a kids menu with pasta
  one of each pizza
  half a dozen arancini
  I changed my mind about the lasagne
  keep the pizza, drop the tiramisu
  bring the bread first and the mains later
  the tuna pizza looks interesting
  I had the carbonara last week and it was great
  my friend told me the tiramisu is to die for
  I would kill for a pizza right now
  dying for a carbonara
  the prawns here are insane
  peanuts are my favourite thing in the world
  what beer goes best with peanuts
  gather me up some shrimp tacos
  team lunch: 5 pizzas, 3 lasagnes, 2 salads
  office order, invoice please: 10 cappuccinos
  is the mozzarella from buffalo
  do you make the pasta yourselves
  what brand of milk do you use
  ich hätte gern die Lasagne zum Mitnehmen um 19 Uhr
  tausch die Lasagne gegen eine Pizza
  die Pizza war letztes Mal kalt
  kann ich die Pizza mit Karte zahlen
  meine Kinder lieben Pizza
  die Pizza bitte gut durchbacken
  bitte die Pizza in acht Stücke schneiden
  was für ein Wein passt zum Fisch
  wie scharf ist die Diavola
  mach aus der Pizza zwei
  eine Pizza für meinen Sohn, eine Lasagne für meine Frau
  stell die Pizza einfach vor die Tür
  wie lange dauert eine Pizza
  zum Geburtstag hätten wir gern eine Torte mit Kerze
  ist der Käse von hier
  échangez la carbonara contre une lasagne
  une pizza pour mon fils et des pâtes pour moi
  la pizza était froide
  coupez la pizza en huit s'il vous plaît
  quel vin va avec le poisson
  vous pouvez livrer la pizza à 20h
  cambia la carbonara con una lasagna
  la pizza era fredda
  una pizza per mio figlio e la pasta per me
  che vino sta bene con il pesce
  posso pagare la pizza con la carta
  cambia la carbonara por una lasaña
  la pizza llegó fría
  una pizza para mi hijo y pasta para mí
  qué vino va bien con el pescado
  puedo pagar la pizza con tarjeta
  wissel de carbonara om voor een lasagne
  de pizza was koud
  een pizza voor mijn zoon en pasta voor mij
  welke wijn past bij de vis
  troque a carbonara por uma lasanha
  a pizza chegou fria
  uma pizza para o meu filho e massa para mim
  zamień carbonarę na lasagne
  pizza była zimna
  pizza dla syna i makaron dla mnie
  carbonara yerine lazanya olsun
  pizza soğuktu
  oğluma pizza bana makarna
  a peanut butter sandwich for the little one
  extra prawns on top please
  can I sub the prawns for chicken
  what's the catch of the day
  is the salmon grilled or poached
  I'd rather have the salmon
  salmon for me, steak for her
  how do you cook your eggs
  two fried eggs, sunny side up
  eggs benedict twice, runny yolks
  poached eggs on toast with a side of bacon
  make the eggs over easy
  milk in the coffee, please
  a splash of milk in my tea
  milk on the side
  oat milk instead of cow's milk
  a glass of milk before bed
  whole milk or semi-skimmed?
  do you sell fresh milk
  grate some cheese over it
  cheese platter for six
  what cheeses are on the board
  the cheese toastie was divine last week
  double cheese, double bacon
  I love love love prawns
  got any crab cakes left?
  mussels in white wine, big bowl
  are your mussels from Cornwall
  is the cod line caught
  fish and chips with mushy peas
  battered or breaded fish?
  mild curry with cashews
  sprinkle some sesame seeds over it
  bagel with sesame
  honey mustard dressing on the side
  mustard with the sausage please
  is there celery in the bloody mary
  a walnut loaf, sliced
  walnut loaf, sliced thick
  pecan pie with ice cream
  warm up the pecan pie
  nuts to nibble with the beer
  bar snacks: nuts, olives, crisps
  which of your cakes has almonds
  an almond croissant and a flat white to take away
  two almond croissants, we're outside in the red car
  pistachio or hazelnut gelato, which is better?
  hazelnut syrup in the latte
  tofu scramble with toast
  soy latte, extra hot
  miso soup to start
  wheat beer, a cold one
  bread and butter for the table
  can we get more bread
  garlic bread to begin with
  fresh bread every morning at eight, is that possible?
  do you bake the bread on site
  I'm after a good loaf of sourdough
  a dozen eggs and a pint of milk
  free range eggs?
  eine Breze mit Butter
  Butter dazu bitte
  Rührei mit Speck und ein Kaffee
  zwei weiche Eier im Glas
  Spiegelei auf dem Leberkäse wäre schön
  ist der Lachs aus Norwegen
  Lachs für mich, Schnitzel für ihn
  Milchkaffee mit viel Schaum
  einen Schuss Milch in den Kaffee
  Hafermilch statt Kuhmilch geht auch
  Nusskuchen mit Sahne
  habt ihr noch Nussschnecken da
  ein Erdnusseis im Becher
  Käsebrot mit Gurke
  Käse überbacken bitte
  welchen Käse habt ihr heute
  die Garnelen waren letzte Woche super
  Garnelen extra, aber wirklich viele
  Forelle blau oder Müllerin?
  Senf zur Wurst
  süßer Senf zur Weißwurst
  Brot reicht für vier Leute?
  bringt uns bitte noch Brot
  des moules frites pour deux
  le saumon est-il frais ?
  un œuf à cheval sur le steak
  du lait dans mon café
  un nuage de lait
  plateau de fromages pour six personnes
  des noix avec le fromage
  une tartine beurrée
  encore un peu de pain
  vino bianco con le cozze
  le uova come le fate?
  un goccio di latte nel caffè
  tagliere di formaggi per sei
  pane e burro per il tavolo
  il salmone è fresco?
  gambas a la plancha, doble ración
  un chorrito de leche en el café
  huevos rotos con jamón
  tabla de quesos para seis
  más pan, por favor
  el salmón está fresco?
  scheutje melk in de koffie
  gebakken eieren met spek
  kaasplankje voor zes
  zijn de garnalen vers
  nog wat brood graag
  ovos mexidos com bacon
  queijo para seis pessoas
  trochę mleka do kawy
  jajecznica na boczku
  deska serów dla sześciu osób
  jeszcze trochę chleba
  kahveye biraz süt
  peynir tabağı altı kişilik
  karides güveç iki porsiyon
  biraz daha ekmek
`
  .trim()
  .split(/\s*\n\s*/);
const MOST_IN_DOUBT = 0.15;

describe('a request for a dish with an allergen', () => {
  it.each(ORDINARY)('refuses nothing: %s', (text) => {
    const { allergies, unwanted, foods, diets, harmful, notUnderstood, isUnsafe } = understandQuery(text);
    const refused = { allergies, unwanted, foods, diets, harmful, notUnderstood, isUnsafe };
    const nothing = {
      allergies: [],
      unwanted: [],
      foods: [],
      diets: [],
      harmful: [],
      notUnderstood: [],
      isUnsafe: false,
    };
    expect(refused).toEqual(nothing);
  });

  it('is rarely in doubt', () => {
    const doubtful = ORDINARY.filter((text) => understandQuery(text).doubts.length > 0);
    expect(doubtful.length, doubtful.join('\n')).toBeLessThanOrEqual(ORDINARY.length * MOST_IN_DOUBT);
  });
});

describe('a refusal that is followed by how a body takes it', () => {
  it.each([
    ['nothing with tahini in it please, I react really badly. any starters?', 'sesame'],
    ['no cream, my tummy blows up', 'milk'],
    ['ohne Mandeln bitte, da schwillt mir die Zunge an', 'almond'],
    ['sans noisettes, je gonfle tout de suite', 'hazelnut'],
    ['senza burro per favore, poi vomito', 'milk'],
    ['sin mayonesa, me salen ronchas', 'eggs'],
    ['geen garnalen, ik krijg uitslag', 'shrimp'],
  ] as const)('harms: %s', (text, code) => {
    expect(understandQuery(text).allergies).toContain(code);
  });

  it.each([
    'no butter on the toast, please',
    'ohne Sahne, danke, und einen Kaffee',
    'no cheese, my stomach is rumbling for a burger',
  ])('or is a matter of taste, and offers something: %s', (text) => expect(understandQuery(text).isUnsafe).toBe(false));
});

describe('a story of what a food did', () => {
  it.each([
    'one peanut and I am done for',
    'some peanuts nearly finished me',
    'a walnut once put me on a drip',
    'een beetje melk en ik lig eraf',
    'un poco de leche y me pongo mala',
    'Nüsse hauen mich um',
    'a crumb of sesame and my son is in trouble for days',
    'pizza gives me terrible cramps',
    'pasta bloats me badly',
    'lasagne and tiramisu make my throat swell',
  ])('is none of them: %s', (text) => {
    const { allergies, doubts } = understandQuery(text);
    expect(allergies.length + doubts.length).toBeGreaterThan(0);
  });
});

describe('an allergy that nobody at the table has', () => {
  it.each([
    'Allergien hat bei uns keiner. Gibt es Nusstorte?',
    'Allergies? None. A walnut cake, please',
    'nobody here has an allergy, do you have peanut curry?',
    'On n’est pas intolérants au gluten, une baguette s’il vous plaît',
    'Ich vertrage Milch ohne Probleme, habt ihr Käsespätzle?',
    'I tolerate milk just fine, a milkshake please',
    'my milk allergy is long gone, a latte please',
    'Meine Eierallergie ist längst vorbei. Ein Omelett',
    'my uncle loves peanut butter, what do you have with it?',
    'no rush, no worries. where do I find the shrimps?',
    'ik kan niet beslissen, welke kaas raad je aan?',
    'ogórki kiszone i pierogi ruskie',
    'buraczki i śledzie w śmietanie',
    'je supporte bien le lait, un milkshake',
    'Mein Hund ist allergisch gegen Flöhe, haha. Gibt es Tiramisu?',
    'Soy alérgico al trabajo, jaja. ¿Unos churros?',
  ])('refuses nothing: %s', (text) => {
    const { allergies, unwanted, diets, isUnsafe } = understandQuery(text);
    expect({ allergies, unwanted, diets, isUnsafe }).toEqual({
      allergies: [],
      unwanted: [],
      diets: [],
      isUnsafe: false,
    });
  });

  it.each([
    ['Milch vertrage ich nicht gut', 'milk'],
    ['my milk allergy has never gone away', 'milk'],
    ['たまごあれるぎーです', 'eggs'],
    ['my lad has an egg and nutt alergy', 'eggs'],
    ['an eg and nutt allergy', 'tree_nuts'],
    ['きなこで蕁麻疹が出る', 'soybeans'],
    ['ik kan niet tegen melk, hebben jullie brood voor mij?', 'milk'],
    ['meine Allergie gegen Eier ist leider nicht weg', 'eggs'],
    ['is there milk in the lamb curry? I am allergic', 'milk'],
    ['allergic to eggs and long queues', 'eggs'],
    ['I do not tolerate milk well', 'milk'],
    ['I handle milk fine but eggs finish me off', 'eggs'],
    ['Ich vertrage Milch gut nur Eier bringen mich um', 'eggs'],
    ['my wife is allergic to eggs and my sister is not coming', 'eggs'],
    ['Anna is allergic to eggs, Tom isn’t coming', 'eggs'],
    ['meine Frau ist allergisch gegen Eier und meine Tochter kommt nicht', 'eggs'],
    ['mam uczulenie na jaja, co polecacie?', 'eggs'],
    ['nie mogę jeść jaja', 'eggs'],
    ['je ne supporte pas bien le lait', 'milk'],
    ['nobody knows how bad my milk allergy is', 'milk'],
    ['my son is allergic to milk, he is coming', 'milk'],
    ['I am allergic to milk, my cousin isn’t coming', 'milk'],
    ['Montag komme ich, gegen Eier bin ich allergisch', 'eggs'],
  ] as const)('is another one than: %s', (text, code) => {
    expect(understandQuery(text).allergies).toContain(code);
  });
});

describe('an unknown name', () => {
  it.each([
    'allergic to nuts and ladies fingers',
    'I am allergic to angel delight and eggs',
    'allergic to hundreds and thousands',
    'I have a bad allergy to kiwano and milk',
    'Speculoos landed my son in hospital',
    'Zwieback bringt meine Frau ins Krankenhaus',
    'むかごで蕁麻疹が出ます',
    'むかごを食べて救急に行きました',
  ])('of something that harms leaves nothing safe: %s', (text) => {
    expect(understandQuery(text).isUnsafe).toBe(true);
  });
});

describe('a picture of a food', () => {
  it.each([
    ['kein 🥛 für mich, sonst 🚑', 'milk'],
    ['🥜🚫 any dessert?', 'peanuts'],
    ['🚫🦐 please', 'shrimp'],
    ['allergic to 🥚🥚', 'eggs'],
    ['🐟 = 🤢', 'fish'],
    ['pas de 🧀 svp, allergie', 'milk'],
  ] as const)('is its name: %s', (text, code) => {
    const { allergies, unwanted } = understandQuery(text);
    expect([...allergies, ...unwanted]).toContain(code);
  });
  it.each(['two 🍕 please 😀', '☕ and 🍰'])('asks for it: %s', (text) => {
    const { allergies, unwanted, isUnsafe } = understandQuery(text);
    expect({ allergies, unwanted, isUnsafe }).toEqual({ allergies: [], unwanted: [], isUnsafe: false });
  });
});

describe('an allergy that was told by mistake', () => {
  const after = (first: string, then: string) =>
    restateRestrictions(restateRestrictions(NO_RESTRICTIONS, first), then, first).exclude_allergens;
  it.each([
    ['I’m allergic to milk', 'sorry, mixed that up, it’s my flatmate who is. I’m not allergic to milk', []],
    ['je suis allergique au lait', 'pardon, je me suis trompée, je ne suis pas allergique au lait', []],
    ['I’m allergic to milk and eggs', 'I got that wrong, I have no egg allergy', ['milk']],
    ['ich bin gegen Eier allergisch', 'verwechselt: gegen Eier bin ich nicht allergisch, gegen Sesam', ['sesame']],
    ['my son is allergic to milk', 'I’m not allergic to milk, he is', ['milk']],
    ['I am allergic to eggs', 'sorry, my mistake, I wanted two lemonades', ['eggs']],
    ['ich bin gegen Milch allergisch', 'Quatsch, gemeint war Papa damals, ich bin nicht gegen Milch allergisch', []],
    ['soy alérgico al huevo', 'ay no, me lié: no soy alérgico al huevo', []],
    ['ho un’allergia al latte', 'anzi no, non sono allergica al latte', []],
    ['I am allergic to nuts', 'I’m not allergic to milk, a milkshake please', ['peanuts', 'tree_nuts']],
    ['I am allergic to milk', 'oh, I’m not allergic to milk, my sister is', ['milk']],
    ['I am allergic to milk', 'I’m not allergic to milk, it just gives me cramps and a rash', ['milk']],
    ['I am allergic to milk', 'I’m not only allergic to milk', ['milk']],
    ['I am allergic to milk', 'my son is not allergic to milk', ['milk']],
    ['I am allergic to mustard', 'oh ignore that, it’s not mustard, we have no allergies', []],
    ['I am allergic to nuts', 'I have no other allergies', ['peanuts', 'tree_nuts']],
    ['I am allergic to nuts', 'jk, not two salads, three', ['peanuts', 'tree_nuts']],
    ['I am allergic to nuts', 'scratch that, no salad, we can take the walnut cake', ['peanuts', 'tree_nuts']],
    ['my daughter is allergic to nuts', 'I’m not allergic to nuts, a walnut cake for me', ['peanuts', 'tree_nuts']],
    ['my daughter is allergic to nuts', 'I have no allergies', ['peanuts', 'tree_nuts']],
    ['meine Frau hat eine Allergie gegen Eier', 'ich habe keine Allergien', ['eggs']],
    ['I am allergic to nuts', 'we have no allergies to milk', ['peanuts', 'tree_nuts']],
    ['I am allergic to nuts', 'just kidding about the size, can I have the nut cake?', ['peanuts', 'tree_nuts']],
  ] as const)('is gone: “%s”, “%s”', (first, then, left) => {
    expect(after(first, then)).toEqual(left);
  });
});
