/**
 * Words that stand for several allergens, `declared` by a shop or `refused` by a person. People who say “nuts” may
 * mean peanuts too, so that their refusal takes both out; a shop that declares “nuts” declares Annex II, point 8.
 */
export const WIDE_NAMES: ReadonlyArray<{
  declared: string;
  refused: string;
  words: string;
  turkish?: string;
  polish?: string;
  nordic?: string;
  /** Stems that mean the allergen only as the first part of a compound: “nötallergi”. */
  parts?: string;
  /** German and Dutch words that also occur inside compounds. */
  joining?: string;
}> = [
  {
    declared: 'tree_nuts',
    refused: 'tree_nuts peanuts',
    words:
      'nut, nuts, mixed nuts, all nuts, any nuts, noix, noix mélangées, fruits secs, noce, noci, nuez, nueces, noz, nozes, ナッツ, मेवा, मेवे, सूखे मेवे, नट्स',
    turkish: 'kuruyemiş, kuru yemiş, yemiş, sert kabuklu yemiş',
    polish: 'orzechy, orzeszki',
    nordic: 'nötter, nötterna, nødder, nødderne, nøtter, nøttene',
    parts: 'nöt, nødde, nøtte',
    joining: 'Nuss, Nüsse, Nüssen, Nuß, noot, noten, nootjes',
  },
  {
    declared: 'crustaceans molluscs',
    refused: 'crustaceans molluscs',
    words:
      'shellfish, shell fish, Meeresfrüchte, Schalentiere, Schalentier, Meeresfrüchten, fruits de mer, frutti di mare, marisco, mariscos, zeevruchten, schelpdieren, schaal en schelpdieren, शेलफिश',
    turkish: 'kabuklu deniz ürünü, kabuklu deniz ürünleri',
    polish: 'owoce morza',
  },
  {
    declared: 'fish crustaceans molluscs',
    refused: 'fish crustaceans molluscs',
    words: 'seafood, sea food, di mare, del mare, del mar, do mar, 魚介類, 魚介, 海鮮, シーフード, समुद्री भोजन',
    turkish: 'deniz ürünü, deniz ürünleri, deniz mahsulü, deniz mahsulleri',
  },
  {
    declared: 'peanuts pistachio',
    refused: 'peanuts pistachio',
    words: '',
    turkish: 'fıstık',
  },
];

/**
 * Ingredients and dishes whose usual recipe has the allergens. A stronger claim (“vegan mayonnaise”, “egg-free pasta”)
 * is for the reader of the whole phrase. Sources: the “hidden sources” lists of the Food Standards Agency (“Allergen
 * guidance for food businesses”) and of Food Allergy Research & Education.
 */
