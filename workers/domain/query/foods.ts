import { phraseKey } from '../../../contracts/allergens/vocabulary.ts';
import { spellingsOf, stemsOf } from '../../../contracts/allergens/word-forms.ts';
import { fold } from '../../../contracts/fold.ts';
import { remembered } from '../../../contracts/remembered.ts';
import { isUnspaced } from './words-of.ts';

/**
 * Foods without an allergen code that people refuse or request: names and, after `|`, names of kinds, in the languages
 * of the vocabulary. Capitalised German nouns also match inside compounds. `*` marks dishes and drinks, which may be
 * requested beside a refusal: “no nuts, dessert?”. `!` marks dishes that no other of their kind replaces: a request for
 * raclette is not a request for cheese.
 */
const FOODS = `
  alcohol: alcohol, alcoholic, booze, Alk, liquor, spirits, Alkohol, alkoholisch, alcool, alcolico, alcolici, alcoholisch, alcoólico, alkohol, alkoholu, alkoholowy, alkol, alkollü, アルコール, 酒, お酒, 酒精, शराब, sharab | wine, beer, lager, ale, stout, cider, cidre, sidra, sidro, Apfelwein, calvados, pommeau, champagne, prosecco, cava, sherry, port wine, vermouth, spritz, aperol, campari, gin, vodka, rum, whisky, whiskey, bourbon, tequila, mezcal, brandy, cognac, grappa, liqueur, schnapps, cocktail, sake, soju, sangria, marsala, amaretto, limoncello, absinthe, calvados, pastis, ouzo, raki, arak, metaxa, armagnac, kirsch, aquavit, jenever, genever, advocaat, baileys, mead, Kirschwasser, Weinbrand, Eierlikör, Obstler, Obstbrand, Obstwasser, Himbeergeist, Glühwein, Bowle, Most, rhum, eau de vie, aguardente, aguardiente, bagaço, ginja, nalewka, miód pitny, retsina, Wein, Rotwein, Weißwein, Bier, Sekt, Likör, Schnaps, vin, bière, liqueur, vino, birra, liquore, cerveza, licor, ron, wijn, bier, likeur, vinho, cerveja, wino, wina, piwo, piwa, wódka, likier, şarap, bira, rakı, likör, ワイン, ビール, 日本酒, 焼酎, 梅酒, ハイボール, チューハイ, サワー, Weißbier, Weizenbier, Weizen, Helles, Pils, Pilsner, IPA, Radler, Riesling, 生ビール, 葡萄酒, 啤酒, mojito, margarita, negroni, mimosa, bellini, pisco, pulque, michelada, cachaça, caipirinha, vin santo, amaro, Jägermeister, porto, madeira, mirin, shaoxing, Weinschorle, Bierteig, flambé, flambée, flambiert, zabaglione, zabaione, sabayon, beer battered, ale battered, boozy, 
  meat: meat, meats, Fleisch, viande, viandes, carne, vlees, mięso, mięsa, et eti, etli, et, 肉, お肉, 고기, मांस, mans, gosht, kött, kød, kjøtt
  cheese: cheese, Käse, fromage, formaggio, formaggi, queso, kaas, queijo, ser, sery, sera, peynir, チーズ, 起司, चीज़, पनीर | mozzarella, parmesan, parmigiano, parmigiana, pecorino, ricotta, mascarpone, burrata, gorgonzola, cheddar, feta, halloumi, gouda, brie, camembert, emmental, gruyere, roquefort, provolone, cottage cheese, cream cheese, paneer, raclette!, fondue!, quattro formaggi!, four cheese!, cheesecake!
  pork: pork, pig, pigs, swine, Schwein, Schweinefleisch, porc, maiale, cerdo, Varken, varkensvlees, porco, wieprzowina, wieprzowiny, wieprzowy, wieprzowa, wieprzowe, wieprzowej, wieprzową, domuz, domuz eti, 豚, 豚肉, 猪肉, 돼지고기, सूअर, fläsk, griskött, svinekød, svinekjøtt | ham, bacon, salami, prosciutto, guanciale, pancetta, chorizo, lardo, lardon, mortadella, nduja, speck, pepperoni, coppa, spam, pulled pork!, carnitas!, gammon, Schinken, Speck, Schnitzel vom Schwein, jambon, lard, jamón, tocino, spek, presunto, chouriço, linguiça, alheira, farinheira, morcela, andouille, andouillette, boudin, rillettes, saucisson, lardons, skinka, skinke, bacon, szynka, boczek, boczku, boczkiem, kiełbasa, kiełbasy, kiełbasę, kiełbaski, skwarki, skwarkami, frikandel!, tonkatsu!, とんかつ, トンカツ, チャーシュー, ベーコン, ハム, ソーセージ, salame, salumi, salamino, porchetta, cotechino, culatello, wurstel, finocchiona, soppressata, ventricina, cochinita!, al pastor!, chicharrón, chicharrones, panceta, morcilla, sobrasada, lomo, butifarra, longaniza, salchichón, fuet, lacón, Leberkäse, Kassler, Speckwürfel, Mettwurst, Blutwurst, Bratwurst, Weißwurst, Salami, mett, rookworst, speklap, spekjes, katenspek, torresmo, paio, jambon blanc, saucisse de Toulouse, chipolata, gelbwurst, szynką, szynki, sausage, sausages, Wurst, Würste, Würstchen, Würstel, saucisse, saucisses, salsiccia, salsicce, salchicha, salchichas, salsicha, worst, saucijs, saucijzenbroodje, Spanferkel, Eisbein, Krustenbraten, Krakauer, Käsekrainer, spare ribs, spareribs, black pudding, crackling, scratchings, char siu, tonkotsu!, lechón, cochinillo, serrano, ibérico, chistorra, lonza, capocollo, strutto, zampone, petit salé, jambonneau, croque monsieur!, cervelas, karbonade, babi pangang!, leitão, bifana!, salpicão, toucinho, schab, schabowy, golonka, karkówka, żeberka, smalec, kabanos, とんこつ, 叉焼
  beef: beef, cow, cows, cattle, veal, Rind, Rindfleisch, Kalb, Kalbfleisch, boeuf, bœuf, veau, manzo, vitello, ternera, vaca, carne de res, rundvlees, kalfsvlees, bovino, wołowina, wołowiny, wołowy, wołowa, wołowe, wołowej, wołową, dana eti, sığır, 牛肉, 牛, ビーフ, 소고기, गोमांस, nötkött, oksekød, oksekjøtt, storfekjøtt | steak, brisket, ribeye, sirloin, carpaccio!, bresaola, pastrami!, corned beef!, 牛丼, すき焼き, bistecca, tagliata, fiorentina, entrecôte, entrecot, bife, carne asada, asada, arrachera, suadero, barbacoa!, birria!, lengua, res, bistec, picanha, saltimbocca!, ossobuco!, Gulasch!, Sauerbraten!, Tafelspitz!, bavette, onglet, tartare, biefstuk, stoofvlees!, ossenhaas, rosbief, roast beef, roastbeef, befsztyk, polędwica, cielęcina, biftek, bonfile, antrikot, wagyu, gyudon!
  chicken: chicken, poultry, Huhn, Hähnchen, Hühnchen, Geflügel, poulet, volaille, pollo, kip, kippenvlees, frango, kurczak, kurczaka, drób, tavuk, 鶏, 鶏肉, チキン, 鸡肉, 닭고기, चिकन, मुर्ग, murgh, kyckling, kylling | turkey, duck, wings!, nuggets!, Pute, Ente, dinde, canard, tacchino, anatra, pavo, pato, kalkoen, eend, peru, indyk, kaczka, からあげ, 唐揚げ, 焼き鳥, 親子丼, pechuga, alitas!, gallina, poularde, coq au vin!, Backhendl!, Hendl, Brathendl, kipfilet, kipsaté!, galinha, skrzydełka!, kanat!, piliç, karaage!, yakitori!, wing!, goose, Gans, oie, oca, ganso, gans, gęś
  lamb: lamb, mutton, Lamm, Hammel, agneau, mouton, agnello, cordero, lamsvlees, lam, cordeiro, jagnięcina, kuzu, kuzu eti, 羊肉, ラム肉, मटन, lammkött, lammekød | gosht, rogan josh!
  spicy: spicy, hot and spicy, chili, chilli, chile, scharf, scharfes, piquant, épicé, épicée, piccante, picante, pittig, heet, apimentado, ostre, ostry, ostrego, acı, acılı, 辛い, 辛口, 激辛, तीखा, मसालेदार, teekha | sweet chili, sweet chilli, arrabbiata!, diavola!, jalapeno, jalapeño, vindaloo!, sriracha, harissa, peperoncino, cayenne, habanero, kimchi!, 唐辛子, キムチ, ピリ辛
  onion: onion, Zwiebel, Zwiebeln, oignon, cipolla, cipolle, cebolla, ui, uien, uitje, uitjes, cebola, cebula, cebuli, soğan, 玉ねぎ, 玉葱, たまねぎ, タマネギ, ねぎ, 洋葱, 양파, प्याज, प्याज़, pyaz, pyaaz, lök, løg, løk | shallot, scallion, spring onion, red onion, chives, leek, onion rings, shallots, scallions, leeks, Schalotte, Schalotten, lauch, Porree, Schnittlauch, échalote, échalotes, oignons, ciboule, ciboulette, poireau, poireaux, scalogno, cipollotto, cipollotti, porro, porri, cebollín, cebolleta, cebollino, puerro, puerros, pico de gallo!, sjalot, sjalotten, bosui, prei, bieslook, cebolinha, cebolinho, chalota, alho francês, szalotka, szczypiorek, por, dymka, cebulowa, cebulką, pırasa
  garlic: garlic, Knoblauch, ail, aglio, ajo, knoflook, alho, czosnek, czosnku, sarımsak, にんにく, ニンニク, ガーリック, 大蒜, 마늘, लहसुन, lahsun, lehsun, lasun, vitlök, hvidløg, hvitløk | aioli, alioli, aïoli, ajillo, al ajillo, toum, skordalia!, chimichurri!, Knobi, Bärlauch, wild garlic, ail des ours, czosnkowy, czosnkowe, czosnkowa, tzatziki!, tzaziki!, cacık!
  mushroom: mushroom, Pilz, Pilze, Champignons, champignon, funghi, fungo, champiñón, champiñones, seta, setas, hongo, paddenstoel, paddenstoelen, cogumelo, grzyb, grzyby, grzybów, pieczarki, mantar, きのこ, キノコ, 茸, マッシュルーム, しいたけ, 蘑菇, मशरूम, svamp, sopp, champinjoner | porcini, shiitake, portobello, truffle, chanterelle, enoki, Steinpilz, Steinpilze, Pfifferling, Pfifferlinge, Eierschwammerl, Schwammerl, Seitling, Seitlinge, Morchel, Morcheln, Trüffel, cèpe, cèpes, girolle, girolles, morille, morilles, pleurote, pleurotes, bolet, truffe, truffes, finferli, galletti, chiodini, prataioli, tartufo, níscalos, boletus, trufa, trufas, huitlacoche, cuitlacoche, oesterzwam, oesterzwammen, cantharellen, eekhoorntjesbrood, truffel, boleto, boletos, borowik, borowiki, borowików, kurki, kurek, kurkami, podgrzybki, maślaki, boczniak, boczniaki, trufle, pieczarkami, pieczarek, grzybami, oyster mushroom, ceps, morels, duxelles, chanterelles, truffles
  tomato: tomato, Tomate, Tomaten, Paradeiser, tomate, pomodoro, pomodori, tomaat, pomidor, pomidory, pomidorów, domates, トマト, 番茄, 토마토, टमाटर, tamatar, tomat, tomater, tomatoes, tomates | marinara, ketchup, napoletana, passata, Paradeis, Kirschtomaten, pomodorini, datterini, pelati, polpa, sugo, amatriciana!, arrabbiata!, bolognese!, bolognaise!, pico de gallo!, salsa roja, jitomate, jitomates, gazpacho!, salmorejo!, shakshuka!, pomidorowa, pomidorową, pomidorowym, domatesli
  aubergine: aubergine, eggplant, egg plant, brinjal, melanzane, melanzana, berenjena, berinjela, bakłażan, patlıcan, なす, ナス, 茄子, बैंगन, baingan
  olive: olive, Olive, Oliven, oliva, aceituna, olijf, olijven, azeitona, oliwka, oliwki, zeytin, オリーブ
  coriander: coriander, cilantro, Koriander, coriandre, coriandolo, coentro, kolendra, kişniş, パクチー, धनिया, dhania
  pepper: pepper, bell pepper, Paprika, poivron, peperone, peperoni, pimiento, pimentão, papryka, biber, ピーマン, peberfrugt | capsicum, sweet pepper, sweet peppers
  pineapple: pineapple, Ananas, ananas, piña, ananás, abacaxi, パイナップル, abacaxis
  potato: potato, Kartoffel, Kartoffeln, pomme de terre, pommes de terre, patata, patate, patatas, aardappel, aardappelen, batata, ziemniak, ziemniaki, patates, じゃがいも, ポテト, आलू, aloo, potatis, kartofler, potet, poteter | sweet potato, sweet potatoes, Süßkartoffel, Süßkartoffeln, patate douce, patata dolce, patate dolci, boniato, camote, batata doce, fries, chips, gnocchi!, rösti!, Pommes, Pommes frites, frites, papa, papas, patatas bravas!, mash, mashed, wedges, hash brown, hash browns, crisps, Kroketten, purè, friet, frieten, patat, krieltjes, stamppot!, frytki, placki ziemniaczane!, kopytka!, kumpir!, batatas, jacket potato
  sugar: sugar, Zucker, sucre, zucchero, azúcar, suiker, açúcar, cukier, cukru, şeker, 砂糖, चीनी
  caffeine: caffeine, Koffein, caféine, caffeina, cafeína, cafeïne, kofeina, kafein, カフェイン | coffee, espresso, cappuccino, latte, black tea, cola, Kaffee, café, caffè, koffie, kawa, kahve, コーヒー
  dessert*: dessert, desserts, pudding, sweet, sweets, something sweet, sweet tooth, Nachspeise, Nachspeisen, Nachtisch, Süßspeise, Süßspeisen, Süßes, süß, dolce, dolci, postre, postres, dulce, dulces, toetje, toetjes, nagerecht, zoet, zoets, sobremesa, sobremesas, doce, doces, deser, desery, słodkie, słodkiego, tatlı, tatlılar, sucré, douceur, douceurs, デザート, 甘味, 甘い, 甘いもの, スイーツ, मिठाई, मीठा, मीठे, mithai, meetha, meethe, efterrätt, efterrätter, dessertene | cake, cheesecake!, cupcake!, pie, tart, ice cream, sundae, sorbet, sorbetto, brownie!, cookie!, biscuit, muffin!, doughnut!, donut!, macaron!, macaroon!, meringue, waffle, pancake, French toast!, crumble!, cobbler!, trifle!, mousse, custard, crème brûlée!, Kuchen, Torte, Strudel, Eis, Eisbecher, Kaiserschmarrn!, Milchreis, Rote Grütze!, Krapfen, gâteau, gâteaux, glace, éclair!, tarte, profiterole!, crêpe, torta, tortino, gelato, semifreddo, affogato, tiramisu!, panna cotta!, cannolo!, cannoli!, zabaione!, helado, nieve, paleta, flan, churros!, natillas!, buñuelo, buñuelos, pastel, tres leches!, arroz con leche, alegría, taart, vla, pannenkoek, stroopwafel!, bolo, gelado, pudim, pastéis, ciasto, lody, sernik!, makowiec!, szarlotka!, dondurma, baklava!, künefe!, lokum!, helva, halva, sütlaç, kazandibi!, revani!, kulfi, gulab jamun!, rasgulla!, kheer!, jalebi!, barfi!, ladoo!, mochi!, dorayaki!, アイス, ケーキ, プリン, 団子, 餅, 大福, ぜんざい, あんみつ
  cake*: cake, cakes, Kuchen, Torte, Torten, gâteau, gâteaux, torta, torte, tarta, tartas, pastel, pasteles, taart, taarten, bolo, bolos, ciasto, ciasta, kek, ケーキ, केक | cheesecake!, cupcake!, brownie!, tart, tarte, Strudel, Gugelhupf, tres leches!, sernik!
  pastry*: pastry, pastries, Gebäck, Feingebäck, viennoiserie, viennoiseries, pâtisserie, pâtisseries, pasticceria, pasticcini, bollería, pan dulce, gebak, gebakje, pastelaria, wypieki, baked goods | croissant!, cornetto, muffin!, danish!, scone!, cookie!, cupcake!, brownie!, cake, banana bread!, tart, pie, doughnut!, donut!, macaroon!, éclair!, Krapfen, Schnecke, Plunder, Hörnchen, Kuchen, concha, strudel, churros!
  starter*: starter, starters, appetizer, appetizers, appetiser, appetisers, nibbles, Vorspeise, Vorspeisen, entrée, entrées, hors d oeuvre, antipasto, antipasti, entrante, entrantes, voorgerecht, voorgerechten, entrada, entradas, przystawka, przystawki, przystawkę, başlangıç, başlangıçlar, meze, 前菜, おつまみ, つまみ, 一品, स्टार्टर, förrätt, förrätter, forret, forretter, forrett
  main*: main course, main courses, main dish, main, mains, Hauptgericht, Hauptgerichte, Hauptspeise, Hauptspeisen, Hauptgang, plat principal, plats principaux, secondo, secondi, plato principal, platos principales, hoofdgerecht, hoofdgerechten, prato principal, pratos principais, danie główne, dania główne, ana yemek, ana yemekler, メイン, 主菜, मुख्य व्यंजन, huvudrätt, huvudrätter, varmrätt, hovedret, hovedretter, hovedrett
  side*: side, sides, side dish, side dishes, Beilage, Beilagen, accompagnement, accompagnements, contorno, contorni, guarnición, guarniciones, bijgerecht, bijgerechten, acompanhamento, acompanhamentos, dodatek, dodatki, garnitür, yan ürün, 付け合わせ, サイド
  drink*: drink, drinks, beverage, beverages, Getränk, Getränke, boisson, boissons, bevanda, bevande, bebida, bebidas, drankje, drankjes, dranken, napój, napoje, napoju, içecek, içecekler, içki, 飲み物, 飲物, ドリンク, पेय, ड्रिंक, ड्रिंक्स | juice, lemonade, tea, coffee, soda, ジュース, お茶
  breakfast*: breakfast, Frühstück, petit déjeuner, colazione, desayuno, ontbijt, café da manhã, pequeno almoço, śniadanie, kahvaltı, 朝食, 朝ごはん, नाश्ता, nashta
  soup*: soup, soups, Suppe, Suppen, soupe, soupes, potage, zuppa, zuppe, minestra, sopa, sopas, soep, soepen, zupa, zupy, zupę, çorba, çorbası, スープ, 汁物, 汁, 味噌汁, सूप, शोरबा | broth, chowder!, bisque!, ramen!, Brühe, Eintopf
  salad*: salad, salads, Salat, Salate, salade, salades, insalata, insalate, ensalada, ensaladas, salada, saladas, sałatka, sałatki, sałatkę, salata, サラダ, सलाद
  sandwich*: sandwich, sandwiches, banh mi, bahn mi, Sandwich, belegtes Brot, panino, panini, bocadillo, bocadillos, broodje, broodjes, sanduíche, sanduíches, kanapka, kanapki, kanapkę, sandviç, サンド, サンドイッチ, सैंडविच | toastie, wrap, bagel!, baguette, tramezzino!, BLT!
  noodles*: noodles, noodle, mi goreng, mie goreng, mee goreng, mi quang, mi xao, Nudeln, nouilles, tagliolini, fideos, noedels, massa, makaron, erişte, 麺, 麺類, 麺料理, नूडल्स | ramen!, udon!, soba!, pasta, spaghetti!, penne!, linguine!, ラーメン, うどん, そば, 蕎麦, ざるそば, 焼きそば, パスタ
  rice*: rice, Reis, riz, riso, arroz, rijst, ryż, ryżu, ryżem, pirinç, pilav, ご飯, ごはん, 米, ライス, 丼, चावल, chawal | risotto!, biryani!, pilau, paella!, 炒飯, チャーハン, おにぎり
  bread*: bread, breads, pain de campagne, pain complet, Brot, Brote, pane, pan, brood, pão, chleb, chleba, pieczywo, ekmek, パン, रोटी, ब्रेड, roti | naan!, chapati!, paratha!, toast, Brezel!, Semmel, baguette
  vegetables: vegetables, vegetable, veggies, Gemüse, légumes, verdure, verdura, verduras, groente, groenten, legumes, warzywa, warzywami, sebze, sebzeli, 野菜, सब्जी, सब्ज़ी, sabzi | courgette, spinach, carrot, Zucchini
  fruit: fruit, fruits, Obst, Früchte, frutta, fruta, owoce, owocami, meyve, meyveli, フルーツ, 果物, फल
  coffee*: coffee, Kaffee, café, caffè, koffie, kawa, kawę, kahve, コーヒー, 珈琲, कॉफी, कॉफ़ी | espresso, cappuccino, latte, americano, Milchkaffee
  tea*: tea, Tee, thee, chá, herbata, herbatę, çay, お茶, 紅茶, 緑茶, चाय, chai | ウーロン茶, Earl Grey, matcha, 抹茶
  beer*: beer, beers, Bier, Biere, bière, bières, birra, birre, cerveza, cervezas, bier, cerveja, cervejas, piwo, piwa, bira, ビール, 生ビール, बीयर | lager, stout, Weißbier, Helles, Pils, IPA
  wine*: wine, wines, Wein, Weine, vin, vins, vino, vini, vinos, wijn, vinho, vinhos, wino, wina, şarap, ワイン, वाइन | Rotwein, Weißwein, red wine, white wine, house wine, house red, house white, vin rouge, vin blanc, vino rosso, vino bianco, vino tinto, vino blanco, rode wijn, witte wijn, vinho tinto, vinho branco, prosecco, Riesling, white wines, Weißweine, vins blancs, vini bianchi, vinos blancos, witte wijnen, vinhos brancos, wino białe, wina białe, białe wino, beyaz şarap, 白ワイン, Chardonnay, Sauvignon Blanc, Grüner Veltliner, Pinot Grigio, Grauburgunder, Weißburgunder, Muscadet, Chablis, Verdejo, Albariño, Soave, Vinho Verde, red wines, Rotweine, vins rouges, vini rossi, vinos tintos, rode wijnen, vinhos tintos, wino czerwone, wina czerwone, czerwone wino, kırmızı şarap, 赤ワイン, Merlot, Cabernet Sauvignon, Pinot Noir, Spätburgunder, Zweigelt, Blaufränkisch, Chianti, Primitivo, Rioja, Malbec, Montepulciano, Barolo, Bordeaux, Tempranillo
  water*: water, Wasser, Leitungswasser, Mineralwasser, Sprudel, eau, acqua, agua, água, woda, wodę, 水, お水, पानी, pani | sparkling water, fizzy water, soda water, carbonated water, Sprudelwasser, Mineral prickelnd, Wasser mit Kohlensäure, eau gazeuse, eau pétillante, acqua frizzante, acqua gassata, agua con gas, água com gás, spuitwater, bruisend water, bruiswater, woda gazowana, wodę gazowaną, maden suyu, 炭酸水, Perrier, San Pellegrino, Gerolsteiner
  white wine*: white wine, white wines, house white, Weißwein, Weißweine, vin blanc, vins blancs, vino bianco, vini bianchi, vino blanco, vinos blancos, witte wijn, witte wijnen, vinho branco, vinhos brancos, wino białe, wina białe, białe wino, beyaz şarap, 白ワイン | Riesling, Chardonnay, Sauvignon Blanc, Grüner Veltliner, Pinot Grigio, Grauburgunder, Weißburgunder, Muscadet, Chablis, Verdejo, Albariño, Soave, Vinho Verde
  red wine*: red wine, red wines, house red, Rotwein, Rotweine, vin rouge, vins rouges, vino rosso, vini rossi, vino tinto, vinos tintos, rode wijn, rode wijnen, vinho tinto, vinhos tintos, wino czerwone, wina czerwone, czerwone wino, kırmızı şarap, 赤ワイン | Merlot, Cabernet Sauvignon, Pinot Noir, Spätburgunder, Zweigelt, Blaufränkisch, Chianti, Primitivo, Rioja, Malbec, Montepulciano, Barolo, Bordeaux, Tempranillo
  sparkling water*: sparkling water, fizzy water, soda water, carbonated water, Sprudel, Sprudelwasser, Mineralwasser, Mineral prickelnd, Wasser mit Kohlensäure, eau gazeuse, eau pétillante, acqua frizzante, acqua gassata, agua con gas, água com gás, spuitwater, bruisend water, bruiswater, woda gazowana, wodę gazowaną, maden suyu, 炭酸水 | Perrier, San Pellegrino, Gerolsteiner
  juice*: juice, juices, Saft, Säfte, jus de fruits, jus, succo, succhi, zumo, jugo, sap, sumo, suco, sok, meyve suyu, ジュース, जूस | Schorle, orange juice
  chocolate: chocolate, Schokolade, Schoko, chocolat, cioccolato, cioccolata, chocolade, czekolada, czekoladowe, çikolata, çikolatalı, チョコ, チョコレート, चॉकलेट | brownie!
  lentils: lentils, lentil, Linsen, Linse, lentilles, lenticchie, lentejas, linzen, lentilhas, soczewica, soczewicy, mercimek, レンズ豆, दाल, dal, daal
  beans: beans, Bohnen, haricots, fagioli, frijoles, alubias, judías, bonen, feijão, fasola, fasoli, fasulye, 豆, राजमा, rajma | kidney beans, black beans
  corn: corn, maize, sweetcorn, sweet corn, corn on the cob, Mais, maïs, mais, milho, maíz, elote, choclo, kukurydza, mısır, とうもろこし, コーン, मक्का, भुट्टा, majs | polenta!, tortilla de maíz, popcorn!, esquites!
  pumpkin: pumpkin, squash, Kürbis, potiron, citrouille, courge, zucca, calabaza, pompoen, abóbora, dynia, kabak, かぼちゃ, 南瓜, कद्दू | Kürbiskerne, pumpkin seeds, butternut
  orange: orange, oranges, Orange, Orangen, arancia, arance, naranja, naranjas, sinaasappel, laranja, pomarańcza, portakal, オレンジ, संतरा
  spinach: spinach, Spinat, épinards, spinaci, espinacas, spinazie, espinafre, szpinak, szpinakiem, ıspanak, ほうれん草, पालक, palak, spenat
  ginger: ginger, Ingwer, gingembre, zenzero, jengibre, gember, gengibre, imbir, zencefil, 生姜, しょうが, अदरक, adrak
  coconut: coconut, Kokos, Kokosnuss, noix de coco, cocco, coco, kokosnoot, kokos, hindistan cevizi, ココナッツ, नारियल, nariyal, kokosnöt, kokosnød
  apple: apple, apples, Apfel, Äpfel, mela, mele, manzana, manzanas, appel, appels, maçã, jabłko, jabłka, elma, りんご, リンゴ, सेब, äpple, äpplen, æble, æbler, eple, epler
  sausage: sausage, sausages, Wurst, Würste, Würstchen, saucisse, saucisses, salsiccia, salsicce, salchicha, salchichas, salsicha, kiełbasa, kiełbasę, sosis, ソーセージ, सॉसेज | Bratwurst!, Weißwurst!, Leberkäse!
  strawberry: strawberry, Erdbeere, Erdbeeren, fraise, fragola, fragole, fresa, frutilla, aardbei, aardbeien, morango, truskawka, truskawki, truskawek, çilek, いちご, イチゴ, 苺, 草莓, स्ट्रॉबेरी, jordgubbe, jordgubbar, jordbær
  raspberry: raspberry, Himbeere, Himbeeren, framboise, lampone, lamponi, frambuesa, framboos, frambozen, framboesa, malina, maliny, ahududu, ラズベリー, hallon, hindbær, bringebær
  blueberry: blueberry, bilberry, Heidelbeere, Heidelbeeren, Blaubeere, Blaubeeren, myrtille, mirtillo, mirtilli, arándano, blauwe bes, bosbessen, mirtilo, borówka, borówki, jagody, yaban mersini, ブルーベリー, blåbär, blåbær
  cherry: cherry, Kirsch, Kirsche, Kirschen, cerise, ciliegia, ciliegie, cereza, kers, kersen, cereja, wiśnia, wiśnie, czereśnia, czereśnie, kiraz, vişne, さくらんぼ, チェリー, körsbär, kirsebær
  peach: peach, nectarine, Pfirsich, Pfirsiche, Nektarine, Nektarinen, pêche, pesca, pesche, melocotón, melocotones, durazno, perzik, perziken, pêssego, brzoskwinia, brzoskwinie, şeftali, 桃, もも, モモ, आड़ू, persika, persikor, fersken
  apricot: apricot, Aprikose, Aprikosen, Marille, Marillen, abricot, albicocca, albicocche, albaricoque, damasco, abrikoos, abrikozen, morela, morele, kayısı, 杏, アプリコット, aprikos, abrikos
  plum: plum, prune, Pflaume, Pflaumen, Zwetschge, Zwetschgen, prugna, prugne, ciruela, pruim, pruimen, ameixa, śliwka, śliwki, śliwek, erik, プラム, plommon, blomme, blommer
  pear: pear, Birne, Birnen, poire, pera, pere, peras, peer, peren, gruszka, gruszki, gruszek, armut, 梨, ナシ, 洋梨, नाशपाती, päron, pære, pærer
  grape: grape, raisin, sultana, Traube, Trauben, Weintrauben, Rosine, Rosinen, raisins secs, uva, uvetta, uva passa, druif, druiven, rozijnen, winogrona, rodzynki, üzüm, ぶどう, ブドウ, レーズン, अंगूर, vindruvor, russin, druer, rosiner
  banana: banana, plantain, Banane, Bananen, banane, plátano, banaan, bananen, banan, banany, muz, バナナ, 香蕉, केला, kela, banan, bananer
  kiwi: kiwi, kiwifruit, kiwi fruit, Kiwis, kivi, キウイ, कीवी
  mango: mango, mangoes, mangue, manga, マンゴー, 芒果, आम, mangga
  melon: melon, watermelon, cantaloupe, honeydew, Melone, Melonen, Wassermelone, pastèque, melone, meloni, anguria, cocomero, sandía, meloen, watermeloen, melão, melancia, arbuz, kavun, karpuz, メロン, スイカ, 西瓜, तरबूज, vattenmelon, vandmelon
  avocado: avocado, avocadoes, guacamole, Avocados, avocat, aguacate, palta, abacate, awokado, avokado, アボカド, 牛油果, avokado
  citrus: citrus, citrus fruit, Zitrusfrucht, Zitrusfrüchte, agrumes, agrumi, cítricos, citrusvruchten, citrusfruit, cytrusy, turunçgil, 柑橘 | lemon, lime, orange, grapefruit, mandarin, Zitrone, citron, limone, limón
  lemon: lemon, Zitrone, Zitronen, citron, limone, limoni, limón, limones, citroen, citroenen, limão, limões, cytryna, cytryny, limon, レモン, 檸檬, नींबू, nimbu, sitron
  lime: lime, limes, Limette, Limetten, citron vert, lima, limas, limoen, limonka, misket limonu, ライム
  fig: fig, Feige, Feigen, figue, fico, fichi, higo, higos, vijg, vijgen, figo, figi, incir, いちじく, fikon
  pomegranate: pomegranate, Granatapfel, grenade, melagrana, granada, granaatappel, romã, granat, nar, ざくろ, अनार
  papaya: papaya, papaye, papaia, パパイヤ, पपीता
  lychee: lychee, litchi, lichi, lychees, Litschi, liczi, ライチ, लीची
  carrot: carrot, Karotte, Karotten, Möhre, Möhren, carotte, carota, carote, zanahoria, wortel, wortels, wortelen, cenoura, marchew, marchewka, marchewki, havuç, にんじん, ニンジン, 人参, गाजर, gajar, morot, morötter, gulerod, gulerødder, gulrot
  cucumber: cucumber, gherkin, pickles, Gurke, Gurken, concombre, cornichon, cetriolo, cetrioli, pepino, komkommer, augurk, augurken, ogórek, ogórki, ogórka, salatalık, きゅうり, キュウリ, खीरा, gurka, agurk
  broccoli: broccoli, Brokkoli, brocoli, brócoli, brócolis, brokuł, brokuły, brokoli, ブロッコリー
  cabbage: cabbage, coleslaw, Weißkohl, Rotkohl, Blaukraut, Sauerkraut, Weißkraut, chou, choux rouge, cavolo, cavoli, repollo, kool, zuurkool, couve, repolho, kapusta, kapusty, lahana, キャベツ, पत्ता गोभी
  cauliflower: cauliflower, Blumenkohl, Karfiol, chou fleur, cavolfiore, coliflor, bloemkool, couve flor, kalafior, karnabahar, カリフラワー, गोभी, gobi, blomkål
  beetroot: beetroot, beet, Rote Bete, Rote Beete, Rote Rübe, betterave, barbabietola, barbabietole, remolacha, rode biet, bieten, beterraba, burak, buraki, buraków, pancar, ビーツ, चुकंदर, rödbetor, rødbeder
  asparagus: asparagus, Spargel, asperge, asperges, asparagi, asparago, espárrago, espárragos, aspargo, espargos, szparag, szparagi, kuşkonmaz, アスパラ, アスパラガス, sparris, asparges
  pea: pea, green pea, Erbse, Erbsen, petits pois, petit pois, piselli, pisello, guisante, guisantes, arvejas, doperwten, erwten, ervilha, ervilhas, groszek, groch, grochu, bezelye, グリーンピース, えんどう豆, मटर, matar, ärtor, ærter, erter
  chickpea: chickpea, chick pea, garbanzo, Kichererbse, Kichererbsen, pois chiche, pois chiches, ceci, garbanzos, kikkererwt, kikkererwten, grão de bico, ciecierzyca, nohut, ひよこ豆, छोला, छोले, chana, chole, kikärtor, kikærter | hummus!, falafel!
  fava bean: fava bean, fava, broad bean, faba bean, Ackerbohne, Ackerbohnen, Saubohne, Saubohnen, dicke Bohnen, fève, fèves, fave, fava beans, haba, habas, tuinbonen, tuinboon, favas, bób, bobu, bakla, そら豆, bondbönor | falafel!
  okra: okra, bhindi, gombo, quiabo, bamya, オクラ, भिंडी
  artichoke: artichoke, Artischocke, Artischocken, artichaut, carciofo, carciofi, alcachofa, artisjok, alcachofra, karczoch, karczochy, enginar, アーティチョーク
  rhubarb: rhubarb, Rhabarber, rhubarbe, rabarbaro, ruibarbo, rabarber, rabarbar, ravent, rabarber
  cinnamon: cinnamon, Zimt, cannelle, cannella, canela, kaneel, cynamon, tarçın, シナモン, 肉桂, दालचीनी, dalchini, kanel
  cumin: cumin, caraway, Kümmel, Kreuzkümmel, cumino, comino, komijn, cominho, kminek, kminku, kumin, kimyon, クミン, जीरा, jeera, kummin, spidskommen
  turmeric: turmeric, curcuma, Kurkuma, cúrcuma, kurkuma, zerdeçal, ターメリック, हल्दी, haldi, gurkmeja
  basil: basil, Basilikum, basilic, basilico, albahaca, basilicum, manjericão, bazylia, bazylii, fesleğen, バジル, तुलसी, basilika
  parsley: parsley, Petersilie, persil, prezzemolo, perejil, peterselie, salsa picada, salsinha, pietruszka, pietruszki, maydanoz, パセリ, persilja, persille
  mint: mint, peppermint, spearmint, Minze, Pfefferminze, menthe, menta, hierbabuena, munt, hortelã, mięta, mięty, nane, ミント, पुदीना, pudina, mynta, mynte
  dill: dill, aneth, aneto, eneldo, endro, koper, koperek, dereotu, ディル
  honey: honey, Honig, miel, miele, honing, mel, miód, miodu, はちみつ, ハチミツ, 蜂蜜, शहद, honung, honning
  gelatine: gelatine, gelatin, Gelatine, gélatine, gelatina, żelatyna, żelatyny, jelatin, ゼラチン, 明胶
  poppy seed: poppy seed, poppy, poppyseed, Mohn, pavot, papavero, amapola, maanzaad, papoula, mak, maku, haşhaş, ケシの実, vallmofrön, birkes
  sunflower seed: sunflower seed, sunflower, sunflower oil, Sonnenblumenkerne, Sonnenblumen, tournesol, girasole, girasol, zonnebloempitten, zonnebloem, girassol, słonecznik, słonecznika, ayçiçeği, ay çekirdeği, ひまわり, solrosfrön, solsikke
  buckwheat: buckwheat, Buchweizen, sarrasin, grano saraceno, alforfón, trigo sarraceno, boekweit, trigo mourisco, gryka, gryki, karabuğday, そば, 蕎麦, bovete, boghvede
  quinoa: quinoa, quinua, komosa, kinoa, キヌア
  yeast: yeast, Hefe, levure, lievito, levadura, gist, levedura, drożdże, drożdży, maya, イースト, jäst, gær
  cocoa: cocoa, cacao, Kakao, cacau, ココア, kakaa, kakaó
  vanilla: vanilla, Vanille, vaniglia, vainilla, baunilha, wanilia, wanilii, vanilya, バニラ, vanilj, vanilje
  courgette: courgette, zucchini, Zucchini, zucchine, calabacín, courgettes, curgete, abobrinha, cukinia, cukinii, kabak, ズッキーニ`;

