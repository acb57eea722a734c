import { Parser } from 'htmlparser2';
import { type Colours, coloursOf, HiddenElements } from './hidden-html.ts';

/** Elements whose content is not part of the page's text. */
const DROPPED = new Set(
  'title script style noscript noframes noembed template svg math canvas iframe object audio video datalist nav button select textarea'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form header hr html main ol p pre section summary table tr ul'.split(
    ' ',
  ),
);
/** Elements without an end tag: they cannot hold, or hide, anything. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const HEADING = /^h([1-6])$/;
/** Pages have a few dozen. Unbounded, the parser's stack makes a megabyte of open tags a minute's work. */
const MAX_DEPTH = 512;

const NO_COLOURS: Colours = { text: undefined, background: undefined };

/** The page is nested too deeply. */
export class HtmlTooDeepError extends Error {
  override name = 'HtmlTooDeepError';
}

/**
 * The readable text of an HTML page, as Markdown: headings by `#`, list items by `-`, cells by `|`, blank lines between
 * blocks. Scripts, styles, navigation, comments and hidden elements are left out. One pass that builds no tree.
 * @returns The text, and the page's own title where it has one.
 * @throws {HtmlTooDeepError} beyond 512 elements within one another.
 */
export function cleanHtml(html: string): { text: string; title: string | undefined } {
  const parts: string[] = [];
  const titles: string[] = [];
  /** The element that is being left out, and how many of its name are open within it. */
  let dropped: { name: string; open: number } | undefined;
  const hidden = new HiddenElements();
  /** The colours of each open element, outermost first. */
  const colours: Colours[] = [];
  let depth = 0;
  let preformatted = 0;

  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new HtmlTooDeepError(`has more than ${MAX_DEPTH} elements within one another`);
      if (dropped !== undefined) {
        if (name === dropped.name) dropped.open += 1;
        return;
      }
      const around = colours.at(-1) ?? NO_COLOURS;
      if (!VOID.has(name) && (DROPPED.has(name) || hidden.isHidden(name, attributes, around))) {
        dropped = { name, open: 1 };
        return;
      }
      colours.push(coloursOf(attributes, around));
      if (name === 'pre') preformatted += 1;
      parts.push(before(name));
    },
    ontext(text) {
      if (dropped?.name === 'title') titles.push(text);
      if (dropped?.name === 'style') hidden.addStyleSheet(text);
      if (dropped === undefined) parts.push(preformatted > 0 ? text : text.replace(/\s+/g, ' '));
    },
    onclosetag(name) {
      depth -= 1;
      if (dropped !== undefined) {
        if (name === dropped.name) dropped.open -= 1;
        if (dropped.open === 0) dropped = undefined;
        return;
      }
      colours.pop();
      if (name === 'pre') preformatted -= 1;
      if (HEADING.test(name) || BLOCKS.has(name)) parts.push(name === 'tr' ? '\n' : '\n\n');
    },
  });
  parser.end(html);
  const text = parts.join('').replace(/\n(?: \| | )/g, '\n');
  const title = titles.join('').replace(/\s+/g, ' ').trim();
  return { text, title: title === '' ? undefined : title };
}

/** The Markdown before the text of an element. */
function before(name: string): string {
  const level = HEADING.exec(name)?.[1];
  if (level !== undefined) return `\n\n${'#'.repeat(Number(level))} `;
  if (name === 'li') return '\n- ';
  if (name === 'td' || name === 'th') return ' | ';
  if (name === 'br' || name === 'tr') return '\n';
  return BLOCKS.has(name) ? '\n\n' : '';
}
