import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { vector } from '@electric-sql/pglite-pgvector';
import { servePostgres } from './postgres-server.ts';

/** A running embedded database. */
export interface EmbeddedPostgres {
  /** `postgres://…?sslmode=disable` with user, password and database, as Hyperdrive requires. */
  url: string;
  /** Disconnects the clients, writes everything out and ends the engine. */
  stop(): Promise<void>;
  /** Resolves when the engine crashes; never rejects. */
  failed: Promise<Error>;
}

/**
 * Starts PostgreSQL (PGlite with vector, pg_trgm and unaccent) on 127.0.0.1.
 * `dataDir` undefined keeps everything in memory; `port` 0 takes any free one.
 * Rejects with the listen error (`EADDRINUSE`) or with the engine's own when the data folder cannot be opened.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string | undefined;
  port: number;
}): Promise<EmbeddedPostgres> {
  const db = await openDatabase(options.dataDir);
  const failure = Promise.withResolvers<Error>();
  try {
    const server = await servePostgres({ db, port: options.port, onFailure: failure.resolve });
    return {
      url: `postgres://postgres:postgres@127.0.0.1:${server.port}/postgres?sslmode=disable`,
      failed: failure.promise,
      stop: async () => {
        await server.stop();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function openDatabase(dataDir: string | undefined): Promise<PGlite> {
  const extensions = { vector, pg_trgm, unaccent };
  if (dataDir === undefined) return PGlite.create({ extensions });

  // A first start that was killed leaves a folder that looks like a database but is incomplete.
  const unfinished = `${dataDir}.unfinished`;
  if (existsSync(unfinished)) await rm(dataDir, { recursive: true, force: true });
  await mkdir(dirname(dataDir), { recursive: true });
  if (!existsSync(dataDir)) await writeFile(unfinished, '');
  const db = await PGlite.create(dataDir, { extensions });
  await rm(unfinished, { force: true });
  return db;
}