export const INGREDIENTS: ReadonlyArray<readonly [codes: string, words: string]> = [
  [
    'milk',
    'Obers, Schlagobers, Topfen, Rahm, Sauerrahm, butter, buttermilk, cream, cheese, whey, yoghurt, yogurt, yoghourt, curd, ghee, paneer, lassi, raita, malai, khoya, mawa, kulfi, rabri, dahi, makhan, kefir, quark, skyr, labneh, ice cream, gelato, custard, bechamel, béchamel, milkshake, milk shake, latte, cappuccino, caffe latte, flat white, mascarpone, mozzarella, parmesan, parmigiano, pecorino, ricotta, burrata, feta, halloumi, cheddar, gouda, brie, camembert, gorgonzola, stracciatella, emmental, gruyere, roquefort, provolone, cottage cheese, cream cheese, sour cream, whipped cream, creme fraiche, clotted cream, condensed milk, powdered milk, panna cotta, dulce de leche',
  ],
  [
    'milk',
    'beurre, crème, fromage, fromages, yaourt, petit lait, lactosérum, burro, panna, formaggio, formaggi, siero di latte, mantequilla, nata, natas, queso, quesos, yogur, suero de leche, yoghurt, manteiga, queijo, queijos, iogurte, requeijão, masło, masła, sery, serem, twaróg, twarogu, śmietana, śmietany, śmietanki, jogurt, jogurtu, maślanka, serwatka, バター, チーズ, 生クリーム, クリーム, ヨーグルト, 練乳, ホエイ, モッツァレラ, दही, पनीर, घी, मक्खन, मलाई, छाछ, खोया, मावा, लस्सी, रायता, चीज़, क्रीम',
  ],
  [
    'gluten',
    'Getreide, grains, céréales, cereali, granen, zboże, zboża, bread, flour, pasta, spaghetti, penne, macaroni, lasagne, lasagna, tagliatelle, ravioli, noodles, noodle, breadcrumbs, bread crumbs, breadcrumb, batter, baguette, ciabatta, focaccia, croissant, brioche, bagel, bun, toast, cake, biscuit, cookie, cracker, pastry, puff pastry, pizza, crouton, beer, lager, sourdough, pretzel, waffle, pancake, muffin, doughnut, donut, crumpet, panko, naan, roti, chapati, chapatti, paratha, puri, farine, pâtes, chapelure, bière, pane, farina, pangrattato, birra, harina, pan rallado, cerveza, pão, pães, farinha, massa, cerveja, chleb, chleba, bułka, bułki, mąka, mąki, makaron, makaronu, piwo, piwa, パン, うどん, パスタ, ラーメン, ビール, パン粉, रोटी, नान, ब्रेड',
  ],
  [
    'wheat',
    'couscous, semolina, seitan, bulgur, bulgar, tortilla wrap, wheat flour, wheat gluten, vital wheat gluten, farina, graham, udon, ramen, maida, atta, suji, sooji, rava, samosa, tempura, semoule, boulgour, semola, semolino, sémola, sêmola, kasza manna, kuskus, 天ぷら, मैदा, आटा, सूजी, रवा',
  ],
  [
    'oats',
    'oat milk, oat drink, oat flake, granola, muesli, porridge, lait d avoine, bebida de avena, bebida de aveia, napój owsiany, オーツミルク',
  ],
  ['barley', 'pearl barley, malt vinegar, malt extract, orzotto'],
  [
    'eggs',
    'mayonnaise, mayo, aioli, alioli, allioli, meringue, hollandaise, bearnaise, omelette, omelet, frittata, tortilla española, egg wash, remoulade, tartare sauce, tartar sauce, maionese, frittata, mayonesa, maionese, majonez, majonezu, jajecznica, マヨネーズ, 卵焼き, オムレツ, 親子丼, आमलेट, ऑमलेट',
  ],
  ['eggs milk', 'zabaglione, zabaione, eggnog, crème brûlée, crème anglaise, quiche'],
  ['eggs wheat', 'egg noodles, egg noodle, egg pasta, pasta all uovo'],
  [
    'fish',
    'anchovy, anchovies, tuna, salmon, cod, haddock, trout, sea bass, bass, mackerel, sardine, herring, halibut, hake, dover sole, lemon sole, plaice, bream, eel, tilapia, pollock, swordfish, monkfish, caviar, roe, fish sauce, nam pla, garum, surimi, bonito, dashi, katsuobushi, bottarga, thon, saumon, cabillaud, truite, anchois, hareng, maquereau, tonno, salmone, merluzzo, trota, acciughe, acciuga, alici, branzino, orata, atún, salmón, bacalao, merluza, trucha, anchoas, anchoa, boquerones, boquerón, atum, salmão, bacalhau, truta, anchovas, anchova, sardinhas, tuńczyk, tuńczyka, łosoś, łososia, dorsz, dorsza, śledź, śledzie, śledzia, pstrąg, makrela, さば, サバ, 鯖, 鮭, さけ, サーモン, まぐろ, マグロ, 鮪, いくら, イクラ, かつお節, 鰹節, かつお, だし, 出汁, うなぎ, 鰻, 鯛, ツナ, アンチョビ',
  ],
  ['fish', 'Worcestershire sauce, Worcester sauce, Caesar dressing, puttanesca, taramasalata'],
  ['fish crustaceans', 'crab stick, crabstick, kamaboko, かにかま, カニカマ'],
  ['crustaceans', 'shrimp paste, belacan, bisque, prawn cracker, prawn crackers'],
  ['molluscs', 'oyster sauce, squid ink, moules frites'],
  [
    'peanuts',
    'peanut butter, peanut oil, satay, saté, beurre de cacahuète, beurre d arachide, burro di arachidi, burro d arachidi, mantequilla de cacahuete, mantequilla de maní, crema de cacahuete, manteiga de amendoim, masło orzechowe, ピーナッツバター',
  ],
  [
    'soybeans',
    'tofu, edamame, tempeh, natto, soy milk, soya milk, soy lecithin, soya lecithin, okara, yuba, tvp, lait de soja, latte di soia, leche de soja, leite de soja, mleko sojowe, 豆腐, とうふ, 豆乳, 枝豆, えだまめ, 納豆, なっとう, 味噌, みそ, 油揚げ, おから, टोफू',
  ],
  ['soybeans', 'miso'],
  [
    'soybeans wheat',
    'soy sauce, soya sauce, shoyu, teriyaki, hoisin, hoisin sauce, sauce soja, salsa di soia, salsa de soja, molho de soja, shoyu, sos sojowy, sosu sojowego, 醤油, しょうゆ, しょう油, 照り焼き, सोया सॉस',
  ],
  ['soybeans', 'tamari'],
  [
    'almond',
    'marzipan, frangipane, amaretti, amaretto, almond milk, almond flour, ground almond, almond butter, almond drink, orgeat, lait d amande, latte di mandorla, latte di mandorle, farina di mandorle, leche de almendra, leche de almendras, mazapán, leite de amêndoa, mleko migdałowe, marcepan, アーモンドミルク, マジパン',
  ],
  ['hazelnut', 'gianduja, gianduia, hazelnut spread, nocciolata'],
  ['hazelnut milk soybeans', 'nutella'],
  ['tree_nuts', 'praline, nougat, torrone, turrón, baklava, nut butter, nut milk, nut oil, walnut oil, pralin'],
  ['pine_nut cashew milk', 'pesto'],
  [
    'sesame',
    'tahini, tahin, tahina, hummus, houmous, humus, halva, halwa sesame, gomasio, furikake, dukkah, za atar, zaatar, ajonjolí, tahina, til ka tel, ごま油, ゴマ油',
  ],
  ['mustard', 'dijon, Dijon mustard, vinaigrette mustard, mustard oil, piccalilli, honey mustard, sarson ka tel'],
  ['celery', 'celery salt, celery seed, mirepoix, soffritto'],
  [
    'sulphites',
    'wine, red wine, white wine, prosecco, champagne, cider, vin, vin rouge, vin blanc, vino, vino rosso, vino bianco, vino tinto, vino blanco, vinho, wino, wina, ワイン',
  ],
];

