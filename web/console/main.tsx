import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { RaglineError } from '../shared/client.ts';
import { followTheme } from '../shared/theme.ts';
import { App } from './app.tsx';

followTheme();
// A deploy has replaced the file that the page asks for: the new page knows the new name.
addEventListener('vite:preloadError', () => location.reload());

/** The client has forgotten a session that the API refused: the login form is shown. */
const onError = (error: Error): void => {
  if (error instanceof RaglineError && error.status === 401) void queries.invalidateQueries({ queryKey: ['session'] });
};
const queries: QueryClient = new QueryClient({
  // The client repeats what may be repeated; an answer of the API is final.
  defaultOptions: { queries: { retry: false, staleTime: 30_000 }, mutations: { retry: false } },
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
});
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>,
  );
}
