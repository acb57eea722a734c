import { wordSet } from './phrase-books.ts';
import { PhraseBook, type Piece } from './words-of.ts';

/**
 * Words that say, in whatever sentence, that something is refused, does harm or must be kept away: negations, illness and
 * its signs in a body, danger, medicine. `*` stands for any ending. They need not be complete: a word that is no sign and
 * that nothing explains makes what is named beside it unconfirmed (doubts.ts).
 */
const SIGNS = `
  no not nt ng nein nee hayir dont cant wont isnt doesnt didnt arent wouldnt shouldnt couldnt mustnt never none nothing neither nor nope nix non without minus cannot
  unable free except excepting exclud* avoid* omit* skip* leave leaving hold keep out off away gone than against lack* stop stay steer forbid*
  banned refus* hate hates dislik* disgust* detest* allerg* alerg* intoleran* sensitiv* react* anaphyl* epipen* epi asthma* hives rash itch* swell* swollen
  throat lips tongue breath breathe breathing wheez* choke chokes choking vomit* puke puking sick sickness illness nause* diarrh* bloat* stomach tummy bowel* coeliac*
  celiac* crohn* disease* disorder* diagnos* syndrome* doctor* hospital ambulance emergenc* dies died dying dead death deadly kill* fatal* lethal* poison* toxic* danger*
  unsafe unwell harm harms harmful hurt hurts painful problem* trouble* bad badly risk* severe* serious* attack* shock suffer* trigger* upset* medic* pills inject*
  pregnan* diabet* migraine* eczema* careful scared afraid worr* ditch
  nicht nichts nie niemals kein* ohne weg raus fern weglass* verzicht* vermeid* meid* unvertrag* unvertraeg* vertrag* vertraeg* krank* ubel ubelkeit schlecht schlimm
  kotz* erbrech* durchfall bauch bauchweh bauchschmerz* magen* darm* hals lippe lippen zunge haut ausschlag juck* schwell* schwill* geschwoll* atem* atmen luft erstick* notfall* notarzt*
  klinik arzt* arztin sterb* stirb* tot tod todlich umbring* gefahr* gefaehr* schad* weh schmerz* krampf* reag* reakt* tabu verbot* verbiet* hass* ekel* zoliakie*
  schwanger* frei freie freies ausser gegen medikament* tablette* problem* beschwerden empfindlich*
  pas jamais sans rien aucun* sauf ni allergi* malad* vomi* ventre estomac intestin* gorge levre* langue gonfl* demang* gratt* urticaire plaques respir* etouff* asthm*
  hopital urgence* medecin* docteur* mour* meurs meurt mort mortel* tue tuer tuent poison* danger* risqu* grave graves crise* interdi* evit* enlev* retir* supprim*
  exclu* deteste* degout* sensib* digere* enceint* coeliaq* ecart
  mai senza niente nessun* male malat* pancia stomaco gola labbr* lingua gonfi* prurit* orticari* soffoc* ospedal* muoio muore morire morto uccid* ammazz* velen* tossic*
  pericol* rischi* vieta* proibi* togli* toglier* elimin* esclud* odio schifo diger* incint* celiac* farmac* medicin* tranne eccetto lontan*
  nunca sin nada ningun* enferm* barriga garganta labio* lengua hinch* picor* ronch* ahog* urgencia* muero muere morir* moriria mata matar* veneno* peligr* riesgo*
  reacc* prohib* tampoco fatal quita quitar quiten quitad quitenle quitale elimin* asco embaraz* jamas lejos salvo fatal
  niet niets geen nooit zonder overgevoel* ziek* misselijk* braak* kots* buik* maag* darm* keel lip lippen huid uitslag jeuk* zwel* adem* stik* benauwd* ziekenhuis dokter*
  arts sterf* giftig* gevaar* risico* verboden verbied* mijd* vermijd* weglat* haat vies walg* klachten gevoelig* zwanger* coelia* medicijn* behalve
  nao nunca sem nenhum* doen* enjoo* enjoa* inchad* incha inchar coceira* comich* sufoc* morro morre morrer* perig* risco* proib* tirar tirem nojo sensiv* gravid* remedio* longe
  fora
  nie bez ani nigdy brak alergi* uczul* nietoler* chory chora chore choroba* choruj* wymiot* mdlosc* mdli* niedobrze zle biegunk* brzuch* zolad* jelit* gardl* warg* puchn*
  opuch* spuch* swedz* wysypk* pokrzywk* duszno* dusze dusi oddych* astm* szpital* pogotow* lekarz* lekar* umr* umier* smier* zabij* zabic truci* trujac* toksycz* niebezp*
  ryzyk* zakaz* zabron* zabran* unika* omija* wyklucz* usun* wyrzuc* odstaw* nienawidz* wrazliw* szkodz* ciaz* cukrzyc* celiak* leki lekow zastrzyk* oprocz daleka
  degil yok olmadan olmasin asla alerji* intolerans* hassas* hastayim hastalik* hastalan* hastane* hastasi kusuyorum kustum kusma mide* bulanti* bulan* ishal* karnim bogaz* dudak* sisiyor* siser sismis kasin*
  kasint* dokuntu* kurdesen nefes* bogul* astim* doktor* oldurur olum olumcul zehir* tehlike* ciddi* siddetli* tepki* yasak* kacin* uzak* cikar* nefret*
  igren* sorun* dokunuyor dokunur hamile* colyak* ilac* yiyem* yemiy* yemem* yemez* yemey* iceme* icemi* icermey* tuketem* dayanam* istemi* istemem* sevmem* sevmi* sakin
  नहीं नही न मत बिना बगैर रहित मुक्त एलर्जी अलर्जी एलर्जिक परहेज बीमार* उल्टी* दस्त पेट गला गले होंठ जीभ सूज* खुजली* चकत्ते सांस* साँस* अस्थमा अस्पताल* डॉक्टर* मौत जान जानलेवा ज़हर
  जहर खतर* ख़तर* नुकसान* तकलीफ* दिक्कत* समस्या* मना वर्जित हटा* निकाल* छोड़* दवा* इंजेक्शन गर्भ* दूर मर
  nahi nahin nai mat bina bagair parhez bimar* ulti saans khujli* maut zeher zahar khatra* khatarnak nuksan* taklif* dikkat* mana hata* nikal* dawa*`;