/** The Swedish, Danish and Norwegian ones. */
export const NORDIC_INGREDIENTS: typeof INGREDIENTS = [
  ['milk', 'smör, grädde, ost, osten, filmjölk, vispgrädde, smør, fløde, kærnemælk, iskrem, fløte, rømme, brunost'],
  [
    'gluten',
    'bröd, smörgås, mjöl, kaka, kakor, kanelbulle, kanelbullar, bulle, bullar, pannkakor, brød, kage, kager, boller, wienerbrød, pandekager, kake, kaker, pannekaker, lefse',
  ],
  ['eggs', 'majonnäs, mayonnäs, omelett, æggekage, majones, eggerøre'],
  [
    'fish',
    'lax, gravlax, strömming, torsk, makrill, tonfisk, laks, røget laks, makrel, tunfisk, ørred, rødspætte, røkelaks, ørret, hyse',
  ],
  ['peanuts', 'jordnötssmör, peanutbutter, peanøttsmør'],
  ['almond', 'mandelmassa, mandelmjöl, marcipan, mandelmel'],
  ['sulphites', 'vin, rödvin, vitt vin, rødvin, hvidvin, hvitvin'],
];

/** The German and Dutch ones, of which compounds are made: Käsespuren, Sahnesoße, roombotersaus. */
export const JOINING_INGREDIENTS: typeof INGREDIENTS = [
  [
    'milk',
    'Butter, Sahne, Rahm, Schlagobers, Käse, Joghurt, Topfen, Quark, Molke, Buttermilch, Frischkäse, Schmand, Vanillesoße, Mozzarella, Parmesan, Feta, Gouda, Mascarpone, Ricotta, Gorgonzola, Cheddar, Emmentaler, Camembert, Schafskäse, boter, kaas, slagroom, roomboter, karnemelk, kwark, roomkaas',
  ],
  [
    'gluten',
    'Brot, Brötchen, Mehl, Nudeln, Nudel, Paniermehl, Semmelbrösel, Semmel, Brezel, Breze, Kuchen, Torte, Torten, Gebäck, Keks, Kekse, Waffel, Strudel, Knödel, Teig, Bier, Pizza, Pasta, Toast, Lasagne, brood, broodje, boterham, boterhammen, bloem, meel, paneermeel, koek, taart, deeg',
  ],
  ['wheat', 'Grieß, Weizengrieß, Couscous, Bulgur, Seitan, griesmeel'],
  ['oats', 'Haferdrink, Hafermilch, havermelk, haverdrink'],
  ['eggs', 'Mayonnaise, Omelett, Rührei, Spiegelei, Eischnee, Eierstich, Baiser'],
  ['eggs wheat', 'Eiernudeln, Spätzle'],
  [
    'fish',
    'Thunfisch, Lachs, Kabeljau, Dorsch, Forelle, Hering, Makrele, Sardellen, Sardelle, Sardinen, Zander, Matjes, tonijn, zalm, kabeljauw, forel, ansjovis, haring, makreel',
  ],
  ['fish', 'Worcestersauce'],
  ['molluscs', 'Austernsauce'],
  ['peanuts', 'Erdnussbutter, Erdnussmus, Erdnussöl, pindakaas, pindasaus'],
  ['soybeans', 'Sojamilch, Sojadrink, Tofu, sojamelk'],
  ['soybeans wheat', 'Sojasauce, Sojasoße, sojasaus'],
  ['almond', 'Marzipan, Mandelmilch, Mandelmehl, amandelmelk, marsepein'],
  ['hazelnut', 'Nougat'],
  ['tree_nuts', 'Studentenfutter, Nussmus, Krokant'],
  ['sesame', 'Tahin, Hummus'],
  ['celery', 'Suppengrün, Selleriesalz'],
  ['sulphites', 'Wein, Rotwein, Weißwein, Sekt, wijn'],
];

