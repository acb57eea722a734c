import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { unwrap } from '../shared/client.ts';
import { Button } from '../shared/ui/button.tsx';
import { Sheet } from '../shared/ui/sheet.tsx';
import { useMedia } from '../shared/use-media.ts';
import { BoardPage } from './board/board-page.tsx';
import { api } from './client.ts';
import { useConsole } from './console.tsx';
import { LiveProvider } from './live.tsx';
import { LookSettings } from './look-settings.tsx';
import { PasswordPrompt } from './password-prompt.tsx';
import { useTexts } from './texts.ts';
import { Page } from './ui/page.tsx';
import { useLogOut } from './use-session.ts';

const CataloguePage = lazy(async () => ({ default: (await import('./catalogue/catalogue-page.tsx')).CataloguePage }));

const PromotionsPage = lazy(async () => ({
  default: (await import('./pages/promotions-page.tsx')).PromotionsPage,
}));
const DocumentsPage = lazy(async () => ({
  default: (await import('./pages/documents-page.tsx')).DocumentsPage,
}));
const AuditPage = lazy(async () => ({ default: (await import('./pages/audit-page.tsx')).AuditPage }));
const HealthPage = lazy(async () => ({ default: (await import('./health/health-page.tsx')).HealthPage }));
const HelpPage = lazy(async () => ({ default: (await import('./pages/help-page.tsx')).HelpPage }));
const PeoplePage = lazy(async () => ({ default: (await import('./pages/people-page.tsx')).PeoplePage }));
const KeysPage = lazy(async () => ({ default: (await import('./pages/keys-page.tsx')).KeysPage }));
const SessionsPage = lazy(async () => ({ default: (await import('./pages/sessions-page.tsx')).SessionsPage }));
const WebhooksPage = lazy(async () => ({ default: (await import('./pages/webhooks-page.tsx')).WebhooksPage }));
const DeadLettersPage = lazy(async () => ({
  default: (await import('./pages/dead-letters-page.tsx')).DeadLettersPage,
}));
const OrderPage = lazy(async () => ({ default: (await import('./board/order-page.tsx')).OrderPage }));
const UsagePage = lazy(async () => ({ default: (await import('./pages/usage-page.tsx')).UsagePage }));

/** The pages in the order of the menu. @property isForManagers Whether only owners and admins may use it. */
const PAGES = [
  { path: '/', name: 'orders', isForManagers: false, Content: BoardPage },
  { path: '/catalogue', name: 'catalogue', isForManagers: false, Content: CataloguePage },
  { path: '/promotions', name: 'promotions', isForManagers: false, Content: PromotionsPage },
  { path: '/help', name: 'help', isForManagers: false, Content: HelpPage },
  { path: '/documents', name: 'documents', isForManagers: true, Content: DocumentsPage },
  { path: '/people', name: 'people', isForManagers: true, Content: PeoplePage },
  { path: '/api-keys', name: 'apiKeys', isForManagers: true, Content: KeysPage },
  { path: '/webhooks', name: 'webhooks', isForManagers: true, Content: WebhooksPage },
  { path: '/dead-letters', name: 'deadLetters', isForManagers: true, Content: DeadLettersPage },
  { path: '/usage', name: 'usage', isForManagers: true, Content: UsagePage },
  { path: '/audit-log', name: 'audit', isForManagers: true, Content: AuditPage },
  { path: '/health', name: 'health', isForManagers: true, Content: HealthPage },
  { path: '/sessions', name: 'sessions', isForManagers: false, Content: SessionsPage },
] as const;

/** Pages for a busy evening are in the bar too. */
const IN_BAR = 5;

/** The pages that the person may use. */
function usePages() {
  const { isManager } = useConsole();
  return PAGES.filter(({ isForManagers }) => isManager || !isForManagers);
}

/** The number of open help requests. Renders nothing for zero. */
function WaitingHelp() {
  const { data } = useQuery({
    queryKey: ['help-requests', 'open'],
    queryFn: async () =>
      await unwrap(api.GET('/v1/help-requests', { params: { query: { status: 'open', limit: 100 } } })),
  });
  const count = data?.data.length ?? 0;
  if (count === 0) return null;
  return <span className="ml-2 rounded-full bg-bad px-2 text-sm font-bold text-page tabular-nums">{count}</span>;
}

/** The bar at the top, and the page below it. */
export function Frame() {
  const texts = useTexts();
  const pages = usePages();
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins at its top.
  useEffect(() => {
    scrollTo(0, 0);
  }, [path]);
  return (
    <LiveProvider>
      <Bar />
      <Suspense fallback={<p className="p-8 text-soft">{texts.loading}</p>}>
        <Switch>
          {pages.map(({ path, Content }) => (
            <Route key={path} path={path}>
              <Content />
            </Route>
          ))}
          <Route path="/orders/:id">{({ id }) => <OrderPage id={id} key={id} />}</Route>
          <Route>
            <Page title={texts.noPage}>
              <p>
                {texts.noPageHint}{' '}
                <Link href="/" className="font-semibold text-brand underline">
                  {texts.toOrders}
                </Link>
              </p>
            </Page>
          </Route>
        </Switch>
      </Suspense>
      <PasswordPrompt />
    </LiveProvider>
  );
}

function Bar() {
  const { me } = useConsole();
  const texts = useTexts();
  const isWide = useMedia('(min-width: 80rem)');
  const [isOpen, setOpen] = useState(false);
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when it has led to another page.
  useEffect(() => setOpen(false), [path]);
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-page print:hidden">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:rounded-xl focus:bg-card focus:p-3"
      >
        {texts.skip}
      </a>
      <div className="flex h-14 items-center gap-3 px-3">
        <Link href="/" className="min-w-0 flex-1 truncate font-display text-xl font-semibold">
          {me.tenant_name}
        </Link>
        {isWide && <Links className="flex gap-1" most={IN_BAR} />}
        <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {texts.menu}
          {!isWide && <WaitingHelp />}
        </Button>
      </div>
      {isOpen && <Menu onClose={() => setOpen(false)} />}
    </header>
  );
}

function Menu({ onClose }: { onClose(): void }) {
  const { me } = useConsole();
  const texts = useTexts();
  const logOut = useLogOut();
  return (
    <Sheet title={texts.menu} closeLabel={texts.close} side="right" onClose={onClose}>
      <div className="grid gap-5 p-5">
        <Links className="grid gap-1" />
        <LookSettings />
        <p className="text-soft">{texts.loggedInAs(me.full_name ?? me.email ?? '')}</p>
        <Button onClick={() => void logOut()}>{texts.logOut}</Button>
      </div>
    </Sheet>
  );
}

/** @param most How many; the others are in the menu. */
function Links({ className, most }: { className: string; most?: number }) {
  const texts = useTexts();
  const pages = usePages();
  const [path] = useLocation();
  return (
    <nav aria-label={texts.pages} className={className}>
      {pages.slice(0, most).map((page) => (
        <Link
          key={page.path}
          href={page.path}
          aria-current={path === page.path ? 'page' : undefined}
          className="flex min-h-11 items-center rounded-xl px-3 font-semibold hover:bg-sunk aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand"
        >
          {texts[page.name]}
          {page.name === 'help' && <WaitingHelp />}
        </Link>
      ))}
    </nav>
  );
}
