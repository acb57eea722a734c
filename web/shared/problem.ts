import { type Problem, RaglineError } from './client.ts';
import type { Language } from './language.ts';

/**
 * The sentence that a person reads about an error.
 * @param language The API speaks English: other languages have their own sentences.
 */
export function sentenceOf(error: unknown, language: Language): string {
  if (error instanceof RaglineError) {
    const { code, title, detail = title } = error.problem;
    return problemInWords(code, detail, language);
  }
  // `fetch` rejects with a TypeError when there was no answer.
  if (error instanceof TypeError) return OFFLINE[language];
  return error instanceof Error ? error.message : String(error);
}

/** @param detail The API's own sentence, which is English. */
export function problemInWords(code: string, detail: string, language: Language): string {
  const german: Record<string, string> = GERMAN;
  return language === 'en' ? detail : (german[code] ?? `Das ging nicht: ${detail}`);
}

const OFFLINE: Record<Language, string> = {
  en: 'There is no connection. Check the network and try again.',
  de: 'Keine Verbindung. Prüfen Sie das Netz und versuchen Sie es noch einmal.',
};

/**
 * German texts of problems that no form field causes. Other problems show the API's own sentence, which names the
 * field.
 */
const GERMAN: Partial<Record<Problem['code'], string>> = {
  invalid_credentials: 'E-Mail oder Passwort stimmen nicht.',
  unauthenticated: 'Bitte melden Sie sich an.',
  token_expired: 'Bitte melden Sie sich noch einmal an.',
  session_ended: 'Diese Sitzung ist beendet. Bitte melden Sie sich noch einmal an.',
  reauthentication_required: 'Dafür brauchen wir noch einmal Ihr Passwort.',
  forbidden: 'Dieses Konto darf das nicht.',
  tenant_suspended: 'Dieser Laden ist zurzeit gesperrt.',
  registration_closed: 'Hier können zurzeit keine Konten angelegt werden.',
  not_found: 'Das gibt es nicht, oder nicht mehr.',
  illegal_transition: 'Dieser Schritt geht beim jetzigen Stand der Bestellung nicht.',
  order_limit_reached:
    'Zu viele Ihrer Bestellungen sind noch nicht bestätigt. Warten Sie, bis das Lokal eine bestätigt hat.',
  insufficient_stock: 'Davon ist nicht mehr genug da. Bestellen Sie weniger oder etwas anderes.',
  quote_expired: 'Dieser Preis gilt nicht mehr. Prüfen Sie den neuen und bestellen Sie noch einmal.',
  quote_changed: 'Dieser Preis gilt nicht mehr. Prüfen Sie den neuen und bestellen Sie noch einmal.',
  unavailable_product: 'Etwas davon gibt es gerade nicht. Nehmen Sie es aus der Bestellung.',
  invalid_promotion: 'Dieser Gutscheincode gilt nicht, oder nicht für diese Bestellung.',
  precondition_failed: 'Jemand anderes hat das inzwischen geändert. Laden Sie die Seite neu.',
  payload_too_large: 'Das ist zu groß.',
  turn_in_progress: 'Die Antwort auf Ihre letzte Nachricht läuft noch.',
  rate_limited: 'Das waren zu viele Anfragen. Warten Sie einen Moment.',
  budget_exhausted: 'Der Chat macht gerade Pause. Bestellen können Sie weiterhin per Klick.',
  internal: 'Da ist etwas schiefgegangen. Versuchen Sie es noch einmal.',
  unavailable: 'Das geht gerade nicht. Versuchen Sie es gleich noch einmal.',
};
