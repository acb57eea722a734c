import { fold } from '../../contracts/fold.ts';
import { said } from './said.ts';

/** Folded, with spaces for all that is no letter, number or mark that matters. */
export const plain = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{M}\p{N}?？。、#]+/gu, ' ')
    .trim();

export type Intent =
  | 'greet'
  | 'identity'
  | 'thanks'
  | 'order'
  | 'assent'
  | 'discount'
  | 'basket'
  | 'clear'
  | 'choose'
  | 'remove'
  | 'swap'
  | 'adjust'
  | 'search'
  | 'describe'
  | 'repeat'
  | 'status'
  | 'change'
  | 'cancel'
  | 'help'
  | 'ask'
  | 'decline'
  | 'unclear';

const ORDER_WORD =
  'orders?|bestellung\\w*|commande|ordine|pedido|bestelling|encomenda|zamowien\\w*|siparis\\w*|food|essen';
const ORDER_IN = `(?:${ORDER_WORD})`;

/** Folded; what a message may begin with before it says what it wants. */
export const GREETINGS =
  '(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|evening|morning|greetings|ciao|salve|hallo|guten (?:tag|morgen|abend)|gruss gott|gruezi|moin(?: moin)?|servus|bonjour|bonsoir|salut|coucou|buongiorno|buonasera|hola|buenos dias|buenas(?: tardes| noches)?|ola|bom dia|boa (?:tarde|noite)|hoi|goedenavond|goedemiddag|goedemorgen|dzien dobry|czesc|merhaba|selam|namaste|namaskar|bhaiya|bhai)(?: there| zusammen| all| everyone| team| ji| a tous)?';

