import { shopping } from './shopping.ts';

export default {
  fetch: async (_request: Request, { API }: { API: string }): Promise<Response> => Response.json(await shopping(API)),
};
