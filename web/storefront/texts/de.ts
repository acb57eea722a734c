import type { Texts } from './en.ts';

export const de: Texts = {
  loading: 'Wird geladen …',
  noShopNamed: 'Öffnen Sie einen Laden über seine Adresse: /s/ und seinen Namen.',
  offline: 'Keine Verbindung. Prüfen Sie Ihr Netz; wir versuchen es weiter.',
};