/** The same where words are not parted, anywhere in them. “ありませんか” asks whether there is any. */
const SIGN_IN_RUN =
  /ない(?!です?か)|(?<!すみ|済み)ません(?!か)|なし|無し|ナシ|抜|ぬき|なく|ずに|だめ|ダメ|駄目|アレルギ|過敏|过敏|不耐|苦手|嫌|避け|除|外し|外す|やめ|止め|禁|無理|ムリ|危|死|病|医者|医師|お薬|服薬|救急|入院|倒れ|痒|かゆ|腫|蕁麻疹|じんましん|湿疹|発疹|喘息|呼吸|喉|吐|下痢|痛|悪|体質|反応|症状|妊娠|授乳|毒|困|控え|代わり|以外|フリー|遠慮|勘弁|不要|不含|没有|沒有|別|绝|不能|不吃/u;

/** “I’d like”, “with”, “please”: what is named in such a clause is wanted, when nothing in it says otherwise. */
const WANTING = wordSet(`
  want like love have take get give bring order add prefer please with fine ok okay good yes can contain contains extra
  will wollen mochte mochten hatte hatten gern gerne nehme nehmen bestelle bekomme bitte mit ja gib gebt bring kann darf mag geht
  voudrais veux prends prendrai prendre aimerais avec plait svp oui peux peut
  vorrei voglio prendo con favore va bene posso puo piace
  quiero quisiera querria pone ponme con favor puedo puede podemos gusta
  wil neem graag met alsjeblieft alstublieft kan mag
  quero queria gostaria com sim posso pode
  chce chcialbym chcialabym poprosze prosze z ze tak
  istiyorum isterim alayim lutfen ile evet
  chahiye चाहिए दीजिए dijiye dena saath साथ kripya कृपया haan हाँ`);
const WANTING_IN_RUN = /ください|下さい|お願い|おねがい|欲し|ほし|入り|食べたい|たべたい|飲みたい|頼/u;

const WORDS = SIGNS.trim().split(/\s+/);
const WHOLE = wordSet(WORDS.filter((word) => !word.endsWith('*')).join(' '));
const STEMS = wordSet(
  WORDS.filter((word) => word.endsWith('*'))
    .map((word) => word.slice(0, -1))
    .join(' '),
);

