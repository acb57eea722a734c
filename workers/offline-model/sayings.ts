import { fold } from '../../contracts/fold.ts';
import { said, WITH, WITHOUT } from './said.ts';

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

/** Greetings and openers before a request, folded. */
export const GREETINGS =
  '(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|evening|morning|greetings|ciao|salve|hallo|guten (?:tag|morgen|abend)|morgen|gruss gott|gruezi|moin(?: moin)?|servus|bonjour|bonsoir|salut|coucou|buongiorno|buonasera|hola|buenos dias|buenas(?: tardes| noches)?|ola|bom dia|boa (?:tarde|noite)|hoi|goedenavond|goedemiddag|goedemorgen|dzien dobry|czesc|merhaba|selam|namaste|namaskar|bhaiya|bhai)(?: there| zusammen| all| everyone| team| ji| a tous)?';

const PHRASES: ReadonlyArray<readonly [intent: Intent, spaced: string, unspaced: string]> = [
  [
    'identity',
    'are you (?:an? )?(?:real|human|person|bot|robot|ai|machine|offline|chatgpt|gpt)(?: person)?|who are you|what are you|(?:what|which) (?:ai |language )?model(?: are you)?|(?:do|can) you (?:speak|understand) \\w+|bist du (?:ein )?(?:mensch|bot|roboter|ki)|sind sie (?:ein )?(?:mensch|bot|roboter|ki)|wer (?:bist|sind) \\w+|sprichst du \\w+|sprechen sie \\w+|parli \\w+|help|what can you do|how does this work|hilfe|was kannst du|was konnen sie',
    'あなたは誰|ロボット|人間ですか|何ができ',
  ],
  [
    'cancel',
    `(?:cancel|scrap|withdraw)(?: \\w+){0,3} (?:${ORDER_WORD})|cancel (?:it|that)?\\s?(?:order )?(?:number |no )?\\d+|(?:storn\\w+|abbestell\\w*|absag\\w*)|annul\\w+(?: \\w+){0,2} ${ORDER_IN}|cancel\\w+(?: \\w+){0,2} ${ORDER_IN}|${ORDER_IN}(?: \\w+){0,2} (?:annuleren|stornieren|anulowac|anuluj\\w*|iptal\\w*|cancel)|anuluj\\w*|anulowac|iptal\\w*`,
    '注文.*(?:キャンセル|取り消)|^キャンセル|रद्द',
  ],
  [
    'change',
    `(?:change|modify|edit|amend|update)(?: something (?:in|on|about))? (?:my|the|that|this|an?) (?:\\w+ )?order|(?:add|put) .+ (?:to|on) (?:my|the) (?:\\w+ )?order|(?:remove|take) .+ (?:from|off) (?:my|the) (?:\\w+ )?order|(?:meine|die) bestellung (?:andern|anpassen)|andern sie meine bestellung|(?:modif|chang)\\w+ (?:ma|la|notre) commande|(?:modific|cambi)\\w+ (?:(?:il )?mio |l )ordine|(?:cambi|modific)\\w+ (?:mi|el) pedido|(?:mijn|de) bestelling (?:wijzigen|aanpassen|veranderen)|(?:mudar|alterar) o (?:meu )?pedido|zmieni\\w+ (?:moje )?zamowieni\\w+|siparisimi degistir\\w*`,
    '注文を変更',
  ],
  [
    'status',
    'where(?: is| s) (?:my|the) (?:order|food)|(?:order )?status|track (?:my|the) order|is (?:my|the) (?:order|food) (?:ready|done|confirmed|on its way|coming)|how(?: is| s) my order|(?:how long|when) (?:will|until|is|does) (?:my|the) (?:order|food)|what did i (?:order|buy)|(?:my|the) (?:last|latest|previous|newest) order|(?:show|see|list) (?:me )?my orders?|my orders|order (?:number |no |nr )\\d+|order \\d+(?=\\W*$)|wo (?:ist|bleibt) (?:meine|mein|die|das) (?:bestellung|essen)|was habe ich bestellt|ou est ma commande|dov e il mio ordine|donde esta mi pedido|waar is mijn bestelling|gdzie jest moje zamowienie|siparisim nerede|mera order kahan|(?:wo|wann|wie (?:lange|weit)|ist|kommt|dauert)(?: \\w+){0,4} (?:meine|mein|unsere?) (?:bestellung|essen)|(?:ou|quand|combien)(?: \\w+){0,4} (?:ma|notre) commande|ma commande (?:est|arrive|part)\\w*|(?:dov e|dove|quando|a che punto)(?: \\w+){0,4} (?:mio|nostro) ordine|(?:donde|cuando|como)(?: \\w+){0,4} (?:mi|nuestro) pedido|(?:waar|wanneer|hoe lang|is)(?: \\w+){0,4} (?:mijn|onze) bestelling|(?:onde|quando|como)(?: \\w+){0,4} (?:meu|nosso) pedido|(?:gdzie|kiedy)(?: \\w+){0,4} (?:moje|nasze) zamowieni\\w+|status zamowienia|siparisim(?:in)? (?:nerede|ne zaman|yolda|hazir|durumu)\\w*|qu est ce que j ai commande|(?:che )?cosa ho ordinato|que (?:he pedido|pedi)|wat heb ik besteld|o que (?:eu )?pedi|co zamowil[ae]m|(?:my|the) (?:refund|return|complaint|request)(?: \\w+)? (?:status|yet|going)|(?:what|any news|news) (?:about|of|on) my (?:refund|return|complaint|request)|was (?:ist|wurde) (?:mit|aus) meiner (?:reklamation|beschwerde|anfrage)',
    '注文(?:は|した(?:もの|料理)は).*(?:どこ|いつ|まだ)|注文状況',
  ],
  [
    'clear',
    'not hungry(?: any ?more)?|start (?:over|again)|clear (?:my |the )?(?:basket|cart|order)|empty (?:my |the )?(?:basket|cart)|(?:forget|scrap) (?:it|(?:all )?(?:of )?that|all of it|everything|the lot|about it|the whole thing)(?=\\W*$|\\W+(?:i|we|thanks?|sorry|please) )|(?:i|we) (?:don t|dont|do not) (?:want|need) (?:anything|any of (?:it|that|this))|remove everything|von vorne|alles (?:wieder )?(?:loschen|streichen|weg)|warenkorb leeren|vergiss es|vergessen sie(?: es| das)?(?=\\W*$)|(?:will|mochte|brauche|nehme) (?:ich )?(?:jetzt )?(?:doch )?(?:gar )?nichts|lassen wir(?: es| das)?(?=\\W*$)|recommencer|(?:laissez?|laisse) tomber(?=\\W*$)|oubliez?(?: ca| tout)?(?=\\W*$)|ne v(?:eux|oulons|eut) (?:plus )?rien|ricominci\\w+|lasci\\w* (?:stare|perdere)(?=\\W*$)|non (?:voglio|vogliamo|prendo) (?:piu )?niente|empezar de nuevo|olvid(?:alo|elo|ese|ate)(?: todo)?|no (?:quiero|queremos) (?:ya )?nada|dejal?o(?=\\W*$)|dejelo(?=\\W*$)|opnieuw beginnen|laat maar(?: zitten)?(?=\\W*$)|vergeet (?:het|maar)(?=\\W*$)|(?:hoef|wil) (?:toch )?(?:niets|niks)|esquec[ae](?: isso| tudo)?(?=\\W*$)|deix[ae] (?:la|estar|para la)(?=\\W*$)|nao quero (?:mais )?nada|niewazne(?=\\W*$)|zapomnij|jednak nic|nic nie chce|rezygnuje(?=\\W*$)|bos ?ver(?:in)?|vazgectim|bir sey istemiyorum',
    '最初から|全部やめ|やっぱり(?:いいです|やめます|やめておきます)|^やめ(?:ます|ておきます)',
  ],
  [
    'swap',
    'instead|rather than|(?:not|no|nicht|kein\\w*|pas|non|niente|sin|geen|niet) .+ (?:but|sondern|mais|ma|sino|maar) .+|(?:plutot|liever) .+ (?:que|dan) .+|chang\\w* .+ (?:pour|contre|par) .+|(?:make|turn) (?:the|my) .+ (?:into )?an? .+|mach\\w* aus d\\w+ .+ ein\\w* .+|(?:replace|swap|exchange|change|switch)(?: .+)? (?:with|for|by|to|into) .+|i meant?|ik bedoel\\w*|quis dizer|chodzilo mi o|demek istedi\\w*|(?:an)?statt|stattdessen|anstelle|ich mein\\w+|(?:den|die|das) .+ (?:zu|in) (?:ein\\w*|ne[nrm]?) .+ (?:andern|umandern|machen|umwandeln)|.+ (?:gegen|durch) .+ (?:tausch|austausch|ersetz|wechsel)\\w*|(?:tausch|ersetz|wechsel)\\w* .+ (?:gegen|durch)|au lieu d\\w*|a la place|je voulais dire|(?:remplac|chang|echang)\\w*(?: .+)? (?:par|contre|pour)|invece d\\w+|al posto d\\w+|intendevo|(?:sostitui|cambi|scambi)\\w*(?: .+)? (?:con|per)|en (?:lugar|vez) del?|quise decir|(?:cambi|reemplaz|sustituy)\\w+(?: .+)? (?:por|con)|cambi\\w*l[ao]s? a .+|in plaats van|(?:vervang|ruil|wissel)\\w* .+ (?:door|voor|tegen|met)|em vez d[aeo]s?|(?:troc|substitu)\\w+(?: .+)? (?:por|pel[oa]s?)|zamiast|(?:zamien|wymien)\\w*(?: .+)? na|yerine|.+ degistir\\w*|ki jagah|badal\\w* .+ se',
    'の代わりに|(?:はやめて|をやめて|じゃなくて|ではなく|から).+(?:に(?:して|変え|変更)|ください|お願い|で$)|を.+に(?:変え|変更|して)',
  ],
  [
    'discount',
    'discounts?|promos?|promotions?|coupons?|vouchers?|codes?|deals?|special offers?|offers|cheaper price|money off|rabatt\\w*|gutschein\\w*|angebote?|remise|reduction|sconto|descuento|korting|desconto|rabat|indirim',
    '割引|クーポン',
  ],
  [
    'repeat',
    '(?:the )?same (?:again|as (?:last time|before)|(?:thing|order)(?: one more time| once more| again)?(?=\\W*$))|(?:my )?usual|repeat (?:my|the|that)(?: last)? order|order (?:that|the same) again|(?:noch ?mal )?das ?(?:gleiche|selbe)(?: wie (?:letztes mal|immer))?(?: noch ?mal| noch einmal| bitte)?|das(?:selbe| gleiche) fur .+|(?:the )?same for (?:me|him|her|my .+)|lo (?:mismo|stesso) p(?:ara|er) .+|dasselbe|wie immer|la meme chose|(?<=^\\W*)(?:pareil|idem)(?: pour .+)?|comme d habitude|lo stesso|come al solito|lo mismo(?: de siempre)?|hetzelfde|o mesmo|to samo|aynisi\\w*|wahi (?:phir se|dobara)|same (?:order )?(?:dobara|phir se)|double (?:it|that|this|them|those|the \\w+|everything)|twice the \\w+|(?:twice|double) that(?: please)?(?=\\W*$)|(?:everything|(?:all )?(?:of )?(?:it|that)|the (?:whole )?(?:lot|thing|order)) (?:twice|times two)|(?:das (?:ganze|alles)|alles|das) (?:bitte )?(?:noch ?mal )?(?:zweimal|doppelt|mal zwei)|verdoppel\\w*|doublez?(?: (?:ca|le|la|tout))?(?=\\W*$)|(?:le )?tout (?:en double|deux fois)|raddoppi\\w+|tutto (?:doppio|due volte)|duplic\\w+|(?:el doble|todo doble|todo dos veces)|verdubbel\\w*|alles (?:dubbel|twee keer)|a dobrar|o dobro|podwoj\\w*|wszystko (?:podwojnie|dwa razy)|iki kati\\w*|hepsinden iki',
    '同じ(?:もの|の|注文)|前回と同じ|いつもの',
  ],
  [
    'describe',
    'what(?:s| s| is| comes| goes| do you put)? (?:in|inside|on|with) (?:it|that|this|them|there|the (?!basket|cart|order|menu)\\w+.*)|what(?: does| do) .+ (?:contain|come with|consist of)|what(?: is| s) an? .+|how (?:big|large|small|hot|spicy|sweet|sour|strong|filling|heavy) (?:is|are) .+|(?:tell me|what can you (?:tell|say)(?: me)?) (?:more |something )?about .+|what(?: is| s) .+ made (?:of|with|from)|what exactly is .+|was ist (?:da(?:rin)?|in .+) (?:drin|alles drin|enthalten)|was ist (?:da |denn |alles )*(?:drauf|dabei|drin|darin|enthalten)|was ist (?:da )?(?:drin|darin)|was (?:ist|kommt|gehort) (?:alles )?(?:auf|in|zu[mr]?|beim?) (?:de\\w+ )?.+|wie (?:gross|scharf|suss|stark) (?:ist|sind) .+|(?:erzahl\\w*|sag\\w*) (?:mir |uns )?(?:mehr |was |etwas )?(?:uber|zu[mr]?) .+|woraus besteht .+|qu ?(?:est ce qu il )?y a t il dedans|qu est ce qu il y a (?:dedans|(?:dans|sur|avec) .+)|(?:il y a|c est) quoi (?:dedans|dans .+|l[ae]s? .+)|cosa (?:c e|contiene) .*|(?:di )?che cosa e fatto.*|com e (?:fatt\\w|il|la|lo) .+|(?:que|qué) (?:lleva|tiene|contiene|trae)(?: .+)?|wat zit er in.*|(?:is|us) ?(?:me|mein) kya (?:hai|hota hai)|.+ (?:me|mein) kya (?:kya )?(?:hai|hota hai)',
    '何が(?:入|はい)って|中身|材料は',
  ],
  [
    'basket',
    '(?<=^\\W*(?:(?:the|die|l|il|la|de|a|o|und|and|so) )*)(?:tot|total[ei]?|totaal|razem|summe|gesamtsumme|gesamtpreis|importe|somma|(?:and )?how much(?: now| so far| altogether| all together| (?:are )?we talking)?|wie ?viel|combien|quanto|quant e|cuanto|hoeveel|bill|check|rechnung|addition|conto|cuenta|rekening|conta|rachunek|hesap)(?=(?: please| bitte| s il vous plait| per favore| por favor| graag| alsjeblieft| prosze| lutfen)?\\W*$)|what(?: s| is| do i have| have i got)? in (?:my|the) (?:basket|cart|order)|(?:show|see) (?:me )?(?:my|the) (?:basket|cart)|(?:my|the) (?:basket|cart|total)|how much(?: is| does| would| will| s)? (?:it|that|this|everything|all)(?: all)?(?: be| cost| come to| make)?(?: altogether| together| in total| so far| now)?|how much (?:do i (?:owe|pay)|altogether|in total)|what(?: s| is) (?:the (?:price|total|damage)|my total)|what does (?:it|that) come to|what do (?:i|we) owe(?: you)?|how much do (?:i|we) owe(?: you)?|(?:ca|cela) (?:donne|fait) (?:quoi|combien)(?: le total| en tout| au total)?|on est a combien|(?:je|on) vous dois? combien|was bin ich schuldig|was bekommen sie|quanto (?:le |ti )?devo|cuanto (?:te |le )?debo|que te debo|warenkorb|(?:was|wie ?viel) (?:kostet|macht|ist|kosten|waere?) (?:das|es|alles|die beiden)(?: (?:alles|jetzt|zusammen|insgesamt|dann|beides))*|ca fait combien|combien (?:ca|cela) (?:fait|coute)|(?:c est )?combien(?: en tout| au total)?|quanto (?:fa|viene|costa|e|pago|sarebbe)(?: (?:in totale|tutto|in tutto|insieme))*|cuanto (?:es|seria|cuesta|sale|vale|suma|queda)(?: (?:todo|en total|junto))*|el total|hoeveel (?:is|kost) (?:het|dat)|quanto (?:fica|custa|da)|ile to|ne kadar|kitna(?: (?:hua|hoga|total|ka))*|kitne (?:ka|paise|hue)(?: \\w+)?|total kitna|l addition|il conto|la cuenta|(?:wat|hoeveel) (?:kost|is|wordt) (?:het|dat|alles)(?: samen| bij elkaar)?|de rekening|a conta|o total|quanto (?:e|fica|custa|da) tudo|ile (?:place|wyjdzie|wychodzi|razem)|rachunek|toplam|hesap|(?:hepsi|toplam) ne kadar',
    '合計|全部でいくら|おいくら|いくら(?:です|になり)',
  ],
  [
    'order',
    '(?:order|buy|place|confirm|book|send|submit) (?:it|that|this|them|these|those|everything|all|my order|the order|now|the lot)|go ahead|(?<=^\\W*(?:(?:venga|vale|pues|ok|ja|allez|dai|allora|oui|ouais|si|yes|yep) )*)(?:adelante|dale|venga|allez y|vas y|vai|ordina pure|procedete|ga door|avanca|dalej|devam|tamam)(?=\\W*$)|so passt ?s?|passts|check ?out|place (?:an |the |my )?order|(?<=^\\W*)(?:please )?(?:order|ordering)(?: now| please)?(?=\\W*$)|confirm|proceed|(?<=^\\W*(?:(?:ok|okay|so|i m|im|we re|all) )*)(?:done|finished|fertig|listo|klaar|finito|termine)(?=\\W*$)|change it(?! to)|that(?: s|s| is| will be| ll be) (?:all|it|everything)|nothing else|i(?: m| am) done|(?:ja )?(?:bitte )?(?:jetzt )?(?:bestellen|abschicken|absenden)|bestell(?:e|en|t)? (?:es|das|bitte|sie|jetzt|alles)(?: bitte)?|ich bestelle(?=\\W*$)|bestellung (?:aufgeben|abschicken|absenden|bestatigen)|das (?:ist|ware) (?:alles|dann alles)|das war s|das wars|passt so|kostenpflichtig bestellen|bestatigen|commandez?(?: le)?(?=\\W*$)|(?:je|on) (?:commande|confirme|valide)|(?:valider?|validez|confirmez|confirmer|passez|passer)(?: la| ma| cette)? commande|je valide|c est tout|ce sera tout|ca sera tout|confermo|confermare?|conferma(?: l)?(?: ordine)?|(?:ordina|ordinare|ordiniamo)(?:lo)?(?=\\W*$)|procedi|basta cosi|(?:(?:e|cosi) )?(?:non|nn) c e altro|a posto(?: cosi)?|e tutto|nient altro|confirmar?(?: el| mi)?(?: pedido)?|confirmo|pidelo|pide(?=\\W*$)|pedir(?=\\W*$)|eso es todo|es todo|nada mas|(?:haz|haga|realizar?|enviar?) (?:el|mi) pedido|bestel(?:len)?(?: het)?(?: maar)?(?=\\W*$)|dat is alles|confirmar|pode (?:pedir|confirmar)|potwierdzam|zamawiam|onayliyorum|siparis ver|order (?:confirm )?(?:kar|laga|de|bhej|place) ?\\w*(?: do| dijiye| dena| kijiye)?|order confirm\\w*(?: kar\\w*| do)*|confirm (?:kar\\w*|do)(?: do)?|order ?kardo|order karo|bas (?:itna hi|yahi)|itna hi|ho gaya|dat was het|(?:e )?so isso|e tudo|to (?:juz )?wszystko|bu kadar',
    '注文(?:して|を確定|します|をお願い|お願い|する|で)|^ご?注文$|確定|以上(?:です|で)|これで(?:お願い|注文|いい)|(?:お)?会計(?:を|お願い)?|オーダー(?:お願い|して)|ऑर्डर कर',
  ],
  [
    'decline',
    '(?<=^\\W*)(?:no|nope|nah|no thanks?(?: you)?|(?:no )?(?:nothing|nichts|rien|niente|nada|niets|niks|nic|hicbir sey)(?: for me| fur mich| pour moi| per me| para mi)?|not now|not yet|maybe later|never mind|nevermind|leave it|keep it|(?:i m )?just (?:looking|browsing|having a look)|nein(?: danke)?|doch nicht|vielleicht spater|(?:ich )?schaue? (?:mich )?nur|non(?: merci)?|peut etre plus tard|je regarde|no(?: grazie| gracias)|magari (?:piu tardi|dopo)|do solo un occhiata|(?:quizas?|tal vez) (?:mas tarde|luego)|solo (?:estoy mirando|miro)|nee(?: dank je| bedankt)?|misschien later|ik kijk (?:alleen|even)|nao(?: obrigad[oa])?|talvez mais tarde|so estou a ver|nie(?: dziekuje)?|moze pozniej|tylko (?:patrze|ogladam)|hayir(?: tesekkurler)?|belki sonra|sadece bakiyorum|nahi)(?=(?: (?:thanks|thank you|ta|danke|merci|grazie|gracias|bedankt|obrigad[oa]|dzieki|tesekkurler|(?:i m|we re|i am|we are|all) (?:good|fine|ok|okay|full|sorted|set|alright)|das reicht|(?:das )?passt(?: schon| so)?|ca (?:va|ira)|c est bon|(?:sto|va) bene(?: cosi)?|(?:estoy|esta|asi esta) bien|het is goed(?: zo)?|zo is het goed|esta bom|wystarczy|boyle iyi))*\\W*$)',
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
  '(?<=^\\W*)(?:yes|yeah|yep|yup|yh|aye|jo|jep|jup|jau|klar|ouais|dale|sure|ok|okay|do it|please do|fine|perfect|sounds good|that s (?:right|fine|correct)|correct|ja|jawohl|genau|passt|gerne|in ordnung|oui|d accord|c est bon|parfait|si|va bene|perfetto|certo|vale|claro|perfecto|de acuerdo|sim|tak|evet|haan|han|theek hai|thik hai|accha|d accord)(?:\\W+(?:please|do it|cancel it|order it|change it|ji|bitte|gerne|so|danke|stornieren|por favor|per favore|grazie|gracias|merci|s il vous plait|prosze|lutfen|hai))*(?=\\W*$)',
  '^(?:はい|ええ|お願いします|それで(?:お願い|いい)|大丈夫|オッケー)(?:。|、|$|お願い|です)',
);
export const CANCEL_SOMETHING = said(
  'cancel|abbrechen|abbruch|annule[rz]?|annul(?:la|lare|late|leren)|cancela\\w*|cancele\\w*|anular\\w*|cancel kar\\w*',
  'キャンセル',
);
const QUESTION_STARTS = [
  'who|what|whats|when|where|wheres|why|how|hows|which|do|does|did|is|are|was|were|can|could|may|will|would|should|have|has|tell me|i would like to know|i wonder|any chance',
  'was|wann|wo|wie|wieviel|welche[rsn]?|gibt|haben|habt|hat|ist|sind|seid|kann|konnen|konnt|konnte|darf|durfen|liefer(?:n|t)|nehm(?:t|en) (?:ihr|sie) (?:auch )?(?:kredit|ec|karte)\\w*|macht ihr|akzeptier\\w*|ab wann|bis wann|um wie ?viel',
  'quel\\w*|est ce|qu est ce|avez|qui|quand|ou|comment|combien|peut on|on peut|puis je|y a t il|vous (?:avez|livrez|acceptez|etes|prenez|faites|ouvrez|fermez)|acceptez|livrez|faites vous|a quelle heure',
  'che|quali|quale|avete|dove|quando|come|quanto|posso|possiamo|si puo|c e|ci sono|accettate|consegnate|siete|fate|a che ora',
  'que|cual\\w*|hay|tienen|tiene|donde|cuando|como|cuanto|cuanta|puedo|podemos|se puede|aceptan|hacen|abren|cierran|a que hora|hasta que hora',
  'wat|welke|wie|waar|wanneer|hoe|hoeveel|is|zijn|kan|kunnen|kun|mag|mogen|hebben|heeft|heb je|bezorgen|doen jullie|nemen jullie',
  'qual|quais|tem|onde|quando|quanto|podemos|pode se|da para|aceitam|fazem|entregam|abrem|fecham|ha|a que horas|ate que horas',
  'czy|jakie|jaki|jaka|co|gdzie|kiedy|jak|ile|o ktorej|do ktorej|od ktorej|mozna|macie|dowozicie',
  'hangi|ne zaman|nerede|kac|nasil|kacta|saat kac',
  'kya|kab|kahan|kitne baje',
].join('|');
export const QUESTION = said(
  `(?<=^\\W*(?:(?:please|hi|hello|and|und|et|e|y|en|a|ale) )?)(?:${QUESTION_STARTS})|\\w+ m[iu](?=\\W*$)|(?:habt ihr|haben sie|avez vous|do you|hangi|(?:ab|bis|bis zu|in|fur|auf|zu|um|an) welch\\w+|(?:de|a|pour|a partir de) quel\\w*|(?:a|di|da|per|fino a) (?:che|quale|quanto)|(?:a|de|desde|hasta) (?:que|cual\\w*|cuanto)|(?:vanaf|tot|op) (?:welke?|hoeveel)|(?:od|do|za) (?:ilu|jak\\w+|ktor\\w+))`,
  '[?？]|ですか|ますか|क्या',
);
const CHOOSE_WORDS = [
  'i ?(?:ll|will|d|would) (?:take|have|like|love|go (?:for|with))|i m having|i (?:fancy|feel like)|(?:give|get|bring|do|make|send) (?:me|us)|gimme|add|i take|i want|i need|we(?: ll| will| d| would) (?:take|have|like)|we want|let(?: s| us| me) (?:take|have|get)|(?:can|could|may) (?:i|we) (?:have|get|order|grab)|make (?:it|that)|(?:i(?: d| would) like to )?order (?!it|that|number)|for me|put me down for|please|pls|plz',
  'ich (?:nehme|nehm|hatte?|mochte|will|bekomme|bestelle|brauche|kriege|bekomm)|(?:nehme?|hatte) ich|wir (?:nehmen|hatten|mochten|bekommen|brauchen)|nehmen wir|fur mich|geben sie mir|gib mir|bringen sie|mach(?:en sie)? mir|einmal|dazu|bitte',
  'je (?:prends|prendrais|voudrais|veux|vais prendre)|j aimerais|(?:nous|on) (?:prend\\w*|voudrait|voudrions|va prendre)|donnez (?:moi|nous)|mettez|ajoute[zr]?|pour moi|il me faut|s il (?:vous|te) plait|svp|stp',
  'vorrei|vorremmo|prendo|prendiamo|prenderei|(?:mi|ci) (?:dia|porti|porta|fa|faccia)|aggiung\\w+|per me|per favore|per piacere',
  'quiero|quisiera|quisieramos|queremos|querria|(?:me|nos) (?:da|das|pone|pones|trae|gustaria)|ponme|ponga\\w*|dame|deme|traiga\\w*|tomare|tomo|agreg\\w+|anad\\w+|anade|para mi|por favor|porfa\\w*',
  'ik (?:wil|neem|zou)|wij (?:willen|nemen)|(?:mag|mogen) (?:ik|we)|doe (?:mij|ons|maar)|graag|voor mij|alsjeblieft|alstublieft',
  'quero|queria|queriamos|gostava de|gostaria de|vou (?:querer|pedir|levar)|traga\\w*|para mim|pode ser|se faz favor',
  'poprosze|prosze|wezme|chcial\\w+|zamawiam|zamowie|dla mnie',
  'istiyorum|istiyoruz|alayim|alalim|alabilir mi\\w+|lutfen|bana',
  'chahiye|chahie|dena|de ?do|de dijiye|dijiye|laga ?do|lagao|add kar\\w*|lunga|lungi|mangta|mangwa\\w*|order karna',
].join('|');
export const CHOOSING = said(
  CHOOSE_WORDS,
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
/** The beginnings of clauses that remove something, by language. */
const REMOVE_WORDS = [
  'never ?mind(?: about)?(?: the| that)?(?= \\p{L})|(?:don t|dont|do not) bother(?: with)?|remove|hold(?! on)|delete|drop|ditch|scrap|scratch|strike|nix|bin|cut|lose|skip|take (?:off|out|away)|leave (?:out|off)|get rid of|forget (?:about )?the|no more|cancel the',
  'entfern\\w*|weg mit|streich\\w*|lass\\w* .+ weg|(?:vergessen sie|vergiss|vergesst) (?:bitte )?(?:den|die|das)',
  'enlev\\w+|retir\\w+|supprim\\w+|annule[rz]? l\\w+|oubliez? l\\w+|laissez? tomber(?= \\p{L})',
  'lascia\\w* (?:stare|perdere)(?= \\p{L})|tog\\w+|leva\\w*|elimin\\w+|rimuov\\w+',
  'quit[ae]\\w*|sac[ao]r?|borr\\w+|(?:olvid\\w+|dej[ae]\\w*) (?:el|la|los|las)',
  'verwijder|schrap|vergeet (?:de|het)|laat .+ (?:weg|zitten|achterwege|maar)|haal .+ (?:weg|eraf|af)|doe (?:toch |maar |nog )*geen|doe .+ (?:weg|niet)',
  'retir[ae]\\w*|tira\\w*|(?:cancel[ae]|esquec\\w+|deix[ae]) [ao]s?',
  'usun\\w*|skresl\\w*|wykresl\\w*|rezygnuj\\w* z|zapomnij\\w* o|jednak nie',
  'cikar\\w*',
  'hata\\w*|nikal\\w*|cancel kar\\w*',
].join('|');
/** The endings of such clauses. */
const REMOVED = [
  '(?:stornieren|weg(?:lassen)?|raus(?:nehmen|lassen)?|herausnehmen|streichen(?: wir)?|entfernen|weglassen)(?: bitte)?',
  'en moins',
  'laat maar(?: zitten)?|(?:kan|mag|hoeft) (?:toch )?(?:weg|eraf|niet)|(?:maar )?weglaten',
  '(?:prosze )?usunac|nie chce',
  'cikar\\w*|bosver\\w*|istemiyorum|olmasin|iptal(?: et\\w*)?',
].join('|');
export const REMOVING = said(
  `(?<=^\\W*(?:(?:and|but|please|also|oh|actually|ok|okay|hm+|well|(?:can|could|would) you|ach|non|warte|anzi|und|aber|bitte|dann|doch|et|mais|y|pero|e|ma|en|maar|mas|afinal|i|ale|jednak|aur|finalement|alla fine|al final|mejor|plutot|toch|eigenlijk|eigentlich|en fait) )*)(?:${REMOVE_WORDS}|without|no|minus|not the|ohne|kein\\w*|sans|pas (?:de|la|le|les|l)|plus de|senza|niente|sin|zonder|geen|sem|bez|bina)|take (?:the )?.+ (?:off|out|away)|leave (?:the )?.+ (?:off|out)|(?:(?:i|we) )?(?:don t|dont|do not) (?:want|need) (?:the|any|that)|(?:nehmen?|nimm) (?:sie )?.+ (?:raus|weg|heraus)|(?:nicht|keine?n?) (?:mehr|doch)|doch (?:kein\\w*|ohne)|(?<=\\S )(?:doch )?(?:nicht|no|non|nao|nie|niet)(?=(?: danke| grazie| merci| gracias)?\\W*$)|je ne (?:veux|prends) (?:plus|pas)|non (?:voglio|prendo)(?: piu)?|(?:ya )?no quiero|(?:ja )?nao quero|nie chce|(?:quitar|eliminar|remove)|.+ (?:${REMOVED})(?=\\W*$)|.+ (?:hata|nikal)\\w*(?: do| dijiye| dena)?|.+ (?:nahi|nahin|mat) (?:chahiye|dena|bhejna|chahie)|.+ cancel (?:kar\\w*|do)`,
  '(?:は|を)?(?:やめて|なしで|なし(?=で|に|$)|抜いて|抜きで?|外して|取り消して|キャンセル|いりません|いらない|削除)',
);
/** Words that ask to change something in the basket. */
export const CORRECTING = said(
  'make (?:the|one|both|all|(?:two|three|four|\\d+) of)|change (?:it|that|the|them)|(?:actually|rather|only|just|better)|doch|lieber|nur|mach\\w*|sondern|plutot|finalement|seulement|mettez en|mets en|faites en|fais en|fanne|fatene|maak er|doe er|meglio|anzi|sol[oa]|seule?|soltanto|facciamo\\w*|mejor|solamente|que sean?|pon\\w*|liever|toch|melhor|afinal|jednak|wole|raczej|tylko|yapin|olsun|then|entonces|alors|allora|(?:kar|bana|kara) (?:do|dijiye|dena)|karo|kardo|kar|sirf|upgrade',
  'にして|に変え|に変更|やっぱり|やはり|だけ|(?:は|を)?[^をのと]*(?:つ|個|本|杯|枚|人前|皿)で(?:。|$)',
);
export const MORE = said(
  '(?:one|another|two|three|four|five|\\d+|an extra) more(?! (?:question|thing))|(?<=^\\W*(?:and |also |add )?)another(?: one| \\w+)?|more of|(?:noch|encore|ancora|nog|jeszcze) (?:ein\\w*|een\\w*|un[ea]?|uno|zwei|deux|due|twee|drie|jed\\w+|dwa|dwie|drei|trois|tre|\\d+)|noch ?mal|weitere\\w*|(?:un )?altr[oaie]|(?:una? )?otr[oa]s?|(?:un|une|uno|una|dos|deux) (?:mas|de plus|in piu)|(?:um|uma) mais|mais (?:um|uma)|ek aur|aur ek|aur (?:do|teen|char)|bir tane daha',
  'もう(?:[一二三四五\\d]|ひと|ふた)|おかわり',
);
const LESS = 'less|fewer|weniger|(?:en |de )?moins|(?:di |in )?meno|(?:de )?menos|a menos|minder|mniej|eksik|kam';
const SO_MANY =
  '\\d+|one|two|three|four|five|ein\\w*|zwei|drei|vier|une?|deux|trois|un[oa]?|due|tre|dos|tres|een(?:tje)?|twee|drie|uma?|dois|duas|jed\\w+|dwa|dwie|bir|iki|ek';
/** “One espresso less”, “einen weniger”: so many go. “A bit less salt” is a wish for how it is made. */
export const FEWER = said(
  `(?:${SO_MANY}) (?:${LESS})(?! than)|(?:${SO_MANY}|an?) (?:(?!for|little|bit|bisschen|etwas|peu|po|poco|beetje|pouco|troche)\\w+ ){1,4}(?:${LESS})(?=(?: (?:please|then|bitte|graag|prosze|lutfen|s il .*|por favor|per favore))?\\W*$)`,
  '減ら|少なく',
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
export const INSTEAD = said(
  'rather|lieber|eher|plutot|finalement|alla fine|al final|afinal|piuttosto|anzi|mejor|liever|toch maar|melhor|antes|raczej|wole|jednak',
  'やっぱり|やはり',
);
/** “And two saveloys.” */
export const AND_FIRST = /^(?:and|n|plus|und|et|e|ed|y|en|i|ve)(?!\p{L})/u;
export const ALSO = said(
  'add|auch|noch|dazu|aussi|encore|anche|ancora|tambien|tambem|also|too|as well|ook|erbij|tez|jeszcze|do tego|daha|ayrica|bhi',
  'も|追加|もう',
);
/** The verb of “ja, bestell”, “yeah order”, beside words that name nothing. */
export const ORDER_VERB = said(
  'order|bestell(?:e|en|t)?|bestel(?:len)?|commande[rz]?|ordin[aoi]\\w*|pid[aeo]\\w*|pedir|encomend\\w*|zamawia\\w*|zamow\\w*|siparis|confirm\\w*',
);
export const ONLY = said(
  'just|only|nur|bloss|seulement|juste|solo|soltanto|solamente|alleen|so|apenas|tylko|sadece|sirf',
  'だけ',
);
const BEFORE_CLOSING =
  'ok|okay|oke|yes|yeah|yep|great|perfect|fine|thanks|thank you|cheers|no|well|so|and|alright|ja|nein|gut|super|danke|prima|dann|also|oui|non|merci|parfait|voila|bon|alors|si|vale|gracias|perfecto|bueno|grazie|perfetto|allora|nee|bedankt|goed|sim|nao|obrigad[oa]|tak|nie';
const AFTER_CLOSING =
  'please|thanks|thank you|cheers|then|now|mate|bitte|danke|dann|merci|svp|s il (?:vous|te) plait|gracias|por favor|grazie|per favore|graag|bedankt|dank je|obrigad[oa]|dziekuje';
const CLOSINGS = [
  'let ?s do (?:it|that|this)|(?:let ?s )?go(?: for it)?|buy(?: it)?|(?:looks?|sounds?|all|that s|thats) (?:good|great|fine|perfect|right)|pay(?: now)?|submit(?: it)?|(?:finish|complete|finalise|finalize|place|send)(?: the| my)? order|(?:can|could) you place (?:the|my) order|(?:i m |im |we re |we are |i am )?ready(?: to order)?|all set|that ?ll do|that ?s (?:the lot|us|me)(?: done)?|good to go|great|perfect',
  'mehr brauch\\w* (?:ich|wir) nicht|ab(?:schliess|schick|send)\\w*|(?:be)?zahlen|kassieren|schick\\w* (?:es )?(?:raus|ab|los)|ab damit|raus damit|genau(?: so)?|nehm\\w* (?:ich|wir) so|(?:sonst|weiter) nichts|nichts (?:weiter|mehr|sonst)|mach\\w* (?:das )?fertig|passt(?: so)?|perfekt',
  'valide[rz]?|tout est bon|(?:vous )?pouvez (?:lancer|y aller|envoyer|valider)|c ?est (?:parfait|bon(?: pour moi)?|tout(?: bon)?)|rien d autre|envoye[rz]?|(?:je prends|on prend) (?:tout )?ca',
  'tramit\\w* (?:el )?pedido|cerrar (?:el )?pedido|finaliz\\w*(?: el)?(?: pedido)?|mandal[oa]|envial[oa]|(?:pues )?pide(?:lo)?|dale|cobrate|ya(?: esta)?(?: mandalo| pidelo)?|(?:asi )?esta bien(?: asi)?|con eso (?:esta|basta|es todo)|hace[r]? (?:el )?pedido|todo bien|asi esta',
  'chiud\\w* (?:l )?ordine|manda(?:te)?(?: pure)?|va bene(?: cosi)?|(?:siamo )?a posto(?: cosi)?|(?:fai|fare) l ordine|invi[ao] (?:l )?ordine',
  'ja graag|bevestig(?:en)?|verder (?:niks|niets)|zo is het goed|prima zo|plaats de bestelling|doe maar|dat was alles|is goed(?: zo)?',
  'isso e tudo|e tudo|so isso|confirmar|(?:es)?ta bom(?: assim)?|pode fechar|fechar (?:o )?pedido|to wszystko|potwierdzam|tamam(?: bu kadar)?|bu kadar|bas itna hi',
].join('|');
/** What says, after a price, that the order is complete. */
export const CLOSING = said(
  `(?<=^\\W*(?:(?:${BEFORE_CLOSING}|k|kk|cool|lovely|nice|tamam|dale|venga|listo|va) )*)(?:${CLOSINGS})(?=(?: (?:${AFTER_CLOSING}))*\\W*$)`,
);
/** “Are the mussels a problem?”, “is the moussaka ok for me?” */
export const ASKS_SAFETY = said(
  '(?:is|are|would) (?:it|that|this|they|these|those|the .+|your .+) (?:safe|ok|okay|fine|alright|all right|suitable|a problem|good)(?: (?:for|to) .+)?|(?:ist|sind|ware) (?:der|die|das|es|dies\\w*) (?:.+ )?(?:ok|okay|sicher|in ordnung|geeignet|ein problem|unbedenklich)(?: (?:fur|bei) .+)?|(?:l[ea]s?|l|ca|c) .+ (?:est|sont) (?:ok|bon(?:ne)?s?|sans danger|un probleme)(?: pour .+)?|(?:va|vanno|e|sono) (?:bene|sicur\\w) (?:il|la|lo|le|i|gli|l) .+|(?:el|la|los|las) .+ (?:es|son|esta|estan) (?:segur\\w+|bien|apt\\w+)(?: para .+)?',
);
/** “What’s the family feast?” */
export const WHAT_IS = said(
  'what(?: is| are| s)? the .+|whats the .+|was ist (?:der|die|das|ein\\w*) .+|c est quoi l\\w* .+|qu est ce que c est l\\w* .+|cos e .+|que es .+|wat is .+',
);
/** “How much is a large cod?” */
export const ASKS_PRICE = said(
  'how much(?: is| are| s| for| does| do| would)?|what (?:does|do) .+ cost|(?:price|cost) of|was kost\\w*|wie ?viel kost\\w*|wie teuer|combien (?:coute\\w*|fait|est|pour)|c est combien|quanto (?:costa\\w*|vien\\w*|custa\\w*)|cuanto (?:cuest\\w*|vale\\w*)|(?:wat|hoeveel) kost\\w*|ile kosztuj\\w*|ne kadar',
  'いくら',
);
/** “Just the saveloy”, of several. */
export const ONLY_THE = said(
  '(?<=^\\W*(?:(?:no|nein|non|nee|ok|actually|doch|bitte) )*)(?:just|only|nur|juste|seulement|solo|soltanto|alleen)(?: noch| bitte)? (?:the|den|die|das|le|la|les|l|il|lo|i|gli|el|los|las|de|het) .+',
);
/** “Yes, two” of what was shown. */
export const YES = said('(?<=^\\W*)(?:yes|yeah|yep|sure|ok|okay|ja|jo|oui|si|sim|tak|evet|haan)(?= .)', 'はい');
/** “One without olives”, of several. */
export const SOME_WITH = said(`(?<=^\\W*(?:(?:and|und|et|e|y|en) )?)(?:${SO_MANY}) (?:${WITH}|${WITHOUT})`);
export const PART_OF = said(
  '(?:one|two|three|four|five|\\d+) of (?:them|em|those|these|the|my)|(?:ein\\w*|zwei|drei|vier|\\d+) (?:davon|von den\\w*)|davon (?:bitte )?(?:ein\\w*|zwei|drei|vier|\\d+)|(?:une?|deux|trois|\\d+) d entre (?:eux|elles)|(?:un[oa]|due|tre|\\d+) (?:di (?:quest|quell|lor)\\w+|dei|delle)|(?:un[oa]|dos|tres|\\d+) de (?:ell|es|est|l)[oa]s|(?:een|twee|drie|\\d+) (?:ervan|daarvan|van (?:die|deze))|(?:um|uma|dois|duas|\\d+) del[ae]s|(?:jed\\w+|dwa|dwie|\\d+) z nich|(?:bir|iki)(?:si|tanesi)|(?:ek|do) (?:mein|me) se',
  'のうち',
);
/** “What can my nut-allergic kid eat?” */
export const WHAT_CAN_BE_HAD = said(
  'what (?:can|could|may|should) (?:\\w+ ){1,6}(?:eat|have|order|get|take)|what (?:is|s) safe|(?:was|welche\\w*) (?:kann|konnen|darf) (?:\\w+ ){1,6}(?:essen|nehmen|bestellen|haben)|(?:qu est ce que|que) (?:je )?(?:peux|peut|puis) (?:\\w+ ){0,4}(?:manger|prendre|commander)|(?:cosa|che cosa) (?:posso|puo) (?:\\w+ ){0,4}(?:mangiare|prendere|ordinare)|que (?:puedo|puede|podemos) (?:\\w+ ){0,4}(?:comer|pedir|tomar)|wat (?:kan|mag) (?:\\w+ ){1,6}(?:eten|nemen|bestellen)|o que (?:posso|pode) (?:\\w+ ){0,4}(?:comer|pedir)|co (?:moge|moze) (?:\\w+ ){0,4}(?:zjesc|jesc|zamowic)',
  '食べられ(?:る|ます)',
);
/** “What instead?”, of what was said not to be safe. */
export const INSTEAD_ASKED = said(
  '(?:what|which|anything|something)(?: \\w+){0,4} (?:else|instead)|was (?:\\w+ ){0,4}(?:stattdessen|sonst|dafur)|(?:et)?was ander(?:e)?s|quoi d autre|autre chose|qu\\w*(?: \\w+){0,5} (?:a la place|d autre)|(?:cos|che|qualcos) altro|(?:cosa|che)(?: \\w+){0,3} invece|otra cosa|que mas|que(?: \\w+){0,4} en (?:su|vez|lugar)\\w*|iets anders|wat (?:\\w+ ){0,4}(?:anders|dan)|outra coisa|que mais|em vez disso|co(?:s)? (?:innego|zamiast)|baska (?:ne|bir sey)|yerine ne',
);

/** “Which starters can I have?” */
export const ASKED = said(
  '(?<=^\\W*)(?:which|what|welche\\w*|was|quel\\w*|que|cual\\w*|quali?|che|cosa|wat|welke|o que|qual|quais|co|jakie)',
);

/** Phrases that ask for an action. */
export const WANTING = said('want|need|mochte|will|get|like|quiero|voudrais|vorrei', 'して|呼んで|話');

/** A dish that is known. */
export const DEMONSTRATIVE = said('the|that|this|den|die|das');

/** All that there is. */
export const WHOLE_MENU = said(
  'what s good|recommend\\w*|empfehl\\w*|conseill\\w*|consigli\\w*|recomiend\\w*|aanrad\\w*|recomenda\\w*|polec\\w*|menu|everything|what (?:else )?do you (?:have|sell|offer|serve)|hungry|eat|speisekarte|karte|essen|was gibt es|manger|mangiare|comer|eten|menukaart',
  'メニュー|食べ',
);

/** No dish in particular. */
export const ANY = said('something|anything|any|etwas|irgendwas|quelque chose|qualcosa|algo|iets|cos|kuch');

/** Phrases that ask for an item. */
export const HAVING = said(
  'have|get|order|grab|bring|send|give|make|haben|bekommen|kriegen|bringen|geben|machen|avoir|prendre|commander|avere|prendere|ordinare|tener|pedir|tomar|hebben|krijgen|bestellen|ter|pedir|dostac|zamowic|alabilir mi\\w+',
);

/** A wish in the form of a question. */
export const CAN_I = said(
  '(?:can|could|may|might) (?:i|we)|(?:can|could|would|will) you (?:do|get|make|give|bring|send|add)|is it possible to|(?:kann|konnte|durfte|darf) (?:ich|man)|(?:konnen|konnten) sie (?:mir|uns)|(?:konnt|konntet) ihr (?:mir|uns)|(?:kannst|konntest) du (?:mir|uns)|(?:konnen|konnten) wir|puis je|(?:je|on) (?:peux|peut|pourrais|pourrait)|pourrais je|posso|possiamo|potrei|potremmo|puedo|podemos|podria\\w*|kan ik|kunnen we|zou ik|mag ik|mogen we|podia\\w*|poderia\\w*|podemos|moge|mozemy|moglbym|moglabym|(?:\\w+bilir) mi\\w+',
);

/** A dish with its accompaniment or its recipient. */
export const WITH_SOMETHING = said(
  'with|mit|avec|con|met|com|ile|for (?:my|me|him|her|us) .*|(?:an?|ein\\w*|une?|una?) .+ (?:without|ohne|sans|senza|sin) .+',
);

/** An article and what it stands before. */
export const ONE_DISH = said(
  '(?<=^\\W*(?:(?:and|also|plus|just|und|auch|noch|dann|then|ok|okay) )*)(?:the|an?|some|der|die|das|den|ein\\w*|une?|le|la|des|du|il|un[oa]?|dell?[aeio]?|dei|un[oa]s|el|een|um[a]?) .+',
);

/** The beginnings of a further wish for one dish. */
export const AND_THE = said(
  '(?<=^\\W*)(?:and|plus|und|dazu|et|e|y|en|i|ve) (?:the|der|die|das|den|le|la|il|lo|el|de|het|o|a)',
);
export const CHEAPEST = /(?<!\p{L})(?:cheapest|gunstigste\p{L}*|billigste\p{L}*)|一番安い/gu;

/** The beginnings of questions about one dish. */
export const DOES_IT = said('does|is|are|do|ist|sind|hat|enthalt\\w*|contient|contiene', '入って|含');

/** A question about “it”, or about the one dish that it names. */
export const OF_IT = said(
  [
    '(?<=^\\W*(?:(?:and|but|oh|ok|so|hi|hello) )*)(?:is|are|does|do|has|was|will|can) (?:it|this|that|they|these|those|the|my)',
    'is there (?:any )?.+ (?:in|on|with) (?:it|this|that|them|the .{1,60})|(?:it|this|that) (?:is|has|contains?)',
    '(?<=^\\W*(?:(?:und|aber) )?)(?:ist|sind|hat|haben|enthalt|enthalten) (?:das|es|da|die|der|dies\\w*|sie)|(?:da|darin|drin|im|in de[rm]) .{1,60} drin',
    '(?:est ce que )?(?:c est|ca contient|il y a .{1,60} (?:dedans|dans))|(?:la|le|les|l) .{1,60} (?:est|sont|contient|contiennent)(?: elle| il)?',
    '(?<=^\\W*)(?:e|contiene|ha dentro)|(?:il|la|lo|le|i|gli) .{1,60} (?:e|sono|ha|contiene)|c e .{1,60} (?:dentro|nel\\w*)',
    '(?<=^\\W*)(?:es|lleva|contiene)|(?:el|la|los|las|eso|esto)(?: .{1,60})? (?:es|son|lleva|tiene|contiene)',
    '(?:is|zit|zitten|bevat) (?:het|dat|dit|de|er)',
    '(?:isso|isto|[oa] \\w+) (?:e|tem|contem|leva)|(?<=^\\W*)(?:contem|leva)',
    'czy (?:to|ta|ten|w tym)|(?:bu|bunda|icinde|bunun) .{1,60} m[iu]|(?<=^\\W*)\\w+ m[iu](?=\\W*$)',
  ].join('|'),
);

/** A question about more dishes than one. */
export const WHICH_DISHES = said('do you have|what|which|welche\\w*|was|any|something|anything|haben sie');