export interface Food {
  key: string;
  isDish: boolean;
}

interface Listed extends Food {
  names: string[];
  kinds: string[];
  parts: string[];
}

const MIN_PART = 5;
/** Returns whether a name may be part of a longer word: one of a script without spaces, and a German noun. */
const isPart = (name: string): boolean =>
  isUnspaced(name) || (name.length >= MIN_PART && /^\p{Lu}\p{Ll}+$/u.test(name));

/** As it begins a compound: “Erdbeere” in “Erdbeersorbet”. */
const partOf = (name: string): string => name.replace(/^([a-z]{6,})e$/, '$1');

const phrases = (list: string | undefined): string[] => (list === undefined ? [] : list.split(', '));
const LISTED: readonly Listed[] = FOODS.trim()
  .split('\n')
  .map((line) => {
    const [key = '', names, kinds] = line.trim().split(/: | \| /);
    const [name, kind] = [phrases(names), phrases(kinds).map((each) => each.replace('!', ''))];
    return {
      key: key.replace('*', ''),
      isDish: key.endsWith('*'),
      names: name,
      kinds: kind,
      parts: [...name, ...kind].filter(isPart).map(fold).map(partOf),
    };
  });

const OWN_DISHES: ReadonlySet<string> = new Set(
  Array.from(FOODS.matchAll(/[|,] ([^|,]+)!/g), ([, name = '']) => phraseKey(name)),
);
/** Returns true if a phrase names a dish that no other of its kind replaces. @param key As `phraseKey` makes it. */
export const isOwnDish = (key: string): boolean => OWN_DISHES.has(key);

