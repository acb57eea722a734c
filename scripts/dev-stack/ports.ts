import { createServer, type Server } from 'node:net';
import { UserFault } from './user-fault.ts';

/** Returns a loopback port that is free now. */
export function anyFreePort(): Promise<number> {
  return tryListen(0);
}

/** Rejects, in one clear sentence that says which variable to change, when `port` on 127.0.0.1 is taken or not allowed. */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  try {
    await tryListen(port);
  } catch (error) {
    throw portFault(error, port, variable);
  }
}

/** Listens on 127.0.0.1:`port` (0: any free one) and answers the port taken. Rejects with the listen error. */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Turns a listen error into one clear sentence; any other error comes back unchanged. */
export function portFault(error: unknown, port: number, variable: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const remedy = `set ${variable} to another port, for example ${variable}=${port < 60_000 ? port + 10 : port - 10} npm start.`;
  if (code === 'EADDRINUSE') return new UserFault(`Port ${port} is in use by another program: stop it, or ${remedy}`);
  if (code === 'EACCES') return new UserFault(`Port ${port} needs more rights than this user has: ${remedy}`);
  return error;
}

/** A port number from an environment variable, or `fallback`. Throws one clear sentence when it is no port. */
export function portFromEnvironment(variable: string, fallback: number): number {
  const text = process.env[variable];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UserFault(`${variable} must be a port number from 0 to 65535, not "${text}".`);
  return port;
}

async function tryListen(port: number): Promise<number> {
  const server = createServer();
  const taken = await listenOnLoopback(server, port);
  await new Promise((resolve) => server.close(resolve));
  return taken;
}
