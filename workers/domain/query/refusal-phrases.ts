/**
 * How people say that something must not be in it, in English, German, French, Italian, Spanish, Dutch, Portuguese,
 * Polish, Turkish, Japanese, Chinese, Korean and Hindi. Folded words; `allergy` is said of what harms, `taste` of what is
 * not wanted.
 */
export type Severity = 'taste' | 'allergy';

type Phrases = Readonly<Record<Severity, string>>;

/** Said before what is refused. */
export const BEFORE: Phrases = {
  taste: `without, without any, w o, no, not, non, hold, hold the, minus, avoid, avoiding, except, except for, excluding, exclude, but not,
    free of, free from, leave out, leave off, skip the, nothing, nothing too, nothing with, nothing containing, none with, anything but, everything but,
    everything except, anything except, other than, apart from, do not want, don t want, dont want, do not like, don t like, dont like,
    does not contain, doesn t contain, doesnt contain, not contain, not containing, do not contain, don t contain, dont contain, does not include,
    doesn t include, does not have, doesn t have, that has no, with no, with zero, lacking, neither, nor, stay away from, steer clear of,
    i hate, can t stand, cannot stand,
    ohne, ohne jegliche, nicht, kein, keine, keinen, keinem, keiner, keines, frei von, ausser, nichts, nichts mit, bitte kein, nicht mit, mag kein, mag keine, mag keinen,
    sans, sans aucun, rien de, rien avec, pas, pas trop, pas de, pas d, pas du, aucun, aucune, sauf, exempt de, depourvu de, ni, ne contient pas de, ne contenant pas de,
    ne veux pas de, n aime pas les, n aime pas le, n aime pas la,
    senza, niente, nessun, nessuna, eccetto, tranne, privo di, priva di, privi di, non contiene, non contengono, non voglio, non mi piace, non mi piacciono,
    sin, sin nada de, nada de, ningun, ninguna, excepto, salvo, libre de, no quiero, no contenga, no contengan, que no lleve, que no lleven, no lleve, no me gusta, no me gustan,
    zonder, geen, niet, niet te, niets, niets met, vrij van, behalve, niet met,
    sem, nao, sem nada de, nenhum, nenhuma, exceto, livre de, isento de, isenta de, nao quero, nao contenha, nao contem, que nao tenha, nao gosto de, nem,
    bez, nie, nic, nic z, bez dodatku, nie zawiera, nie zawierajace, nie zawierajacy, wolne od, wolny od, oprocz, nie chce, zadnych, zadnego, ani, nie lubie,
    bina, बिना, 不要, 不含, 没有, 沒有, 不加`,
  allergy: `allergic to, severely allergic to, deathly allergic to, allergy to, allergies to, an allergy to, allergy against, intolerant to, intolerant of, intolerance to, intolerance of,
    sensitive to, sensitivity to, react to, react badly to, reaction to, anaphylactic to, anaphylaxis from,
    can t have, cant have, cannot have, can not have, can t eat, cant eat, cannot eat, can not eat, can t tolerate, cannot tolerate, can not tolerate, can t digest, cannot digest,
    can t touch, can t take, cannot take, can t do, can t handle, cannot handle, can t consume, cannot consume, can t drink, cannot drink, can t have any, must not have, must not eat, mustn t have, mustn t eat, must avoid, have to avoid, need to avoid, must not contain, may not eat, may not have,
    not allowed to eat, not allowed, not supposed to eat, shouldn t have, shouldn t eat, should not have, should not eat, do not eat, don t eat, dont eat, doesn t eat, does not eat, do not tolerate, don t tolerate, unable to eat, not able to eat, not eat, not have, allergic on, allergic against, allergic for,
    allergisch gegen, allergisch auf, allergie gegen, allergie auf, allergien gegen, unvertraglichkeit gegen, unvertraeglichkeit gegen, intoleranz gegen, vertrage kein, vertrage keine, vertrage keinen, vertraegt kein, vertragt kein, darf kein, darf keine, darf keinen, esse kein, esse keine, esse keinen, kann kein, kann keine, kann keinen, reagiere auf,
    allergique a, allergique au, allergique aux, allergique a la, allergique a l, allergique, allergie a, allergie au, allergie aux, allergie a la, allergie a l, intolerant a, intolerant au, intolerant aux, intolerante a, intolerante au, intolerance a, intolerance au, intolerance aux, ne supporte pas, ne mange pas de, ne mange pas d, ne peux pas manger de, ne peux pas manger d, ne peux pas manger, ne tolere pas, ne digere pas,
    allergico a, allergico al, allergico alla, allergico alle, allergico agli, allergico ai, allergico all, allergica a, allergica al, allergica alla, allergica alle, allergica agli, allergica ai, allergica all, allergia a, allergia al, allergia alla, allergia alle, allergia agli, allergia ai, allergia all, intollerante a, intollerante al, intollerante alla, intollerante alle, intollerante agli, intollerante ai, intolleranza a, intolleranza al, intolleranza alla, intolleranza alle, intolleranza agli, non mangio, non posso mangiare, non tollero, non digerisco,
    alergico a, alergico al, alergico a la, alergico a los, alergico a las, alergica a, alergica al, alergica a la, alergica a los, alergica a las, alergia a, alergia al, alergia a la, alergia a los, alergia a las, intolerante al, intolerante a la, intolerante a los, intolerancia a, intolerancia al, intolerancia a la, no como, no puedo comer, no puedo tomar, no tolero,
    allergisch voor, allergie voor, intolerant voor, intolerantie voor, overgevoelig voor, ik eet geen, mag geen, kan niet tegen, kan geen, verdraag geen,
    alergico ao, alergico aos, alergico as, alergica ao, alergica aos, alergica as, alergia ao, alergia aos, alergia as, intolerante ao, intolerante aos, intolerante as, intolerancia ao, intolerancia aos, nao como, nao posso comer, nao tolero,
    uczulony na, uczulona na, uczulenie na, alergia na, alergie na, alergii na, alergiczny na, nietolerancja, nietolerancje, nie jem, nie moge jesc, nie toleruje, nie moge,
    对, 對`,
};