const PHRASES: ReadonlyArray<readonly [intent: Intent, spaced: string, unspaced: string]> = [
  [
    'identity',
    'are you (?:an? )?(?:real|human|person|bot|robot|ai|machine|offline|chatgpt|gpt)(?: person)?|who are you|what are you|(?:what|which) (?:ai |language )?model(?: are you)?|(?:do|can) you (?:speak|understand) \\w+|bist du (?:ein )?(?:mensch|bot|roboter|ki)|sind sie (?:ein )?(?:mensch|bot|roboter|ki)|wer (?:bist|sind) \\w+|sprichst du \\w+|sprechen sie \\w+|parli \\w+|help|what can you do|how does this work|hilfe|was kannst du|was konnen sie',
    'あなたは誰|ロボット|人間ですか|何ができ',
  ],
  [
    'cancel',
    `(?:cancel|scrap|withdraw)(?: \\w+){0,3} (?:${ORDER_WORD})|cancel (?:it|that)?\\s?(?:order )?(?:number |no )?\\d+|(?:storn\\w+|abbestell\\w*|absag\\w*)|annul\\w+(?: \\w+){0,2} ${ORDER_IN}|cancel\\w+(?: \\w+){0,2} ${ORDER_IN}|${ORDER_IN} (?:annuleren|stornieren|anuluj\\w*|iptal\\w*|cancel)|anuluj\\w*|iptal\\w*`,
    '注文.*(?:キャンセル|取り消)|^キャンセル|रद्द',
  ],
  [
    'change',
    `(?:change|modify|edit|amend|update)(?: something (?:in|on|about))? (?:my|the|that|this|an?) (?:\\w+ )?order|(?:add|put) .+ (?:to|on) (?:my|the) (?:\\w+ )?order|(?:remove|take) .+ (?:from|off) (?:my|the) (?:\\w+ )?order|(?:meine|die) bestellung (?:andern|anpassen)|andern sie meine bestellung`,
    '注文を変更',
  ],
  [
    'status',
    'where(?: is| s) (?:my|the) (?:order|food)|(?:order )?status|track (?:my|the) order|is (?:my|the) (?:order|food) (?:ready|done|confirmed|on its way|coming)|how(?: is| s) my order|(?:how long|when) (?:will|until|is|does) (?:my|the) (?:order|food)|what did i (?:order|buy)|(?:my|the) (?:last|latest|previous|newest) order|(?:show|see|list) (?:me )?my orders?|my orders|order (?:number |no |nr )?\\d+|wo (?:ist|bleibt) (?:meine|mein|die|das) (?:bestellung|essen)|was habe ich bestellt|ou est ma commande|dov e il mio ordine|donde esta mi pedido|waar is mijn bestelling|gdzie jest moje zamowienie|siparisim nerede|mera order kahan|(?:my|the) (?:refund|return|complaint|request)(?: \\w+)? (?:status|yet|going)|(?:what|any news|news) (?:about|of|on) my (?:refund|return|complaint|request)|was (?:ist|wurde) (?:mit|aus) meiner (?:reklamation|beschwerde|anfrage)',
    '注文(?:は|した(?:もの|料理)は).*(?:どこ|いつ|まだ)|注文状況',
  ],
  [
    'clear',
    'start over|clear (?:my |the )?(?:basket|cart|order)|empty (?:my |the )?(?:basket|cart)|forget (?:it|everything)|remove everything|von vorne|alles loschen|warenkorb leeren|recommencer|ricominciare|empezar de nuevo',
    '最初から|全部やめ',
  ],
  [
    'swap',
    'instead|(?:replace|swap|exchange|change|switch) .+ (?:with|for|by|to|into) .+|i meant?|(?:an)?statt|stattdessen|anstelle|ich mein\\w+|.+ (?:gegen|durch) .+ (?:tausch|austausch|ersetz|wechsel)\\w*|(?:tausch|ersetz|wechsel)\\w* .+ (?:gegen|durch)|au lieu d\\w*|a la place|je voulais dire|(?:remplac|chang|echang)\\w*(?: .+)? (?:par|contre|pour)|invece d\\w+|al posto d\\w+|intendevo|(?:sostitui|cambi|scambi)\\w+(?: .+)? (?:con|per)|en (?:lugar|vez) de|quise decir|(?:cambi|reemplaz|sustituy)\\w+(?: .+)? (?:por|con)|in plaats van|em vez de|troc\\w+(?: .+)? por|zamiast|yerine|ki jagah|badal\\w* .+ se',
    'の代わりに|(?:はやめて|をやめて|じゃなくて|ではなく|から).+(?:に(?:して|変え|変更)|ください|お願い|で$)|を.+に(?:変え|変更|して)',
  ],
  [
    'discount',
    'discounts?|promos?|promotions?|coupons?|vouchers?|codes?|deals?|special offers?|offers|cheaper price|money off|rabatt\\w*|gutschein\\w*|angebote?|remise|reduction|sconto|descuento|korting|desconto|rabat|indirim',
    '割引|クーポン',
  ],
  [
    'repeat',
    '(?:the )?same (?:again|as (?:last time|before))|(?:my )?usual|repeat (?:my|the|that)(?: last)? order|order (?:that|the same) again|(?:noch ?mal )?das ?(?:gleiche|selbe)(?: wie (?:letztes mal|immer))?(?: noch ?mal| noch einmal| bitte)?|dasselbe|wie immer|la meme chose|comme d habitude|lo stesso|come al solito|lo mismo(?: de siempre)?|hetzelfde|o mesmo|to samo|aynisi\\w*|wahi (?:phir se|dobara)|same (?:order )?(?:dobara|phir se)',
    '同じ(?:もの|の|注文)|前回と同じ|いつもの',
  ],
  [
    'describe',
    'what(?: s| is)? (?:in|inside) (?:it|that|this|them|there|the (?!basket|cart|order)\\w+.*)|what(?: does| do) .+ (?:contain|come with|consist of)|what(?: is| s) .+ made (?:of|with|from)|what exactly is .+|was ist (?:da(?:rin|rin)?|in .+) (?:drin|alles drin|enthalten)|was ist (?:da )?(?:drin|darin)|woraus besteht .+|qu ?(?:est ce qu il )?y a t il dedans|qu est ce qu il y a (?:dedans|dans .+)|cosa (?:c e|contiene) .*|(?:di )?che cosa e fatto.*|(?:que|qué) (?:lleva|tiene|contiene)(?: .+)?|wat zit er in.*|(?:is|us) ?(?:me|mein) kya (?:hai|hota hai)|.+ (?:me|mein) kya (?:kya )?(?:hai|hota hai)',
    '何が(?:入|はい)って|中身|材料は',
  ],
  [
    'basket',
    'what(?: s| is| do i have| have i got)? in (?:my|the) (?:basket|cart|order)|(?:show|see) (?:me )?(?:my|the) (?:basket|cart)|(?:my|the) (?:basket|cart|total)|how much(?: is| does| would| will| s)? (?:it|that|this|everything|all)(?: all)?(?: be| cost| come to| make)?(?: altogether| together| in total| so far| now)?|how much (?:do i (?:owe|pay)|altogether|in total)|what(?: s| is) (?:the (?:price|total|damage)|my total)|what does (?:it|that) come to|warenkorb|(?:was|wie ?viel) (?:kostet|macht|ist|kosten|waere?) (?:das|es|alles|die beiden)(?: (?:alles|jetzt|zusammen|insgesamt|dann|beides))*|ca fait combien|combien (?:ca|cela) (?:fait|coute)|(?:c est )?combien(?: en tout| au total)?|quanto (?:fa|viene|costa|e|pago|sarebbe)(?: (?:in totale|tutto|in tutto|insieme))*|cuanto (?:es|seria|cuesta|sale|vale|suma|queda)(?: (?:todo|en total|junto))*|el total|hoeveel (?:is|kost) (?:het|dat)|quanto (?:fica|custa|da)|ile to|ne kadar|kitna(?: (?:hua|hoga|total|ka))*|kitne (?:ka|paise|hue)(?: \\w+)?|total kitna',
    '合計|全部でいくら|おいくら|いくら(?:です|になり)',
  ],
  [
    'order',
    '(?:order|buy|place|confirm|book|send|submit) (?:it|that|this|them|these|those|everything|all|my order|the order|now|the lot)|go ahead|check ?out|place (?:an |the |my )?order|(?<=^\\W*)(?:please )?(?:order|ordering)(?: now| please)?(?=\\W*$)|confirm|proceed|change it(?! to)|that(?: s|s| is| will be| ll be) (?:all|it|everything)|nothing else|i(?: m| am) done|(?:ja )?(?:bitte )?(?:jetzt )?(?:bestellen|abschicken|absenden)|bestell(?:e|en|t)? (?:es|das|bitte|sie|jetzt|alles)(?: bitte)?|ich bestelle(?=\\W*$)|bestellung (?:aufgeben|abschicken|absenden|bestatigen)|das (?:ist|ware) (?:alles|dann alles)|das war s|das wars|passt so|kostenpflichtig bestellen|bestatigen|commandez?(?: le)?(?=\\W*$)|(?:je|on) (?:commande|confirme|valide)|(?:valider?|validez|confirmez|confirmer|passez|passer)(?: la| ma| cette)? commande|je valide|c est tout|ce sera tout|ca sera tout|confermo|confermare?|conferma(?: l)?(?: ordine)?|(?:ordina|ordinare|ordiniamo)(?:lo)?(?=\\W*$)|procedi|basta cosi|e tutto|nient altro|confirmar?(?: el| mi)?(?: pedido)?|confirmo|pidelo|pide(?=\\W*$)|pedir(?=\\W*$)|eso es todo|es todo|nada mas|(?:haz|haga|realizar?|enviar?) (?:el|mi) pedido|bestel(?:len)?(?: het)?(?: maar)?(?=\\W*$)|dat is alles|confirmar|pode (?:pedir|confirmar)|potwierdzam|zamawiam|onayliyorum|siparis ver|order (?:confirm )?(?:kar|laga|de|bhej|place) ?\\w*(?: do| dijiye| dena| kijiye)?|order confirm\\w*(?: kar\\w*| do)*|confirm (?:kar\\w*|do)(?: do)?|order ?kardo|order karo|bas (?:itna hi|yahi)|itna hi|ho gaya',
    '注文(?:して|を確定|します|をお願い|お願い|する|で)|^ご?注文$|確定|以上(?:です|で)|これで(?:お願い|注文|いい)|(?:お)?会計(?:を|お願い)?|オーダー(?:お願い|して)|ऑर्डर कर',
  ],
  [
    'decline',
    '(?<=^\\W*)(?:no|nope|no thanks?(?: you)?|not now|never mind|nevermind|leave it|keep it|nein(?: danke)?|doch nicht|non(?: merci)?|nee|nao|nie|hayir|nahi)(?=\\W*$)',
    '^(?:いいえ|やめて|結構です)',
  ],
  [
    'thanks',
    '(?<=^\\W*)(?:thanks?|thank you|cheers|great|perfect|bye|goodbye|danke(?: schon)?|vielen dank|tschuss|merci(?: beaucoup)?|grazie|gracias|dank je|bedankt|obrigad[oa]|dziekuje|tesekkurler|dhanyavad)(?=[^?]*$)',
    '^(?:ありがとう|धन्यवाद)',
  ],
  [
    'greet',
    `(?<=^\\W*)(?:(?:${GREETINGS})\\W*)+(?=\\W*$)`,
    '^(?:こんにちは|こんばんは|おはよう(?:ございます)?|すみません|नमस्ते)(?=[。、!！]?$)',
  ],
];
export const PATTERNS = PHRASES.map(([intent, spaced, unspaced]) => [intent, said(spaced, unspaced)] as const);