/** Whole phrases, folded. */
let named: ReadonlyMap<string, readonly Food[]> | undefined;
let meant: ReadonlyMap<string, readonly Food[]> | undefined;

/** The food that a phrase names, undefined when it names none. @param key As `phraseKey` makes it. */
export function foodNamed(key: string): Food | undefined {
  named ??= index(({ names }) => names);
  return lookUp(named, key)[0];
}

const [MIN_HEAD, MIN_HEAD_ALONE, MIN_FIRST] = [3, 4, 3];
/**
 * “Orangensaft”, “Kürbissuppe”: the foods that a German or Dutch compound is called by, its head first; none of others.
 * A part before it that is known tells where it is parted: “Erdbeereis” is no rice.
 */
export function foodsOfCompound(word: string): Food[][] {
  if (!/^[a-z]+$/.test(word)) return [];
  const parted: Food[][][] = [];
  for (let at = MIN_FIRST; at <= word.length - MIN_HEAD; at += 1) {
    const noun = headNamed(word.slice(at));
    const head = noun ?? foodCalled(word.slice(at));
    if (head?.isDish !== true) continue;
    const first = [word.slice(0, at), `${word.slice(0, at)}e`].map(foodsMentioned).find((foods) => foods.length > 0);
    if (first !== undefined) return [[head], [...first]];
    if (noun !== undefined && word.length - at >= MIN_HEAD_ALONE) parted.push([[head]]);
  }
  return parted[0] ?? [];
}