/** Said after what is refused. */
export const AFTER: Phrases = {
  taste: `free, frei, freie, vrij, weglassen, weg lassen, nicht, iceremeyen, icermeyen, icermesin, icermez, olmasin, olmadan, olmayan, koymayin, istemiyorum, sevmiyorum, haric, degil, yok, ke bina, के बिना, nahi, nahin, नहीं, न हो, मुक्त, रहित, 없이, 빼고, 없는`,
  allergy: `allergy, allergies, allergic, allergen, intolerance, intolerances, intolerant, sensitivity, sensitive, allergie, allergien, allergisch, allergiker, unvertraglichkeit, unvertraeglichkeit, intoleranz, intolerantie, alerjisi, alerjim, alerjim var, alerjisi var, alerjisi olan, alerjik, alerjigim var, intoleransi, yiyemem, yiyemiyorum, yemiyorum, yemem, vertrage ich nicht, se allergy, से एलर्जी, एलर्जी, की एलर्जी, 알레르기, 알러지`,
};

/** Said after what is refused where words have no spaces between, perhaps with particles between. */
export const AFTER_UNSPACED: Phrases = {
  taste:
    '抜き|ぬき|なし|無し|ナシ|無添加|不使用|フリー|含まない|含まれない|含まれていない|入っていない|入ってない|入れない|入れないで|使わない|使っていない|以外|ではない|苦手|嫌い|を除く|除き',
  allergy:
    'アレルギー|食べられない|食べられません|食べれない|食べない|食べません|だめ|ダメ|駄目|NG|不耐|过敏|過敏|不能吃|不吃',
};

/** Said of everything that is refused in the sentence. */
export const ALLERGY_WORDS =
  'allergy allergies allergic anaphylactic anaphylaxis intolerant intolerance epipen allergie allergien allergisch allergiker allergikerin allergique allergiques allergico allergica allergia allergie alergia alergias alergico alergica intolerante intolerancia intolleranza intollerante alergie alergii uczulenie uczulony uczulona alerji alerjim alerjisi alerjik अलर्जी एलर्जी';

/** Words between a refusal and what is refused, or after that. */
export const PADDING =
  'any the a an all of in it too very so really much that this contain contains containing have having has traces trace kind kinds sort added raw fresh cooked or either der die das den dem des jegliche viel zu le la les l de du des d un une trop il lo i gli del della dei degli delle troppo el los las nada mucho het een te veel o os as do da dos das muito na ki ka ke to al alla alle agli ai all au aux ao aos gegen auf voor tegen';
export const TRAILING =
  'products product stuff at all in it inside produkte produits prodotti productos producten allergens';

/** Where a list of refused things ends. */
export const NOT_REFUSED =
  'with under over below above for please thanks thank you that which what who where when how is are am be i we it he she they my our more less than something anything everything nothing but special fancy particular specific problem worries idea matter rush preference need needs one sure yes no not do does can could would will should want like there here only just mit unter uber fur bitte danke dass ich wir es mehr weniger als aber avec sous pour merci je nous mais con sotto per favore grazie ma io con bajo por favor gracias pero yo met onder voor alstublieft graag maar ik com abaixo obrigado mas eu z pod dla prosze ale ja ile icin lutfen ama expensive cheap cher chere teuer caro cara duur drogo available open que qual quais quali cosa che quoi quel quelle quels quelles wat welke was welche co jakie ne hangi posso puedo puis peux kann kan mogę yiyebilirim comer manger mangiare essen eten';

/** Words that join what is refused. */
export const AND = 'and und et e ed y en i oraz ve plus aur और तथा';
export const OR = 'or nor oder noch ou ni o u of noch lub albo ani veya ya या';

/** Words after “no” that are no food: in Portuguese “no” means “in the”. */
export const AFTER_PORTUGUESE_NO = 'forno espeto pote prato palito vapor copo ponto capricho';

/** Asks for what contains something. */
export const CONTAIN =
  'contain contains containing include includes enthalten enthalt contiennent contient contenant contengono contiene contienen llevan lleva contem contenham bevatten bevat zawieraja zawiera icerir iceren';
export const CONTAIN_UNSPACED = '含む|含まれる|入っている|入った|使った|使用';
