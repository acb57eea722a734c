import { fold } from '../../contracts/fold.ts';
import type { HelpKind } from '../../contracts/help-request.ts';
import { said } from './said.ts';

/** Joins the patterns of several languages. */
const anyOf = (...languages: string[]): string => languages.join('|');

/** Requests that only the staff can serve, by kind. The first kind that is named counts. */
const HELP_KINDS: ReadonlyArray<readonly [HelpKind, RegExp]> = [
  [
    'refund',
    said(
      'refund\\w*|money back|geld (?:\\w+ )?zuruck|ruckerstatt\\w*|erstatt\\w*|rembours\\w*|rimbors\\w*|reembols\\w*|devol\\w* (?:el|o) dinero|(?:o )?dinheiro de volta|terugbetal\\w*|geld terug|zwrot\\w* (?:pieniedzy|kosztow)|zwrocic pieniadze|(?:para|ucret) iade\\w*|paramin iade\\w*|paisa wapas|paise wapas|reimburse\\w*',
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
      anyOf(
        '(?:speak|talk|chat|speaking|talking|connect me|put me through) (?:to|with)? ?(?:an?|the|some|your|my)? ?(?:real |live |actual )?(?:human|person|people|someone|somebody|anyone|manager|supervisor|staff|agent|employee|waiter|waitress|boss|owner|chef|representative|operator)\\w*|(?:real |live )?(?:human|person)(?: please| here)|is there (?:an? )?(?:actual |real )?(?:human|person|someone|somebody)|(?:call|get|fetch|want|need|see) (?:me )?(?:the |a |your )?(?:manager|waiter|waitress|staff|boss|owner|human|supervisor)|(?:someone|somebody|anyone|anybody|the \\w+)(?: from (?:the |your )?\\w+)?(?: please)? (?:call|ring|phone|contact) (?:me|us)|(?:call|ring|phone|contact) me(?: back)?',
        '(?:menschen|mensch|mitarbeiter\\w*|chefs?|chefin|kollegen|jemande[mn]?|geschaftsfuhrer\\w*|filialleiter\\w*|inhaber\\w*|wirt\\w*|kellner\\w*|bedienung|personal|verantwortlichen)(?: \\w+){0,3} (?:sprechen|reden|verbinden|holen)|(?:mit|an) (?:einem|einer|dem|der|ihrem) (?:menschen|mitarbeiter\\w*|chef|kollegen)|(?:ruf|ruft|rufen) (?:sie )?(?:mich|uns)|(?:mich|uns) (?:bitte )?(?:jemand )?(?:an|zuruck)rufen|ruckruf',
        'pass(?:ez|e) (?:moi|nous) (?:un|une|le|la|votre|quelqu) ?(?:vendeu\\w*|serveu\\w*|responsable|patron\\w*|gerant\\w*|conseill\\w*|chef\\w*|humain|un)|(?:parler|discuter) (?:a|avec|au) (?:\\w+ ){0,3}(?:quelqu|personne|humain|responsable|gerant\\w*|patron\\w*|employe\\w*|serveur\\w*|chef)\\w*|(?:rappel|appel)ez (?:moi|nous)|(?:me|nous) rappeler|etre rappele\\w*',
        '(?:parlare|parlo) con (?:\\w+ ){0,2}(?:qualcuno|persona|umano|responsabile|direttore|gestore|titolare|cameriere|operatore|staff)|(?:passi|passa|passare|passate|passatemi|chiami|chiama|chiamate)(?:mi)? (?:\\w+ )?(?:qualcuno|responsabile|direttore|gestore|titolare|operatore|proprietario)|(?:chiama|richiama)(?:te|re)?mi|mi (?:ri)?chiam(?:i|ate|ano|are)',
        '(?:hablar|comunicar\\w*) con (?:\\w+ ){0,2}(?:alguien|persona|humano|encargad\\w*|gerente|responsable|duen\\w*|jefe|camarero|mesero|empleado)|llam[ae](?:n|d)?(?:me|nos)|me (?:puede\\w*|podria\\w*) llamar|que (?:alguien )?me llamen?|pas[ae](?:n|d)?me con',
        '(?:iemand|een mens|de manager|de baas|de eigenaar|een medewerker|een mens)(?: \\w+){0,3} (?:spreken|praten|telefoon|lijn)|(?:spreken|praten) met (?:\\w+ )?(?:iemand|mens|manager|baas|eigenaar|medewerker)|(?:me|mij|ons) (?:even )?(?:terug)?bellen|terugbellen',
        '(?:falar) com (?:\\w+ ){0,2}(?:alguem|pessoa|gerente|responsavel|dono|atendente|empregad\\w*|funcionari\\w*)|(?:ligu?em?|ligar|telefonem?)(?: de volta)?(?: para)? (?:me|mim)|me lig\\w+',
        '(?:po)?rozmawiac z \\w+|polaczyc (?:mnie )?z|(?:oddzwon|zadzwon)\\w*(?: \\w+)? do mnie|oddzwon\\w*',
        '(?:insan|yetkili|mudur|biri|garson|temsilci|calisan)\\w*(?: \\w+)? (?:gorus|konus)\\w*|insanla|yetkiliyle|mudurle|beni (?:geri )?ara\\w*',
        '(?:kisi|insaan|manager|malik|maalik|staff|owner|aadmi|kisi aadmi) se baat\\w*|manager (?:ko )?(?:bulao|bulaiye|bula do)',
      ),
      '店員|店長|スタッフ|人と話|担当者|責任者|オーナー|マネージャー|上の(?:人|方)|係の(?:人|方)',
    ),
  ],
  [
    'complaint',
    said(
      anyOf(
        'complain\\w*|complaint|(?:was|were|is|are|came|arrived|turned up) (?:\\w+ )?(?:cold|raw|burnt|burned|stale|mouldy|moldy|rotten|spoiled|spilled|soggy|inedible|disgusting|undercooked|overcooked|wrong|missing|incomplete|sour|broken|late|off(?! limits))|(?:never|not|hasn t|haven t|didn t|still not|still hasn t|isn t)(?: been)? (?:came|come(?! with)|arrived?|turn(?:ed)? up|show(?:n|ed)? up|delivered|received)|still waiting|been waiting|waited (?:over|more than|for)|(?:you|they|somebody|someone|courier|driver)(?: guys)?(?: \\w+)? (?:forgot|missed|messed up)|forgotten (?:the|my|our)|missing (?:from|in)|(?:is|are|was|were) not in (?:the|my) (?:bag|order|delivery|box)|wrong (?:dish|item|items|order|food|thing|pizza|drink)|(?:not|isn t|wasn t) what (?:i|we) ordered|(?:didn t|never|not) order (?:this|these|that)|hair in|(?:fly|bug|insect|plastic|glass) in (?:my|the|our)|food poisoning|(?:made|got) (?:me |us )?(?:sick|ill)|overcharged|charged (?:me )?twice|rude',
        'beschwer\\w*|reklamier\\w*|(?:war|waren|kam|kamen|ist|sind) (?:\\w+ ){0,3}(?:kalt|eiskalt|lauwarm|roh|verbrannt|schimm\\w*|sauer|verdorben|falsch|hart|steinhart|alt|ungeniessbar|versalzen|unvollstandig|matschig) ?(?:an|angekommen)?(?=\\W*$|\\W*(?:und|ich|das))|(?:fehlt|fehlte|fehlten|fehlen|gefehlt)|vergessen worden|(?:habt|haben|hat|wurden?)(?: \\w+){0,5} vergessen|(?:nicht|nie|noch nichts?)(?: \\w+)? (?:angekommen|geliefert|gekommen|erhalten|bekommen)|warte\\w* (?:\\w+ ){0,2}(?:seit|schon|immer noch)|falsche\\w* (?:bestellung|gericht|essen|lieferung|pizza|getrank|sache\\w*)|nicht (?:das )?(?:was )?(?:ich|wir) bestellt|haar\\w? (?:in|im)|doppelt (?:berechnet|abgebucht|bezahlt)|zu viel (?:berechnet|abgebucht)',
        'plain(?:te|dre)|reclam\\w*|(?:etai(?:t|ent)|(?:est|sont|a ete) (?:arrivee?s?|livree?s?)) (?:\\w+ )?(?:froide?s?|tiedes?|crue?s?|brulee?s?|immangeables?|en retard|incomplete?s?)|(?:il )?manqu(?:e|ent|ait|aient)|(?:avez|ont|a) oublie|(?:pas|jamais|toujours rien)(?: ete)? (?:recue?s?|arrivee?s?|livree?s?)|(?:pas la bonne|mauvaise) commande|pas ce que (?:j ai|nous avons|on a) commande|erreur (?:dans|de|sur) (?:ma|la) commande|cheveux? dans|inadmissible|(?:j )?attends? (?:toujours|encore|depuis)',
        'reclamo|reclamare|lamentar\\w*|lamentel\\w*|(?:era|erano|(?:e|sono) arrivat\\w) (?:\\w+ ){0,2}(?:fredd\\w|crud\\w|bruciat\\w|scott\\w|sbagliat\\w|immangiabil\\w|in ritardo|incomplet\\w)|manca(?:va|no|vano)?|(?:avete|hanno|ha) (?:dimenticato|scordato|sbagliato)|(?:non|mai)(?: \\w+){0,2} (?:ancora )?(?:arrivat|ricevut)\\w|ordine sbagliato|capello (?:nel|nella)|aspett(?:o|ando|iamo) da',
        'queja\\w*|quejar\\w*|reclam\\w*|(?:llego|llegaron|estaba|estaban|vino|vinieron)(?: \\w+){0,3} (?:fri[oa]s?|crud[oa]s?|quemad[oa]s?|tarde|incomplet\\w+|equivocad\\w+|mal)|(?:falta|faltaba|faltan|faltaban|falto|faltaron)|(?:no|nunca)(?: \\w+){0,2} (?:ha |han )?(?:llegado|llego|llega|recibido|recibi)|(?:pedido|plato|orden) (?:equivocad\\w|incorrect\\w|incomplet\\w)|(?:olvid(?:aron|asteis|o)|se (?:\\w+ )?olvid\\w+)|(?:un )?pelo en (?:la|el|mi)|(?:llevo|llevamos)(?: \\w+){1,3} esperando',
        'klacht\\w*|klagen|(?:was|waren|is|kwam|kwamen) (?:\\w+ ){0,2}(?:koud|rauw|verbrand|bedorven|incompleet|niet compleet|te laat|verkeerd)|ontbr(?:ak|eekt|eken|aken)|(?:ik|we|wij) (?:mis|miste|missen)|vergeten|(?:niet|nooit|nog niks|nog niets)(?: \\w+)? (?:aangekomen|bezorgd|gekomen|ontvangen|gekregen)|verkeerde (?:bestelling|gerecht|eten|spullen)|haar in (?:mijn|de|het)|wacht (?:al|nog steeds)',
        'queixa\\w*|reclam\\w*|(?:chegou|chegaram|estava|estavam|veio|vieram)(?: \\w+){0,2} (?:fri[oa]s?|cru[as]?|queimad\\w+|errad\\w+|incomplet\\w+|atrasad\\w+|tarde)|falta(?:va|vam|ram|m)?|faltou|esqueceram|(?:nao|nunca)(?: \\w+)? (?:chegou|chegaram|recebi|recebemos|veio|veio)|(?:pedido|prato) (?:errado|trocado)|cabelo (?:na|no)|a espera ha',
        'skarg\\w*|reklamacj\\w*|(?:byl[aoy]?|sa|jest|przyszl[aoy]|dotarl[aoy])(?: \\w+)? (?:zimn\\w+|surow\\w+|przypalon\\w+|zepsut\\w+|niekompletn\\w+|spoznion\\w+)|brak(?:uje|owalo|owal)|zapomnie\\w+|nie (?:dotarl|przyszl|dostal|dojechal|dowiezl)\\w*|(?:zle|pomylone|nie to) (?:zamowienie|danie)|pomyli\\w+|wlos w|czekam (?:juz|od)',
        'sikayet\\w*|(?:soguk|cig|yanik|eksik|yanlis|bozuk|gec)(?: \\w+)? (?:geldi|cikti|gelmis)|(?:soguk|cig|yanik|eksik|bozuk)(?:tu|ti|mis|di|du)|(?:hala|henuz|daha)? ?gelmedi|yanlis (?:siparis|yemek)\\w*|unut(?:mus|tunuz|uldu)\\w*|icinden sac',
        'shikayat|(?:thanda|kaccha|galat|jala hua) (?:aaya|aayi|tha|thi|mila|khana|order)|(?:nahi|nahin) (?:aaya|aayi|pahuncha|mila|mili)',
      ),
      '苦情|クレーム|まだ来|届いていな|届かな|冷めて|髪の毛|間違って(?:い|届)|腐って|足りな|入っていな|शिकायत',
    ),
  ],
];

/** Returns the kind of help that a text asks of the staff; undefined for none. */
export function helpKindOf(text: string): HelpKind | undefined {
  const words = fold(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return HELP_KINDS.find(([, pattern]) => pattern.test(words))?.[0];
}
