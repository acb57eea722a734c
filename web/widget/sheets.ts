const PX_PER_REM = 16;
/** A length in a declaration; in the name of a class, such as `.h-\[40rem\]`, a backslash follows. */
const REM = /(\d*\.?\d+)rem\b(?!\\)/g;

/**
 * The widget's style for its shadow tree, as style sheets that a page's policy does not hold back. A page may have set what
 * a rem is, so lengths are in pixels. `@property` has no effect in a shadow tree, so its initial values are set by a rule.
 */
export function sheetsOf(css: string): CSSStyleSheet[] {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css.replace(REM, (_, length: string) => `${Number(length) * PX_PER_REM}px`));
  const initial = [...sheet.cssRules].flatMap((rule) =>
    rule instanceof CSSPropertyRule && rule.initialValue !== null ? [`${rule.name}:${rule.initialValue}`] : [],
  );
  const properties = new CSSStyleSheet();
  properties.replaceSync(`@layer properties{*,::before,::after,::backdrop{${initial.join(';')}}}`);
  return [properties, sheet];
}
