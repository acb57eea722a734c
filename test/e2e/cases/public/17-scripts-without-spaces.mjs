// A part of a name, in scripts that put no blanks between words. (With an embedding server the vectors may help; the words do not.)
import { call, chat, checks, searched, shop, sleep } from './lib.mjs';

const c = checks('17 scripts without spaces');
const { token } = await shop([['親子丼'], ['김치찌개'], ['ต้มยำกุ้ง'], ['宮保雞丁'], ['Soup']]);
for (const [typed, name] of [
  ['親子', '親子丼'],
  ['김치', '김치찌개'],
  ['กุ้ง', 'ต้มยำกุ้ง'],
  ['雞丁', '宮保雞丁'],
]) {
  c.is(`search "${typed}"`, (await searched(token, typed))[0], name);
  c.is(`chat "${typed}"`, (await chat(token, `c${typed.codePointAt(0)}`, typed)).text.includes(`1. ${name}`), true);
}
const doc = await call('POST', '/v1/documents', {
  token,
  body: {
    source_id: 'faq',
    title: 'よくある質問',
    content: '# 営業時間\n営業時間は午前九時から午後十時までです。\n\n# 配達\n配達料は三百円です。',
    format: 'markdown',
  },
});
if (doc.status !== 202 && doc.status !== 201) console.log('doc', doc.status, doc.text);
await sleep(2500);
c.is('a document, by a word of it', (await searched(token, '配達料')).length > 0, true);
c.end();