export const ASSENT = said(
  '(?<=^\\W*)(?:yes|yeah|yep|yup|sure|ok|okay|do it|please do|fine|perfect|sounds good|that s (?:right|fine|correct)|correct|ja|jawohl|genau|passt|gerne|in ordnung|oui|d accord|c est bon|parfait|si|va bene|perfetto|certo|vale|claro|perfecto|de acuerdo|sim|tak|evet|haan|han|theek hai|thik hai|accha|d accord)(?:\\W+(?:please|do it|cancel it|order it|change it|ji|bitte|gerne|so|danke|stornieren|por favor|per favore|grazie|gracias|merci|s il vous plait|prosze|lutfen|hai))*(?=\\W*$)',
  '^(?:はい|ええ|お願いします|それで(?:お願い|いい)|大丈夫|オッケー)(?:。|、|$|お願い|です)',
);
export const CANCEL_SOMETHING = said(
  'cancel|abbrechen|abbruch|annule[rz]?|annulla|cancela\\w*|cancel kar\\w*',
  'キャンセル',
);
/** What shops write about, and menus do not say. */
export const SHOP_TOPICS = said(
  'open(?:ing)?|close[sd]?|closing|hours?|address|located|location|where are you|find you|parking|park|wi ?fi|reserv\\w+|book(?:ing)?|table|deliver(?:y|ies|s)?|shipping|ship|returns?|refunds?|polic(?:y|ies)|pay(?:ment|ing)?|cards?|cash|apple pay|tip(?:ping)?|service charge|traces|allergen information|cross.contamination|child(?:ren)?|kids?|high ?chairs?|dogs?|pets?|wheelchair|accessible|accessibility|terrace|garden|contact|phone|telephone|e ?mail|gift ?cards?|loyalty|complaints?|warranty|guarantee|minimum order|catering|birthdays?|corkage|dress code|privacy|data|cancell?ation|holidays?|(?:sun|mon|tues|wednes|thurs|fri|satur)days?|weekends?|how long|geoffnet|offnungszeiten|offnet|offen|schliess\\w+|liefer\\w*|parkplatz|parken|bezahlen|zahlen|karte zahlen|ec karte|reservier\\w*|adresse|hunde?|ruckgabe\\w*|kinderstuhl|horaires?|ouvert\\w*|livr\\w+|orari|aperti|consegn\\w*|horario|abierto|envio|openingstijden|bezorg\\w*|horario|entrega|godziny|dostaw\\w*|saat(?:leri)?|teslimat',
  '営業時間|何時|駐車場|予約|配達|支払|カード|住所|समय|डिलीवरी',
);
export const QUESTION = said(
  '(?<=^\\W*(?:please )?)(?:who|what|when|where|why|how|which|do|does|is|are|can|could|may|will|would|have|has|tell me|i would like to know|i wonder|was|wann|wo|wie|welche[rsn]?|gibt|haben|hat|ist|sind|kann|konnen|darf|liefern|quel\\w*|est ce|avez|che|quali|avete|que|cual\\w*|hay|tienen|wat|welke|is er|qual|quais|tem|czy|jakie|co|hangi|kya)',
  '[?？]|ですか|ますか|क्या',
);
export const CHOOSING = said(
  'i(?: ll| will| d| would) (?:take|have|like|love|go (?:for|with))|i m having|give (?:me|us)|gimme|get (?:me|us)|bring (?:me|us)|add|i take|i want|i need|we(?: ll| will| d| would) (?:take|have|like)|we want|let(?: s| us| me) (?:take|have|get)|can (?:i|we) (?:have|get|order)|could (?:i|we) (?:have|get|order)|may i have|make (?:it|that)|(?:i(?: d| would) like to )?order (?!it|that|number)|for me|put me down for|ich (?:nehme|nehm|hatte?|mochte|will|bekomme|bestelle|brauche|kriege|bekomm)|wir (?:nehmen|hatten|mochten|bekommen|brauchen)|(?:fur mich|geben sie mir|bringen sie|einmal|dazu)|bitte|je (?:prends|prendrais|voudrais|veux|vais prendre)|j aimerais|(?:nous|on) (?:prend\\w*|voudrait|voudrions)|donnez (?:moi|nous)|mettez|ajoute[zr]?|pour moi|il me faut|vorrei|vorremmo|prendo|prendiamo|mi (?:dia|porti|fa|faccia)|aggiung\\w+|per me|per favore|quiero|quisiera|queremos|querria|me (?:da|das|pone|pones|trae|gustaria)|ponme|dame|deme|tomare|tomo|agreg\\w+|anad\\w+|anade|para mi|por favor|porfa\\w*|s il vous plait|svp|please|pls|plz|ik (?:wil|neem)|graag|quero|queria|poprosze|istiyorum|alayim|chahiye|chahie|dena|de ?do|de dijiye|dijiye|laga ?do|lagao|add kar\\w*|lunga|lungi|mangta|mangwa\\w*|order karna',
  'ください|下さい|お願いします|頼みます|頼む|追加|にします|をもらえ|いただけ|चाहिए|दीजिए',
);
export const SEEKING = said(
  'do you (?:have|sell|serve|offer)|is there|are there|any|something|anything|looking for|recommend|suggest|show|find|what|which|list|menu|cheapest|haben sie|habt ihr|gibt es|etwas|irgendwas|was|welche[srn]?|zeig\\w*|empfehl\\w*|suche|gunstigste\\w*|billigste\\w*|quel\\w*|avez vous|quelque chose|quali?|avete|qualcosa|que|cual\\w*|tienen|hay|algo|welke|wat|iets|hebben|qual|quais|tem|jakie|macie|cos|hangi|var mi|kuch|kya|kaun\\w*',
  '[?？]|何|ありますか|どれ|どんな|おすすめ|一番安い|क्या|कुछ',
);
export const CONTAINS = said(
  'contain\\w*|have|has|in it|with|enthalt\\w*|drin|ist in|hat|contient|contiene|bevat|contem|zawiera|iceriyor|hai',
  '入って|含|है',
);
const REMOVE_WORDS =
  'remove|delete|drop|scratch|lose|skip|take (?:off|out|away)|leave (?:out|off)|forget (?:about )?the|no more|cancel the|entfern\\w*|weg mit|streich\\w*|lass\\w* .+ weg|enlev\\w+|retir\\w+|supprim\\w+|annule[rz]? l\\w+|tog\\w+|leva\\w*|elimin\\w+|rimuov\\w+|quit[ae]\\w*|sac[ao]r?|borr\\w+|verwijder|usun|tira\\w*|cikar\\w*|hata\\w*|nikal\\w*|cancel kar\\w*';
