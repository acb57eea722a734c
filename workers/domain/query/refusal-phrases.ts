/**
 * Phrases that refuse an ingredient, in English, German, French, Italian, Spanish, Dutch, Portuguese,
 * Polish, Swedish, Danish, Norwegian, Turkish, Japanese, Chinese, Korean and Hindi. Folded words; `allergy` is said of what harms, `taste` of what is
 * not wanted.
 */
export type Severity = 'taste' | 'allergy';

type Phrases = Readonly<Record<Severity, string>>;

/** Folded. */
const ALLERGIC =
  '(?:allerg(?:ic|y|ies|isch|ie(?:en|n)?|iques?|ic[oai]|iche|ia|is[kt]a?|iker)|alerg(?:ic[oa]s?|ias?|icz\\p{L}+|i[iae])|intoleran(?:te?s?|ti|ce|cias?|z|tie)|intolleran(?:te|ti|za|ze)|unvertra?e?glichkeit(?:en)?|uczul(?:on[ya]|eni[ea])|overgevoelig|over(?:folsom|kanslig)|sensitiv(?:e|ity)|anaphyla(?:ctic|xis))';
/** Words between “allergic” and the refused thing. */
const ALLERGIC_TO =
  '(?:to|of|against|on|for|from|mot|mod|over ?for|gegen|auf|voor|tegen|na|aux?|ao?s?|a l[ae]?|a l[oa]s|al|all|all[ae]|agli|ai)';

/**
 * Phrases for foods that a person does not eat, in every person, by language: “no puede comer”, “verträgt weder”, “ne
 * mange pas de”.
 */
const NOT_EATEN = [
  '(?:(?:can|could|must|may|should|do|does|will|wo) (?:not|t)|can ?not|cant|dont|doesnt|wont|never|unable to|not (?:able|allowed|supposed) to|(?:shouldn|mustn|couldn|don|doesn|won) t) (?:eat|have|tolerate|digest|consume|drink|stomach|touch|take|handle)(?: any)?',
  '(?:never|neither) (?:eats|tolerates|drinks)',
  '(?:not|never|neither|avoid|stop|stopped|quit) (?:eating|having|drinking|consuming|tolerating)(?: any)?',
  '(?:ver?trage?n?|vertraegt|ver?tragt|darf|du?e?rfen|esse|isst|essen|trink(?:e|t|en)|kann|ko?e?nnen|mag|bekomm(?:e|t)) (?:(?:auch|absolut|leider|gar|aber) )*(?:keine?n?|keinerlei|weder|nichts (?:mit|von))',
  'n(?:e|ous ne)? (?:(?:peux|peut|pouvons|peuvent|doi[st]|doivent|mange(?:s|nt)?|mangeons|boi[st]|boivent|supporte(?:nt)?|supportons|tolere(?:nt)?|digere(?:nt)?) )(?:pas|jamais|ni|plus)(?: (?:manger|boire|avoir|prendre))?(?: (?:d|de|des|du|les?|la|l))?',
  '(?:non|nemmeno|neanche|neppure)(?: (?:ci|lo|la|li|le))? (?:mangi(?:o|a|amo|ano)|bev(?:o|e|iamo|ono)|toller(?:o|a|iamo|ano)|digeri(?:sco|sce)|sopport(?:o|a|ano)|posso|puo|possiamo|possono|dev[eo]|devono)(?: (?:mangiare|bere|avere|prendere|assumere|toccare))?',
  '(?:no|tampoco|nunca|jamas)(?: (?:me|nos|le|lo|la))? (?:com(?:o|e|es|emos|en)|beb(?:o|e|emos|en)|tom(?:o|a|amos|an)|toler(?:o|a|amos|an)|digier[oea]|soport(?:o|a)|pued(?:o|e|es|en)|podemos|deb(?:o|e|en))(?: (?:comer|tomar|beber|tener|consumir|probar))?(?: nada (?:de|con))?',
  '(?:eet|eten|drinkt?|mag|mogen|kan|kunnen|verdra(?:ag|agt|gen)) (?:(?:ook|absoluut|helaas) )*(?:geen|niet tegen|noch)',
  '(?:nao|tampouco|nunca)(?: (?:me|nos|lhe))? (?:com(?:o|e|emos|em)|beb(?:o|e|emos|em)|toler(?:o|a|amos|am)|dig(?:iro|ere)|posso|pode(?:mos|m)?|dev(?:o|e|em))(?: (?:comer|beber|tomar|ter|consumir))?(?: nada (?:de|com))?',
  '(?:tal(?:er)?|spiser|ater|kan|far|ma|drikker|dricker) (?:(?:jeg|jag|vi|hun|hon|han|heller|desvaerre|dessverre|tyvarr) )*(?:ikke|inte|ej)(?: (?:tale|tala|spise|ata|drikke|dricka|ha|fa))?',
  '(?:ikke|inte) (?:tal(?:er?|a)?|spise[r]?|ater?|ata|drikker?|dricker?)',
  'nie (?:jem|jemy|je|jedza|jada(?:m|my|ja)?|pij(?:e|emy|a)|toleruj(?:e|emy|a)|mo(?:ge|ze|zemy|ga)|trawi[e]?)(?: (?:jesc|pic|miec))?',
];
/** Phrases before what harms that have many forms, folded. */
export const HARMING = [`${ALLERGIC} ${ALLERGIC_TO}`, 'nietolerancj\\p{L}+', ...NOT_EATEN].join('|');
/** “Nobody here”, “keiner von uns”. */
const NOBODY =
  '(?:nobody|no ?one|none of (?:us|them)|neither of us|niemand|keiner|personne n|nessuno|nadie|niemand|ninguem|nikt)(?: \\p{L}+){0,4}?';
