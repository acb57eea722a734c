import type { Order } from '../../shared/client.ts';

export const en = {
  console: 'Console',
  loading: 'Loading …',
  offline: 'There is no connection. Check the network and try again.',
  offlineWrite: 'There is no connection, so nothing has changed. Check the network and try again.',
  tryAgain: 'Try again',
  close: 'Close',
  skip: 'Skip to the content',
  menu: 'Menu',
  pages: 'Pages',

  shop: 'Shop',
  shopHint: 'The last part of your shop’s address, such as bistro',
  email: 'E-mail',
  password: 'Password',
  logIn: 'Log in',
  logOut: 'Log out',
  demoLogins: 'Demo logins',
  roles: { owner: 'owner', admin: 'admin', staff: 'staff', customer: 'customer' },
  loggedInAs: (name: string) => `Logged in as ${name}`,
  notStaff: 'This account is a customer’s. The console is for the people of the shop: log in with another account.',
  confirmPassword: 'Confirm your password',
  confirmPasswordHint: 'This change needs your password once more.',
  goOn: 'Continue',
  language: 'Language',
  theme: 'Colours',
  themes: { system: 'As the device', light: 'Light', dark: 'Dark' },

  orders: 'Orders',
  columnsLabel: 'Columns',
  columns: { pending: 'New', confirmed: 'Confirmed', preparing: 'Cooking', ready: 'Ready' },
  moveTo: { pending: 'Confirm', confirmed: 'Start', preparing: 'Ready', ready: 'Handed over' },
  noOrders: 'No orders',
  orderNumber: (number: number) => `Order ${number}`,
  age: (minutes: number) => (minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`),
  fulfilment: ({ type, table, address }: Order['fulfilment']) => {
    if (type === 'delivery') return `Delivery: ${address ?? ''}`;
    if (type === 'pickup') return 'Pickup';
    return table === undefined ? 'Eats here' : `Table ${table}`;
  },
  warning: (dish: string, verdict: 'contains' | 'may_contain' | 'not_declared' | 'does_not_fit', what: string) =>
    ({
      contains: `${dish} CONTAINS ${what}, which the customer avoids`,
      may_contain: `${dish} may contain ${what}, which the customer avoids`,
      not_declared: `${dish}: ${what} is not declared, and the customer avoids it`,
      does_not_fit: `${dish} is not ${what}, as the customer asked`,
    })[verdict],
  live: 'Live',
  connecting: 'Connecting …',
  notLive: 'NOT LIVE: no connection. New orders do not appear until it is back.',
  soundOn: 'Sound is on',
  soundOff: 'Sound is off',
  tapForSound: 'Tap the page once: the browser plays no sound before that.',
  print: 'Print',
  cancel: 'Cancel',
  cancelled: 'Cancelled: stop preparing it',
  seen: 'Understood',
  cancelOrder: (number: number) => `Cancel order ${number}`,
  reason: 'Reason',
  reasonHint: 'The customer reads it.',
  reasons: ['Sold out', 'Closed', 'Too busy'],
};

export type Texts = typeof en;
