import { digitsOf } from '../../../query/currencies.ts';

/**
 * A price as people and shops write it (`12.5`, `€ 1.234,50`, `4,250.00`), in minor units of its currency.
 * @returns The fault when the price is ambiguous or unreadable: no price is guessed.
 */
export function readPrice(text: string, currency: string): { amount: number } | { fault: string } {
  if (text === '') return { fault: 'has no price' };
  const number = text.replace(/\p{L}+\.?|[\p{Sc}\s]/gu, '');
  if (!/^\d[\d.,'’]*$/.test(number)) return { fault: `"${text}" is no price` };
  const digits = digitsOf(currency);
  const [whole = '', fraction = ''] = split(number.replace(/['’]/g, ''), digits) ?? [];
  if (whole === '')
    return { fault: `"${text}" can be read in two ways: write it with ${digits} digits after the point` };
  if (/[1-9]/.test(fraction.slice(digits)))
    return { fault: `"${text}" has more than the ${digits} digits of ${currency}` };
  return { amount: Number(`${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`) };
}

/** The parts before and after the decimal sign; undefined when the sign could also separate thousands. */
function split(number: string, digits: number): [string, string] | undefined {
  const signs = [...number.matchAll(/[.,]/g)];
  const last = signs.at(-1);
  if (last === undefined) return [number, ''];
  const kinds = new Set(signs.map(([sign]) => sign));
  const after = number.slice(last.index + 1);
  const whole = number.slice(0, last.index).replace(/[.,]/g, '');
  if (kinds.size === 2) return [whole, after];
  if (signs.length > 1) return after.length === 3 ? [`${whole}${after}`, ''] : undefined;
  if (after.length !== 3 || digits === 3) return [whole, after];
  return digits === 0 ? [`${whole}${after}`, ''] : undefined;
}
