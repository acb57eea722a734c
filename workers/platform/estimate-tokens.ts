/**
 * Estimates the tokens of a text, rather too high: four ASCII letters make one, every other letter counts as one. For
 * budgets, not for bills: tokenizers differ by model.
 */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) others += 1;
  return Math.ceil((text.length - others) / 4) + others;
}
