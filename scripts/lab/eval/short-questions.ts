/**
 * Questions in a customer's own words, and the documents of τ³-bench's banking_knowledge that answer each. Written from
 * the documents' titles, with few of their words. What weighs words against vectors was chosen on every other one.
 */
export const SHORT_QUESTIONS: ReadonlyArray<readonly [query: string, answeredBy: readonly string[]]> = [
  ['cash machine swallowed my money and gave nothing', ['doc_bank_accounts_bank_accounts_(general)_033']],
  [
    'somebody used my plastic without permission',
    ['doc_bank_accounts_bank_accounts_(general)_036', 'doc_bank_accounts_bank_accounts_(general)_031'],
  ],
  ['what does federal law say when my bank card is misused', ['doc_bank_accounts_bank_accounts_(general)_037']],
  ['I forgot my four digit code', ['doc_bank_accounts_bank_accounts_(general)_027']],
  ['pause my card for a few days until I find it', ['doc_bank_accounts_bank_accounts_(general)_026']],
  [
    'my wallet was taken on the train',
    ['doc_bank_accounts_bank_accounts_(general)_030', 'doc_bank_accounts_bank_accounts_(general)_029'],
  ],
  ['gym keeps billing me every month although I quit', ['doc_bank_accounts_bank_accounts_(general)_034']],
  ['photograph a paper cheque with my phone', ['doc_bank_accounts_bank_accounts_(general)_011']],
  ['I want to leave the bank, what should I think of before', ['doc_bank_accounts_bank_accounts_(general)_020']],
  ['get a list of everything I spent last spring', ['doc_bank_accounts_bank_accounts_(general)_021']],
  ['shift cash from one of my own pots to another', ['doc_bank_accounts_bank_accounts_(general)_022']],
  [
    'there is an entry I do not recognise in my monthly overview',
    [
      'doc_bank_accounts_bank_accounts_(general)_019',
      'doc_credit_cards_credit_cards_(general)_018',
      'doc_bank_accounts_bank_accounts_(general)_036',
    ],
  ],
  ['gas station reserved more than I paid', ['doc_checking_accounts_checking_accounts_(general)_004']],
  ['have my salary paid in by my employer', ['doc_checking_accounts_checking_accounts_(general)_005']],
  ['why am I in the red', ['doc_checking_accounts_checking_accounts_(general)_006']],
  ['how are fractions of bonus points handled', ['doc_credit_cards_credit_cards_(general)_007']],
  [
    'turn my points into money or travel',
    ['doc_credit_cards_credit_cards_(general)_008', 'doc_credit_cards_credit_cards_(general)_024'],
  ],
  ['bring a buddy and get a bonus', ['doc_credit_cards_credit_cards_(general)_020']],
  ['I did not receive the percentage back on my shopping', ['doc_credit_cards_credit_cards_(general)_021']],
  ['is the refund only temporary while you look into my complaint', ['doc_credit_cards_credit_cards_(general)_022']],
  ['shop refuses my card at the till', ['doc_credit_cards_credit_cards_(general)_023']],
  [
    'please waive a charge out of goodwill',
    ['doc_credit_cards_credit_cards_(general)_025', 'doc_credit_cards_credit_cards_(general)_017'],
  ],
  [
    'disposable number for a web shop I do not trust',
    [
      'doc_credit_cards_virtual_card_management_005',
      'doc_business_credit_cards_virtual_card_management_008',
      'doc_business_credit_cards_virtual_card_management_007',
    ],
  ],
  [
    'stop staff from overspending',
    [
      'doc_credit_cards_virtual_card_management_004',
      'doc_business_credit_cards_virtual_card_management_005',
      'doc_business_credit_cards_virtual_card_management_004',
    ],
  ],
  ['connect our bookkeeping software', ['doc_business_credit_cards_virtual_card_management_010']],
  ['one number for each software vendor we pay monthly', ['doc_business_credit_cards_virtual_card_management_009']],
  ['see which unit of the company bought what', ['doc_business_credit_cards_virtual_card_management_006']],
  [
    'kill a digital card at once',
    ['doc_business_credit_cards_virtual_card_management_003', 'doc_credit_cards_virtual_card_management_003'],
  ],
  ['hide finished instalment plans from my overview', ['doc_buy_now_pay_later_bnpl_management_dashboard_004']],
  ['am I late with any instalments', ['doc_buy_now_pay_later_bnpl_management_dashboard_002']],
  [
    'do I get something for paying instalments ahead of time',
    [
      'doc_buy_now_pay_later_bnpl_management_dashboard_005',
      'doc_buy_now_pay_later_bnpl_management_dashboard_007',
      'doc_buy_now_pay_later_bnpl_management_dashboard_006',
    ],
  ],
  ['I sent cash to the wrong person a minute ago', ['doc_everyone_pay_everyone_pay_007']],
  ['too late to take a transfer back?', ['doc_everyone_pay_everyone_pay_014', 'doc_everyone_pay_everyone_pay_007']],
  [
    'a stranger keeps asking me for money in the app',
    [
      'doc_everyone_pay_user_blocking_006',
      'doc_everyone_pay_user_blocking_001',
      'doc_everyone_pay_everyone_pay_009',
      'doc_everyone_pay_user_blocking_002',
    ],
  ],
  [
    'let an ex contact me again',
    ['doc_everyone_pay_user_blocking_005', 'doc_everyone_pay_everyone_pay_009', 'doc_everyone_pay_user_blocking_002'],
  ],
  [
    'the camera does not read the square pattern',
    ['doc_everyone_pay_qr_transfers_004', 'doc_everyone_pay_qr_transfers_005'],
  ],
  [
    'share the dinner costs with flatmates',
    [
      'doc_everyone_pay_split-the-bill_004',
      'doc_everyone_pay_split-the-bill_002',
      'doc_everyone_pay_split-the-bill_001',
    ],
  ],
  ['my friend has not chipped in', ['doc_everyone_pay_split-the-bill_006', 'doc_everyone_pay_split-the-bill_005']],
  ['take somebody out of our shared expense', ['doc_everyone_pay_split-the-bill_008']],
  [
    'pocket money for my kid every week',
    ['doc_everyone_pay_scheduled_payments_004', 'doc_everyone_pay_scheduled_payments_002'],
  ],
  [
    'end an automatic transfer to my landlord',
    ['doc_everyone_pay_scheduled_payments_008', 'doc_everyone_pay_scheduled_payments_003'],
  ],
  ["the app will not let me change tomorrow's transfer", ['doc_everyone_pay_scheduled_payments_007']],
  ['raise how much I may transfer', ['doc_everyone_pay_sending_limits_005']],
  ['how long until my buddy has the money', ['doc_everyone_pay_everyone_pay_006', 'doc_everyone_pay_everyone_pay_002']],
  ['purple: taking cash from a foreign machine', ['doc_checking_accounts_purple_account_012']],
  ['eco card interest in the beginning', ['doc_credit_cards_ecocard_010']],
  ['hunter green reward for sustainable suppliers', ['doc_business_checking_accounts_hunter_green_003']],
  ['sky blue for a young company', ['doc_business_checking_accounts_sky_blue_001']],
  ['navy blue when money is short', ['doc_business_checking_accounts_navy_blue_002']],
  ['pay a supplier in Frankfurt', ['doc_business_checking_accounts_world_blue_004']],
];
