export const en = {
  loading: 'Loading …',
  noShopNamed: 'Open a shop by its address: /s/ and its name.',
  offline: 'There is no connection. Check your network; we try again.',
};
export type Texts = typeof en;
