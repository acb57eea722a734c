/**
 * Names of diets in English, German, French, Italian, Spanish, Dutch, Portuguese, Polish, Turkish, Japanese and Hindi,
 * by code. A blank and a hyphen are the same. Source of “gluten-free” and “lactose-free” in the languages of the EU:
 * Implementing Regulation (EU) 828/2014 and the national labels.
 */
export const DIET_NAMES: Readonly<Record<string, string>> = {
  vegan:
    'vegans, plant based, plantbased, purely plant based, strict vegan, vegane, veganes, veganer, veganerin, veganen, pflanzlich, rein pflanzlich, végan, végane, végétalien, végétalienne, végétaliens, vegano, vegana, vegani, vegane, veganos, veganas, veganistisch, plantaardig, plantaardige, à base de plantes, a base vegetale, a base de plantas, wegański, wegańskie, wegańska, wegańskich, wegan, weganin, wegańsko, weganami, weganką, roślinny, roślinne, bitkisel, ヴィーガン, ビーガン, 完全菜食, वीगन, शुद्ध शाकाहारी वीगन',
  vegetarian:
    'vegetarians, veggie, veggies, meatless, meat free, meatfree, veg, vegetarisch, vegetarische, vegetarisches, vegetarischen, vegetarier, vegetarierin, vegetarierinnen, fleischlos, fleischfrei, végétarien, végétarienne, végétariens, végétariennes, sans viande, vegetariano, vegetariana, vegetariani, vegetariane, senza carne, vegetarianos, vegetarianas, sin carne, vleesvrij, vegetariër, sem carne, wegetariański, wegetariańskie, wegetariańska, wegetarianin, wegetarianką, wegetarianami, wegetariańsko, wege, bezmięsny, bezmięsne, bez mięsa, vejetaryen, vejeteryan, etsiz, ベジタリアン, 菜食, 肉なし, शाकाहारी, shakahari',
  'lacto-vegetarian':
    'pure veg, pure vegetarian, eggless vegetarian, lactovegetarian, lacto vegetarian, laktovegetarisch, शुद्ध शाकाहारी',
  jain: 'jains, jain food, jain style, no onion no garlic, जैन, ジャイナ教',
  pescatarian:
    'pescetarian, pescatarians, pescetarians, pesco vegetarian, pescetarisch, pescétarien, pescetariano, pescetariana, pesco vegetariano, pescotarisch, pescetariański, pesketaryen, ペスカタリアン',
  halal:
    'muslim, moslem, musulman, musulmane, musulmano, musulmana, muslima, moslima, muçulmano, muçulmana, muzułmanin, muzułmanka, müslüman, मुस्लिम, helal, halaal, hallal, ハラル, ハラール, हलाल',
  kosher: 'koscher, casher, kasher, cacher, kacher, koosjer, koszerny, koszerne, koşer, コーシャ, कोशर',
  'gluten-free':
    'gf, glutenfree, celiakia, celiakię, celiakii, cøliaki, celiaki, glutenintolerans, glutenfri, glutenfritt, no gluten, without gluten, free of gluten, free from gluten, coeliac, celiac, coeliacs, celiacs, coeliac disease, celiac disease, coeliac friendly, celiac friendly, gluten intolerant, gluten intolerance, glutenfrei, ohne Gluten, Zöliakie, sans gluten, coeliaque, cœliaque, maladie cœliaque, senza glutine, celiaco, celiaca, celiachia, celiachi, sin gluten, celíaco, celíaca, libre de gluten, celíacos, celiaquía, glutenvrij, zonder gluten, coeliakie, sem glúten, doença celíaca, isento de glúten, bezglutenowy, bezglutenowe, bezglutenowa, bez glutenu, celiakia, glutensiz, glütensiz, çölyak, グルテンフリー, グルテン抜き, ग्लूटेन मुक्त, ग्लूटेन फ्री',
  'wheat-free':
    'no wheat, without wheat, weizenfrei, ohne Weizen, sans blé, senza frumento, senza grano, sin trigo, tarwevrij, zonder tarwe, sem trigo, bez pszenicy, buğdaysız, 小麦不使用, 小麦抜き',
  'lactose-free':
    'lactosefree, no lactose, without lactose, lactose intolerant, lactose intolerance, laktosefrei, lactosefrei, ohne Laktose, Laktoseintoleranz, laktoseintolerant, sans lactose, intolérant au lactose, senza lattosio, intollerante al lattosio, sin lactosa, intolerante a la lactosa, deslactosado, deslactosada, lactosevrij, zonder lactose, lactose intolerantie, sem lactose, intolerante à lactose, bez laktozy, bezlaktozowy, bezlaktozowe, nietolerancja laktozy, laktozsuz, ラクトースフリー, 乳糖不使用',
  'dairy-free':
    'df, dairyfree, milk free, non dairy, no dairy, no milk, without dairy, without milk, milchfrei, ohne Milch, kuhmilchfrei, sans lait, sans produits laitiers, senza latte, senza latticini, sin leche, sin lácteos, melkvrij, zuivelvrij, zonder melk, zonder zuivel, sem leite, sem laticínios, bez mleka, bezmleczny, bezmleczne, bez nabiału, sütsüz, 乳製品不使用, 乳不使用, डेयरी मुक्त',
  'egg-free':
    'eggless, no egg, no eggs, without egg, without eggs, eifrei, eierfrei, ohne Ei, ohne Eier, sans œuf, sans œufs, senza uova, sin huevo, sin huevos, eivrij, zonder ei, sem ovo, sem ovos, bez jaj, bez jajek, yumurtasız, 卵不使用, 卵なし, अंडा रहित, बिना अंडे',
  'nut-free':
    'nf, nutfree, no nuts, without nuts, nussfrei, nußfrei, ohne Nüsse, sans noix, sans fruits à coque, senza frutta a guscio, senza noci, sin frutos secos, sin nueces, notenvrij, zonder noten, sem frutos secos, sem nozes, sem oleaginosas, bez orzechów, kuruyemişsiz, ナッツ不使用',
  'peanut-free':
    'no peanuts, without peanuts, erdnussfrei, ohne Erdnüsse, sans arachides, senza arachidi, sin cacahuetes, sin maní, pindavrij, sem amendoim, bez orzeszków ziemnych, yer fıstıksız',
  'soy-free':
    'soya free, no soy, no soya, sojafrei, ohne Soja, sans soja, senza soia, sin soja, sojavrij, sem soja, bez soi, soyasız',
  'fish-free':
    'no fish, without fish, fischfrei, ohne Fisch, sans poisson, senza pesce, sin pescado, visvrij, sem peixe, bez ryb, balıksız',
  'shellfish-free':
    'no shellfish, without shellfish, seafood free, ohne Meeresfrüchte, sans fruits de mer, senza frutti di mare, sin mariscos, zonder zeevruchten, sem marisco, bez owoców morza',
  'sesame-free':
    'no sesame, sesamfrei, ohne Sesam, sans sésame, senza sesamo, sin sésamo, sesamvrij, sem sésamo, bez sezamu, susamsız',
  'celery-free':
    'no celery, selleriefrei, ohne Sellerie, sans céleri, senza sedano, sin apio, selderijvrij, sem aipo, bez selera',
  'mustard-free':
    'no mustard, senffrei, ohne Senf, sans moutarde, senza senape, sin mostaza, mosterdvrij, sem mostarda, bez gorczycy, bez musztardy',
  'sulphite-free':
    'sulfite free, no sulphites, no sulfites, sulfitfrei, ohne Sulfite, sans sulfites, senza solfiti, sin sulfitos, sulfietvrij, sem sulfitos, bez siarczynów',
  'lupin-free':
    'no lupin, lupinenfrei, ohne Lupinen, sans lupin, senza lupini, sin altramuces, lupinevrij, sem tremoço, bez łubinu',
  'alcohol-free':
    'non alcoholic, nonalcoholic, alcoholfree, without alcohol, no alcohol, alcohol free, alkoholfrei, alkoholfreie, alkoholfreies, ohne Alkohol, sans alcool, senza alcol, analcolico, analcolica, analcoliche, sin alcohol, alcoholvrij, alcoholvrije, zonder alcohol, sem álcool, bezalkoholowy, bezalkoholowe, bez alkoholu, alkolsüz, ノンアルコール, アルコールなし',
  'sugar-free':
    'sugarfree, sugarless, no sugar, without sugar, unsweetened, zuckerfrei, ohne Zucker, sans sucre, sans sucres, senza zucchero, senza zuccheri, sin azúcar, suikervrij, zonder suiker, sem açúcar, bez cukru, şekersiz, 無糖, シュガーフリー',
  'pork-free':
    'no pork, without pork, ohne Schwein, ohne Schweinefleisch, sans porc, senza maiale, sin cerdo, zonder varkensvlees, sem porco, sem carne de porco, bez wieprzowiny, domuzsuz, 豚肉不使用, 豚肉なし',
  'beef-free':
    'no beef, without beef, ohne Rindfleisch, sans bœuf, senza manzo, sin carne de res, sin ternera, zonder rundvlees, sem carne de vaca, bez wołowiny',
  'low-carb':
    'lowcarb, low carbohydrate, kohlenhydratarm, pauvre en glucides, basso contenuto di carboidrati, bajo en carbohidratos, koolhydraatarm, baixo carboidrato, niskowęglowodanowy, düşük karbonhidratlı, 低糖質',
  'low-fat':
    'lowfat, fat reduced, fettarm, allégé, pauvre en graisses, magro, bajo en grasa, vetarm, baixo teor de gordura, niskotłuszczowy, az yağlı, 低脂肪',
  'low-salt':
    'low sodium, salzarm, natriumarm, pauvre en sel, basso contenuto di sale, bajo en sal, zoutarm, baixo teor de sal, niskosodowy, az tuzlu, 減塩',
  'high-protein':
    'protein rich, proteinreich, eiweißreich, riche en protéines, proteico, ricco di proteine, alto en proteínas, rico en proteínas, eiwitrijk, rico em proteínas, wysokobiałkowy, yüksek proteinli, 高タンパク',
  keto: 'ketogenic, ketogen, cétogène, chetogenico, cetogénico, cetogénica, ketogeen, cetogênico, ketogeniczny, ketojenik',
  paleo: 'palaeo, paleolithic, paläo',
  raw: 'raw food, rohkost, rohvegan, cru, crudivore, crudo, crudista, crudivegano, rauw, crudívoro, surowy',
  organic:
    'bio, biologisch, biologique, biologico, biologica, ecológico, ecológica, orgánico, orgánica, biologische, orgânico, orgânica, biológico, ekologiczny, ekologiczne, organik, 有機, オーガニック, जैविक, ऑर्गेनिक',
  spicy:
    'hot and spicy, scharf, scharfe, épicé, épicée, piccante, picante, pittig, apimentado, ostry, ostre, acılı, 辛口, 激辛, तीखा, मसालेदार',
};
