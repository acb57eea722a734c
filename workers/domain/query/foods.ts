import { phraseKey } from '../../../contracts/allergens/vocabulary.ts';
import { spellingsOf } from '../../../contracts/allergens/word-forms.ts';

/**
 * What people refuse that is no allergen of its own, by the words that stand for it and for its kinds, in the languages of
 * the vocabulary. `isAnimal`: a vegan dish has none of it, whatever it is called.
 */
const FOODS: Readonly<Record<string, { isAnimal?: true; names: string; kinds: string }>> = {
  alcohol: {
    names:
      'alcohol, alcoholic, booze, liquor, spirits, Alkohol, alkoholisch, alcool, alcolico, alcolici, alcoholisch, alcoólico, alkohol, alkoholu, alkoholowy, alkol, alkollü, アルコール, 酒, お酒, 酒精, शराब, sharab',
    kinds:
      'wine, beer, lager, ale, stout, cider, champagne, prosecco, cava, sherry, port wine, vermouth, spritz, aperol, campari, gin, vodka, rum, whisky, whiskey, bourbon, tequila, mezcal, brandy, cognac, grappa, liqueur, schnapps, cocktail, sake, soju, sangria, marsala, amaretto, limoncello, Wein, Rotwein, Weißwein, Bier, Sekt, Likör, Schnaps, vin, bière, liqueur, vino, birra, liquore, cerveza, licor, ron, wijn, bier, likeur, vinho, cerveja, wino, wina, piwo, piwa, wódka, likier, şarap, bira, rakı, likör, ワイン, ビール, 日本酒, 焼酎, 梅酒, ハイボール, チューハイ, サワー, 葡萄酒, 啤酒',
  },
  meat: {
    isAnimal: true,
    names:
      'meat, meats, Fleisch, viande, viandes, carne, vlees, mięso, mięsa, et eti, etli, et, 肉, お肉, 고기, मांस, mans, gosht',
    kinds: '',
  },
  cheese: {
    isAnimal: true,
    names:
      'cheese, Käse, fromage, formaggio, formaggi, queso, kaas, queijo, ser, sery, sera, peynir, チーズ, 起司, चीज़, पनीर',
    kinds:
      'mozzarella, parmesan, parmigiano, parmigiana, pecorino, ricotta, mascarpone, burrata, gorgonzola, cheddar, feta, halloumi, gouda, brie, camembert, emmental, gruyere, roquefort, provolone, cottage cheese, cream cheese, paneer, raclette, fondue, quattro formaggi, four cheese, cheesecake',
  },
  pork: {
    isAnimal: true,
    names:
      'pork, Schwein, Schweinefleisch, porc, maiale, cerdo, varkensvlees, varken, porco, wieprzowina, wieprzowiny, domuz, domuz eti, 豚, 豚肉, 猪肉, 돼지고기, सूअर',
    kinds:
      'ham, bacon, salami, prosciutto, guanciale, pancetta, chorizo, lardo, lardon, mortadella, nduja, speck, pepperoni, coppa, spam, pulled pork, carnitas, gammon, Schinken, Speck, Schnitzel vom Schwein, jambon, lard, jamón, tocino, spek, presunto, szynka, boczek, boczku, tonkatsu, とんかつ, トンカツ, チャーシュー, ベーコン, ハム, ソーセージ',
  },
  beef: {
    isAnimal: true,
    names:
      'beef, veal, Rind, Rindfleisch, Kalb, Kalbfleisch, boeuf, bœuf, veau, manzo, vitello, ternera, vaca, carne de res, rundvlees, kalfsvlees, bovino, wołowina, wołowiny, dana eti, sığır, 牛肉, 牛, ビーフ, 소고기, गोमांस',
    kinds: 'steak, brisket, ribeye, sirloin, carpaccio, bresaola, pastrami, corned beef, 牛丼, すき焼き',
  },
  chicken: {
    isAnimal: true,
    names:
      'chicken, poultry, Huhn, Hähnchen, Hühnchen, Geflügel, poulet, volaille, pollo, kip, kippenvlees, frango, kurczak, kurczaka, drób, tavuk, 鶏, 鶏肉, チキン, 鸡肉, 닭고기, चिकन, मुर्ग, murgh',
    kinds:
      'turkey, duck, wings, nuggets, Pute, Ente, dinde, canard, tacchino, anatra, pavo, pato, kalkoen, eend, peru, indyk, kaczka, からあげ, 唐揚げ, 焼き鳥, 親子丼',
  },
  lamb: {
    isAnimal: true,
    names:
      'lamb, mutton, Lamm, Hammel, agneau, mouton, agnello, cordero, lamsvlees, lam, cordeiro, jagnięcina, kuzu, kuzu eti, 羊肉, ラム肉, मटन',
    kinds: 'gosht, rogan josh',
  },
  spicy: {
    names:
      'spicy, hot and spicy, chili, chilli, chile, scharf, scharfes, piquant, épicé, épicée, piccante, picante, pittig, heet, apimentado, ostre, ostry, ostrego, acı, acılı, 辛い, 辛口, 激辛, तीखा, मसालेदार, teekha',
    kinds:
      'arrabbiata, diavola, jalapeno, jalapeño, vindaloo, sriracha, harissa, peperoncino, cayenne, habanero, kimchi, 唐辛子, キムチ',
  },
  onion: {
    names:
      'onion, Zwiebel, Zwiebeln, oignon, cipolla, cipolle, cebolla, ui, uien, cebola, cebula, cebuli, soğan, 玉ねぎ, 玉葱, たまねぎ, タマネギ, ねぎ, 洋葱, 양파, प्याज, प्याज़, pyaz, pyaaz',
    kinds: 'shallot, scallion, spring onion, red onion, chives, leek, onion rings',
  },
  garlic: {
    names:
      'garlic, Knoblauch, ail, aglio, ajo, knoflook, alho, czosnek, czosnku, sarımsak, にんにく, ニンニク, ガーリック, 大蒜, 마늘, लहसुन, lahsun',
    kinds: 'aioli, alioli',
  },
  mushroom: {
    names:
      'mushroom, Pilz, Pilze, Champignons, champignon, funghi, fungo, champiñón, champiñones, seta, setas, hongo, paddenstoel, paddenstoelen, cogumelo, grzyb, grzyby, grzybów, pieczarki, mantar, きのこ, キノコ, 茸, マッシュルーム, しいたけ, 蘑菇, मशरूम',
    kinds: 'porcini, shiitake, portobello, truffle, chanterelle, enoki',
  },
  tomato: {
    names:
      'tomato, Tomate, Tomaten, tomate, pomodoro, pomodori, tomaat, pomidor, pomidory, pomidorów, domates, トマト, 番茄, 토마토, टमाटर, tamatar',
    kinds: 'marinara, ketchup, napoletana, passata',
  },
  aubergine: {
    names:
      'aubergine, eggplant, egg plant, brinjal, melanzane, melanzana, berenjena, berinjela, bakłażan, patlıcan, なす, ナス, 茄子, बैंगन, baingan',
    kinds: '',
  },
  olive: {
    names: 'olive, Olive, Oliven, oliva, aceituna, olijf, olijven, azeitona, oliwka, oliwki, zeytin, オリーブ',
    kinds: '',
  },
  coriander: {
    names: 'coriander, cilantro, Koriander, coriandre, coriandolo, coentro, kolendra, kişniş, パクチー, धनिया, dhania',
    kinds: '',
  },
  pepper: {
    names: 'pepper, bell pepper, Paprika, poivron, peperone, peperoni, pimiento, pimentão, papryka, biber, ピーマン',
    kinds: 'capsicum',
  },
  pineapple: { names: 'pineapple, Ananas, ananas, piña, ananás, abacaxi, パイナップル', kinds: '' },
  potato: {
    names:
      'potato, Kartoffel, Kartoffeln, pomme de terre, pommes de terre, patata, patate, patatas, aardappel, aardappelen, batata, ziemniak, ziemniaki, patates, じゃがいも, ポテト, आलू, aloo',
    kinds: 'fries, chips, gnocchi, rösti',
  },
  sugar: {
    names: 'sugar, Zucker, sucre, zucchero, azúcar, suiker, açúcar, cukier, cukru, şeker, 砂糖, चीनी',
    kinds: '',
  },
  caffeine: {
    names: 'caffeine, Koffein, caféine, caffeina, cafeína, cafeïne, kofeina, kafein, カフェイン',
    kinds: 'coffee, espresso, cappuccino, latte, black tea, cola, Kaffee, café, caffè, koffie, kawa, kahve, コーヒー',
  },
};

export interface Food {
  key: string;
  isAnimal: boolean;
}

/** Whole phrases, folded. */
let named: ReadonlyMap<string, Food> | undefined;
let meant: ReadonlyMap<string, Food> | undefined;

/** The food that a phrase names, undefined when it names none. @param key As `phraseKey` makes it. */
export function foodNamed(key: string): Food | undefined {
  named ??= index(({ names }) => names);
  return named.get(key);
}

/** The food that a phrase in the text of a product stands for: itself or a kind of it. */
export function foodMentioned(key: string): Food | undefined {
  meant ??= index(({ names, kinds }) => `${kinds}, ${names}`);
  return meant.get(key);
}

function index(phrasesOf: (food: { names: string; kinds: string }) => string): Map<string, Food> {
  return new Map(
    Object.entries(FOODS).flatMap(([key, food]) =>
      phrasesOf(food)
        .split(', ')
        .filter((phrase) => phrase !== '')
        .flatMap(spellingsOf)
        .map((phrase) => [phraseKey(phrase), { key, isAnimal: food.isAnimal === true }] as const),
    ),
  );
}
