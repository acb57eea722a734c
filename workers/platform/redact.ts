/** Keys whose values never reach a log, compared without case, hyphens and underscores. */
const SECRET_KEYS = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'password',
  'passwordhash',
  'token',
  'accesstoken',
  'refreshtoken',
  'apikey',
  'ticket',
  'secret',
  'email',
  'phone',
  'address',
  'card',
  'fullname',
  'note',
  'content',
  'text',
  'message',
  'messages',
  'parts',
  'connectionstring',
  'authprivatejwks',
  'jwks',
  'idempotencykey',
]);

const SECRET_PATTERNS: ReadonlyArray<[RegExp, string]> = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[jwt]'],
  [/\b(?:Bearer|Basic)\s+[\w.~+/=-]+/gi, '[authorization]'],
  [/\b(?:rt|tk|sk|rk|whsec)[-_][\w.-]{8,}/g, '[secret]'],
  [/\b(postgres(?:ql)?|rediss?|https?):\/\/[^\s:@/]*:[^\s@/]+@/g, '$1://[credentials]@'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[email]'],
  [/\b(?:\d[ -]?){13,19}\b/g, '[card]'],
];

/** A copy that is safe to log: secret keys masked, secrets inside texts replaced, depth and length bounded. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? value.toString() : value;
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_KEYS.has(key.toLowerCase().replace(/[-_]/g, '')) ? '[redacted]' : redact(item, depth + 1),
    ]),
  );
}

export function redactText(text: string): string {
  let safe = text.length > 8_000 ? `${text.slice(0, 8_000)}…` : text;
  for (const [pattern, replacement] of SECRET_PATTERNS) safe = safe.replace(pattern, replacement);
  return safe;
}
