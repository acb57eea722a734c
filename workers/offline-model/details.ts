import type { Fulfilment } from '../../contracts/order.ts';
import type { Memory } from './memory.ts';
import { phrase } from './phrases.ts';
import { CAN_I, plain, QUESTION } from './sayings.ts';
import { isOfShop } from './shop-topics.ts';

const MAX_ADDRESS = 500;
const MAX_NOTE = 500;

/** A whole word. `\b` works only for Latin letters without accents. */
const word = (pattern: string, flags = 'iu'): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})`, flags);
const END = '(?![\\p{L}\\p{N}])';

const NOTE = word(
  '(?:note(?: (?:for|to) the \\p{L}+)?|notiz|anmerkung|hinweis|nota|remarque|備考|メモ)\\s*[:：,-]\\s*(.+)$|(?:please |bitte |(?:can|could) you (?:please )?)?(?:(?:tell|ask) the (?:kitchen|shop|driver|courier|cook|chef)(?: that| to)?|sagen? (?:sie )?der küche(?: bitte)?,?(?: dass)?|dites (?:à la|au) \\p{L}+(?: que| de)?|dica alla cucina(?: che| di)?|diga(?:le)? a la cocina(?: que)?|kitchen ko (?:bolo|bol do|batao)(?: ki)?)\\s+(.+)$',
  'isu',
);
const TO = '(?:to|at|an(?: die)?|nach|in die|in den|zum|zur|zu|au|aux|à|chez|in|a|al|alla|presso|en|op|naar)';
const DELIVERING =
  '(?:deliver(?:ed|y)?|bring|send|ship|liefer(?:n|t|ung)?|schicken?|bringen?|lieferadresse|livr(?:ez|er|aison|é)|envoy(?:ez|er)|apport(?:ez|er)|consegn(?:a|are|ate|i|atelo)|port(?:a|ate|atelo|are)|sped(?:ite|ire)|entreg(?:a|ar|ue|uen|uelo)|env[ií](?:a|ar|e|en|o|elo|alo)|tra(?:e|iga|igan|er)(?:lo|me)?|bezorg(?:en)?|delivery)';
const DELIVER_TO = word(
  `(?:please |bitte )?${DELIVERING}(?:[ -](?:it|them|that|this|everything|my order|sie|es|das|alles|bitte|moi|le|la|les|tout|ça|lo|mi|me|il mio ordine|el pedido|address|adresse|please))*(?: ?: ?| ${TO}) (.+)$|(?:address(?: is|:)|adresse(?: ist| est|:)|meine adresse ist|indirizzo:?|dirección:?|住所は|配達先は) ?(.+)$`,
  'isu',
);
/** “Deliver two soups to 5 Main Street”: what is ordered stands between. */
const DELIVER_THINGS = word(
  `(?:please |bitte )?${DELIVERING}(?: sie| mir| uns| me| us| moi| nous| mi)? (?<things>.{2,80}?) ${TO} (?=\\p{Lu}|\\d)(.*\\d.*)$`,
  'su',
);
/** Where the address stands before the verb. */
const DELIVER_FROM =
  /^(.+?)(?:に|へ|まで)(?:配達|お?届け|持ってき|デリバリー|配送)[^\d]*$|^(.+?) (?:pe|par|mein|me|ko) (?:deliver|delivery|bhej|pahuncha)\p{L}*(?: \p{L}+)*$/iu;
const DELIVER = word(
  `(?:for delivery|(?:i(?:'d| would)? (?:like|want) (?:it )?|as a? ?)deliver(?:ed|y)|deliver(?:y)?(?: it)?(?: please)?(?=\\W*$)|have it delivered|(?:zum |mit )?(?:liefern|lieferung)|en livraison|livraison|à livrer|(?:consegna )?a domicilio|con consegna|para entrega|con entrega|home delivery|delivery (?:karo|kar do|chahiye))${END}|配達(?:で|して|をお願い|お願い)|デリバリーで`,
);
const PICKUP = word(
  `(?:(?:i(?:'ll| will| can) )?(?:pick(?:ing)? (?:it|them|that|everything)? ?up|collect (?:it|them|myself)|come by)|(?:for |as )?pick-?\\s?up|(?:for )?collection(?: please)?|take-?\\s?away|to go(?=\\s*(?:please)?[.!]*$)|(?:ich )?(?:hole?|holen wir) (?:es|das|sie|alles)? ?(?:lieber |doch |selbst )*ab|(?:selbst )?abhol(?:en|ung|er)|selbstabholer?|zum mitnehmen|à emporter|(?:je|on) (?:viens|vient|passe|passerai|viendrai) (?:le |la |les )?(?:chercher|prendre|récupérer)|da asporto|da portare? via|(?:passo|vengo) (?:io )?a (?:ritirar|prender)\\p{L}*|para llevar|(?:paso|voy|vengo) a (?:recoger|buscar)\\p{L}*|(?:lo|la) recojo|recoger en \\p{L}+|afhalen|ophalen|meenemen|para levar|khud (?:le|aa)\\p{L}*(?: \\p{L}+)*|pack kar\\p{L}*(?: do)?|parcel(?: kar\\p{L}*)?)${END}|持ち帰り(?:で|に(?:して)?)?|テイクアウト(?:で|に(?:して)?)?|取りに(?:行|伺)\\p{L}*|受け取りに\\p{L}*`,
);
const TABLE = word(
  `(?:(?:(?:i(?:'m| am)|we(?:'re| are)) (?:sitting )?(?:at|on) |(?:for|to|at|an|für|à la|al|alla|a la|en la) )?(?:table|tisch|tavolo|mesa|tafel)(?: number| nr\\.?| nummer| numero)? ?([a-z]?\\d{1,4}[a-z]?))${END}|([a-z]?\\d{1,4})番(?:テーブル|の?席)(?:に|です|へ)?`,
);
const WHAT = /^\W*(?:what|which|was|welche|quoi|qu|que|che|cosa|wat|welke|co|ne)(?!\p{L})/iu;
const DINE_IN = word(
  `(?:dine in|dining in|eat(?:ing)? (?:in|here)|for here|hier essen|vor ort(?: essen)?|sur place|mangiamo qui|sul posto|(?:para )?comer aquí|yahin? (?:pe )?kha\\p{L}*)${END}|店内で?|ここで食べ\\p{L}*|イートイン`,
);
const CLOCK = '\\d{1,2}(?:[:.h]\\d{2})?';
const SOME_TIME =
  '(?:an?|one|half an|\\d+|five|ten|fifteen|twenty|thirty|einer?|einer halben|zehn|zwanzig|une|une demi|dix|vingt|un[ao]?|mezz|media|meia|diez|dieci|veinte|een|een half|tien|p[oó]ł|yarım|on|yirmi)';
/** When the order shall be ready, in the person’s words: no menu has it, so the shop reads it in the note. */
const TIME = word(
  `(?:${[
    `(?:(?:for|at|by|around|about|before|after|from|um|gegen|ab|bis|für|à|pour|vers|alle|per le|verso le|a las?|para las?|om|tegen|às|para as|o|na|saat) )?(?:(?:about|around|so|etwa) )?${CLOCK} ?(?:[ap]\\.?m\\.?|o[’']?clock|uhr|uur|heures?|h)`,
    `(?:at|by|um|gegen|à|vers|alle|per le|verso le|a las?|para las?|om|tegen|às|saat) (?:halb |half )?(?:${CLOCK}|(?:seven|eight|nine|sieben|acht|neun|noon|midday)(?: uhr)?)(?:['’]?(?:de|da|te|ta))?(?=\\s*(?:$|[,.;!?]|please|bitte|graag|tonight|heute|and |und ))`,
    `(?:for|at|around|by|um|für|om|o) (?:half past |quarter (?:past|to) )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|acht|neun|sieben) (?:o[’']?clock|uhr|uur)`,
    `(?:in|within) (?:about )?${SOME_TIME} (?:(?:half )?hours?|h|min(?:ute)?s?)(?: or so)?`,
    `(?:in|dans|tra|fra|en|over|daqui a|za) (?:etwa |circa |ungefähr |environ |unos )?${SOME_TIME}[ -]?(?:[’']?)(?:stunden?|minuten|min|heures?|minutes?|or[ae]|minut[io]|horas?|minutos|hora|uur|godzin[yę]?|minut)`,
    `${SOME_TIME} (?:saat|dakika)(?:ya)?(?: (?:sonra|içinde))?`,
    'asap|as soon as (?:possible|you can)|as (?:fast|quick(?:ly)?) as (?:possible|you can)|so (?:schnell|bald) (?:wie|es geht)(?: es geht| möglich)?|(?:le plus vite|dès que) possible|au plus vite|il prima possibile|lo antes posible|cuanto antes|zo (?:snel|gauw) mogelijk|o mais (?:rápido|depressa) possível|jak najszybciej|en kısa sürede',
  ].join('|')})${END}`,
);
const DAY =
  "(?:tomorrow|tonight|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:über)?morgen|heute|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:après-)?demain|aujourd[’']hui|ce soir|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:dopo)?domani|oggi|stasera|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|(?:pasado )?mañana|hoy|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:over)?morgen|vandaag|vanavond|(?:maan|dins|woens|donder|vrij|zater|zon)dag|amanhã|hoje|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|jutro|pojutrze|dzisiaj|dziś|yarın|bugün|bu akşam)";
const PART_OF_DAY =
  '(?:noon|midday|lunch(?:time)?|morning|afternoon|evening|night|früh|vormittag|mittag|nachmittag|abend|midi|matin|après-midi|soir|mezzogiorno|mattina|pomeriggio|sera|mediodía|(?:la )?tarde|(?:la )?noche|middag|ochtend|avond|meio-dia|(?:à )?noite|południe|południu|rano|wieczór|wieczorem|öğlen?|akşam|sabah)';
const BEFORE_DAY = '(?:for|on|by|für|bis|am|pour|per|para|el|voor|op|na|até)';
const AT = '(?:at|um|gegen|à|a|alle|per le|al|a las?|om|tegen|às|ao|à|o|saat|w|in the|this|de la|por la|di|mid)';
const HOUR = `(?:half (?:past )?|halb )?(?:${CLOCK}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|sieben|acht|neun|zwölf)(?: ?(?:[ap]\\.?m\\.?|o[’']?clock|uhr|uur|heures?|h))?`;
/** A day, with or without a time on it: “for tomorrow noon”, “morgen um 12”. */
const DAY_TIME = word(
  `(?:(?:${BEFORE_DAY} )(?:the )?${DAY}(?:middag|ochtend|avond)?(?:,? (?:${AT} )?(?:${PART_OF_DAY}|${HOUR}(?!\\p{L}| \\p{L})))?|${DAY}(?:middag|ochtend|avond|,? (?:${AT} )?${PART_OF_DAY}|,? ${AT} ${HOUR})(?: için)?|${DAY}(?= ?(?:please|bitte)?\\W*$)(?<=^\\W*\\p{L}+))${END}`,
);
const ORDERING =
  /[,.;!]*\s+(?:and |und |et |y |e |aur |then )?(?:please |bitte )?(?:order|place|confirm|check ?out|bestell|das (?:ist|wär)|that(?:'s| is) (?:all|it)|commande|je confirme|valide|ordina|conferma|confirma|pid[ae]|order kar)\p{L}*(?: it| the order| now| bitte| la commande| l'ordine| el pedido| kar do)*[.!]*$/iu;

/**
 * Extracts fulfilment and note from a message. @returns A reply, an open question, and the rest of the message.
 */
export function takeDetails(
  memory: Memory,
  message: string,
): { said: string[]; asks: string | undefined; rest: string } {
  const said: string[] = [];
  let asks: string | undefined;
  let rest = message;
  const isQuestion = /[?？]\s*$/.test(message);
  const take = (pattern: RegExp): string | true | undefined => {
    const match = pattern.exec(rest);
    if (match === null) return undefined;
    const things = match.groups?.things ?? '';
    rest = `${rest.slice(0, match.index)}${things}${rest.slice(match.index + match[0].length)}`.replace(
      /(?:\s(?:and|und|et|y|e|aur)|,)\s*$/i,
      '',
    );
    return match.slice(1).findLast((group) => group !== undefined) ?? true;
  };
  const choose = (fulfilment: Fulfilment, text: string) => {
    memory.fulfilment = fulfilment;
    memory.isDeliveryWanted = false;
    said.push(text);
  };
  const deliverTo = (target: string) => {
    const ordering = ORDERING.exec(target)?.[0] ?? '';
    const address = addressOf(target.slice(0, target.length - ordering.length));
    choose({ type: 'delivery', address }, `Delivery to ${address}.`);
    rest = `${rest} ${ordering.replace(/^[\s,.;!]+(?:and|und|et|y|e|aur)?\s*/iu, '')}`;
  };

  // “Are you open at 7pm?” asks; “can I get a lasagne at 7pm?” tells.
  const isOrdered = !isQuestion || (CAN_I.test(plain(rest)) && !isOfShop(plain(rest)));
  const time =
    !isOrdered || NOTE.test(rest) || (QUESTION.test(plain(rest)) && isOfShop(plain(rest)))
      ? null
      : (dayIn(rest) ?? TIME.exec(rest));
  if (time !== null) {
    rest = `${rest.slice(0, time.index)} ${rest.slice(time.index + time[0].length)}`.trim();
    // A later time takes the place of the earlier one.
    memory.note =
      memory.note
        ?.split('; ')
        .filter((line) => line.replace(DAY_TIME, '').replace(TIME, '') !== '')
        .join('; ') || undefined;
    addNote(memory, time[0]);
    said.push(phrase(memory.language, 'passOn', time[0].trim()));
  }
  const isAddressAsked = memory.isAddressAsked;
  memory.isAddressAsked = false;
  if (isAddressAsked && /\d/.test(rest) && !isQuestion && !PICKUP.test(rest)) {
    const target =
      DELIVER_TO.exec(rest)
        ?.slice(1)
        .find((group) => group !== undefined) ?? rest;
    rest = '';
    deliverTo(target);
    return { said, asks, rest: rest.trim() };
  }
  const note = isQuestion ? undefined : take(NOTE);
  if (typeof note === 'string') {
    addNote(memory, note);
    said.push(phrase(memory.language, 'passOn', note.trim()));
  }
  // "Do you deliver to Potsdam?" asks; "can you deliver it to 5 Main Street?" tells.
  const way = [DELIVER_TO, DELIVER_THINGS, DELIVER_FROM].find((pattern) => {
    const target = pattern
      .exec(rest)
      ?.slice(1)
      .findLast((group) => group !== undefined);
    return (
      target !== undefined &&
      (/\d/.test(target) || (!isQuestion && /^\W*(?:please )?(?:deliver|bring|send|ship)/i.test(rest)))
    );
  });
  const table = isQuestion ? undefined : take(TABLE);
  const target = way === undefined || table !== undefined ? undefined : take(way);
  if (typeof target === 'string') deliverTo(target);
  else if (!isQuestion) {
    if (typeof table === 'string') choose({ type: 'dine_in', table }, `For table ${table}.`);
    // “What can coeliacs eat here?”
    else if (!WHAT.test(message) && take(DINE_IN) !== undefined) choose({ type: 'dine_in' }, 'To eat here.');
    else if (take(PICKUP) !== undefined) choose({ type: 'pickup' }, 'To be picked up.');
    else if (!(QUESTION.test(plain(rest)) && isOfShop(plain(rest))) && take(DELIVER) !== undefined) {
      memory.isAddressAsked = true;
      memory.isDeliveryWanted = true;
      asks = phrase(memory.language, 'whereTo');
    }
  }
  return { said, asks, rest: rest.trim() };
}

/** “What is there for tomorrow?” asks; “a lasagne for tomorrow” tells. */
const dayIn = (text: string): RegExpExecArray | null =>
  QUESTION.test(plain(text)) && !CAN_I.test(plain(text)) ? null : DAY_TIME.exec(text);

/** Adds a line to the order's note. */
export function addNote(memory: Memory, text: string): void {
  const lines = [...(memory.note === undefined ? [] : [memory.note]), text.trim()];
  memory.note = lines.join('; ').slice(0, MAX_NOTE);
}

const addressOf = (text: string): string =>
  text
    .trim()
    .replace(/[,.!?。]*\s*(?:please|bitte|s'il vous plaît|per favore|por favor)?[.!?。]*$/i, '')
    .slice(0, MAX_ADDRESS);
