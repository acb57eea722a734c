/**
 * How many tokens a text is, roughly and rather too many: four letters of ASCII make one, of other writing each letter
 * one. Good for budgets, not for bills; tokenizers differ by model, and none is here.
 */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) others += 1;
  return Math.ceil((text.length - others) / 4) + others;
}
