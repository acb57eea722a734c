// The sanitiser of model text by itself, over every cut: what a CommonMark/GFM renderer makes of what is shown.

import { longOutputs, outputs } from './hostile-outputs.mjs';
import { setSuite, summary, tried } from './lib.mjs';

setSuite('output-unit');
const { SafeText } = await import('../../../../workers/llm/safe-output.ts');
const { marked } = await import('marked');
const list1 = outputs;
const list2 = longOutputs.map((x) => x[1]);
const expand = (s) => s.replace(/\{\{(.)\*(\d+)\}\}/gs, (_, c, n) => c.repeat(Number(n)));
const live = (t) => {
  const html = marked.parse(t);
  const hits = [...html.matchAll(/(?:src|href)="([^"]*)"/gi)]
    .map((m) => m[1])
    .filter(
      (u) => /^\s*(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(u.replace(/&amp;/g, '&')) && !/^(?:mailto:|tel:)/i.test(u),
    );
  const raw = [...html.matchAll(/<(script|iframe|svg|img|object|embed|style|form|base|meta|link)\b[^>]*>/gi)]
    .map((m) => m[0])
    .filter((x) => !/^<img src="(?!\/\/|https?:)[^"]*"/i.test(x));
  return [...hits, ...raw];
};
let n = 0,
  bad = 0;
for (const said of [...list1, ...list2].map(expand)) {
  const worst = new Map();
  for (const cut of [1, 2, 3, 5, 7, 13, 60, 500, 5000]) {
    const s = new SafeText(['shop.test']);
    let out = '';
    for (let i = 0; i < said.length; i += cut) out += s.push(said.slice(i, i + cut));
    out += s.end();
    n++;
    const l = live(out);
    if (l.length) worst.set(cut, [l, out.slice(0, 160)]);
  }
  if (worst.size) bad++;
  tried(
    `sanitiser: ${JSON.stringify(said).slice(0, 60)}`,
    worst.size === 0,
    String(JSON.stringify([...worst][0])).slice(0, 400),
  );
}
// random constructs from fragments that matter
let seed = 7;
const r = (k) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed % k;
};
const frag = [
  '![a]',
  '[a]',
  '(',
  ')',
  '](',
  ']:',
  ']',
  '[',
  '[r]',
  '//evil.test/x',
  'https://',
  'http:',
  'evil.test',
  'www.',
  '<',
  '>',
  'img src=',
  ' ',
  '\n',
  '\n\n',
  '\\',
  '"',
  't',
  '&#47;',
  '/x',
  '#',
  '?',
  '`',
  '> ',
  '- ',
  '    ',
  '\t',
  '!',
  'javascript:',
  ':',
  '<a href=',
  '*',
  '_',
  '|',
  '\u00a0',
  '\r',
  '\r\n',
];
const found = new Map();
for (let i = 0; i < 60000; i++) {
  let t = '';
  for (let k = 0, m = 3 + r(9); k < m; k++) t += frag[r(frag.length)];
  const s = new SafeText([]);
  let out = '';
  const cut = 1 + r(6);
  for (let j = 0; j < t.length; j += cut) out += s.push(t.slice(j, j + cut));
  out += s.end();
  const l = live(out);
  if (l.length) {
    found.set(l[0], [t, out]);
  }
}
console.log('random: live constructs of', 60000, ':', found.size);
for (const [k, v] of [...found].slice(0, 8)) console.log(JSON.stringify(k), JSON.stringify(v));
tried('60,000 random texts of dangerous fragments', found.size === 0, String(JSON.stringify([...found][0])));
console.log(n, 'runs,', bad, 'texts with something live');
summary();
