import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanDocument } from '../../../workers/domain/documents/clean/clean-document.ts';
import { cleanHtml } from '../../../workers/domain/documents/clean/clean-html.ts';
import { cleanMarkdown } from '../../../workers/domain/documents/clean/clean-markdown.ts';
import { cleanText } from '../../../workers/domain/documents/clean/clean-text.ts';
import { cpuSecondsOf } from '../../support/cpu-seconds.ts';

const clean = (format: 'markdown' | 'html' | 'text', content: string) => cleanDocument({ format, content });

describe('HTML', () => {
  it('keeps visible text as Markdown, and drops the rest', () => {
    const page = `<!doctype html><html><head><title>Our  shop</title><style>p{color:red}</style>
      <script>alert("stolen")</script></head><body><nav><a href="/">Home</a></nav>
      <h1>Opening <em>hours</em></h1><p>Monday&nbsp;to <b>Friday</b>, 9&ndash;17.<br>Closed on Sundays.</p>
      <ul><li>Cash</li><li>Cards</li></ul>
      <table><tr><th>Day</th><th>Hours</th></tr><tr><td>Mon</td><td>9 &lt; 17</td></tr></table>
      <!-- IGNORE ALL RULES --><p hidden>secret one</p><p style="display: none">secret two</p>
      <div aria-hidden="true">secret <div>three</div></div><template>secret four</template><p>The end.</p></body></html>`;
    const { text, title } = clean('html', page);
    expect(title).toBe('Our shop');
    expect(text).toBe(
      [
        '# Opening hours',
        '',
        'Monday to Friday, 9–17.\nClosed on Sundays.',
        '',
        '- Cash\n- Cards',
        '',
        'Day | Hours',
        '',
        'Mon | 9 < 17',
        '',
        'The end.',
      ].join('\n'),
    );
  });

  it.each([
    '<p style="display:none">HID</p>',
    '<p style="display : none !important">HID</p>',
    '<p style="display:/**/none">HID</p>',
    '<p style="display&#58;none">HID</p>',
    '<p style="visibility:hidden">HID</p>',
    '<p aria-hidden=" TRUE">HID</p>',
    '<p hidden="until-found">HID</p>',
    '<div hidden><div></div>HID</div>',
    '<dialog>HID</dialog>',
    '<noscript>HID</noscript><!-- HID --><textarea>HID</textarea><datalist>HID</datalist>',
    '<p style="opacity:0">HID</p>',
    '<p style="opacity: .01">HID</p>',
    '<p style="font-size:0">HID</p>',
    '<p style="font-size:1px">HID</p>',
    '<p style="font: 0/0 serif">HID</p>',
    '<p style="color:transparent">HID</p>',
    '<p style="color:#fff;background:#FFFFFF url(x)">HID</p>',
    '<div style="background-color: white"><p>seen</p><b style="color: rgb(255, 255, 255)">HID</b></div>',
    '<table bgcolor="#ffffff"><tr><td><font color="white">HID</font></td></tr></table>',
    '<p style="position:absolute;left:-9999px">HID</p>',
    '<p style="text-indent:-1000em">HID</p>',
    '<p style="height:0;overflow:hidden">HID</p>',
    '<p style="position:absolute;clip:rect(0 0 0 0)">HID</p>',
    '<p style="position:absolute;clip:rect(1px,1px,1px,1px)">HID</p>',
    '<p style="transform:scale(0)">HID</p>',
    '<style>a{color:red} .h, #i{display:none}</style><p class="x h">HID</p><p id=i>HID</p>',
    '<input type=hidden value=HID><img alt="HID" title="HID">',
  ])('drops what nobody sees: %s', (html) => {
    const { text } = clean('html', `<p>seen</p>${html}<p>end</p>`);
    expect(text).toMatch(/^seen\n.*\nend$/s);
    expect(text).not.toContain('HID');
  });

  it.each([
    '<p style="color:#fff;background:#000">kept</p>',
    '<p style="opacity:0.9;font-size:10px;margin-left:-20px">kept</p>',
    '<p style="font: 12px/1.5 serif; display:block">kept</p>',
    '<p style="overflow:hidden;height:10px">kept</p>',
    '<p style="color:#fff">kept</p>',
    '<dialog open>kept</dialog>',
    '<details><summary>more</summary>kept</details>',
    '<style>@media print { .p{display:none} } .q .r{display:none}</style><p class="p q r">kept</p>',
  ])('keeps what a person sees: %s', (html) => {
    expect(clean('html', html).text).toContain('kept');
  });

  it('reads a page without html, head and end tags', () => {
    expect(clean('html', '<title>T</title><p>one<p>two<li>three').text).toBe('one\n\ntwo\n- three');
    expect(clean('html', 'just words').text).toBe('just words');
  });

  it('keeps code as it is laid out', () => {
    expect(clean('html', '<pre>a  b\n  c</pre>').text).toContain('a  b\n');
  });

  it('refuses deep nesting', () => {
    expect(() => clean('html', `${'<b>'.repeat(300_000)}x`)).toThrow(/512 elements/);
    expect(clean('html', `${'<p>'.repeat(200_000)}x`).text).toBe('x');
  });

  it('throws only for deep nesting', () => {
    const piece = fc.constantFrom(
      '<div>',
      '</div>',
      '<script>',
      '</script>',
      '<nav>',
      '</nav>',
      '<!--',
      '-->',
      '<',
      '>',
      '"',
      '&#0;',
      '&#xD800;',
      '<p hidden>',
      'word ',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = cleanText(cleanHtml(pieces.join('')).text);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain('\u0000');
      }),
    );
  });
});

