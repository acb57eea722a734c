/** CSS declarations by property; the last one counts. */
type Declarations = ReadonlyMap<string, string>;

/** The colours of an element, or of the nearest ancestor that sets them. */
export interface Colours {
  text: string | undefined;
  background: string | undefined;
}

/** The smallest readable size: in pixels or points, and as a share of the surrounding size. */
const SMALLEST_PX = 1;
const SMALLEST_SHARE = 0.1;
/** Further out than any margin: a way to take text off the page. */
const FAR_AWAY_PX = -999;
const SIDES = ['left', 'top', 'right', 'bottom', 'text-indent', 'margin-left', 'margin-top'];
const MAX_RULES = 1_000;

/**
 * Finds the elements of an HTML page that a person who reads it does not see, where instructions to a model could hide:
 * by attributes, by inline styles, and by simple rules of the page's own style sheets. What outside style sheets and
 * scripts do is not known here.
 */
export class HiddenElements {
  /** Selectors of one tag, class or id, such as `.note`, whose rules hide. */
  readonly #hiding = new Set<string>();

  /** Reads the rules of a `<style>`. Rules within at-rules such as `@media` are ignored. */
  addStyleSheet(css: string): void {
    const bare = withoutComments(css);
    let depth = 0;
    let start = 0;
    let selector: string | undefined;
    for (let at = 0; at < bare.length && this.#hiding.size < MAX_RULES; at++) {
      if (bare[at] === '{') {
        if (depth === 0) selector = bare.slice(start, at);
        depth += 1;
        start = depth === 1 ? at + 1 : start;
      } else if (bare[at] === '}') {
        depth = Math.max(0, depth - 1);
        if (depth > 0) continue;
        if (selector !== undefined && !selector.includes('@') && hides(declarationsOf(bare.slice(start, at)))) {
          for (const one of selector.split(',')) if (/^\s*[.#]?[\w-]+\s*$/.test(one)) this.#hiding.add(one.trim());
        }
        selector = undefined;
        start = at + 1;
      }
    }
  }

  /** @param around The colours of what the element stands in. */
  isHidden(name: string, attributes: Record<string, string>, around: Colours): boolean {
    if ('hidden' in attributes || attributes['aria-hidden']?.trim().toLowerCase() === 'true') return true;
    if (name === 'dialog' && !('open' in attributes)) return true;
    const classes = (attributes.class ?? '').split(/\s+/).map((each) => `.${each}`);
    if ([name, `#${attributes.id}`, ...classes].some((selector) => this.#hiding.has(selector))) return true;
    const { text, background } = coloursOf(attributes, around);
    if (text !== undefined && text === background) return true;
    return hides(declarationsOf(withoutComments(attributes.style ?? '')));
  }
}

/** The colours of text in an element, by attributes and inline styles. */
export function coloursOf(attributes: Record<string, string>, around: Colours): Colours {
  const { style, color, bgcolor } = attributes;
  if (style === undefined && color === undefined && bgcolor === undefined) return around;
  const declared = declarationsOf(withoutComments(style ?? ''));
  const background =
    declared.get('background-color') ?? declared.get('background')?.split(/\s(?![^(]*\))/)[0] ?? bgcolor;
  const text = declared.get('color') ?? color;
  return {
    text: text === undefined ? around.text : asHex(text),
    background: background === undefined ? around.background : asHex(background),
  };
}

function hides(style: Declarations): boolean {
  if (style.size === 0) return false;
  const is = (property: string, pattern: RegExp): boolean => pattern.test(style.get(property) ?? '');
  const px = (property: string): number => Number.parseFloat(style.get(property) ?? 'NaN');
  const isOutOfFlow = is('position', /^(?:absolute|fixed)$/);
  const isCut = is('overflow', /hidden|clip/) || is('overflow-x', /hidden|clip/) || is('overflow-y', /hidden|clip/);
  return (
    is('display', /^none\b/) ||
    is('visibility', /^(?:hidden|collapse)\b/) ||
    is('content-visibility', /^hidden\b/) ||
    is('color', /^transparent\b/) ||
    is('opacity', /^(?:0?\.0\d*|0+|0+\.0\d*|[0-5](?:\.\d+)?%)$/) ||
    isTiny(style.get('font-size')) ||
    isTiny(/(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%)?)(?:\/|\s)/.exec(style.get('font') ?? '')?.[1]) ||
    ((isCut || isOutOfFlow) &&
      ['width', 'height', 'max-width', 'max-height'].some((side) => px(side) <= SMALLEST_PX)) ||
    SIDES.some((side) => px(side) <= FAR_AWAY_PX) ||
    is('clip', /^rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)/) ||
    is('clip-path', /^(?:inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0)/) ||
    is('transform', /scale[xy]?\(\s*0+(?:\.0+)?\s*[,)]|translate[xy]?\(\s*-\d{4,}/)
  );
}

function isTiny(size: string | undefined): boolean {
  const [, number, unit = ''] = /^(\d*\.?\d+)([a-z%]*)$/.exec(size ?? '') ?? [];
  if (number === undefined) return false;
  const value = Number(number);
  if (value === 0) return true;
  if (unit === 'px' || unit === 'pt') return value <= SMALLEST_PX;
  return unit === '%' ? value <= SMALLEST_SHARE * 100 : (unit === 'em' || unit === 'rem') && value <= SMALLEST_SHARE;
}

function declarationsOf(css: string): Declarations {
  const found = new Map<string, string>();
  for (const declaration of css.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon === -1) continue;
    const value = declaration.slice(colon + 1).replace(/!\s*important\s*$/i, '');
    found.set(declaration.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return found;
}

/** A comment counts as nothing here, so that it cannot hide a word: `display:/**\/none`. */
const withoutComments = (css: string): string => css.replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '');

const NAMES: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000', red: '#ff0000', transparent: '' };

/** Normalises common spellings of colours. */
function asHex(colour: string): string {
  const plain = colour.trim().toLowerCase();
  const named = NAMES[plain];
  if (named !== undefined) return named;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(plain);
  if (short !== null)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`;
  const rgb = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(plain);
  if (rgb === null) return plain;
  return `#${rgb
    .slice(1)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;
}
