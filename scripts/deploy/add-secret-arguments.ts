/**
 * Preloaded into wrangler's process: adds the arguments that hold secrets once it runs. Every user of a machine can read
 * the command line of a process, but only its owner can read its environment.
 */
const { RAGLINE_SECRET_ARGUMENTS: secret = '[]' } = process.env;
delete process.env.RAGLINE_SECRET_ARGUMENTS;
process.argv.push(...JSON.parse(secret));