/** “Sachertorte”: a compound that names a kind of dish, and nothing that is known before it. */
export const isUnknownCompound = (word: string): boolean =>
  foodsMentioned(word).length === 0 && foodsOfCompound(word).length === 1;

/** Returns whether a word is a name of a kind of dish, or a compound of one: “Nusstorte”. @param word Folded. */
export const isCalledKind = (word: string, key: string): boolean =>
  foodCalled(word)?.key === key ||
  nounsNaming(key).some((noun) => word.length >= noun.length + MIN_FIRST && word.endsWith(noun));

const nounsNaming = (key: string): string[] => (BY_KEY.get(key)?.names ?? []).filter(isNoun).map(fold);

let heads: ReadonlyMap<string, Food> | undefined;
/** A German one, written large. */
const isNoun = (name: string): boolean => /^\p{Lu}\p{Ll}+$/u.test(name);
/** The kind of dish that a noun of a language which joins words stands for. */
function headNamed(key: string): Food | undefined {
  if (heads === undefined) {
    const dishes = LISTED.filter(({ isDish }) => isDish);
    const nouns = (namesOf: (food: Listed) => string[]) =>
      dishes.flatMap((food) => namesOf(food).flatMap((name) => (isNoun(name) ? [[fold(name), food] as const] : [])));
    // A name comes after the kinds: “Kuchen” is a cake before it is a dessert.
    heads = new Map([...nouns(({ kinds }) => kinds), ...nouns(({ names }) => names)]);
  }
  return heads.get(key);
}

