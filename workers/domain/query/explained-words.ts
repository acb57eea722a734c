import { COMMON, NORDIC } from './common-words.ts';
import { foodsMentioned } from './foods.ts';
import { ARTICLES, BENEFITS, wordSet } from './phrase-books.ts';
import { isNumberWord } from './prices.ts';
import type { Piece } from './words-of.ts';

/** Words of menus and orders, beside the foods and allergens, which have their own tables. */
const MENU = `
  menu dish dishes meal starter starters appetizer appetizers main mains course courses dessert desserts pudding side sides snack snacks breakfast lunch dinner brunch
  drink drinks beverage soup soups salad salads sandwich sandwiches wrap burger burgers curry curries stew roast rice risotto fries sauce sauces dip dressing topping toppings
  filling bowl plate glass bottle cup slice piece pieces portion portions size small large big medium regular double single half extra fresh hot cold warm grilled fried baked
  roasted steamed boiled poached smoked raw crispy crunchy creamy mild cheapest sweets sweet sour salty light homemade vegetable vegetables veg fruit fruits meat fish poultry chocolate vanilla
  grill oven pan bakery caramel coffee tea juice water soda ice roll rolls pie tart tarts bar mix mixed plain classic special cost costs price prices best favourite favorite popular tasty delicious enough goes change euro euros eur under over cheap price delivery pickup takeaway
  ihr wo habe einmal zweimal dreimal kostet kosten lecker beliebt passt geht speise speisen gericht gerichte vorspeise vorspeisen hauptspeise hauptgericht nachspeise nachtisch dessert kuchen torte suppe suppen salat salate getrank getranke reis sosse
  sauce gemuse obst frisch heiss kalt warm gross grosse grosser kleiner kleine klein portion portionen teller glas flasche stuck gebraten gegrillt gebacken suss herzhaft
  schokolade kaffee tee saft wasser eis fruhstuck mittagessen abendessen
  combien coute coutent prix plat plats entree entrees soupe soupes salade salades riz sauce legumes legume fruits frais chaud froid grand grande petit petite portion verre bouteille tasse morceau grille
  frit chocolat cafe the jus eau glace gateau tarte petit-dejeuner dejeuner diner
  quanto costa costano piatto piatti antipasto antipasti primo primi secondo secondi contorno dolce dolci zuppa insalata riso salsa verdure frutta fresco fresca caldo freddo grande piccolo piccola
  porzione bicchiere bottiglia grigliato fritto al forno cioccolato te succo acqua gelato torta colazione pranzo cena
  cuanto cuesta cuestan plato platos entrante postre postres sopa sopas ensalada ensaladas arroz verduras fruta fresco caliente frio grande pequeno pequena racion porcion vaso botella taza frito
  asado chocolate zumo jugo agua helado tarta desayuno almuerzo
  hoeveel kost kosten lekker gerecht gerechten voorgerecht hoofdgerecht nagerecht toetje soep salade rijst saus groente fruit vers warm koud groot grote klein kleine portie glas fles kop gebakken gegrild
  chocolade koffie thee sap ijs taart ontbijt
  custa custam prato pratos sobremesa sobremesas sopa salada saladas arroz molho legumes fruta fresco quente frio grande pequeno pequena dose copo garrafa assado sumo suco agua gelado bolo almoco jantar
  kosztuje kosztuja danie dania przystawka zupa zupe zupy salatka salatke salatki deser desery napoj napoje ryz sos warzywa owoce swieze gorace zimne duza duze duzy mala male maly porcja porcje
  szklanka butelka kawalek smazone pieczone czekolada kawa kawe herbata sok woda lody ciasto razy raz
  sniadanie obiad kolacja
  kadar kac yemek corba salata tatli icecek icecekler pilav sos sebze meyve taze sicak soguk buyuk kucuk porsiyon bardak sise dilim kizarmis firinda cikolata kahve cay su dondurma pasta
  olur adet
  कितने कितना kitne kitna खाना सब्जी चावल दाल करी सूप सलाद मिठाई चाय कॉफी पानी बड़ा छोटा गरम ठंडा प्लेट कटोरी रोटी वाला वाली वाले chawal dal sabzi chai pani garam thanda plate wala wali wale dijiye`;

