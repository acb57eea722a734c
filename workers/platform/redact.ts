/** Keys whose values never reach a log, compared without case, hyphens and underscores. */
const SECRET_KEYS = new Set([
  // Fields with personal data or people's words. Free text has no form to recognise, so the field's name decides.
  ...['fullname', 'firstname', 'lastname', 'street', 'city', 'postalcode', 'zip', 'line1', 'line2'],
  ...['note', 'content', 'text', 'message', 'messages', 'parts', 'prompt', 'completion', 'transcript', 'q', 'query'],
  ...['input', 'output', 'arguments', 'args'],
  // Cards.
  ...['card', 'cardnumber', 'pan', 'cvc', 'cvv', 'iban'],
  // The private half of a JWK.
  'd',
]);

/**
 * Ends of keys, for all the names that one kind of secret goes by: `webhook_secret`, `OPENAI_API_KEY`,
 * `delivery_address`.
 */
const SECRET_ENDINGS =
  /(?:password|passphrase|passwordhash|secrets?|token|tokenhash|apikeys?|authorization|cookies?|tickets?|emails?|phone|phonenumber|address|jwks|privatekey|connectionstring|databaseurl|idempotencykey|signature)$/;

type Rule = [pattern: RegExp, replacement: string | ((match: string) => string)];

/** Secrets by their form, wherever in a text they stand. Repeats are bounded, so that no text makes one slow. */
const SECRET_PATTERNS: readonly Rule[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}-----)?/g, '[private-key]'],
  // Also the beginning of one that was cut off.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '[jwt]'],
  [/\b(?:Bearer|Basic)\s+[\w.~+/=-]+/gi, '[authorization]'],
  // Refresh tokens, tickets, API keys of ours and of model vendors, webhook secrets (Standard Webhooks: base64).
  [/\b(?:rt|tk|sk|rk|whsec)[-_][\w.+/=-]{8,}/g, '[secret]'],
  [/\b(postgres(?:ql)?|rediss?|https?):\/\/[^\s:@/]{0,256}:[^\s@/]{1,256}@/g, '$1://[credentials]@'],
  // A pair of a secret's name and its value: in a query, in JSON, in a form.
  [
    /((?:password|passphrase|secret|token|api_?key|ticket|signature|"d")["']?\s{0,4}[:=]\s{0,4})("[^"]*"|'[^']*'|[^\s,;&}\])"'[]+)/gi,
    '$1[redacted]',
  ],
  [/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu, '[email]'],
  [/\b(?:\d[ -]?){12,18}\d\b/g, (digits) => (isCardNumber(digits) ? '[card]' : digits)],
  // International form, as ITU-T E.123 writes it; without the plus a number is any number.
  [/(?<![\w.])\+\d(?:[ ().-]{0,2}\d){6,14}\b/g, '[phone]'],
];

const MAX_TEXT = 8_000;

/** A copy that is safe to log: secret keys masked, secrets inside texts replaced, depth and length bounded. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? value.toString() : value;
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactText(key),
      isSecretKey(key) ? '[redacted]' : redact(item, depth + 1),
    ]),
  );
}

export function redactText(text: string): string {
  // A secret that the cut halves would not be recognised, so the last word is removed.
  let safe = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT).replace(/(?<!\S)\S+$/, '')}…` : text;
  for (const [pattern, replacement] of SECRET_PATTERNS) {
    safe = typeof replacement === 'string' ? safe.replace(pattern, replacement) : safe.replace(pattern, replacement);
  }
  return safe;
}

function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replace(/[-_]/g, '');
  return SECRET_KEYS.has(plain) || SECRET_ENDINGS.test(plain);
}

/** ISO/IEC 7812-1, annex B: the check digit tells most card numbers from other long numbers, such as times. */
function isCardNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