/** The food that a word says is not in it: “zwiebelfrei”, “soğansız”. */
export function foodRefusedBy(word: string): Food | undefined {
  for (const { stem, isRefusal } of stemsOf(word)) {
    const food = isRefusal ? foodNamed(stem) : undefined;
    if (food !== undefined) return food;
  }
  return undefined;
}

/** The food that a word is a name of, as it is listed. @param key Folded. */
export function foodCalled(key: string): Food | undefined {
  named ??= index(({ names }) => names);
  return named.get(key)?.[0];
}

/** By all names. */
const kindsNamed = (): ReadonlyMap<string, readonly Food[]> => {
  meant ??= index(({ names, kinds }) => [...names, ...kinds]);
  return meant;
};

/** Returns the foods that a phrase in a product's text names, or names a kind of. */
export function foodsMentioned(key: string): readonly Food[] {
  // A phrase of several words has no other forms that would be looked for.
  return key.includes(' ') ? (kindsNamed().get(key) ?? []) : foodsOfWord(key);
}
const foodsOfWord = remembered((word) => lookUp(kindsNamed(), word));

const MIN_STEM = 4;
/** German and Dutch: “mit Pilzen”. */
const ENDING = /(?:en|er|es|n|e|s)$/;
/** Polish: “po pomidorach”. */
const POLISH_ENDING = /(?:iach|iami|ach|ami|om|ow)$/;
const MIN_POLISH_STEM = 5;