/**
 * Words of when, where and how something is ordered, served, paid and praised. What a body or a person does with food is
 * no such word.
 */
const ERRANDS = `
  pls plz plzz thx tx ta tysm thnx thank ty lol lmao asap avo ur ya gonna wanna hiya heya boss bro pal hun cheers ace
  svp stp mdr ptdr bcp tant pis zut mince ensuite puis apres dsl bjr bsr nickel impec top genial pardon desole desolee
  biddeschon bidde danach dazu vorweg schade egal mist hoppla sry jo jop jep
  xfa porfa porfi porfis luego despues primero lastima disculpa disculpe perdona oye vale venga guay genial
  poi dopo peccato vabbe scusa scusi dai xfavore perfavore benissimo ottimo
  daarna jammer oeps sorry doei aub daj
  depois primeiro pena desculpa desculpe fixe
  add adding include including ajoutez ajoute ajouter rajoutez rajoute rajouter aggiungi aggiungete aggiunga aggiungere anade anada anadir agrega agregue agregar dodaj dodajcie ekle ekleyin hinzu adicione adiciona acrescente acrescenta
  alright mate guys folks buddy dude nen nem ner
  swap switch exchange replace split share cut slice slices pack packed box bag wrapped napkin napkins cutlery deliver delivered delivers arrive arrives arrived arriving come comes came coming ring bell collect
  mieszanka mieszanke mieszanki miscela mezcla mistura melange mischung karisik chodzilo anzi alla throw mac couple pair zwo zweite zweiten dritte dritten eentje tweetjes duas segundo tercero terceira terceiro terzo entrambi ambos ambas jedna jedno dwie obie oba ikisi
  first second third last next later early late soon quick quickest fast minute minutes hour hours clock asap ready time times long yet already week week woche semana settimana semaine weekend monday tuesday wednesday thursday friday saturday sunday
  pay paid paying card cash invoice receipt bill tip charge office home work house flat street door desk reception upstairs downstairs
  team party birthday wedding anniversary candle candles occasion celebrate usual regular kid kids child children sharing bigger smaller biggest biggest bigger table tables seat seats
  interesting looks smells tastes lovely insane unreal stunning incredible fantastic excellent brand brands use used uses made homemade yourselves local organic farm farmed wild caught fried burnt overcooked undercooked weight calories protein
  meant mean said asked ordered wanted changed mind lose scratch forget cancel strike streich streiche storniere schrap annule annulez annulla anula anuluj skresl meinte gemeint bestellt sagte sagt disais dit demande detto chiesto dije dicho pedi pedido zei bedoel bedoelde bedoelte disse powiedzialam powiedzialem demistim pongame
  allergen allergens allergene allergenen allergeni alergenos alergeny ingredient ingredients zutat zutaten inhaltsstoffe ingredienti ingredientes ingredienten skladniki icindekiler
  basket cart bestellung warenkorb korb commande panier ordine carrello pedido carrito cesta bestelling mandje encomenda carrinho zamowienia zamowieniu koszyka
  jar jars pot pots tin tins can cans kilo kilos gram grams litre litres liter packet packets glas becher dose dosen paket packung racion raciones barattolo bote tarro frasco blik blikje potje lata sloik sloiki puszka kavanoz
  top sub cook cooked cooking scramble scrambled poach benedict runny yolk yolks easy whole semi skimmed foam froth grate grated sprinkle sprinkled board platter loaf sliced thick thin nibble syrup start begin before twice little
  bake baked dozen pint splash drop drizzle dash crumb crumbs squeeze wedge battered breaded mushy buttered spread bite bites taste tasting season seasoned
  becher schuss schaum weich weiche weiches hart harte blau leute personen platte brett belegt belegte belegtes belegten uberbacken gerieben scheibe scheiben kugel kugeln
  plateau personnes tranche tranches boule boules rape nappe tagliere persone fetta fette goccio pallina plancha tabla chorrito loncha lonchas bola personas plank personen scheutje plakjes bolletje tabua pessoas fatia fatias deska osob plaster plastry dilim kisilik tabagi
  margherita carbonara diavola refund complaint wrong missing forgot forgotten ordered receive received website photo picture
  uhr mitnehmen abholen abholung lieferung liefern geliefert tausch tausche tauschen wechseln umtauschen schneiden schneide aufteilen teilen einpacken verpacken servietten besteck klingeln klingel tur haustur buro zuhause arbeit strasse stock etage
  erst erste erstes zuerst spater fruh spat bald schnell schnellste minute minuten stunde stunden lange dauert dauern letztes letzte letzten nachstes nachste zahlen bezahlen karte bar rechnung quittung trinkgeld geburtstag feier hochzeit kerze kerzen
  ublich ubliche ubliches interessant riecht fantastisch unglaublich marke verwendet verwenden benutzt selbstgemacht regional bio kinder kind einfach durchgebacken knusprig knusprige angebrannt fertig tisch platz sohn tochter
  echanger echangez changez remplacez remplacer couper coupez partager emballer serviettes couverts livrer livrez livree livraison arrive arrivee sonner sonnez porte bureau maison travail rue etage premier premiere dernier derniere prochain tard tot vite rapide heure heures minutes
  payer carte especes facture addition pourboire anniversaire fete mariage bougie bougies habituel habituelle interessant fantastique incroyable marque utilisez utilise enfants enfant table place cuite cuit bien croustillant brule pret
  cambia cambiate cambiare sostituire tagliare tagliate dividere condividere tovaglioli posate consegnare consegna arrivato arrivata campanello porta ufficio casa lavoro piano primo prima ultimo ultima prossimo tardi presto veloce ora ore minuti
  pagare carta contanti fattura conto mancia compleanno festa matrimonio candelina candeline solito solita interessante fantastico incredibile marca usate usa bambini bambino tavolo posto cotta cotto croccante bruciata pronto fredda freddo
  cambiar cambiame cambie cortar corte compartir envolver servilletas cubiertos entregar entrega llegado llego llega timbre puerta oficina casa trabajo calle piso primero primera ultimo ultima proximo tarde temprano rapido hora horas minutos
  pagar tarjeta efectivo factura cuenta propina cumpleanos fiesta boda vela velas siempre interesante fantastico increible marca usan usa ninos nino mesa sitio hecha hecho crujiente quemada listo fria frio
  wissel wisselen ruilen vervangen snijden delen inpakken servetten bestek bezorgen bezorgd levering aangekomen bel deur kantoor huis werk straat eerste laatste volgende later vroeg laat snel uur uren minuten
  betalen pinnen kaart contant rekening factuur fooi verjaardag feest bruiloft kaars kaarsjes gewone interessant fantastisch ongelofelijk merk gebruiken gebruikt kinderen kind tafel plek krokant aangebrand klaar
  troque trocar cortar partilhar dividir embrulhar guardanapos talheres entregar entrega chegou chega campainha porta escritorio casa trabalho rua andar primeiro primeira ultimo ultima proximo tarde cedo rapido hora horas minutos
  pagar cartao dinheiro fatura conta gorjeta aniversario festa casamento vela velas costume interessante fantastico incrivel marca usam usa criancas mesa lugar cozida crocante queimada pronto fria frio
  zamien zamienic pokroic podzielic zapakowac serwetki sztucce dostarczyc dostawa dotarla dotarlo dzwonek drzwi biuro biura dom domu praca ulica pietro pierwszy pierwsza ostatni ostatnia nastepny pozniej wczesnie szybko godzina godziny godzine minut
  zaplacic karta gotowka faktura rachunek napiwek urodziny impreza wesele swieczka swieczki zwykle ciekawe fantastyczne niesamowite marka uzywacie dzieci stolik miejsce chrupiace przypalone gotowe zimna zimny
  degistir degistirin dilimleyin paketleyin pecete catal teslimat teslim geldi gelmedi zil kapi kapiya ofis ofise ev eve is sokak kat ilk son sonraki gec erken hizli saat dakika odeme odemek kart nakit fatura hesap bahsis
  dogum gunu parti dugun mum mumlar ilginc harika marka kullaniyorsunuz cocuklar masa yer hazir`;
