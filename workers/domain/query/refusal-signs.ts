import { editDistance } from '../../../contracts/edit-distance.ts';
import { fold } from '../../../contracts/fold.ts';
import { isSwedishYou, wordSet } from './phrase-books.ts';
import { PhraseBook, type Piece } from './words-of.ts';

/*
 * Words that say, in whatever sentence, that something is refused, does harm or must be kept away. `*` stands for any
 * ending. They need not be complete: a word that is no sign and that nothing explains makes what is named beside it
 * unconfirmed (doubts.ts).
 */

/** Negations, and words for keeping away, leaving out and disliking. */
const NEGATIONS = `
  ikke inte ej utan uden uten ingen inga inget aldrig aldri no not nt ng nein nee hayir dont cant wont isnt doesnt didnt arent wouldnt shouldnt couldnt mustnt never none nothing neither nor nope nix non
  without minus cannot unable free except excepting exclud* avoid* omit* skip* leave leaving hold keep out off away gone than against lack* stop stay
  steer forbid* banned refus* hate hates dislik* disgust* detest* problem* trouble* bad badly ditch nicht nichts nie niemals kein* ohne weg raus fern
  weglass* verzicht* vermeid* meid* schlecht tabu verbot* verbiet* hass* ekel* frei freie freies ausser gegen pas jamais sans rien aucun* sauf ni
  interdi* evit* enlev* retir* supprim* exclu* deteste* degout* ecart mai senza niente nessun* male vieta* proibi* togli* toglier* elimin* esclud*
  odio schifo tranne eccetto lontan* nunca sin nada ningun* prohib* tampoco quita quitar quiten quitad quitenle quitale asco jamas lejos salvo niet
  niets geen nooit zonder verboden verbied* mijd* vermijd* weglat* haat vies walg* behalve nao sem nenhum* proib* tirar tirem nojo longe fora bez ani zadn*
  nigdy brak zle zakaz* zabron* zabran* unika* omija* wyklucz* usun* wyrzuc* odstaw* nienawidz* oprocz daleka degil yok olmadan olmasin asla yasak*
  kacin* uzak* cikar* nefret* igren* sorun* icermey* istemi* istemem* sevmem* sevmi* sakin नहीं नही न मत बिना बगैर रहित मुक्त परहेज दिक्कत* समस्या*
  मना वर्जित हटा* निकाल* छोड़* दूर nahi nahin nai mat bina bagair parhez dikkat* mana hata* nikal*`;

/** Illness, danger, medicine. */
const HARMS = `
  terribl* horribl* awful* nasty wreck* ruin* destroy* clinic casualty intensive furchtbar* schrecklich* affreu* terrible* orribil* fatale vreselijk* horrivel* okropn* berbat
  sensitiv* react* epipen* epi sick sickness illness coeliac* celiac* crohn* disease* disorder* diagnos* syndrome* doctor* hospital ambulance
  emergenc* dies died dying dead death deadly kill* fatal* lethal* poison* toxic* danger* unsafe unwell harm harms harmful hurt hurts painful risk*
  severe* serious* attack* shock suffer* trigger* upset* medic* pills inject* pregnan* careful scared afraid worr* vertrag* vertraeg* krank*
  ubel schlimm hals haut atmen luft notfall* notarzt* klinik arzt* arztin sterb* stirb* tot tod todlich umbring* gefahr* gefaehr* schad* weh schmerz*
  reag* reakt* zoliakie* schwanger* medikament* tablette* beschwerden empfindlich* malad* respir* hopital urgence* medecin* docteur* mour* meurs meurt
  mort mortel* tue tuer tuent risqu* grave graves crise* sensib* digere* enceint* coeliaq* malat* gola ospedal* muoio muore morire morto uccid*
  ammazz* velen* tossic* pericol* rischi* diger* incint* farmac* medicin* enferm* urgencia* muero muere morir* moriria mata matar* veneno* peligr*
  riesgo* reacc* fatal embaraz* ziek* huid adem* ziekenhuis dokter* arts sterf* giftig* gevaar* risico* klachten gevoelig* zwanger* coelia* medicijn*
  doen* morro morre morrer* perig* risco* sensiv* gravid* remedio* alergi* chory chora chore choroba* choruj* niedobrze oddych* astm* szpital*
  pogotow* lekarz* lekar* umr* umier* smier* zabij* zabic truci* trujac* toksycz* niebezp* ryzyk* wrazliw* szkodz* ciaz* celiak* leki lekow
  zastrzyk* hassas* hastayim hastalik* hastalan* hastane* hastasi astim* doktor* oldurur olum olumcul zehir* tehlike* ciddi* siddetli* tepki*
  dokunuyor dokunur hamile* colyak* ilac* yiyem* yemiy* yemem* yemez* yemey* iceme* icemi* tuketem* dayanam* बीमार* पेट गला गले होंठ जीभ सांस* साँस*
  अस्थमा अस्पताल* डॉक्टर* मौत जान जानलेवा ज़हर जहर खतर* ख़तर* नुकसान* तकलीफ* दवा* इंजेक्शन गर्भ* मर bimar* saans maut zeher zahar khatra* khatarnak
  nuksan* taklif* dawa* face eyes burns enemies enemy mund gesicht schwindlig bouche visage brulur* bocca macchie boca ojos coca* mond gezicht usta
  twarz pokrzywka agzim agzimi yuzum sivilce`;