/**
 * The base words of a diminutive in Portuguese, Spanish, Dutch, German and Polish: cervejinha, pollito, biertje,
 * Bierchen, piwko.
 */
const DIMINUTIVES: ReadonlyArray<[ending: RegExp, whole: string]> = [
  [/guinh([oa])s?$/, 'g$1'],
  [/quinh([oa])s?$/, 'c$1'],
  [/inh([oa])s?$/, '$1'],
  [/cit([oa])s?$/, 'z$1'],
  [/it([oa])s?$/, '$1'],
  [/t?jes?$/, ''],
  [/chen$/, ''],
  [/k([oai])$/, '$1'],
];
const diminutivesOf = (key: string): string[] =>
  DIMINUTIVES.flatMap(([ending, whole]) => (ending.test(key) ? [key.replace(ending, whole)] : []));

/** Looks up a phrase or, for a single unknown word, the names that it may be a form of. */
function lookUp(index: ReadonlyMap<string, readonly Food[]>, key: string): readonly Food[] {
  const found = index.get(key);
  // “Paneer” is a name, and no form of “pane”.
  const isName = found !== undefined || kindsNamed().has(key);
  if (isName || key.length <= MIN_STEM || !/^[a-z]+$/.test(key)) return found ?? [];
  const polish = POLISH_ENDING.test(key) ? key.replace(POLISH_ENDING, '') : '';
  const stems = [
    ...diminutivesOf(key),
    key.replace(ENDING, ''),
    ...stemsOf(key).flatMap(({ stem, isRefusal }) => (isRefusal ? [] : [stem])),
    ...(polish.length < MIN_POLISH_STEM ? [] : [polish, `${polish}a`, `${polish}i`]),
  ];
  const stem = stems.find((each) => each.length >= MIN_STEM && index.has(each));
  return index.get(stem ?? `${key.replace(ENDING, '')}e`) ?? [];
}