/** Sizes, temperatures and preparations by their stems, with the endings of their language. */
const INFLECTED: ReadonlyArray<readonly [stems: string, endings: string]> = [
  [
    'gross klein halb ganz warm kalt heiss frisch lauwarm mild suss salzig herzhaft normal doppelt einfach extra hausgemacht knusprig kross dunn dick still pochiert gebraten gegrillt gekocht gebacken uberbacken gerauchert paniert gerostet getoastet gedampft gedunstet frittiert mariniert eingelegt geschnitten belegt gefullt gemischt geschmolzen geschlagen',
    ' e er es en em',
  ],
  [
    'grand petit chaud froid frais frit cuit grille poche brouille marine fume roti farci fondu toaste sale sucre fait normal double nature',
    ' e s es',
  ],
  [
    'grand piccol cald fredd fresc tiepid fritt cott grigliat affumicat marinat ripien tostat dolc salat doppi misto mist normal',
    'o a i e',
  ],
  [
    'grande pequen calient fri fresc frit asad cocid ahumad marinad rellen tostad dulc salad doble mixt normal',
    ' o a os as e es s',
  ],
  [
    'groot grot klein warm koud koude heet vers gebakken gegrild gekookt gerookt gepaneerd gevuld geroosterd zoet zout dubbel gewoon gewon',
    ' e',
  ],
];

