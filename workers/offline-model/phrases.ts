import type { Language } from './language.ts';

/** Reply templates; `{0}` is a placeholder. English replaces missing translations. */
const EN = {
  greeting:
    'Hello! I am the offline assistant, a stand-in with a few rules instead of a language model. Tell me what you are looking for, such as "something vegan under 12 euros", and I will search the menu, look for discounts and place your order once you approve it. I can also tell where an order stands, change or cancel it, pass on complaints, and look up what the shop says about itself.',
  identity:
    'I am the built-in offline assistant: a small set of rules, not a language model. I understand simple sentences, best in English and German. I search the real menu, and prices and orders come from the real system.',
  unclear:
    'I did not understand that. You can search ("gluten-free pasta"), choose ("two of the first"), ask "any discount?" say "order it", or ask "where is my order?".',
  welcome: 'You are welcome.',
  declined: 'All right. Tell me if you want anything else.',
  orderStays: 'All right, order number {0} stays as it is.',
  cleared: 'Your basket is empty now. An order that is placed already stays: say "cancel my order" to cancel it.',
  emptyBasket: 'Your basket is empty. What would you like?',
  basketEmptied: 'Your basket is empty now.',
  nothingLeft: 'An order cannot be changed to nothing. Say "cancel my order" to cancel it.',
  whereTo: 'Where shall it be delivered? Tell me street, number and town.',
  found: 'Here is what I found:',
  nothingFits: 'I found nothing that fits. Try fewer conditions.',
  nothingCalled: 'I found nothing called "{0}".',
  noSuchPlace: 'I have no such place in the list.',
  whatInstead: 'What would you like instead? Or say "without".',
  whichOne: 'Which one do you mean?',
  whichShall: 'Which one shall it be?',
  leftOut: 'All right, I leave that out.',
  whatAbout: '{0}: what shall be different about it?',
  whatChange: 'What shall be different?',
  stillRefused: 'You said that you must not have that. Tell me what to take out, or say "order it anyway".',
  whichOption: '{0}: which {1}? {2}.',
  noSuchOption: '{0}: there is no "{1}". You can have: {2}. Or say "without".',
  noOptions: '{0}: there is no "{1}", and nothing else to choose. Say "without" to take it as it is.',
  notInBasket: 'There is no {0} in your basket.',
  suchThing: 'such thing',
  passOn: 'I will pass this on with the order: "{0}".',
  sayOrder: 'Say "order it" and I will ask for your approval.',
  sayChange: 'Say "change it" and I will ask for your approval.',
  approve: 'Please approve this order: {0}. Total: {1}.',
  total: 'Total: {0}',
  remembered: 'I will remember: {0}. It holds until you take it back.',
  harmful: 'Nothing is declared free of “{0}”. I leave out what mentions it: please ask the shop about the rest.',
  notUnderstood: 'I did not understand “{0}”. I can call nothing safe for it: please ask the shop.',
  unconfirmed:
    'I did not understand all that you said about {0}. Is it something that you must not have? Mind the warnings (⚠), and ask the shop.',
  unsafe: 'Not safe for you: {0}',
  contains: 'contains {0}',
  may_contain: 'may contain {0}',
  not_declared: '{0} not declared: ask the shop',
  does_not_fit: 'not declared {0}: ask the shop',
  not_understood: '“{0}” was not understood: ask the shop',
  declares: 'contains {0}',
  declaresNone: 'declares no allergens',
  declaresNo: 'no {0} declared',
  fits: 'yes, declared {0}',
  undeclared: 'allergens not declared: ask the shop',
  traces: 'This is what the shop has declared. About traces I know nothing else: ask the shop when it matters.',
  helpAsked:
    'I have passed this on to the staff ({0}). They will see to it; ask "where is my order?" to read their answer.',
  helpState: 'Your request ({0}): {1}.',
  notWritten: 'I found nothing about that in what the shop has written. Please ask the shop itself.',
} as const;
export type Phrase = keyof typeof EN;

