/** Promotion codes that a text names, in upper case: capitals tell a code from a word. */
export function promoCodes(original: string): string[] {
  const named = [
    ...original.matchAll(
      /(?<![\p{L}\p{N}])(?:code|coupon|voucher|gutschein(?:code)?)s?(?:\s+(?:is|called|named|ist))?\s*[:=]?\s*["'“‘]?([A-Za-z0-9][A-Za-z0-9_-]{1,39})/giu,
    ),
  ].map((match) => match[1] ?? '');
  // A lone word in capitals with a digit in it is a code whatever stands before it.
  const capitals = [...original.matchAll(/(?<![\w-])(?=[A-Z0-9_-]*\d)([A-Z][A-Z0-9_-]{3,39})(?![\w-])/g)].map(
    (match) => match[1] ?? '',
  );
  const codes = [...named.filter((code) => /\d/.test(code) || code === code.toUpperCase()), ...capitals];
  return [...new Set(codes.map((code) => code.toUpperCase()))].slice(0, 5);
}
