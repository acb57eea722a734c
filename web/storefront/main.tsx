import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { RaglineError } from '../shared/client.ts';
import { sessionQuery, shopQuery } from '../shared/shop/shop.tsx';
import { followTheme } from '../shared/theme.ts';
import { App } from './app.tsx';
import { shopClient } from './shop-client.ts';

followTheme();
// A deploy has replaced the file that the page asks for: the new page knows the new name.
addEventListener('vite:preloadError', () => location.reload());

const queries = new QueryClient({
  // The client repeats what may be repeated; an answer of the API is final.
  defaultOptions: { queries: { retry: false, staleTime: 30_000 }, mutations: { retry: false } },
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // The session has ended: from here on the visitor is a guest.
      const isOver = error instanceof RaglineError && error.status === 401 && queryKey[0] !== 'session';
      if (isOver) void queries.invalidateQueries({ queryKey: ['session'] });
    },
  }),
});
const slug = /^\/s\/([^/]+)/.exec(location.pathname)?.[1];
if (slug !== undefined) {
  // Before React is ready: both are on their way while it starts.
  void queries.prefetchQuery(shopQuery(shopClient(slug), slug));
  void queries.prefetchQuery(sessionQuery(shopClient(slug), slug));
}
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>,
  );
}
