import { NAMES } from '../../contracts/allergens/names.ts';
import { formatMoney } from '../../contracts/money.ts';
import type { Language } from './language.ts';
import { DE } from './phrases/de.ts';
import { EN, type Phrase, type Translation } from './phrases/en.ts';
import { ES } from './phrases/es.ts';
import { FR } from './phrases/fr.ts';
import { IT } from './phrases/it.ts';
import { JA } from './phrases/ja.ts';

export type { Phrase };

/** Replies by language. English replaces missing ones. */
const TRANSLATIONS: Partial<Record<Language, Translation>> = { de: DE, fr: FR, es: ES, it: IT, ja: JA };

/** Tells the person that a rule-based model answers, best in English. */
const STAND_IN: Partial<Record<Language, string>> = {
  fr: 'Je suis un assistant de secours avec quelques règles, sans modèle de langage. Je peux chercher dans la carte et commander.',
  it: 'Sono un assistente di riserva con poche regole, senza modello linguistico. Posso cercare nel menu e ordinare.',
  es: 'Soy un asistente de reserva con pocas reglas, sin modelo de lenguaje. Puedo buscar en la carta y pedir.',
  nl: 'Ik ben een reserve-assistent met een paar regels; ik antwoord vooral in het Engels. Ik kan de kaart doorzoeken en bestellen.',
  pt: 'Sou um assistente de reserva com poucas regras; respondo sobretudo em inglês. Posso procurar no menu e pedir.',
  pl: 'Jestem zastępczym asystentem z kilkoma regułami; odpowiadam głównie po angielsku. Mogę przeszukać menu i zamówić.',
  tr: 'Birkaç kuralı olan yedek bir asistanım; çoğunlukla İngilizce yanıt veririm. Menüde arayabilir ve sipariş verebilirim.',
  hi: 'मैं कुछ नियमों वाला एक सहायक हूँ और ज़्यादातर अंग्रेज़ी में जवाब देता हूँ। मैं मेनू में खोज और ऑर्डर कर सकता हूँ।',
  ja: '私は簡単なルールで動く代わりのアシスタントです。メニューの検索と注文ができます。',
};

export function phrase(language: Language, key: Phrase, ...values: string[]): string {
  const text = TRANSLATIONS[language]?.phrases[key] ?? EN[key];
  return text.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? '');
}

/** Allergens and diets in the language of the answer; in English where there is none. */
export function codesInWords(codes: readonly string[], language: Language): string {
  const translation = TRANSLATIONS[language];
  const all: Partial<Record<Language, Readonly<Record<string, string>>>> = NAMES;
  const [names, diets] = translation === undefined ? [{}, {}] : [all[language] ?? {}, translation.diets ?? {}];
  return codes.map((code) => names[code]?.split(', ')[0] ?? diets[code] ?? code.replaceAll('_', ' ')).join(', ');
}

const NO: Partial<Record<Language, string>> = {
  de: 'ohne',
  fr: 'sans',
  it: 'senza',
  es: 'sin',
  nl: 'zonder',
  pt: 'sem',
  pl: 'bez',
};

/** What the kitchen leaves out, in the language of the person who said it: “no onions”, “ohne Zwiebeln”. */
export const leftOut = (what: string, language: Language): string => `${NO[language] ?? 'no'} ${what}`;

/** An amount in the language of the answer: `EUR 11.50` in English and Japanese, “11,50 €” in German. */
export const moneyInWords = (amountMinor: number, currency: string, language: Language): string =>
  TRANSLATIONS[language]?.diets === undefined
    ? formatMoney(amountMinor, currency)
    : formatMoney(amountMinor, currency, language);

export const standIn = (language: Language): string | undefined => STAND_IN[language];
