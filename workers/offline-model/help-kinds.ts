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
      'exchang\\w*|(?:want|get|like|have) (?:it|them|this|that) (?:replaced|swapped)|umtausch\\w*|eintausch\\w*|echang\\w*|replacement|ersatz|cambiarlo|cambiarmelo|sostituzione|omruilen|wymian\\w*|degistir\\w*|badalna|badalwa\\w*',
      '交換|取り替え|取り換え',
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
      '(?:speak|talk|chat|speaking|talking|connect me|put me through) (?:to|with)? ?(?:an?|the|some|your|my)? ?(?:real |live |actual )?(?:human|person|people|someone|somebody|anyone|manager|supervisor|staff|agent|employee|waiter|waitress|boss|owner|representative|operator)\\w*|(?:real |live )?(?:human|person)(?: please| here)|(?:call|get|fetch|want|need|see) (?:me )?(?:the |a |your )?(?:manager|waiter|waitress|staff|boss|owner|human|supervisor)|(?:menschen|mensch|mitarbeiter\\w*|chefs?|chefin|kollegen|jemandem?|geschaftsfuhrer\\w*|filialleiter\\w*|inhaber\\w*|kellner\\w*|bedienung|personal|verantwortlichen)(?: \\w+){0,2} (?:sprechen|reden|verbinden|holen)|(?:mit|an) (?:einem|einer|dem|der|ihrem) (?:menschen|mitarbeiter\\w*|chef|kollegen)|(?:parler|discuter) (?:a|avec|au) (?:\\w+ ){0,2}(?:quelqu|personne|humain|responsable|gerant\\w*|patron\\w*|employe\\w*|serveur\\w*|chef)\\w*|(?:parlare|parlo) con (?:\\w+ ){0,2}(?:qualcuno|persona|umano|responsabile|direttore|gestore|titolare|cameriere|operatore|staff)|(?:hablar|comunicar\\w*) con (?:\\w+ ){0,2}(?:alguien|persona|humano|encargad\\w*|gerente|responsable|duen\\w*|jefe|camarero|mesero|empleado)|(?:iemand|de manager|een medewerker) spreken|(?:falar) com (?:\\w+ ){0,2}(?:alguem|pessoa|gerente|responsavel|atendente)|rozmawiac z \\w+|insanla|yetkiliyle|mudurle|(?:kisi|insaan|manager|malik|maalik|staff|owner|aadmi|kisi aadmi) se baat\\w*|manager (?:ko )?(?:bulao|bulaiye|bula do)',
      '店員|店長|スタッフ|人と話|担当者|責任者|オーナー|マネージャー|上の(?:人|方)|係の(?:人|方)',
    ),
  ],
  [
    'complaint',
    said(
      'complain\\w*|complaint|beschwer\\w*|reklamier\\w*|me plaindre|reclamo|reclam\\w*|queja\\w*|klacht\\w*|skarg\\w*|sikayet\\w*|shikayat|(?:was|were|is|are|came|arrived) (?:\\w+ )?(?:cold|raw|burnt|burned|stale|mouldy|moldy|rotten|spoiled|spilled|wrong|missing|sour|broken|late|off(?! limits))|(?:war|waren|kam|kamen) (?:\\w+ )?(?:kalt|roh|verbrannt|schimm\\w*|sauer|verdorben|falsch|hart|alt)|never (?:came|arrived)|wrong (?:dish|item|order|food)|hair in|(?:fehlt|fehlte|fehlen|vergessen worden)',
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