export const REMOVING = said(
  `(?<=^\\W*(?:(?:and|but|please|also|oh|actually|ok|okay|und|aber|bitte|dann|doch|et|mais|y|pero|e|ma|aur|finalement|alla fine|al final|mejor|plutot) )*)(?:${REMOVE_WORDS}|without|no|minus|not the|ohne|kein\\w*|sans|pas de|plus de|senza|niente|sin|zonder|geen|sem|bez|bina)|take (?:the )?.+ (?:off|out|away)|(?:i|we) (?:don t|do not) (?:want|need) (?:the|any|that)|(?:nehmen?|nimm) (?:sie )?.+ (?:raus|weg|heraus)|(?:nicht|keine?n?) (?:mehr|doch)|doch (?:kein\\w*|ohne)|(?<=\\S )(?:doch )?(?:nicht|no|non|nao|nie|niet)(?=(?: danke| grazie| merci| gracias)?\\W*$)|je ne veux (?:plus|pas)|non voglio(?: piu)?|(?:ya )?no quiero|(?:quitar|eliminar|remove)|.+ (?:hata|nikal)\\w*(?: do| dijiye| dena)?|.+ (?:nahi|nahin|mat) (?:chahiye|dena|bhejna|chahie)|.+ cancel (?:kar\\w*|do)`,
  '(?:は|を)?(?:やめて|なしで|なし(?=で|に|$)|抜いて|抜きで?|外して|取り消して|キャンセル|いりません|いらない|削除)',
);
/** What says that something in the basket shall be otherwise. */
export const CORRECTING = said(
  'make (?:the|one|both|all)|change (?:it|that|the|them)|(?:actually|rather|only|just|better)|doch|lieber|nur|mach\\w*|sondern|plutot|finalement|seulement|mettez en|mets en|meglio|anzi|sol[oa]|seule?|soltanto|facciamo\\w*|mejor|solamente|que sean?|pon\\w*|liever|toch|melhor|afinal|raczej|tylko|yapin|olsun|then|entonces|alors|allora|(?:kar|bana|kara) (?:do|dijiye|dena)|karo|kardo|kar|sirf|upgrade',
  'にして|に変え|に変更|やっぱり|やはり|だけ|(?:は|を)?[^をのと]*(?:つ|個|本|杯|枚|人前|皿)で(?:。|$)',
);
export const MORE = said(
  '(?:one|another|two|three|four|five|\\d+|an extra) more(?! (?:question|thing))|(?<=^\\W*(?:and |also |add )?)another(?: one| \\w+)?|more of|(?:noch|encore|ancora|nog|jeszcze) (?:ein\\w*|un[ea]?|uno|zwei|deux|due|twee|jeden|drei|trois|tre|\\d+)|noch ?mal|weitere\\w*|(?:un )?altr[oaie]|(?:una? )?otr[oa]s?|(?:un|une|uno|una|dos|deux) (?:mas|de plus|in piu)|(?:um|uma) mais|mais (?:um|uma)|ek aur|aur ek|aur (?:do|teen|char)|bir tane daha|(?:one|two|three|\\d+) (?:less|fewer)|\\w+ weniger|\\w+ de moins|\\w+ di meno|\\w+ menos',
  'もう(?:[一二三四五\\d]|ひと|ふた)|おかわり|減ら',
);
export const PRONOUN = said(
  '(?:make|change) (?:it|that|them)|(?:mach|andere)\\w* (?:es|das|daraus)',
  '(?:それ|これ)を.+に',
);
export const OF_SHOWN = said(
  '\\w+ of (?:those|these|them|that|it)|davon|de ceux la|de celles la|di quell\\w+|de es[oa]s',
  '(?:それ|これ)を',
);
export const TAKING = said(
  '(?:i|we)(?: ll| will| d| would)? (?:take|have|like|want) (?:it|them|that|this|those|these|both)(?: one| ones)?|take (?:it|them|that)(?! off| out| away)|that one|(?:das|die|den|es) (?:nehme|nehm|mochte|will|hatte) (?:ich|wir)(?: gern\\w*)?|ich nehm\\w* (?:das|die|den|es|beide\\w*)|je l[ae]s? prends|je prends (?:ca|les deux)|l[oa] prendo|prendo questo|l[oa] (?:tomo|quiero)|me l[oa] llevo|wah?i de do|yahi (?:chahiye|de do)',
  '(?:それ|これ)(?:を|で|に)',
);
/** “Lieber einen Tee” takes the place of what was named last, “auch einen Tee” does not. */
export const INSTEAD = said('lieber|plutot|piuttosto|anzi|mejor|liever|raczej', 'やっぱり|やはり');
export const ALSO = said(
  'add|auch|noch|dazu|aussi|encore|anche|ancora|tambien|also|too|as well|ook|bhi',
  'も|追加|もう',
);
export const DEFINITE = said(
  '(?<=^\\W*(?:and |und |e |et |y )?)(?:the|der|die|das|den|le|la|les|il|lo|i|gli|el|los|las|de|het|os?|as?)',
);
export const PART_OF = said('(?:make|change) (?:one|two|three|\\d+) of (?:them|those|these)');
/** “Three, not two”, “not two but three”. */
export const NOT_SO_MANY = said(
  '(?:not|nicht|pas|non|no) (?:an?|\\w+) (?:but|sondern|mais|ma|sino) .+|\\S+ (?:not|nicht|pas|statt) \\S+',
);

