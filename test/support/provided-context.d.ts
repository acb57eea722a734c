import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this test run, removed at its end. */
    databaseUrl: string;
    /** The hash of that password. */
    ownerPasswordHash: string;
    /** Says which PostgreSQL the tests run on, for those that need a real one. */
    databaseKind: 'embedded' | 'server';
    /** How many faults the fault suite inflicts. */
    faults: number;
    bindings: Record<string, string>;
    /** A server with the model that obeys whatever it reads. */
    puppetModelUrl: string;
    /** True if each injection is tried in every disguise, as `npm run bench -- eval` does. */
    everyAttack: boolean;
    /** The catalogue of a real shop as lines to import; null where the data is not. */
    retailLines: string[] | null;
  }
}