/** “die” is a German article too, “ill” a will without its apostrophe, and “T” a steak: what stands before tells. */
const BEFORE_SIGN: ReadonlyMap<string, RegExp> = new Map([
  ['die', /^(?:i|d|ll|will|would|could|might|may|can|to|s?he|they|we|you)$/],
  ['ill', /^(?:am|m|is|s|are|re|was|be|feels?|felt|gets?|got|fall|ma[kd]es?|me|him|her|them|very|so)$/],
  [
    'mal',
    /^(?:muy|muito|tan|tao|super|cae|caen|sienta|sientan|hace|hacen|faz|fazem|fait|font|me|sto|sta|stanno|fa|fanno)$/,
  ],
  ['t', /^(?:can|\p{L}+n)$/u],
]);

/** Whether a word is a sign that something is refused. @param key Folded. @param before The word before it. */
export function isSign(key: string, before: string | undefined): boolean {
  if (WHOLE.has(key)) return true;
  if (before !== undefined && BEFORE_SIGN.get(key)?.test(before) === true) return true;
  for (let length = 3; length <= key.length; length += 1) if (STEMS.has(key.slice(0, length))) return true;
  return false;
}

/** The same two of a text in a script that does not part words. */
export const signsInRun = (text: string): boolean => SIGN_IN_RUN.test(text);
export const isWanting = (key: string): boolean => WANTING.has(key);
export const wantsInRun = (text: string): boolean => WANTING_IN_RUN.test(text);

/** “crazy about”, “plenty of”: how people speak of what they love, in words that alone say something else. */
const EAGER = new PhraseBook(
  `crazy about, mad about, fan of, big fan of, huge fan of, in the mood for, dying for, can t get enough of, cannot get enough of, lots of, loads of, plenty of, full of, packed with, loaded with, rich in, heavy on, generous with, addicted to, obsessed with, keen on, fond of, partial to, adore, adores, crave, craves, fancy, favourite, favorite,
  verruckt nach, lust auf, appetit auf, heisshunger auf, hunger auf, stehe auf, steh auf, fan von, ganz viel, ganz viele, viel, viele, voller, voll mit, reichlich, jede menge, ordentlich, liebe, lieben, liebt,
  fou de, folle de, fan de, envie de, plein de, pleine de, beaucoup de, rempli de, adore, adorons, raffole de, accro a, amateur de, friand de, riche en,
  voglia di, vado matto per, vado matta per, matto per, pazzo per, pazza per, pieno di, piena di, ricco di, tanto, tanta, tanti, tante, adoro, amo, goloso di,
  ganas de, loco por, loca por, lleno de, llena de, mucho, mucha, muchos, muchas, encanta, encantan, antojo de, rico en, abundante,
  zin in, trek in, dol op, gek op, verzot op, fan van, veel, vol met, boordevol, hou van, houd van,
  vontade de, louco por, louca por, fa de, cheio de, cheia de, muito, muita, muitos, muitas, rico em,
  ochote na, smak na, uwielbiam, kocham, duzo, mnostwo, pelne, fanem, fanka, bogate w, przepadam za,
  bol, bolca, bayilirim, bayiliyorum, canim, cekti, cekiyor, seviyorum, severim, dolu,
  man hai, man kar raha, shaukeen, deewana, dher sara, khoob, bharpoor, मन है, मन कर रहा, शौकीन, दीवाना, दीवानी, ढेर सारा, ढेर सारी, खूब, भरपूर`
    .split(',')
    .map((phrase) => [phrase.trim(), true]),
);
/** “te veel”. */
const EXCESS = wordSet('too te zu za');

/** Pieces of phrases that say how much something is wanted. Where a sign of refusal is beside them, they say nothing. */
export function eagerPlaces(pieces: readonly Piece[]): ReadonlySet<number> {
  const eager = new Set<number>();
  for (let at = 0; at < pieces.length; at += 1) {
    const length = EXCESS.has(pieces[at - 1]?.key ?? '') ? 0 : (EAGER.at(pieces, at)?.length ?? 0);
    for (let next = at; next < at + length; next += 1) eager.add(next);
  }
  return eager;
}