/** “What can my nut-allergic kid eat?” */
export const WHAT_CAN_BE_HAD = said(
  'what (?:can|could|may|should) (?:\\w+ ){1,6}(?:eat|have|order|get|take)|what (?:is|s) safe|(?:was|welche\\w*) (?:kann|konnen|darf) (?:\\w+ ){1,6}(?:essen|nehmen|bestellen|haben)|(?:qu est ce que|que) (?:je )?(?:peux|peut|puis) (?:\\w+ ){0,4}(?:manger|prendre|commander)|(?:cosa|che cosa) (?:posso|puo) (?:\\w+ ){0,4}(?:mangiare|prendere|ordinare)|que (?:puedo|puede|podemos) (?:\\w+ ){0,4}(?:comer|pedir|tomar)|wat (?:kan|mag) (?:\\w+ ){1,6}(?:eten|nemen|bestellen)|o que (?:posso|pode) (?:\\w+ ){0,4}(?:comer|pedir)|co (?:moge|moze) (?:\\w+ ){0,4}(?:zjesc|jesc|zamowic)',
  '食べられ(?:る|ます)',
);
/** “Which starters can I have?” */
export const ASKED = said(
  '(?<=^\\W*)(?:which|what|welche\\w*|was|quel\\w*|que|cual\\w*|quali?|che|cosa|wat|welke|o que|qual|quais|co|jakie)',
);