/** “Allergien hat bei uns keiner”, “allergies? none”. */
const NOBODY_AT_ALL =
  '(?:nobody|noone|keiner|niemand|personne|nessuno|nadie|ninguno|ninguem|nikt|kimse\\p{L}*|none|nope|keine|aucune|nessuna|ninguna|geen|nenhuma|zadnych|no|yok)(?= |$)';
const HAS = '(?:has|have|hat|a|ha|tiene|heeft|tem|ma)';
/**
 * Before a named allergen: “I don’t have a nut allergy”, “grew out of her milk allergy”, “nobody has a nut allergy”.
 */
export const NOT_HAVING = `(?:don|doesn) ?t have an?y?|do(?:es)? not have an?y?|(?:grew|grown|growing) out of(?: (?:his|her|my|their|the|a))?|out(?:grew|grown) (?:his|her|my|their|the|a)|${NOBODY} ${HAS} (?:an?|any|eine?|een|una?|uma)`;
/**
 * Phrases that deny an allergy: “I am not allergic to”, “keine Allergie gegen”. “Not only allergic” is not one of them.
 */
export const DENYING = `(?:gegen|auf) (?:gar |uberhaupt |absolut )?nichts allerg\\p{L}+|${ALLERGIC} (?:to nothing|a rien|a niente|a nada|na nic)|nergens allergisch(?: voor| tegen)?|na nic (?:nie )?(?:jestem )?uczul\\p{L}+|${ALLERGIC} (?:(?:hat|haben|bei|von|uns|that|has|at|here|our|table|n|en|a|ha|tiene|heeft|hier|tem|ma|u|nas) ){0,4}${NOBODY_AT_ALL}|(?:not|no|zero|nt|(?:don|doesn|haven|hasn) t (?:have|got)|(?:haven|hasn|isn|aren|wasn|weren) t|do(?:es)? not have|never|nicht|keine?n?|pas|aucune|nessuna|ninguna|nenhuma|zadn\\p{L}+|non (?:sono|ho|e|siamo|abbiamo|ci sono)|no (?:soy|tengo|es|tiene|somos|tenemos|hay)|niet|geen|nao (?:sou|tenho|e|somos|temos|ha)|nie (?:jestem|mam|ma|jestesmy|mamy)|${NOBODY} (?:is|are|${HAS}|ist|est|e|es|jest)) (?:(?:any|an?|known|really|actually|food|been|longer|single|d|une?|mehr|plus|piu|meer|mas|mais|juz|nessuna?|ninguna|nenhuma|enkele|zadn\\p{L}+|eine?|een|uma?) )*${ALLERGIC}(?: ${ALLERGIC_TO})?`;
/** “Weder Ei noch Milch”, “né carne né pesce”: the first of two such words. */
export const EITHER = 'weder neither ne ni nem ani noch';