/** Reactions of the body to a harmful food. */
const REACTIONS = `
  utslag utslett udslaet klada kliar klor kloe* svull* hovn* haevede* kvalm* illamaende magont mavepin* vondt astma elveblest welts
  allerg* alerg* intoleran* anaphyl* asthma* hives rash itch* swell* swollen throat lips tongue breath breathe breathing wheez* choke chokes choking
  vomit* puke puking nause* diarrh* bloat* stomach tummy bowel* migraine* eczema* unvertrag* unvertraeg* ubelkeit kotz* erbrech* durchfall bauch
  bauchweh bauchschmerz* magen* darm* lippe lippen zunge ausschlag juck* schwell* schwill* geschwoll* atem* erstick* krampf* allergi* vomi* ventre
  estomac intestin* gorge levre* langue gonfl* demang* gratte grattes gratter grattent grattait grattais grattement* urticaire plaques etouff* asthm* pancia stomaco labbr* lingua gonfi* prurit* orticari*
  soffoc* barriga garganta labio* lengua hinch* picor* ronch* ahog* overgevoel* misselijk* braak* kots* buik* maag* keel lip uitslag jeuk* zwel* stik*
  benauwd* enjoo* enjoa* inchad* incha inchar coceira* comich* sufoc* uczul* nietoler* wymiot* mdlosc* mdli* biegunk* brzuch* zolad* jelit* gardl*
  warg* puchn* opuch* spuch* swedz* wysypk* pokrzywk* duszno* dusze dusi alerji* intolerans* kusuyorum kustum kusma mide* bulanti* bulan* ishal*
  karnim bogaz* dudak* sisiyor* siser sismis kasin* kasint* dokuntu* kurdesen nefes* bogul* एलर्जी अलर्जी एलर्जिक उल्टी* दस्त सूज* खुजली* चकत्ते ulti
  khujli* mouth ulcer* tingl* blister* dizzy faint fainted quaddel* pusteln kribbel* boutons picot* bolle sfogo urticaria sarpullido cocar cocam
  galbult*`;

/** The same in scripts without spaces, at any place. “ありませんか” is a question for availability. */
const SIGN_IN_RUN =
  /ない(?!です?か)|(?<!すみ|済み)ません(?!か)|なし|無し|ナシ|抜|ぬき|なく|ずに|だめ|ダメ|駄目|アレルギ|過敏|过敏|不耐|苦手|嫌|避け|除|外し|外す|やめ|止め|禁|無理|ムリ|危|死|病|医者|医師|お薬|服薬|救急|入院|倒れ|痒|かゆ|腫|蕁麻疹|じんましん|湿疹|発疹|喘息|呼吸|喉|吐|下痢|痛|悪|体質|反応|症状|妊娠|授乳|毒|困|控え|代わり|以外|フリー|遠慮|勘弁|不要|不含|没有|沒有|別|绝|不能|不吃/u;

/** “I’d like”, “with”, “please”: foods named in such a clause are wanted, unless the clause refuses them. */
const WANTING = wordSet(`
  want like love have take get give bring show suggest recommend order add prefer please with fine ok okay good yes can contain contains extra
  will wollen mochte mochten hatte hatten gern gerne nehme nehmen bestelle bekomme bitte mit ja gib gebt bring zeig zeige zeigen kann darf mag geht
  voudrais veux prends prendrai prendre aimerais avec plait svp oui peux peut
  vorrei voglio prendo con favore va bene posso puo piace
  quiero quisiera querria pone ponme con favor puedo puede podemos gusta
  wil neem graag met alsjeblieft alstublieft kan mag
  quero queria gostaria com sim posso pode
  chce chcialbym chcialabym poprosze prosze z ze tak
  istiyorum isterim alayim lutfen ile evet
  chahiye चाहिए दीजिए dijiye dena saath साथ kripya कृपया haan हाँ`);
