import { shopping } from './shopping.ts';

process.stdout.write(JSON.stringify({ version: process.version, ...(await shopping(process.argv[2] ?? '')) }));