/** Phrases before the refused food. */
export const BEFORE: Phrases = {
  taste: `without, without any, w o, no, not, non, hold, hold the, minus, avoid, avoiding, except, except for, excluding, exclude, but not,
    free of, free from, leave out, leave off, skip the, nothing, nothing too, nothing with, nothing containing, none with, anything but, everything but,
    everything except, anything except, other than, apart from, do not add, don t add, don t add any, do not put, don t put, don t put any, do not want, don t want, dont want, do not like, don t like, dont like,
    does not contain, doesn t contain, doesnt contain, not contain, not containing, do not contain, don t contain, dont contain, does not include,
    doesn t include, does not have, doesn t have, that has no, with no, with zero, lacking, neither, nor, stay away from, steer clear of, neither, never any,
    isn t, aren t, isnt, arent, wasn t,
    i hate, can t stand, cannot stand,
    ohne, ohne jegliche, weder, nicht, kein, keine, keinen, keinem, keiner, keines, frei von, ausser, nichts, nichts mit, bitte kein, nicht mit, mag kein, mag keine, mag keinen,
    sans, sans aucun, rien de, rien avec, pas, pas trop, pas de, pas d, pas du, aucun, aucune, sauf, exempt de, depourvu de, ni, ne contient pas de, ne contenant pas de,
    ne veux pas de, n aime pas les, n aime pas le, n aime pas la,
    senza, niente, nessun, nessuna, eccetto, tranne, privo di, priva di, privi di, non contiene, non contengono, nemmeno, neanche, neppure, non voglio, non mi piace, non mi piacciono,
    sin, sin nada de, nada de, ningun, ninguna, excepto, salvo, libre de, no quiero, no contenga, no contengan, que no lleve, que no lleven, no lleve, tampoco, no me gusta, no me gustan,
    zonder, geen, niet, niet te, niets, niets met, vrij van, behalve, niet met,
    sem, nao, sem nada de, nenhum, nenhuma, exceto, livre de, isento de, isenta de, nao quero, nao contenha, nao contem, que nao tenha, nao gosto de, nem, tampouco,
    bez, nie, nic, nic z, bez dodatku, nie zawiera, nie zawierajace, nie zawierajacy, wolne od, wolny od, oprocz, nie chce, zaden, zadna, zadne, zadnych, zadnego, zadnej, zadnym, ani, nie lubie,
    utan, uden, uten, ikke, inte, ej, ingen, inga, inget, fri for, fri fran, fri fra,
    bina, बिना, 不要, 不含, 没有, 沒有, 不加`,
  allergy: `react to, react badly to, reaction to, must avoid, have to avoid, need to avoid, must not contain, not allowed, not eat, not have, can t do,
    reagiere auf, reagiert auf, reagieren auf, allergique, ik eet geen, 对, 對`,
};

/** Phrases after the refused food. */
export const AFTER: Phrases = {
  taste: `free, frei, freie, vrij, fri, fritt, weglassen, weg lassen, nicht, iceremeyen, icermeyen, icermesin, icermez, olmasin, olmadan, mag ich nicht, mag ich gar nicht, mag ich uberhaupt nicht, mag ich leider nicht, mogen wir nicht, mag sie nicht, mag er nicht, schmeckt mir nicht, schmecken mir nicht, esse ich nicht so gern, kann ich nicht leiden, lust ik niet, vind ik niet lekker, no me gusta, no me gustan, non mi piace, non mi piacciono, je n aime pas, j aime pas, nao gosto, nie lubie, olmayan, koymayin, istemiyorum, sevmiyorum, haric, degil, yok, ke bina, के बिना, nahi, nahin, नहीं, न हो, मुक्त, रहित, 없이, 빼고, 없는`,
  allergy: `allergy, allergies, allergic, allergen, intolerance, intolerances, intolerant, sensitivity, sensitive, allergie, allergien, allergi, allergisk, intolerans, allergisch, allergiker, unvertraglichkeit, unvertraeglichkeit, intoleranz, intolerantie, alerjisi, alerjim, alerjim var, alerjisi var, alerjisi olan, alerjik, alerjigim var, intoleransi, yiyemem, yiyemiyorum, yemiyorum, yemem, vertrage ich nicht, se allergy, से एलर्जी, एलर्जी, की एलर्जी, 알레르기, 알러지`,
};