/** Relatives, whom something is for: “my son, peanuts” may tell of an allergy. */
const RELATIVES = wordSet(
  `son daughter wife husband mum mom dad mother father brother sister girlfriend boyfriend partner friend friends kid kids child children colleague neighbour
  sohn tochter frau mann mutter vater bruder schwester freundin freund freunde kind kinder kollegin kollege fils fille femme mari mere pere frere soeur amie ami amis enfant enfants
  figlio figlia moglie marito mamma papa fratello sorella amica amico amici bambino bambini hijo hija mujer marido madre padre hermano hermana novia novio amiga amigo amigos nino ninos
  zoon dochter vrouw man moeder vader broer zus vriendin vriend vrienden kinderen filho filha mulher mae pai irmao irma namorada namorado criancas
  syna corki zony meza mamy taty brata siostry dzieci`,
);

/** Words of praise. Words for people do not count: “we have a guest, peanuts”. */
const PRAISE =
  'better surprise great nice lovely awesome perfect amazing wonderful super toll klasse schon wunderbar prima genial parfait ottimo perfetto perfecto fijn otimo perfeito harika';

/** The same where words are not parted: what is on menus, and what every sentence has. */
const RUN_MENU =
  'メニュー 料理 定食 弁当 丼 ご飯 ライス スープ サラダ カレー ソース デザート ケーキ 飲み物 ドリンク コーヒー お茶 茶 水 ジュース 酒 焼き 揚げ 煮 生 セット';
const RUN_COMMON =
  '変えて 変え 変更 好き 大好き 好物 たっぷり 多め いっぱい 美味しい おいしい うまい 人気 なので だから ので いくつ どんな いちばん 一番 どちら こちら 教えて 見せて いただけ もらえ くれ いただき 頂き 使う 使って 入る 入れて 飲み 飲む 食べる 今日 今 いくら おすすめ ありませんか ないですか ありますか ありました ある 入りの 入った 入っている 入り 付き 使った ください 下さい お願いします おねがいします お願い です ます でした ました します する したい 食べたい 食べられますか 食べ 飲みたい たい 欲しい ほしい もの なにか 何か 何 どれ どの 全部 すみません 大盛り 小 大 中 一つ 二つ 三つ ひとつ ふたつ みっつ 人前 皿 杯 本 個 枚 一 二 三 四 五 から まで を が は の も で と に や へ か ね よ な だ ん お ご つ';
const runOf = (words: string): RegExp =>
  new RegExp(
    words
      .split(' ')
      .toSorted((a, b) => b.length - a.length)
      .join('|'),
    'gu',
  );