const WANTING_IN_RUN = /ください|下さい|お願い|おねがい|欲し|ほし|入り|食べたい|たべたい|飲みたい|頼/u;

const TAKING_AWAY =
  /^(?:remov|take|off|out|away|drop|ditch|scrap|skip|leave|elimin|retir|supprim|enlev|togli|leva|rimuov|cancell|quit|saca|borra|usun|wyrzuc|skresl|cikar|sil|verwijder|schrap|haal|eraf|tira|raus|weg|entfern|streich|lass|hata|nikal|हटा|निकाल)/u;

/** Returns true if a sign only takes something off an order. */
export const takesAway = (key: string): boolean => TAKING_AWAY.test(key);

const ORDERING =
  /^(?:give|bring|add|put|get|order|gib|bringt?|mach|nimm|donnez|donne|ajoute|mets|mettez|dammi|dacci|aggiung|metti|portami|ponme|ponnos|ponga|pongame|dame|deme|anad|agrega|trae|geef|doe|voeg|breng|traz|traga|adicion|poe|daj|dodaj|prosze|ekle|ver|getir|dena|do|दीजिए)/u;

/** Returns whether a word after “and” begins an order: “and give me”. */
export const ordersMore = (key: string): boolean => ORDERING.test(key);

/** The strength of a sign: a reaction of the body means that a person ate a harmful food. */
export type Sign = 'negation' | 'harm' | 'reaction';

/** Signs by whole words, and by stems that match any ending. */
const [WHOLE, STEMS] = [new Map<string, Sign>(), new Map<string, Sign>()];
for (const [sign, words] of [
  ['negation', NEGATIONS],
  ['harm', HARMS],
  ['reaction', REACTIONS],
] as const) {
  for (const word of words.trim().split(/\s+/)) {
    if (word.endsWith('*')) STEMS.set(fold(word.slice(0, -1)), sign);
    else WHOLE.set(fold(word), sign);
  }
}

/** “die” is also a German article, “ill” may be “I’ll”, and “T” a steak: the word before decides. */
const BEFORE_SIGN: ReadonlyMap<string, RegExp> = new Map([
  ['die', /^(?:i|d|ll|will|would|could|might|may|can|to|s?he|they|we|you)$/],
  ['ill', /^(?:\p{L}+ly|am|m|is|s|are|re|was|be|feels?|felt|gets?|got|fall|ma[kd]es?|me|him|her|them|very|so)$/u],
  [
    'mal',
    /^(?:muy|muito|tan|tao|super|cae|caen|sienta|sientan|hace|hacen|faz|fazem|fait|font|me|sto|sta|stanno|fa|fanno)$/,
  ],
  ['t', /^(?:can|\p{L}+n)$/u],
]);

/**
 * Returns the kind of refusal that a word signals; undefined when it signals none.
 * @param key Folded.
 * @param before The word before it.
 */
export function signOf(key: string, before: string | undefined): Sign | undefined {
  if (/^all?ergen/u.test(key)) return undefined;
  if (isSwedishYou(key, before)) return undefined;
  const whole = WHOLE.get(key);
  if (whole !== undefined) return whole;
  if (before !== undefined && BEFORE_SIGN.get(key)?.test(before) === true) return key === 't' ? 'negation' : 'harm';
  for (let length = 3; length <= key.length; length += 1) {
    const sign = STEMS.get(key.slice(0, length));
    if (sign !== undefined) return sign;
  }
  return isMisspeltAllergy(key) ? 'reaction' : undefined;
}

/** “Algeric”, “alargic”: the word that must not be missed, misspelt. */
const ALLERGY_WORDS =
  'allergic allergy allergies allergisch allergie allergien allergique allergico alergico alergia intolerant'.split(
    ' ',
  );
/** “¡Qué alegría!” */
const NO_ALLERGY = wordSet('alegria alegre allegria allegro allegra');

function isMisspeltAllergy(key: string): boolean {
  if (key.length < 6 || NO_ALLERGY.has(key)) return false;
  const limit = key.length < 7 ? 1 : 2;
  return ALLERGY_WORDS.some((word) => key[0] === word[0] && editDistance(key, word, limit) <= limit);
}

