import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { clientOf } from '../shared/client.ts';
import { sheetsOf } from './sheets.ts';
import css from './styles.css?inline';
import { Widget } from './widget.tsx';

const NAME = 'ragline-chat';

/**
 * The chat of a shop on a page of any origin: `<script src="https://…/widget.js" data-shop="bistro" async></script>`.
 * All of it is in a shadow tree, and nothing is requested before a visitor opens it.
 */
class RaglineChat extends HTMLElement {
  connectedCallback(): void {
    // The element was only moved within the page.
    if (this.shadowRoot !== null) return;
    const { shop = '', origin = '' } = this.dataset;
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = sheetsOf(css);
    const queries = new QueryClient({
      defaultOptions: { queries: { retry: false, staleTime: 30_000 }, mutations: { retry: false } },
    });
    createRoot(shadow).render(
      <QueryClientProvider client={queries}>
        <Widget client={clientOf(shop, origin)} slug={shop} />
      </QueryClientProvider>,
    );
  }
}

const script = document.currentScript;
const shop = script?.dataset.shop;
if (script instanceof HTMLScriptElement && shop !== undefined && shop !== '') {
  if (customElements.get(NAME) === undefined) customElements.define(NAME, RaglineChat);
  const chat = document.createElement(NAME);
  Object.assign(chat.dataset, { shop, origin: new URL(script.src).origin });
  if (document.body !== null) document.body.append(chat);
  else addEventListener('DOMContentLoaded', () => document.body.append(chat));
} else {
  // biome-ignore lint/suspicious/noConsole: there is no page of our own to say it on.
  console.error('widget.js: name the shop, as in <script src="…/widget.js" data-shop="bistro" async></script>');
}
