import type { Translation } from './en.ts';

export const JA: Translation = {
  phrases: {
    unclear: 'すみません、わかりませんでした。料理を探す、選ぶ、「注文して」と言う、「注文状況」を聞くことができます。',
    emptyBasket: 'かごは空です。何になさいますか？',
    found: '見つかったもの:',
    nothingFits: '条件に合うものが見つかりませんでした。',
    nothingCalled: '「{0}」は見つかりませんでした。',
    whatInstead: '代わりに何にしますか？または「なしで」と言ってください。',
    whichOne: 'どれになさいますか？',
    whichShall: 'どれになさいますか？',
    whichOption: '{0}: {1}をお選びください。{2}',
    noSuchOption: '{0}: 「{1}」はありません。選べるもの: {2}',
    sayOrder: '「注文して」と言っていただければ、確認をお願いします。',
    sayChange: '「注文して」と言っていただければ、確認をお願いします。',
    total: '合計: {0}',
    remembered: '覚えておきます: {0}。変わったときはお知らせください。',
    harmful: '「{0}」を含まないと表示された商品はありません。記載のあるものは除きました。お店にご確認ください。',
    notUnderstood: '「{0}」がわかりませんでした。安全とは言えません。お店にご確認ください（ask the shop）。',
    unconfirmed: '{0}についてのお言葉がよくわかりませんでした。召し上がれないものですか？⚠にご注意ください。',
    unsafe: 'ご注意ください（not safe for you）: {0}',
    helpAsked: 'スタッフに伝えました。対応いたします。',
  },
};