const DE: Partial<Record<Phrase, string>> = {
  greeting:
    'Hallo! Ich bin der Offline-Assistent, ein Ersatz mit ein paar Regeln anstelle eines Sprachmodells. Sagen Sie mir, was Sie suchen, etwa „etwas Veganes unter 12 Euro“: Ich suche in der Karte, finde Rabatte und bestelle, sobald Sie zustimmen. Ich kann auch sagen, wie es um eine Bestellung steht, sie ändern oder stornieren, und Beschwerden weitergeben.',
  identity:
    'Ich bin der eingebaute Offline-Assistent: ein paar Regeln, kein Sprachmodell. Ich verstehe einfache Sätze, am besten auf Englisch und Deutsch. Karte, Preise und Bestellungen sind echt.',
  unclear:
    'Das habe ich nicht verstanden. Sie können suchen („glutenfreie Nudeln“), auswählen („zwei vom ersten“), „bestellen“ sagen oder fragen: „Wo ist meine Bestellung?“',
  welcome: 'Gern geschehen.',
  declined: 'In Ordnung. Sagen Sie, wenn Sie noch etwas möchten.',
  orderStays: 'In Ordnung, Bestellung Nummer {0} bleibt, wie sie ist.',
  cleared: 'Ihr Warenkorb ist jetzt leer. Eine aufgegebene Bestellung bleibt: „Bitte stornieren“ storniert sie.',
  emptyBasket: 'Ihr Warenkorb ist leer. Was möchten Sie?',
  basketEmptied: 'Ihr Warenkorb ist jetzt leer.',
  nothingLeft: 'Eine Bestellung kann nicht leer werden. „Bitte stornieren“ storniert sie.',
  whereTo: 'Wohin soll geliefert werden? Bitte Straße, Hausnummer und Ort.',
  found: 'Das habe ich gefunden:',
  nothingFits: 'Ich habe nichts Passendes gefunden. Versuchen Sie es mit weniger Bedingungen.',
  nothingCalled: 'Ich habe nichts gefunden, das „{0}“ heißt.',
  noSuchPlace: 'Diese Stelle gibt es in der Liste nicht.',
  whatInstead: 'Was möchten Sie stattdessen? Oder sagen Sie „ohne“.',
  whichOne: 'Was davon meinen Sie?',
  whichShall: 'Was davon soll es sein?',
  leftOut: 'In Ordnung, das lasse ich weg.',
  whatAbout: '{0}: Was soll daran anders sein?',
  whatChange: 'Was soll anders sein?',
  stillRefused: 'Sie haben gesagt, dass Sie das nicht haben dürfen. Was soll weg? Oder sagen Sie „trotzdem bestellen“.',
  whichOption: '{0}: welche Auswahl bei {1}? {2}.',
  noSuchOption: '{0}: „{1}“ gibt es nicht. Zur Wahl stehen: {2}. Oder sagen Sie „ohne“.',
  noOptions: '{0}: „{1}“ gibt es nicht, und sonst nichts zu wählen. „Ohne“ nimmt es, wie es ist.',
  notInBasket: '{0} ist nicht im Warenkorb.',
  suchThing: 'So etwas',
  passOn: 'Das gebe ich mit der Bestellung weiter: „{0}“.',
  sayOrder: 'Sagen Sie „bestellen“, dann frage ich nach Ihrer Zustimmung.',
  sayChange: 'Sagen Sie „ändern“ oder „bestellen“, dann frage ich nach Ihrer Zustimmung.',
  approve: 'Bitte stimmen Sie dieser Bestellung zu: {0}. Summe: {1}.',
  total: 'Summe: {0}',
  remembered: 'Ich merke mir: {0}. Das gilt, bis Sie es zurücknehmen.',
  harmful:
    'Nichts ist als frei von „{0}“ deklariert. Was es erwähnt, lasse ich weg: Bitte fragen Sie im Laden nach dem Rest.',
  notUnderstood: '„{0}“ habe ich nicht verstanden. Ich kann dafür nichts sicher nennen: Bitte fragen Sie im Laden.',
  unconfirmed:
    'Was Sie über {0} gesagt haben, habe ich nicht ganz verstanden. Dürfen Sie das nicht haben? Achten Sie auf die Warnungen (⚠), und fragen Sie im Laden.',
  unsafe: 'Nicht sicher für Sie: {0}',
  contains: 'enthält {0}',
  may_contain: 'kann Spuren von {0} enthalten',
  not_declared: '{0} nicht deklariert: bitte im Laden fragen',
  does_not_fit: 'nicht als {0} deklariert: bitte im Laden fragen',
  not_understood: '„{0}“ nicht verstanden: bitte im Laden fragen',
  declares: 'enthält {0}',
  declaresNone: 'deklariert keine Allergene',
  declaresNo: '{0} ist nicht deklariert, also laut Laden nicht enthalten',
  fits: 'ja, als {0} deklariert',
  undeclared: 'Allergene nicht deklariert: bitte im Laden fragen',
  traces: 'So hat es der Laden deklariert. Über Spuren weiß ich sonst nichts: Fragen Sie nach, wenn es darauf ankommt.',
  helpAsked:
    'Das habe ich an das Personal weitergegeben ({0}). Es kümmert sich darum; mit „Wo ist meine Bestellung?“ lesen Sie die Antwort.',
  helpState: 'Ihre Anfrage ({0}): {1}.',
  notWritten: 'Dazu hat der Laden nichts geschrieben. Bitte fragen Sie ihn selbst.',
};