/** Phrases after the refused food in scripts without spaces, possibly after particles. */
export const AFTER_UNSPACED: Phrases = {
  taste:
    '抜き|ぬき|なし|無し|ナシ|無添加|不使用|フリー|含まない|含まれない|含まれていない|入っていない|入ってない|入れない|入れないで|使わない|使っていない|以外|ではない|苦手|嫌い|を除く|除き',
  allergy:
    'アレルギー|食べられない|食べられません|食べれない|食べない|食べません|だめ|ダメ|駄目|NG|不耐|过敏|過敏|不能吃|不吃',
};

/** Said of everything that is refused in the sentence. */
export const ALLERGY_WORDS =
  'allergy allergies allergic anaphylactic anaphylaxis intolerant intolerance epipen allergie allergien allergisch allergiker allergikerin allergique allergiques allergico allergica allergi allergisk allergia allergie alergia alergias alergico alergica intolerante intolerancia intolleranza intollerante alergie alergii uczulenie uczulony uczulona alerji alerjim alerjisi alerjik अलर्जी एलर्जी traces spuren sporen tracce trazas vestigios sladow';

/** Words between a refusal and the refused food, or after it. */
export const PADDING =
  'any bien bene goed well the a an all of von van di in it too very so really much that this contain contains containing have having has traces trace spuren sporen tracce trazas vestigios kind kinds sort added raw fresh cooked or either der die das den dem des jegliche viel zu le la les l de du des d un une trop il lo i gli del della dei degli delle troppo el los las nada mucho het een te veel o os as do da dos das muito na ki ka ke to al alla alle agli ai all au aux ao aos gegen auf voor tegen mot mod';
export const TRAILING =
  'products product stuff at all in it inside produkte produits prodotti productos producten allergens';

/** Where a list of refused things ends. */
export const NOT_REFUSED =
  'beats even food nourriture cibo comida jedzenie jedzenia yemek charge cost smoking with under over below above for please thanks thank you that which what who where when how is are am be i we it he she they my our more less than something anything everything nothing but special fancy particular specific me te le nos se mi ti ci vous nous mir dir ihm ihr uns wegen because due aufgrund cause porque porquoi vanwege bo kommen kommt viene vienen vengo venir vient coming come going komt vem gelmiyor droit right allowed darf durfen guste gusten problem worries idea matter rush preference need needs one sure yes no not do does can could would will should want like there here only just mit unter uber fur bitte danke dass ich wir es mehr weniger als aber avec sous pour merci je nous mais con sotto per favore grazie ma io con bajo por favor gracias pero yo met onder voor alstublieft graag maar ik com abaixo obrigado mas eu z pod dla prosze ale ja ile icin lutfen ama jag jeg vi har vad hva hvad men med tack tak takk expensive cheap cher chere teuer caro cara duur drogo available open que qual quais quali cosa che quoi quel quelle quels quelles wat welke was welche co jakie ne hangi posso puedo puis peux kann kan mogę yiyebilirim comer manger mangiare essen eten';

/** Words that join refused foods. */
export const AND = 'and und och og et e ed y en i oraz ve plus aur और तथा';
export const OR = 'or nor eller oder noch ou ni o u of noch lub albo ani veya ya या';

/** Words after “no” that are not foods: in Portuguese “no” means “in the”. */
export const AFTER_PORTUGUESE_NO = 'forno espeto pote prato palito vapor copo ponto capricho';

/** Phrases that ask for dishes with an ingredient. */
export const CONTAIN =
  'contain contains containing include includes enthalten enthalt contiennent contient contenant contengono contiene contienen llevan lleva contem contenham bevatten bevat zawieraja zawiera icerir iceren';
export const CONTAIN_UNSPACED = '含む|含まれる|入っている|入った|使った|使用';