const BY_KEY: ReadonlyMap<string, Listed> = new Map(LISTED.map((food) => [food.key, food]));

/** The keys of the foods that a person's words name, undefined where some name none. @param said As they were said. */
export function foodsRefusedIn(said: readonly string[]): string[] | undefined {
  const foods = said.map((words) => foodsMentioned(phraseKey(words))[0]?.key);
  return foods.every((food) => food !== undefined) ? foods : undefined;
}

/** All names of a food and of its kinds, in every language. @param key Of the food. */
export const namesOfFood = (key: string): string[] => {
  const food = BY_KEY.get(key);
  return food === undefined ? [] : [...food.names, ...food.kinds];
};

/** Returns true if the food is a kind of dish, such as soup. */
export const isKindOfDish = (key: string): boolean => BY_KEY.get(key)?.isDish === true;

/** Its names, folded, that are parts of longer words. */
export const partsNamingFood = (key: string): readonly string[] => BY_KEY.get(key)?.parts ?? [];

const MIN_EDGE = 3;
/** Dutch compounds end with these: “achterham”. */
const ENDS = new Set(['ham', 'spek', 'worst', 'kip', 'kase', 'kaas']);
/** “Leberkäse” is a sausage. */
const NO_END = /(?:gra|dur|ing|old|cob)ham$|leberkase$/;