const EXPLAINED_RUN = runOf(`${RUN_MENU} ${RUN_COMMON}`);
const COMMON_RUN = runOf(RUN_COMMON);

/** In the lists of common words, and said of what is refused as well: “keep it from me”, “I have a thing with eggs”. */
const NOT_PLAIN = 'from thing things make instead statt anstatt invece zamiast yerine';
/** “I am allergic to nuts. Sesame too.” */
const AS_WELL = wordSet('too also auch aussi anche tambien ook tambem tez bhi भी も well plus');

const COMMON_WORDS = wordSet([...Object.values(COMMON), NORDIC].join(' '));

/** Returns whether a word, folded, is common in any sentence and names no dish. */
export const isCommonWord = (word: string): boolean => COMMON_WORDS.has(word);

function inflected(): string[] {
  return INFLECTED.flatMap(([stems, endings]) =>
    stems.split(' ').flatMap((stem) => endings.split(' ').map((ending) => stem + ending)),
  );
}

const EXPLAINED: ReadonlySet<string> = (() => {
  const words = new Set([
    ...COMMON_WORDS,
    ...wordSet(MENU.trim()),
    ...wordSet(ERRANDS.trim()),
    ...inflected(),
    ...wordSet(PRAISE),
  ]);
  for (const word of wordSet(NOT_PLAIN)) words.delete(word);
  return words;
})();

/** Returns whether a word, folded, is one of requests and menus. */
export const isPlainWord = (word: string): boolean => EXPLAINED.has(word) || isCommonWord(word);

const BUT = wordSet('but');
/** “How much” asks, and “too much” refuses; “plus de lait” is no more milk. */
const NEIGHBOURS: ReadonlyMap<string, (before: string, after: string) => boolean> = new Map([
  ['much', (before) => before === 'how'],
  ['many', (before) => before === 'how'],
  ['viel', (before) => before === 'wie'],
  ['plus', (_, after) => after !== 'de' && after !== 'd'],
]);
/** “eggs do me in”: what is named does something. */
const DOING = wordSet('do does did make makes made give gives gave get gets got machen macht');

/** “What pizza do you have?” */
const ASKED = wordSet('you we they i it');

/** Returns whether a piece is a word of requests, a number, or a food, and so says nothing unknown. */
export function isExplained(pieces: readonly Piece[], at: number): boolean {
  const piece = pieces[at];
  if (piece === undefined || piece.mention !== undefined) return true;
  const { key } = piece;
  if (BUT.has(key)) {
    // “all but the egg”.
    const next = pieces[at + 1];
    return (ARTICLES.has(next?.key ?? '') ? pieces[at + 2] : next)?.mention === undefined;
  }
  const neighbours = NEIGHBOURS.get(key);
  if (neighbours !== undefined) return neighbours(pieces[at - 1]?.key ?? '', pieces[at + 1]?.key ?? '');
  if (DOING.has(key) && pieces[at - 1]?.mention !== undefined) return ASKED.has(pieces[at + 1]?.key ?? '');
  if (RELATIVES.has(key) && pieces.slice(Math.max(0, at - 3), at).some((before) => BENEFITS.has(before.key)))
    return true;
  return EXPLAINED.has(key) || /^(?:x?\p{N}+\p{L}?|[a-z])$/u.test(key) || isNumberWord(key) || isFood(key);
}

export const isFood = (key: string): boolean => foodsMentioned(key).length > 0;

/** The rest of a text without spaces once the words of requests are removed. */
export const unexplainedInRun = (run: string): string[] =>
  (run.replace(EXPLAINED_RUN, ' ').match(/[\p{L}\p{M}]+/gu) ?? []).filter(
    (word) => !/^\p{Script=Hiragana}$/u.test(word),
  );

/** The same without what every sentence has. */
export const withoutCommonInRun = (run: string): string => run.replace(COMMON_RUN, ' ');

/** Returns whether the word says that the previous statement holds for this as well. */
export const saysAsWell = (key: string): boolean => AS_WELL.has(key);
