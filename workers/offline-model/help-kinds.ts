import { fold } from '../../contracts/fold.ts';
import type { HelpKind } from '../../contracts/help-request.ts';
import { said } from './said.ts';

/** What only the staff can do, by the kind of request. The first that is said counts. */
const HELP_KINDS: ReadonlyArray<readonly [HelpKind, RegExp]> = [
  [
    'refund',
    said(
      'refund\\w*|money back|geld zuruck|ruckerstatt\\w*|erstatt\\w*|rembours\\w*|rimbors\\w*|reembols\\w*|devol\\w* (?:el|o) dinero|terugbetal\\w*|geld terug|zwrot\\w* pieniedzy|para iade\\w*|paisa wapas|paise wapas|reimburse\\w*',
      '返金|पैसे वापस|रिफंड',
    ),
  ],
  [
    'exchange',
    said(
      'exchange (?:it|them|this|that|my|the)|umtausch\\w*|eintausch\\w*|echanger|replacement|cambiarlo|omruilen|wymian\\w*|degistir\\w*',
      '交換|取り替え',
    ),
  ],
  [
    'return',
    said(
      'return (?:it|them|this|that|my|the|some|an?)|send (?:it|them|this) back|give (?:it|them) back|bring (?:it|them) back|zuruckgeben|zuruckschicken|zuruckbringen|reklam\\w*|rendre|retourner|restituire|devolver|terugsturen|zwrocic|iade et\\w*|wapas kar\\w*',
      '返品|返したい',
    ),
  ],
  [
    'human',
    said(
      '(?:speak|talk|chat) (?:to|with) (?:a|an|the|some|your)?\\s?(?:human|person|people|someone|somebody|manager|staff|agent|real person|employee|waiter|boss|owner)\\w*|human(?: please)?|real person please|call (?:the )?(?:manager|waiter|staff)|(?:mit )?(?:einem|einer|dem|der)? ?(?:menschen|mitarbeiter\\w*|chef|kollegen|jemandem)(?: sprechen| reden)|mensch(?:en)? sprechen|parler a (?:quelqu|un)\\w*|parlare con (?:qualcuno|una persona|un umano)|hablar con (?:alguien|una persona)|iemand spreken|falar com (?:alguem|uma pessoa)|rozmawiac z|insanla|yetkiliyle|kisi se baat|insaan se baat',
      '店員|スタッフ|人と話|担当者|責任者',
    ),
  ],
  [
    'complaint',
    said(
      'complain\\w*|complaint|beschwer\\w*|reklamier\\w*|me plaindre|reclamo|reclam\\w*|queja\\w*|klacht\\w*|skarg\\w*|sikayet\\w*|shikayat|(?:was|were|is|are|came|arrived) (?:\\w+ )?(?:cold|raw|burnt|burned|stale|mouldy|moldy|rotten|spoiled|spilled|wrong|missing|sour|broken|late|off)|(?:war|waren|kam|kamen) (?:\\w+ )?(?:kalt|roh|verbrannt|schimm\\w*|sauer|verdorben|falsch|hart|alt)|never (?:came|arrived)|wrong (?:dish|item|order|food)|hair in|(?:fehlt|fehlte|fehlen|vergessen worden)',
      '苦情|クレーム|まだ来|届いていな|届かな|冷めて|髪の毛|間違って(?:い|届)|腐って|शिकायत',
    ),
  ],
];

/** Which kind of help is asked for that only the staff can give. */
export function helpKindOf(text: string): HelpKind | undefined {
  const words = fold(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return HELP_KINDS.find(([, pattern]) => pattern.test(words))?.[0];
}
