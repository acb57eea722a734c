-- Allergens and diets become codes of a closed vocabulary (contracts/allergens, contracts/diets.ts). What a shop has
-- not declared is null; until now an empty list was all there was, so an empty list becomes “not declared”.
--
-- `allergens` stays for the release before, which writes it alone. `allergen_codes` counts only while both are the
-- same: a product that the release before has changed is “not declared” until it is written again.
ALTER TABLE products
  ADD COLUMN allergen_codes text[],
  ADD COLUMN may_contain text[] NOT NULL DEFAULT '{}',
  ADD COLUMN free_of text[] NOT NULL DEFAULT '{}';

-- A word as the vocabulary's keys are written: no case, no accents, one space between words.
CREATE FUNCTION pg_temp.word_key(value text) RETURNS text LANGUAGE sql RETURN
  btrim(regexp_replace(translate(replace(replace(lower(without_accents(value)), 'ß', 'ss'), 'œ', 'oe'),
    'łøđı-_''’', 'lodi    '), '\s+', ' ', 'g'));

CREATE TEMPORARY TABLE allergen_words ON COMMIT DROP AS
SELECT string_to_array(codes, ' ') AS codes, unnest(string_to_array(words, '|')) AS word FROM (VALUES
  ('gluten', 'gluten|glutens|cereals containing gluten|cereals containing glutens|gluten containing cereals|gluten cereals|glutenhaltiges getreide|glutenhaltige getreide|klebereiweiss|cereales contenant du gluten|glutine|cereali contenenti glutine|cereales con gluten|cereales que contienen gluten|glutenbevattende granen|cereais que contem gluten|cereais com gluten|glutenu|glutenem|zboza zawierajace gluten|glueten|gluten iceren tahillar|グルテン|ग्लूटेन'),
  ('wheat', 'wheat|wheats|durum|durums|durum wheat|durum wheats|wheaten|wheatens|whole wheat|whole wheats|triticum|triticums|weizen|hartweizen|weizenmehl|weizenstarke|weizenstaerke|weichweizen|grunkern|gruenkern|emmer|einkorn|ble|froment|ble dur|ble tendre|farine de ble|grano|frumento|grano duro|farina di grano|grano tenero|farro dicocco|trigo|harina de trigo|trigo duro|tarwe|tarwebloem|durumtarwe|tarwemeel|farinha de trigo|pszenica|pszenicy|pszenice|pszenny|maka pszenna|bugday|bugday unu|durum bugdayi|小麦|こむぎ|コムギ|小麦粉|गेहूं|गेहूँ|गेहू|gehun|gehu'),
  ('spelt', 'spelt|spelts|dinkel|dinkels|dinkelmehl|epeautre|petit epeautre|farro|spelta|espelta|orkisz|orkiszu|kavuzlu bugday|スペルト小麦'),
  ('khorasan', 'khorasan|khorasan wheat|khorasan wheats|khorasans|kamut|kamuts|khorasan weizen|ble de khorasan|grano khorasan|trigo khorasan|khorasantarwe|pszenica khorasan|horasan bugdayi'),
  ('rye', 'rye|ryes|roggen|roggenmehl|seigle|segale|centeno|rogge|centeio|zyto|zyta|zytem|cavdar|ライ麦|राई अनाज'),
  ('barley', 'barley|barleys|malt|malts|barley malt|barley malts|gerste|gerstenmalz|gersten|orge|malt d orge|orzo|malto|malto d orzo|cebada|malta de cebada|gerst|gerstemout|mout|cevada|malte|jeczmien|jeczmienia|slod jeczmienny|slod|arpa|大麦|麦芽|जौ|jau'),
  ('barley mussel', 'malz'),
  ('oats', 'oats|oat|oatmeal|oatmeals|hafer|haferflocken|hafermehl|avoine|flocons d avoine|avena|fiocchi d avena|copos de avena|haver|havermout|aveia|flocos de aveia|owies|owsa|platki owsiane|platkow owsianych|yulaf|オーツ麦|オート麦|えん麦|オートミール|जई|ओट्स'),
  ('crustaceans', 'crustaceans|crustacean|crustacean shellfish|crustacean shellfishs|crustacea|crustaceas|krebstiere|krebstier|krustentiere|krustentier|krebstieren|krustentieren|krustazeen|krebse|krebs|crustaces|crustace|crostacei|crostaceo|crustaceos|crustaceo|schaaldieren|schaaldier|skorupiaki|skorupiakow|skorupiak|skorupiakami|kabuklular|krustase|甲殻類|क्रस्टेशियन'),
  ('crustaceans molluscs', 'kabuklu deniz urunleri|kabuklu deniz ueruenleri|shellfish|shell fish|meeresfruchte|meeresfruechte|schalentiere|schalentier|meeresfruchten|meeresfruechten|fruits de mer|frutti di mare|marisco|mariscos|zeevruchten|schelpdieren|schaal en schelpdieren|owoce morza|owocow morza|शेलफिश|kabuklu deniz urunu|kabuklu deniz ueruenue'),
  ('shrimp', 'shrimp|shrimps|prawn|prawns|king prawn|king prawns|tiger prawn|tiger prawns|gamba|gambas|garnelen|garnele|crevettes|crevette|gamberi|gambero|gamberetti|gamberetto|gamberoni|mazzancolle|camarones|camaron|langostinos|langostino|garnalen|garnaal|camaroes|camarao|krewetki|krewetek|krewetka|krewetke|krewetkami|karides|えび|エビ|海老|蝦|झींगा|झींगे|jhinga'),
  ('shrimp crayfish', 'scampi|scampis'),
  ('shrimp crab', 'krabben'),
  ('crab', 'crab|crabs|crabmeat|crabmeats|crab meat|crab meats|krabbenfleisch|taschenkrebs|krebsfleisch|crabe|tourteau|granchio|granchi|cangrejo|buey de mar|centollo|jaiba|krab|krabvlees|caranguejo|sapateira|siri|kraby|krabow|kraba|yengec|かに|カニ|蟹|केकड़ा|केकड़े'),
  ('lobster', 'lobster|lobsters|langouste|langoustes|spiny lobster|spiny lobsters|rock lobster|rock lobsters|hummer|languste|langusten|homard|aragosta|astice|aragoste|astici|langosta|bogavante|kreeft|kreeften|langoesten|lagosta|lavagante|homary|homar|homara|homarow|langusta|langusty|istakoz|ロブスター|伊勢海老|伊勢えび|伊勢エビ'),
  ('crayfish', 'crayfish|crayfishs|crawfish|crawfishs|langoustine|langoustines|krill|krills|flusskrebse|flusskrebs|langustinen|kaisergranat|ecrevisses|ecrevisse|gamberi di fiume|scampo|cangrejo de rio|cigala|rivierkreeft|rivierkreeften|lagostim|lagostins|rakow|raki rzeczne|langustynki|langustynek|kerevit|ザリガニ|オキアミ'),
  ('eggs', 'eggs|egg|hen egg|hen eggs|egg white|egg whites|egg yolk|egg yolks|albumen|albumens|albumin|albumins|egg protein|egg proteins|eier|ei|huhnerei|huehnerei|huhnereier|huehnereier|eiern|vollei|eigelb|eiklar|huhnereiweiss|huehnereiweiss|eidotter|oeufs|oeuf|jaune d oeuf|blanc d oeuf|uova|uovo|tuorlo|albume|tuorli|albumi|huevos|huevo|yema de huevo|clara de huevo|eieren|kippenei|eigeel|eiwit van ei|eierdooier|ovos|ovo|gema de ovo|clara de ovo|jaja|jajka|jajko|jajek|jajkami|jaj|jajo|bialko jaja|zoltko|yumurta|yumurta aki|yumurta sarisi|卵|たまご|タマゴ|玉子|鶏卵|卵白|卵黄|全卵|अंडा|अंडे|अण्डा|अण्डे|अंडों|anda'),
  ('fish', 'fish|fishs|fishes|fish products|fisch|fische|fischen|fischs|poisson|poissons|pesce|pesci|pescado|pez|peces|pescados|vis|vissen|peixe|peixes|ryby|ryba|ryb|rybe|rybami|balik|balig|魚|さかな|魚類|मछली|मछलियां|machli|machhli'),
  ('peanuts', 'peanuts|peanut|groundnut|groundnuts|ground nut|ground nuts|monkey nut|monkey nuts|arachis|erdnusse|erdnuesse|erdnuss|erdnussen|erdnuessen|arachides|arachide|cacahuetes|cacahuete|cacahouete|arachidi|noccioline americane|nocciolina americana|cacahuates|cacahuate|mani|manies|cacahue|pinda s|pinda|aardnoten|aardnoot|amendoins|amendoim|orzeszki ziemne|orzechy ziemne|orzeszkow ziemnych|orzechow ziemnych|orzech ziemny|orzeszki arachidowe|orzechy arachidowe|orzeszkow arachidowych|orzechow arachidowych|fistaszki|fistaszkow|yer fistigi|yerfistigi|yer fistig|yerfistig|落花生|ピーナッツ|ピーナツ|南京豆|मूंगफली|मूँगफली|moongphali|mungfali|moongfali'),
  ('soybeans', 'soybeans|soya|soyas|soy|soys|soybean|soya bean|soya beans|soy bean|soy beans|soja|sojas|sojabohnen|sojabohne|soia|sojabonen|sojaboon|soi|soje|soya fasulyesi|大豆|だいず|ダイズ|सोया|सोयाबीन'),
  ('milk', 'milk|milks|dairy|dairys|cow milk|cow milks|cows milk|cows milks|cow s milk|cow s milks|milk protein|milk proteins|dairy product|dairy products|casein|caseins|milk product|milk products|milch|milchprodukte|milchprodukt|milchprodukten|milcheiweiss|kuhmilch|molkereiprodukte|kasein|lait|produits laitiers|produit laitier|laitages|laitage|lait de vache|caseine|latte|latticini|latticino|prodotti lattiero caseari|derivati del latte|caseina|leche|lacteos|lacteo|productos lacteos|leche de vaca|derivados lacteos|melk|zuivel|zuivelproducten|koemelk|melkproducten|melkeiwit|leite|laticinios|lacticinios|laticinio|lacticinio|leite de vaca|derivados do leite|mleko|mleka|mlekiem|nabial|nabialu|produkty mleczne|produktow mlecznych|kazeina|mleko krowie|sut|suet|sut urunleri|suet ueruenleri|sut urunu|suet ueruenue|inek sutu|inek suetue|sut urunler|suet ueruenler|kazein|乳|牛乳|ミルク|乳製品|乳成分|カゼイン|दूध|दुग्ध|doodh|dudh'),
  ('lactose', 'lactose|lactoses|milk sugar|milk sugars|laktose|milchzucker|lattosio|lactosa|melksuiker|laktoza|laktozy|laktoze|laktoz|乳糖|ラクトース|लैक्टोज'),
  ('tree_nuts', 'tree nuts|tree nut|treenut|treenuts|schalenfruchte|schalenfruechte|schalenfrucht|schalenfruchten|schalenfruechten|baumnusse|baumnuesse|fruits a coque|fruit a coque|fruits a coques|fruit a ecale|noix d arbre|frutta a guscio|frutta secca a guscio|frutta secca|frutos de cascara|frutos secos|fruto seco|frutas de cascara|fruto de cascara|schaalvruchten|boomnoten|boomnoot|frutos de casca rija|oleaginosas|fruto de casca rija|orzechy drzewne|orzechow drzewnych|sert kabuklu yemisler|sert kabuklu meyveler|sert kabuklu yemis|木の実|ナッツ類|種実類|nut|nuts|mixed nuts|all nuts|any nuts|nuss|nusse|nuesse|nussen|nuessen|noix|noix melangees|fruits secs|noce|noci|nuez|nueces|noot|noten|nootjes|noz|nozes|orzech|orzechy|orzechow|orzechami|orzecha|orzeszki|ナッツ|मेवा|मेवे|सूखे मेवे|नट्स|kuruyemis|kuru yemis|yemis'),
  ('almond', 'almond|almonds|mandeln|mandel|amandes|amande|mandorle|mandorla|almendras|almendra|amandelen|amandel|amendoas|amendoa|migdaly|migdal|migdalow|migdalami|badem|アーモンド|बादाम|badam'),
  ('hazelnut', 'hazelnut|hazelnuts|filbert|filberts|cobnut|cobnuts|hazel nut|hazel nuts|haselnusse|haselnuesse|haselnuss|haselnussen|haselnuessen|noisettes|noisette|nocciole|nocciola|avellanas|avellana|hazelnoten|hazelnoot|avelas|avela|orzechy laskowe|orzechow laskowych|orzech laskowy|findik|findig|ヘーゼルナッツ|हेज़लनट'),
  ('walnut', 'walnut|walnuts|walnusse|walnuesse|walnuss|walnussen|walnuessen|baumnuss|noix de grenoble|cerneaux de noix|noce comune|nuez de castilla|nueces de castilla|nuez comun|walnoten|walnoot|okkernoot|noz comum|orzechy wloskie|orzechow wloskich|orzech wloski|ceviz|くるみ|クルミ|胡桃|अखरोट|akhrot'),
  ('cashew', 'cashew|cashews|cashew nut|cashew nuts|cashewnusse|cashewnuesse|cashewnuss|cashewkerne|kaschunuss|cashewnussen|cashewnuessen|kaschunusse|kaschunuesse|noix de cajou|cajou|anacarde|anacardi|anacardio|noci di acagiu|anacardos|anacardo|maranon|nuez de la india|castanas de caju|cashewnoten|cashewnoot|castanhas de caju|castanha de caju|caju|orzechy nerkowca|orzechow nerkowca|nerkowce|nerkowcow|nerkowiec|kaju|kaju fistigi|カシューナッツ|カシュー|काजू'),
  ('pecan', 'pecan|pecans|pecan nut|pecan nuts|pekannusse|pekannuesse|pekannuss|pecannuss|pecannusse|pecannuesse|pekannussen|pekannuessen|noix de pecan|noci pecan|noci di pecan|noce pecan|pacanas|pacana|nuez pecana|nueces pecanas|nuez pecan|nueces pecan|pecannoten|pecannoot|nozes peca|noz peca|peca|nozes pecan|noz pecan|orzechy pekan|orzechow pekan|pekany|orzeszki pekan|pekan cevizi|pikan cevizi|ピーカンナッツ|ペカンナッツ|ピーカン'),
  ('brazil_nut', 'brazil nut|brazil nuts|paranusse|paranuesse|paranuss|paranussen|paranuessen|noix du bresil|noci del brasile|noce del brasile|nueces de brasil|nuez de brasil|castanas de para|paranoten|paranoot|castanhas do para|castanha do para|castanha do brasil|castanhas do brasil|noz do brasil|orzechy brazylijskie|orzechow brazylijskich|orzech brazylijski|brezilya cevizi|brezilya fistigi|ブラジルナッツ'),
  ('pistachio', 'pistachio|pistachios|pistachio nut|pistachio nuts|pistachioes|pistazien|pistazie|pistaches|pistache|pistacchi|pistacchio|pistachos|pistacho|alfoncigo|pistachenoten|pistachenoot|pistacios|pistacio|pistacje|pistacji|pistacja|orzechy pistacjowe|antep fistigi|antepfistigi|sam fistigi|antep fistig|ピスタチオ|पिस्ता|pista'),
  ('macadamia', 'macadamia|macadamia nuts|macadamias|macadamia nut|queensland nut|queensland nuts|macadamianusse|macadamianuesse|macadamianuss|macadamianussen|macadamianuessen|queenslandnusse|queenslandnuesse|noix de macadamia|noix du queensland|noci macadamia|noci di macadamia|noci del queensland|nueces de macadamia|nuez de macadamia|nuez de australia|macadamianoten|macadamianoot|nozes de macadamia|noz de macadamia|orzechy makadamia|orzechow makadamia|makadamia|makademya|makadamya cevizi|マカダミアナッツ|マカデミアナッツ|マカダミア'),
  ('pine_nut', 'pine nut|pine nuts|pinenut|pinenuts|pignoli|pignolis|pinon nut|pinon nuts|pinienkerne|pinienkern|pinienkernen|pignons de pin|pignon de pin|pignon|pinoli|pinolo|pinones|pinon|pijnboompitten|pijnboompit|pinhoes|pinhao|orzeszki piniowe|orzeszkow piniowych|orzeszki pinii|cam fistigi|dolmalik fistik|cam fistig|松の実|चिलगोजा|चिलगोज़ा'),
  ('celery', 'celery|celerys|celeriac|celeriacs|sellerie|knollensellerie|staudensellerie|celeri|celeri rave|sedano|sedano rapa|apio|apio nabo|selderij|selderie|knolselderij|bleekselderij|aipo|salsao|seler|selera|selerem|selery|kereviz|セロリ'),
  ('mustard', 'mustard|mustards|mustard seed|mustard seeds|senf|senfkorner|senfkoerner|senfsaat|mostrich|moutarde|graines de moutarde|senape|semi di senape|mostaza|granos de mostaza|mosterd|mosterdzaad|mostarda|sementes de mostarda|gorczyca|gorczycy|gorczyce|musztarda|musztardy|musztarde|hardal|からし|カラシ|辛子|芥子|マスタード|सरसों|सरसो|राई|sarson|rai'),
  ('sesame', 'sesame|sesames|sesame seed|sesame seeds|sesame oil|sesame oils|sesam|sesamsamen|sesamol|sesamoel|sesamkorner|sesamkoerner|graines de sesame|sesamo|semi di sesamo|ajonjoli|granos de sesamo|semillas de sesamo|sesamzaad|sesamolie|gergelim|sementes de sesamo|sezam|sezamu|sezamem|nasiona sezamu|susam|ごま|ゴマ|胡麻|तिल'),
  ('sulphites', 'sulphites|sulphite|sulfite|sulfites|sulphur dioxide|sulphur dioxides|sulfur dioxide|sulfur dioxides|so2|bisulphite|bisulphites|bisulfite|bisulfites|metabisulphite|metabisulphites|sulfit|schwefeldioxid|sulfiten|schwefel|geschwefelt|anhydride sulfureux|dioxyde de soufre|solfiti|solfito|anidride solforosa|sulfitos|sulfito|dioxido de azufre|anhidrido sulfuroso|sulfieten|sulfiet|zwaveldioxide|dioxido de enxofre|siarczyny|siarczynow|dwutlenek siarki|dwutlenku siarki|suelfit|kukurt dioksit|kuekuert dioksit|kukurtdioksit|kuekuertdioksit|亜硫酸塩|二酸化硫黄'),
  ('lupin', 'lupin|lupins|lupine|lupines|lupin flour|lupin flours|lupin seed|lupin seeds|lupini|lupinis|lupinen|lupinenmehl|lupino|altramuces|altramuz|lupinemeel|tremocos|tremoco|lubin|lubinu|aci bakla|yahudi baklasi|ルピナス|ルパン豆'),
  ('molluscs', 'molluscs|mollusc|mollusk|mollusks|mollusca|molluscas|bivalve|bivalves|weichtiere|weichtier|weichtieren|mollusken|muscheln|muschel|mollusques|mollusque|molluschi|mollusco|moluscos|molusco|weekdieren|weekdier|mieczaki|mieczakow|mieczak|yumusakcalar|yumusakca|軟体類|軟体動物|貝類|貝'),
  ('mussel', 'mussel|mussels|miesmuscheln|miesmuschel|moules|moule|cozze|cozza|mejillones|mejillon|mosselen|mossel|mexilhoes|mexilhao|malze|malzy|omulki|midye|ムール貝'),
  ('oyster', 'oyster|oysters|austern|auster|huitres|huitre|ostriche|ostrica|ostras|ostra|ostiones|oesters|oester|ostrygi|ostryg|ostryga|istiridye|かき貝|牡蠣|カキ|सीप'),
  ('squid', 'squid|squids|calamari|calamaris|calamaro|calamaros|cuttlefish|cuttlefishs|tintenfisch|kalmar|tintenfische|calamares|kalmare|sepia|calamars|calamar|encornet|seiche|calmar|seppia|seppie|totano|totani|chipirones|chipiron|inktvis|pijlinktvis|lulas|lula|kalmary|kalmarow|kalamarnica|kalamarnice|kalamar|murekkep baligi|muerekkep baligi|subye|suebye|いか|イカ|烏賊|स्क्विड'),
  ('octopus', 'octopus|octopuses|octopi|octopis|oktopus|krake|kraken|poulpe|pieuvre|polpo|polpi|polipo|pulpo|achtarm|polvo|osmiornica|osmiornice|osmiornicy|osmiornic|ahtapot|たこ|タコ|蛸'),
  ('clam', 'clam|clams|cockle|cockles|venusmuscheln|venusmuschel|herzmuscheln|palourdes|palourde|coques de mer|vongole|vongola|almejas|almeja|berberechos|berberecho|navajas|kokkels|venusschelpen|tapijtschelpen|ameijoas|ameijoa|berbigao|sercowki|wenusjanki|kum midyesi|deniz taragi|あさり|アサリ|はまぐり|ハマグリ|しじみ'),
  ('scallop', 'scallop|scallops|jakobsmuscheln|jakobsmuschel|coquilles saint jacques|noix de saint jacques|coquille saint jacques|saint jacques|petoncle|capesante|capasanta|vieiras|vieira|zamburinas|sint jakobsschelpen|coquilles|jakobsschelp|przegrzebki|przegrzebkow|tarak|ほたて|ホタテ|帆立'),
  ('snail', 'snail|snails|escargot|escargots|whelk|whelks|winkle|winkles|abalone|abalones|schnecken|schnecke|weinbergschnecken|bulot|lumache|lumaca|chiocciole|caracoles|caracol|slakken|slak|wulken|caracois|slimaki|slimak|slimakow|salyangoz|あわび|アワビ|鮑|エスカルゴ|サザエ'),
  ('crustaceans fish molluscs', 'seafood|sea food|魚介類|魚介|海鮮|シーフード|समुद्री भोजन|deniz urunu|deniz ueruenue|deniz urunleri|deniz ueruenleri|deniz mahsulu|deniz mahsulue|deniz mahsulleri'),
  ('peanuts pistachio', 'fistik|fistig|fistigi')
) AS v (codes, words);