const JA: Partial<Record<Phrase, string>> = {
  unclear: 'すみません、わかりませんでした。料理を探す、選ぶ、「注文して」と言う、「注文状況」を聞くことができます。',
  emptyBasket: 'かごは空です。何になさいますか？',
  found: '見つかったもの:',
  nothingFits: '条件に合うものが見つかりませんでした。',
  nothingCalled: '「{0}」は見つかりませんでした。',
  whatInstead: '代わりに何にしますか？または「なしで」と言ってください。',
  whichOne: 'どれになさいますか？',
  whichShall: 'どれになさいますか？',
  whichOption: '{0}: {1}をお選びください。{2}',
  noSuchOption: '{0}: 「{1}」はありません。選べるもの: {2}',
  sayOrder: '「注文して」と言っていただければ、確認をお願いします。',
  sayChange: '「注文して」と言っていただければ、確認をお願いします。',
  total: '合計: {0}',
  remembered: '覚えておきます: {0}。取り消されるまで有効です。',
  harmful: '「{0}」を含まないと表示された商品はありません。記載のあるものは除きました。お店にご確認ください。',
  notUnderstood: '「{0}」がわかりませんでした。安全とは言えません。お店にご確認ください（ask the shop）。',
  unconfirmed: '{0}についてのお言葉がよくわかりませんでした。召し上がれないものですか？⚠にご注意ください。',
  unsafe: 'ご注意ください（not safe for you）: {0}',
  helpAsked: 'スタッフに伝えました（{0}）。対応いたします。',
};

/** Tells the person that a rule-based model answers, best in English. */
const STAND_IN: Partial<Record<Language, string>> = {
  fr: 'Je suis un assistant de secours avec quelques règles ; je réponds surtout en anglais. Je peux chercher dans la carte et commander.',
  it: 'Sono un assistente di riserva con poche regole; rispondo soprattutto in inglese. Posso cercare nel menu e ordinare.',
  es: 'Soy un asistente de reserva con pocas reglas; respondo sobre todo en inglés. Puedo buscar en la carta y pedir.',
  nl: 'Ik ben een reserve-assistent met een paar regels; ik antwoord vooral in het Engels. Ik kan de kaart doorzoeken en bestellen.',
  pt: 'Sou um assistente de reserva com poucas regras; respondo sobretudo em inglês. Posso procurar no menu e pedir.',
  pl: 'Jestem zastępczym asystentem z kilkoma regułami; odpowiadam głównie po angielsku. Mogę przeszukać menu i zamówić.',
  tr: 'Birkaç kuralı olan yedek bir asistanım; çoğunlukla İngilizce yanıt veririm. Menüde arayabilir ve sipariş verebilirim.',
  hi: 'मैं कुछ नियमों वाला एक सहायक हूँ और ज़्यादातर अंग्रेज़ी में जवाब देता हूँ। मैं मेनू में खोज और ऑर्डर कर सकता हूँ।',
  ja: '私は簡単なルールで動く代わりのアシスタントです。メニューの検索と注文ができます。',
};

export function phrase(language: Language, key: Phrase, ...values: string[]): string {
  const text = { de: DE, ja: JA }[language as string]?.[key] ?? EN[key];
  return values.reduce((filled, value, index) => filled.replace(`{${index}}`, () => value), text);
}

export const standIn = (language: Language): string | undefined => STAND_IN[language];