/** Returns whether a longer word begins or ends with a short name of a food: “Mohnschnecke”, “achterham”. */
export const isCompoundWith = (word: string, key: string): boolean =>
  edgesOf(key).some(
    ({ edge, isNoun }) =>
      word.length >= edge.length + MIN_FIRST &&
      ((isNoun && word.length > edge.length + MIN_FIRST && word.startsWith(edge)) ||
        (ENDS.has(edge) && word.endsWith(edge) && !NO_END.test(word))),
  );

const EDGES = new Map<string, Array<{ edge: string; isNoun: boolean }>>();
/** The short names of a food that longer words begin or end with, folded. */
function edgesOf(key: string): Array<{ edge: string; isNoun: boolean }> {
  const known = EDGES.get(key);
  if (known !== undefined) return known;
  const edges = namesOfFood(key)
    .map((name) => ({ edge: fold(name), isNoun: isNoun(name) }))
    .filter(({ edge, isNoun }) => edge.length >= MIN_EDGE && edge.length < MIN_PART && (isNoun || ENDS.has(edge)));
  if (BY_KEY.has(key)) EDGES.set(key, edges);
  return edges;
}

/** The short names of a food, folded, which longer words may end with: “Pfefferminztee”, “Bergkäse”. */
export const endsNamingFood = (key: string): string[] =>
  namesOfFood(key)
    .map((name) => ({ name, end: fold(name) }))
    .filter(({ name, end }) => ENDS.has(end) || (isKindOfDish(key) && isNoun(name) && name.length < MIN_PART))
    .map(({ end }) => end);

const index = (phrasesOf: (food: Listed) => string[]): Map<string, Food[]> => {
  const foods = new Map<string, Food[]>();
  for (const food of LISTED) {
    for (const key of new Set(phrasesOf(food).flatMap(spellingsOf).map(phraseKey))) {
      foods.set(key, [...(foods.get(key) ?? []), food]);
    }
  }
  return foods;
};