/** The Turkish ones, which take Turkish cases. */
export const TURKISH_INGREDIENTS: typeof INGREDIENTS = [
  ['milk', 'tereyağı, tereyağ, peynir, yoğurt, kaymak, ayran, krema, peynir altı suyu'],
  ['gluten', 'ekmek, makarna, bira'],
  ['wheat', 'irmik, bulgur'],
  ['oats', 'yulaf sütü'],
  ['eggs', 'mayonez, omlet, menemen'],
  ['fish', 'ton balığı, somon, hamsi, levrek, ançüez'],
  ['peanuts', 'fıstık ezmesi'],
  ['soybeans', 'soya sütü'],
  ['soybeans wheat', 'soya sosu'],
  ['almond', 'badem sütü, badem ezmesi'],
  ['sulphites', 'şarap'],
];

/**
 * Phrases that hold the name of an allergen and stand for something else, by vocabulary; a single word such as
 * `eggplant` is none of them, since names are compared as whole words.
 */
export const NOT_ALLERGENS =
  'coconut milk, coconut cream, coconut butter, coconut yoghurt, coconut yogurt, coconut flour, cocoa butter, cacao butter, shea butter, apple butter, butter bean, butter beans, butter lettuce, rice milk, rice drink, rice flour, rice noodle, rice noodles, rice pasta, rice paper, rice cake, rice cakes, rice cracker, rice crackers, glass noodle, glass noodles, shirataki noodles, corn flour, cornflour, maize flour, corn bread, chickpea flour, gram flour, chickpea pasta, lentil pasta, potato flour, tapioca flour, buckwheat flour, buckwheat noodles, corn tortilla, cream of tartar, cream soda, milk thistle, water chestnut, water chestnuts, tiger nut, tiger nuts, oyster mushroom, oyster mushrooms, king oyster mushroom, crab apple, crab apples, ginger beer, root beer, egg plant, butter nut, butter nut squash, wheat grass, ' +
  'lait de coco, crème de coco, noix de coco, noix de muscade, muscade, beurre de cacao, beurre de karité, blé noir, lait de riz, pâtes de fruits, latte di cocco, noce di cocco, noci di cocco, noce moscata, burro di cacao, grano saraceno, latte di riso, farina di riso, farina di mais, farina di ceci, leche de coco, crema de coco, nuez moscada, nueces moscadas, manteca de cacao, trigo sarraceno, trigo negro, leche de arroz, harina de arroz, harina de maíz, harina de garbanzo, nata de coco, leite de coco, noz moscada, manteiga de cacau, trigo sarraceno, trigo mourisco, leite de arroz, farinha de arroz, farinha de milho, farinha de mandioca, mleko kokosowe, mleka kokosowego, orzech kokosowy, orzechy kokosowe, gałka muszkatołowa, mąka ryżowa, mąka kukurydziana, masło kakaowe, hindistan cevizi, hindistan cevizi sütü, kakao yağı, pirinç sütü, pirinç unu, mısır unu, mısır ekmeği, küçük hindistan cevizi, ' +
  'ココナッツ, ココナッツミルク, ココナツ, ナツメグ, スイカ, タコス, タコライス, かき氷, カキ氷, ライスミルク, 米粉, 米粉パン, 米粉麺, そば粉, नारियल का दूध, नारियल दूध, चावल का आटा, बेसन';

