import { lazy, type ReactNode, Suspense, useEffect, useLayoutEffect } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { RaglineError } from '../shared/client.ts';
import { ShopProvider, useShop } from '../shared/shop/shop.tsx';
import { Announcer, announce } from '../shared/ui/announcer.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { useOnline } from '../shared/use-online.ts';
import { Header } from './header.tsx';
import { MenuPage } from './menu-page.tsx';
import { Page } from './page.tsx';
import { shopClient } from './shop-client.ts';
import { useTexts } from './texts.ts';

const AccountPage = lazy(() => import('./account-page.tsx').then(({ AccountPage }) => ({ default: AccountPage })));
const CheckoutPage = lazy(() => import('./checkout-page.tsx').then(({ CheckoutPage }) => ({ default: CheckoutPage })));
const OrderPage = lazy(() => import('./order-page.tsx').then(({ OrderPage }) => ({ default: OrderPage })));
const OrdersPage = lazy(() => import('./orders-page.tsx').then(({ OrdersPage }) => ({ default: OrdersPage })));

export function App() {
  const { language } = useTexts();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <Switch>
      <Route path="/s/:slug/*?">
        {({ slug }) => (
          <ShopProvider client={shopClient(slug)} slug={slug} key={slug}>
            <Router base={`/s/${slug}`}>
              <ShopPages />
            </Router>
          </ShopProvider>
        )}
      </Route>
      <Route>
        <NoShop />
      </Route>
    </Switch>
  );
}

function ShopPages() {
  const { error, shop } = useShop();
  const { texts } = useTexts();
  const [path] = useLocation();
  // Before a page says more of itself.
  useLayoutEffect(() => {
    document.title = shop?.name ?? '…';
  }, [shop?.name]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins at its top.
  useEffect(() => {
    scrollTo(0, 0);
    announce('');
  }, [path]);
  if (error instanceof RaglineError && error.problem.code === 'not_found') return <NoShop />;
  if (error !== null && shop === undefined) {
    return (
      <Centred>
        <Fault error={error} />
        <Button onClick={() => location.reload()}>{texts.tryAgain}</Button>
      </Centred>
    );
  }
  return (
    <>
      <Header />
      <Offline />
      <Announcer />
      <Suspense fallback={<p className="p-8 text-soft">{texts.loading}</p>}>
        <Switch>
          <Route path="/">
            <MenuPage />
          </Route>
          <Route path="/checkout">
            <CheckoutPage />
          </Route>
          <Route path="/orders">
            <OrdersPage />
          </Route>
          <Route path="/orders/:id">{({ id }) => <OrderPage id={id} key={id} />}</Route>
          <Route path="/account">
            <AccountPage />
          </Route>
          <Route>
            <Page title={texts.notFound}>{null}</Page>
          </Route>
        </Switch>
      </Suspense>
    </>
  );
}

function Offline() {
  const { texts } = useTexts();
  const isOnline = useOnline();
  return (
    <div role="status" className="sticky top-16 z-30">
      {!isOnline && <p className="bg-warn-soft px-4 py-2 text-center text-sm text-warn">{texts.reconnecting}</p>}
    </div>
  );
}

function NoShop() {
  const { texts } = useTexts();
  return (
    <Centred>
      <h1 className="font-display text-3xl font-semibold">{texts.noShopNamed}</h1>
      <p className="text-soft">{texts.noShopNamedHint}</p>
    </Centred>
  );
}

const Centred = ({ children }: { children: ReactNode }) => (
  <main id="main" className="mx-auto grid min-h-[60dvh] max-w-md place-content-center gap-4 p-6 text-center">
    {children}
  </main>
);
