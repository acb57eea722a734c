const FRONT_MATTER = /^---\n(?:[^\n]*\n){0,200}?---(?:\n|$)/;
const FENCE = /^ {0,3}(?:```|~~~)/;
const SETEXT = /^ {0,3}(=+|-+)\s*$/;
const MAX_LABEL = 1_000;
const MAX_TARGET = 2_000;
/** A link or an image: its text is kept, its target removed. Bounded, so that matching is linear. */
const LINK = new RegExp(String.raw`!?\[([^\[\]\n]{0,${MAX_LABEL}})\]\([^()\n]{0,${MAX_TARGET}}\)`, 'g');
const TAG = /<\/?[a-zA-Z][^<>\n]{0,500}>/g;
const EMPHASIS = /(\*\*|__|~~)(?=\S)([^*_~\n]{1,500})\1/g;

/**
 * Keeps headings (by `#`), lists, tables and code of Markdown, and removes front matter, comments, HTML tags, link
 * targets and emphasis. Line by line and in linear time.
 * @returns The text, and the title of the front matter or the first top-level heading.
 */
export function cleanMarkdown(markdown: string): { text: string; title: string | undefined } {
  const frontMatter = FRONT_MATTER.exec(markdown)?.[0] ?? '';
  const lines: string[] = [];
  let fenced = false;
  for (const line of withoutComments(markdown.slice(frontMatter.length)).split('\n')) {
    if (FENCE.test(line)) {
      fenced = !fenced;
      continue;
    }
    // Within a fence, a line that starts with # is code.
    if (fenced) lines.push(line.replace(/^(?=#)/, ' '));
    else lines.push(...cleanLine(line, lines));
  }
  const own = /^title:\s*(.+)$/m
    .exec(frontMatter)?.[1]
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  const heading = lines
    .find((line) => line.startsWith('# '))
    ?.slice(2)
    .trim();
  const title = own ?? heading;
  return { text: lines.join('\n'), title: title === '' ? undefined : title };
}

function cleanLine(line: string, before: string[]): string[] {
  const underline = SETEXT.exec(line)?.[1];
  const last = before.at(-1)?.trim() ?? '';
  if (underline !== undefined && last !== '' && !/^[#>|-]/.test(last)) {
    before.pop();
    return [`${underline.startsWith('=') ? '#' : '##'} ${last}`];
  }
  const text = line
    .replace(/^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/, '$1 $2')
    .replace(LINK, '$1')
    .replace(TAG, '')
    .replace(EMPHASIS, '$2');
  return [text];
}

function withoutComments(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('<!--', at);
    if (start === -1) break;
    kept.push(text.slice(at, start));
    const end = text.indexOf('-->', start + 4);
    at = end === -1 ? text.length : end + 3;
  }
  return [...kept, text.slice(at)].join('');
}