/**
 * First parts that make a German or Dutch compound free of dairy, cereals and nuts: Kokosmilch, Reismehl, Maisnudeln.
 */
const PLANTS =
  'Kokos, Kokosnuss, Reis, Mais, Kichererbsen, Linsen, Erbsen, Bohnen, Kartoffel, Buchweizen, Hirse, Hanf, Quinoa, Tapioka, Maniok, Konjak, Kastanien, rijst, kikkererwten, linzen, aardappel, boekweit';
/** Foods with substitutes that are named after the substitute: Milch, as in Kokosmilch. */
export const SUBSTITUTED =
  'Milch, Drink, Sahne, Joghurt, Butter, Mehl, Nudel, Nudeln, melk, drank, room, yoghurt, boter, meel, bloem, noedels';

/**
 * Word parts that look like an allergen's name but are not one: Butternusskürbis, Austernpilze, Schwein. They include
 * words of other languages: a brother is not Brot, and a gathering is not Hering.
 */
export const JOINING_NOT_ALLERGENS =
  'Muskatnuss, Muskatnüsse, Kokosnuss, Kokosnüsse, Butternuss, Butternut, Glasnudel, Glasnudeln, Kakaobutter, Sheabutter, Buchweizen, Wassernuss, Erdmandel, Erdmandeln, Austernpilz, Austernpilze, Austernseitling, Austernseitlinge, Butterbohnen, Butterpilz, butterzart, butterweich, butterfly, Weintrauben, Weintraube, Weinblätter, Weinblatt, Weinstein, Weinbrand, Schwein, Schweine, Leberkäse, Fleischkäse, Schmalz, Genuss, Feier, Brotzeit, Biergarten, brother, thering, sharing, misspelt, Schnecke, Schnecken, slak, slakken, nootmuskaat, kokosnoot, kokosnoten, cacaoboter, oesterzwam, oesterzwammen, boterbonen';

/** All compounds of a plant and a substituted food: Kokosmilch, Reisnudeln, aardappelmeel. */
export const MADE_FROM_PLANTS: readonly string[] = PLANTS.split(', ').flatMap((plant) =>
  SUBSTITUTED.split(', ').map((head) => plant + head.toLowerCase()),
);