/** The same two of a text in a script that does not part words. */
export const signsInRun = (text: string): boolean => SIGN_IN_RUN.test(text);
export const isWanting = (key: string): boolean => WANTING.has(key);
export const wantsInRun = (text: string): boolean => WANTING_IN_RUN.test(text);

/** “crazy about”, “plenty of”: phrases of praise whose single words have another meaning. */
const EAGER = new PhraseBook(
  `make it, make that, make them, make one, make two, make three, instead of the, instead of my, instead of that, instead of those, go with, goes with, go well with, goes well with, going with, pairs with, pairs well with, kill for, to die for, die for, crazy about, mad about, fan of, big fan of, huge fan of, in the mood for, dying for, can t get enough of, cannot get enough of, lots of, loads of, plenty of, full of, packed with, loaded with, rich in, heavy on, generous with, addicted to, obsessed with, keen on, fond of, partial to, melts in my mouth, melt in my mouth, mouth watering, makes my mouth water, adore, adores, love, loves, loved, likes, enjoys, enjoy, prefers, crave, craves, fancy, favourite, favorite,
  statt der, statt dem, statt des, statt den, statt meiner, anstelle der, anstelle des, anstatt der, anstatt des, anstatt dem, passt zu, passt zum, passt zur, passen zu, verruckt nach, lust auf, appetit auf, heisshunger auf, hunger auf, stehe auf, steh auf, fan von, ganz viel, ganz viele, viel, viele, voller, voll mit, reichlich, jede menge, ordentlich, liebe, lieben, liebt,
  a la place du, a la place de la, a la place des, au lieu du, au lieu de la, au lieu des, va avec, va bien avec, fou de, folle de, fan de, envie de, plein de, pleine de, beaucoup de, rempli de, adore, adorons, raffole de, accro a, aime, aiment, aimons, adore, adorent, amateur de, friand de, riche en,
  al posto del, al posto della, al posto dei, al posto delle, invece del, invece della, invece dei, sta bene con, va bene con, si abbina, si abbina a, voglia di, vado matto per, vado matta per, matto per, pazzo per, pazza per, pieno di, piena di, ricco di, tanto, tanta, tanti, tante, adoro, adora, adorano, amo, ama, amano, piace, piacciono, goloso di,
  en vez del, en vez de la, en vez de los, en vez de las, en lugar del, en lugar de la, va bien con, combina con, marida con, ganas de, loco por, loca por, lleno de, llena de, mucho, mucha, muchos, muchas, encanta, encantan, gusta, gustan, antojo de, rico en, abundante,
  in plaats van de, in plaats van het, past bij, past er bij, zin in, trek in, dol op, gek op, verzot op, fan van, veel, vol met, boordevol, hou van, houd van, houdt van, houden van, vindt lekker,
  em vez do, em vez da, em vez dos, em vez das, combina com, vai bem com, vontade de, louco por, louca por, adora, adoram, gosta de, gostam de, gosto de, fa de, cheio de, cheia de, muito, muita, muitos, muitas, rico em,
  pasuje do, ochote na, smak na, uwielbiam, uwielbia, kocham, kocha, lubi, lubia, lubimy, duzo, mnostwo, pelne, fanem, fanka, bogate w, przepadam za,
  bol, bolca, bayilirim, bayiliyorum, canim, cekti, cekiyor, seviyorum, severim, seviyor, sever, dolu,
  man hai, man kar raha, shaukeen, deewana, dher sara, khoob, bharpoor, मन है, मन कर रहा, शौकीन, दीवाना, दीवानी, ढेर सारा, ढेर सारी, खूब, भरपूर`
    .split(',')
    .map((phrase) => [phrase.trim(), true]),
);
/** “te veel”. */
const EXCESS = wordSet('too te zu za');

/** Returns the pieces of phrases that express a strong wish. Beside a sign of refusal they have no meaning. */
export function eagerPlaces(pieces: readonly Piece[]): ReadonlySet<number> {
  const eager = new Set<number>();
  for (let at = 0; at < pieces.length; at += 1) {
    const length = EXCESS.has(pieces[at - 1]?.key ?? '') ? 0 : (EAGER.at(pieces, at)?.length ?? 0);
    for (let next = at; next < at + length; next += 1) eager.add(next);
  }
  return eager;
}