CREATE TEMPORARY TABLE diet_words ON COMMIT DROP AS
SELECT code, unnest(string_to_array(words, '|')) AS word FROM (VALUES
  ('vegan', 'vegan|vegans|plant based|plantbased|purely plant based|strict vegan|vegane|veganes|veganer|veganen|pflanzlich|rein pflanzlich|vegetalien|vegetalienne|vegetaliens|vegano|vegana|vegani|veganos|veganas|veganistisch|plantaardig|plantaardige|a base de plantes|a base vegetale|a base de plantas|weganski|weganskie|weganska|weganskich|wegan|weganin|roslinny|roslinne|bitkisel|ヴィーガン|ビーガン|完全菜食|वीगन|शुद्ध शाकाहारी वीगन'),
  ('vegetarian', 'vegetarian|vegetarians|veggie|veggies|meatless|meat free|meatfree|veg|vegetarisch|vegetarische|vegetarisches|vegetarischen|vegetarier|fleischlos|fleischfrei|vegetarien|vegetarienne|vegetariens|vegetariennes|sans viande|vegetariano|vegetariana|vegetariani|vegetariane|senza carne|vegetarianos|vegetarianas|sin carne|vleesvrij|sem carne|wegetarianski|wegetarianskie|wegetarianska|wegetarianin|wege|bezmiesny|bezmiesne|bez miesa|vejetaryen|vejeteryan|etsiz|ベジタリアン|菜食|肉なし|शाकाहारी|shakahari'),
  ('lacto-vegetarian', 'lacto vegetarian|pure veg|pure vegetarian|eggless vegetarian|lactovegetarian|laktovegetarisch|शुद्ध शाकाहारी'),
  ('pescatarian', 'pescatarian|pescetarian|pescatarians|pescetarians|pesco vegetarian|pescetarisch|pescetarien|pescetariano|pescetariana|pesco vegetariano|pescotarisch|pescetarianski|pesketaryen|ペスカタリアン'),
  ('halal', 'halal|helal|halaal|hallal|ハラル|ハラール|हलाल'),
  ('kosher', 'kosher|koscher|casher|kasher|cacher|kacher|koosjer|koszerny|koszerne|koser|コーシャ|कोशर'),
  ('gluten-free', 'gluten free|glutenfree|no gluten|without gluten|free of gluten|free from gluten|coeliac|celiac|coeliacs|celiacs|coeliac disease|celiac disease|coeliac friendly|celiac friendly|gluten intolerant|gluten intolerance|glutenfrei|ohne gluten|zoliakie|sans gluten|coeliaque|maladie coeliaque|senza glutine|celiaco|celiaca|celiachia|celiachi|sin gluten|libre de gluten|celiacos|celiaquia|glutenvrij|zonder gluten|coeliakie|sem gluten|doenca celiaca|isento de gluten|bezglutenowy|bezglutenowe|bezglutenowa|bez glutenu|celiakia|glutensiz|colyak|グルテンフリー|グルテン抜き|ग्लूटेन मुक्त|ग्लूटेन फ्री'),
  ('wheat-free', 'wheat free|no wheat|without wheat|weizenfrei|ohne weizen|sans ble|senza frumento|senza grano|sin trigo|tarwevrij|zonder tarwe|sem trigo|bez pszenicy|bugdaysiz|小麦不使用|小麦抜き'),
  ('lactose-free', 'lactose free|lactosefree|no lactose|without lactose|lactose intolerant|lactose intolerance|laktosefrei|lactosefrei|ohne laktose|laktoseintoleranz|laktoseintolerant|sans lactose|intolerant au lactose|senza lattosio|intollerante al lattosio|sin lactosa|intolerante a la lactosa|deslactosado|deslactosada|lactosevrij|zonder lactose|lactose intolerantie|sem lactose|intolerante a lactose|bez laktozy|bezlaktozowy|bezlaktozowe|nietolerancja laktozy|laktozsuz|ラクトースフリー|乳糖不使用'),
  ('dairy-free', 'dairy free|dairyfree|milk free|non dairy|no dairy|no milk|without dairy|without milk|milchfrei|ohne milch|kuhmilchfrei|sans lait|sans produits laitiers|senza latte|senza latticini|sin leche|sin lacteos|melkvrij|zuivelvrij|zonder melk|zonder zuivel|sem leite|sem laticinios|bez mleka|bezmleczny|bezmleczne|bez nabialu|sutsuz|乳製品不使用|乳不使用|डेयरी मुक्त'),
  ('egg-free', 'egg free|eggless|no egg|no eggs|without egg|without eggs|eifrei|eierfrei|ohne ei|ohne eier|sans oeuf|sans oeufs|senza uova|sin huevo|sin huevos|eivrij|zonder ei|sem ovo|sem ovos|bez jaj|bez jajek|yumurtasiz|卵不使用|卵なし|अंडा रहित|बिना अंडे'),
  ('nut-free', 'nut free|nutfree|no nuts|without nuts|nussfrei|ohne nusse|sans noix|sans fruits a coque|senza frutta a guscio|senza noci|sin frutos secos|sin nueces|notenvrij|zonder noten|sem frutos secos|sem nozes|sem oleaginosas|bez orzechow|kuruyemissiz|ナッツ不使用'),
  ('peanut-free', 'peanut free|no peanuts|without peanuts|erdnussfrei|ohne erdnusse|sans arachides|senza arachidi|sin cacahuetes|sin mani|pindavrij|sem amendoim|bez orzeszkow ziemnych|yer fistiksiz'),
  ('soy-free', 'soy free|soya free|no soy|no soya|sojafrei|ohne soja|sans soja|senza soia|sin soja|sojavrij|sem soja|bez soi|soyasiz'),
  ('fish-free', 'fish free|no fish|without fish|fischfrei|ohne fisch|sans poisson|senza pesce|sin pescado|visvrij|sem peixe|bez ryb|baliksiz'),
  ('shellfish-free', 'shellfish free|no shellfish|without shellfish|seafood free|ohne meeresfruchte|sans fruits de mer|senza frutti di mare|sin mariscos|zonder zeevruchten|sem marisco|bez owocow morza'),
  ('sesame-free', 'sesame free|no sesame|sesamfrei|ohne sesam|sans sesame|senza sesamo|sin sesamo|sesamvrij|sem sesamo|bez sezamu|susamsiz'),
  ('celery-free', 'celery free|no celery|selleriefrei|ohne sellerie|sans celeri|senza sedano|sin apio|selderijvrij|sem aipo|bez selera'),
  ('mustard-free', 'mustard free|no mustard|senffrei|ohne senf|sans moutarde|senza senape|sin mostaza|mosterdvrij|sem mostarda|bez gorczycy|bez musztardy'),
  ('sulphite-free', 'sulphite free|sulfite free|no sulphites|no sulfites|sulfitfrei|ohne sulfite|sans sulfites|senza solfiti|sin sulfitos|sulfietvrij|sem sulfitos|bez siarczynow'),
  ('lupin-free', 'lupin free|no lupin|lupinenfrei|ohne lupinen|sans lupin|senza lupini|sin altramuces|lupinevrij|sem tremoco|bez lubinu'),
  ('alcohol-free', 'alcohol free|non alcoholic|nonalcoholic|alcoholfree|without alcohol|no alcohol|alkoholfrei|alkoholfreie|alkoholfreies|ohne alkohol|sans alcool|senza alcol|analcolico|analcolica|analcoliche|sin alcohol|alcoholvrij|alcoholvrije|zonder alcohol|sem alcool|bezalkoholowy|bezalkoholowe|bez alkoholu|alkolsuz|ノンアルコール|アルコールなし'),
  ('sugar-free', 'sugar free|sugarfree|sugarless|no sugar|without sugar|unsweetened|zuckerfrei|ohne zucker|sans sucre|sans sucres|senza zucchero|senza zuccheri|sin azucar|suikervrij|zonder suiker|sem acucar|bez cukru|sekersiz|無糖|シュガーフリー'),
  ('pork-free', 'pork free|no pork|without pork|ohne schwein|ohne schweinefleisch|sans porc|senza maiale|sin cerdo|zonder varkensvlees|sem porco|sem carne de porco|bez wieprzowiny|domuzsuz|豚肉不使用|豚肉なし'),
  ('beef-free', 'beef free|no beef|without beef|ohne rindfleisch|sans boeuf|senza manzo|sin carne de res|sin ternera|zonder rundvlees|sem carne de vaca|bez wolowiny'),
  ('low-carb', 'low carb|lowcarb|low carbohydrate|kohlenhydratarm|pauvre en glucides|basso contenuto di carboidrati|bajo en carbohidratos|koolhydraatarm|baixo carboidrato|niskoweglowodanowy|dusuk karbonhidratli|低糖質'),
  ('low-fat', 'low fat|lowfat|fat reduced|fettarm|allege|pauvre en graisses|magro|bajo en grasa|vetarm|baixo teor de gordura|niskotluszczowy|az yagli|低脂肪'),
  ('low-salt', 'low salt|low sodium|salzarm|natriumarm|pauvre en sel|basso contenuto di sale|bajo en sal|zoutarm|baixo teor de sal|niskosodowy|az tuzlu|減塩'),
  ('high-protein', 'high protein|protein rich|proteinreich|eiweissreich|riche en proteines|proteico|ricco di proteine|alto en proteinas|rico en proteinas|eiwitrijk|rico em proteinas|wysokobialkowy|yuksek proteinli|高タンパク'),
  ('keto', 'keto|ketogenic|ketogen|cetogene|chetogenico|cetogenico|cetogenica|ketogeen|ketogeniczny|ketojenik'),
  ('paleo', 'paleo|palaeo|paleolithic|palao'),
  ('raw', 'raw|raw food|rohkost|rohvegan|cru|crudivore|crudo|crudista|crudivegano|rauw|crudivoro|surowy'),
  ('organic', 'organic|bio|biologisch|biologique|biologico|biologica|ecologico|ecologica|organico|organica|biologische|ekologiczny|ekologiczne|organik|有機|オーガニック|जैविक|ऑर्गेनिक'),
  ('spicy', 'spicy|hot and spicy|scharf|scharfe|epice|epicee|piccante|picante|pittig|apimentado|ostry|ostre|acili|辛口|激辛|तीखा|मसालेदार')
) AS v (code, words);

