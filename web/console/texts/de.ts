import type { Texts } from './en.ts';

export const de: Texts = {
  console: 'Konsole',
  loading: 'Lädt …',
  offline: 'Keine Verbindung. Prüfen Sie das Netz und versuchen Sie es noch einmal.',
  offlineWrite: 'Keine Verbindung, es hat sich nichts geändert. Prüfen Sie das Netz und versuchen Sie es noch einmal.',
  tryAgain: 'Noch einmal',
  close: 'Schließen',
  skip: 'Zum Inhalt',
  menu: 'Menü',
  pages: 'Seiten',

  shop: 'Laden',
  shopHint: 'Der letzte Teil der Adresse Ihres Ladens, etwa bistro',
  email: 'E-Mail',
  password: 'Passwort',
  logIn: 'Anmelden',
  logOut: 'Abmelden',
  demoLogins: 'Demo-Zugänge',
  roles: { owner: 'Inhaber', admin: 'Verwaltung', staff: 'Personal', customer: 'Gast mit Konto' },
  loggedInAs: (name) => `Angemeldet als ${name}`,
  notStaff:
    'Dies ist das Konto eines Gastes. Die Konsole ist für das Personal: Melden Sie sich mit einem anderen Konto an.',
  confirmPassword: 'Passwort bestätigen',
  confirmPasswordHint: 'Für diese Änderung brauchen wir Ihr Passwort noch einmal.',
  goOn: 'Weiter',
  language: 'Sprache',
  theme: 'Farben',
  themes: { system: 'Wie das Gerät', light: 'Hell', dark: 'Dunkel' },

  orders: 'Bestellungen',
  columnsLabel: 'Spalten',
  columns: { pending: 'Neu', confirmed: 'Bestätigt', preparing: 'In Arbeit', ready: 'Fertig' },
  moveTo: { pending: 'Bestätigen', confirmed: 'Anfangen', preparing: 'Fertig', ready: 'Übergeben' },
  noOrders: 'Keine Bestellungen',
  orderNumber: (number) => `Bestellung ${number}`,
  age: (minutes) => (minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`),
  fulfilment: ({ type, table, address }) => {
    if (type === 'delivery') return `Lieferung: ${address ?? ''}`;
    if (type === 'pickup') return 'Abholung';
    return table === undefined ? 'Isst hier' : `Tisch ${table}`;
  },
  warning: (dish, verdict, what) =>
    ({
      contains: `${dish} ENTHÄLT ${what}, was der Gast meidet`,
      may_contain: `${dish} kann ${what} enthalten, was der Gast meidet`,
      not_declared: `${dish}: ${what} ist nicht angegeben, und der Gast meidet es`,
      does_not_fit: `${dish} ist nicht ${what}, wie der Gast es will`,
    })[verdict],
  live: 'Live',
  connecting: 'Verbindet …',
  notLive: 'NICHT LIVE: keine Verbindung. Neue Bestellungen erscheinen erst, wenn sie wieder da ist.',
  soundOn: 'Ton ist an',
  soundOff: 'Ton ist aus',
  tapForSound: 'Tippen Sie einmal auf die Seite: Vorher spielt der Browser keinen Ton.',
  print: 'Drucken',
  cancel: 'Stornieren',
  cancelled: 'Storniert: nicht weiter zubereiten',
  seen: 'Verstanden',
  cancelOrder: (number) => `Bestellung ${number} stornieren`,
  reason: 'Grund',
  reasonHint: 'Der Gast liest ihn.',
  reasons: ['Ausverkauft', 'Geschlossen', 'Zu viel zu tun'],
};