/** Somebody wants something done. */
export const WANTING = said('want|need|mochte|will|get|like|quiero|voudrais|vorrei', 'して|呼んで|話');

/** A dish that is known. */
export const DEMONSTRATIVE = said('the|that|this|den|die|das');

/** All that there is. */
export const WHOLE_MENU = said(
  'menu|everything|what (?:else )?do you (?:have|sell|offer|serve)|hungry|eat|speisekarte|karte|essen|was gibt es|manger|mangiare|comer|eten|menukaart',
  'メニュー|食べ',
);

/** No dish in particular. */
export const ANY = said('something|anything|any|etwas|irgendwas|quelque chose|qualcosa|algo|iets|cos|kuch');

/** A wish in the form of a question. */
export const CAN_I_HAVE = said('can i (?:have|get)|could i (?:have|get)|kann ich .+ (?:haben|bekommen)');

/** A dish, and what is with it or whom it is for. */
export const WITH_SOMETHING = said(
  'with|mit|avec|con|met|com|ile|for (?:my|me|him|her|us) .*|(?:an?|ein\\w*|une?|una?) .+ (?:without|ohne|sans|senza|sin) .+',
);

/** An article and what it stands before. */
export const ONE_DISH = said(
  '(?<=^\\W*(?:(?:and|also|plus|just|und|auch|noch|dann|then|ok|okay) )*)(?:the|an?|der|die|das|den|ein\\w*|une?|le|la|il|un[oa]?|el|een|um[a]?) .+',
);

/** How a question about one dish begins. */
export const DOES_IT = said('does|is|are|do|ist|sind|hat|enthalt\\w*|contient|contiene', '入って|含');

/** A question about more dishes than one. */
export const WHICH_DISHES = said('do you have|what|which|welche\\w*|was|any|something|anything|haben sie');