-- The owner of the table writes it: forced row-level security would show it nothing.
ALTER TABLE products NO FORCE ROW LEVEL SECURITY;

CREATE TEMPORARY TABLE mapped ON COMMIT DROP AS
SELECT p.id, array_agg(DISTINCT c.code ORDER BY c.code) AS codes
FROM products p CROSS JOIN unnest(p.allergens) AS w (word)
LEFT JOIN allergen_words a ON a.word = pg_temp.word_key(w.word)
LEFT JOIN LATERAL unnest(a.codes) AS c (code) ON true
GROUP BY p.id
HAVING bool_and(a.word IS NOT NULL);

-- One word that is unknown leaves the whole product “not declared”, with the shop's words as they are.
UPDATE products p SET allergens = m.codes, allergen_codes = m.codes, version = p.version + 1
FROM mapped m WHERE m.id = p.id;

UPDATE products p SET version = p.version + 1, dietary = (
  SELECT array_agg(DISTINCT coalesce(d.code, w.word)) FROM unnest(p.dietary) AS w (word)
  LEFT JOIN diet_words d ON d.word = pg_temp.word_key(w.word))
WHERE EXISTS (
  SELECT FROM unnest(p.dietary) AS w (word) JOIN diet_words d ON d.word = pg_temp.word_key(w.word) AND d.code <> w.word);

DO $$
DECLARE
  unknown record;
BEGIN
  FOR unknown IN
    SELECT w.word, count(*) AS products FROM products p CROSS JOIN unnest(p.allergens) AS w (word)
    WHERE p.allergen_codes IS NULL AND p.deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM allergen_words a WHERE a.word = pg_temp.word_key(w.word))
    GROUP BY w.word ORDER BY 2 DESC, 1 LIMIT 100
  LOOP
    RAISE NOTICE 'allergen word "%" of % products is not known: these products are not declared, see GET /v1/products?allergens=undeclared',
      unknown.word, unknown.products;
  END LOOP;
END
$$;

DROP FUNCTION pg_temp.word_key;
ALTER TABLE products FORCE ROW LEVEL SECURITY;