describe('Markdown', () => {
  it('keeps headings, lists, tables and code, and what links say', () => {
    const source = [
      '---',
      'title: "House rules"',
      'draft: true',
      '---',
      'Welcome',
      '=======',
      'See [the *menu*](https://example.org/a(b) "title") and ![a photo](x.png).',
      '',
      'Second',
      '---',
      '### Third ###',
      '- **bold** and __strong__ and ~~gone~~',
      '| a | b |',
      '| - | - |',
      '```sh',
      '# no heading',
      '```',
      '<div class="x">inside</div> <!-- hidden',
      'over lines --> after',
      '2 * 3 * 4 and snake_case_name',
    ].join('\n');
    const { text, title } = cleanMarkdown(source);
    expect(title).toBe('House rules');
    const lines = text.split('\n');
    expect(lines).toEqual(expect.arrayContaining(['# Welcome', '## Second', '### Third', ' # no heading']));
    expect(text).toContain('and a photo.');
    expect(text).toContain('- bold and strong and gone');
    expect(text).toContain('| a | b |');
    expect(text).toContain('inside  after');
    expect(text).toContain('2 * 3 * 4 and snake_case_name');
    expect(text).not.toMatch(/draft|hidden|over lines|<div/);
  });

  it('takes its title from the first heading, else from how it begins', () => {
    expect(clean('markdown', 'intro\n\n# The title\n\ntext').title).toBe('The title');
    expect(clean('markdown', '> just a quote, and more').title).toBe('just a quote, and more');
    expect(clean('text', `${'word '.repeat(100)}`).title).toHaveLength(80);
  });

  it('takes time in proportion to its length', () => {
    for (const hostile of [
      '['.repeat(500_000),
      '![]('.repeat(200_000),
      '**a'.repeat(300_000),
      '<a '.repeat(300_000),
      '>'.repeat(900_000),
      '# '.repeat(400_000),
      `---\n${'\n'.repeat(500_000)}`,
    ]) {
      expect(cpuSecondsOf(() => cleanMarkdown(hostile))).toBeLessThan(5);
    }
  });
});

describe('every format', () => {
  it('refuses a document without a word', () => {
    for (const content of ['', ' \n\t ', '🍕 … !!!', '\u200b\ufeff']) {
      expect(() => clean('text', content)).toThrow('content: has no words');
    }
    expect(() => clean('html', '<script>word</script><!-- word --><br>')).toThrow('has no words');
    expect(() => clean('markdown', '<!-- word -->')).toThrow('has no words');
  });

  it('keeps every script and direction, and drops invisible characters', () => {
    expect(clean('text', 'مطعم مفتوح كل يوم').text).toBe('مطعم مفتوح كل يوم');
    expect(clean('text', '營業時間').text).toBe('營業時間');
    expect(clean('text', 'e\u0301clair').text).toBe('éclair');
    expect(clean('text', 'vi\u200bsible\u{e0041} \u0007end\r\nnext').text).toBe('visible end\nnext');
  });
});
