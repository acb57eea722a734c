import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TOOL_NAMES } from '../../../contracts/chat-tool.ts';
import { EVENT_TYPES } from '../../../contracts/event.ts';

/** Tests that run the system. `operations.ts` only has the examples with which the security tests walk all routes. */
const FILES = globSync('test/{integration,concurrency,dialogue,e2e}/**/*.ts', {
  exclude: (path) => path.endsWith('operations.ts'),
}).map((file) => readFileSync(file, 'utf8'));

const { paths }: { paths: Record<string, object> } = parse(readFileSync('contracts/openapi.yaml', 'utf8'));
const OPERATIONS = Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** The values of each constant that holds a path, with the constants in it resolved. */
function pathConstants(text: string): Map<string, string[]> {
  const constants = new Map<string, string[]>();
  for (const [, name = '', value = ''] of text.matchAll(/const (\w+) = ['`]((?:\/v1|\$\{)[^'`]*)['`]/g)) {
    constants.set(name, [...(constants.get(name) ?? []), ...resolved(value, constants)]);
  }
  return constants;
}

/** A path with its leading constant replaced: one path for each value that the constant has in its file. */
function resolved(path: string, constants: ReadonlyMap<string, readonly string[]>): string[] {
  const [start = '', name = ''] = /^\$\{(\w+)\}/.exec(path) ?? [];
  return (constants.get(name) ?? [start]).map((value) => value + path.slice(start.length));
}

/** Every `'METHOD', path` of a file, as "METHOD /v1/…" without its query. */
function callsOf(text: string): string[] {
  const constants = pathConstants(text);
  const calls = text.matchAll(/['"]([A-Z]+)['"],\s*(?:['"`]([^'"`]+)['"`]|(\w+))/g);
  return [...calls].flatMap(([, method = '', path, name = '']) =>
    (path === undefined ? (constants.get(name) ?? []) : resolved(path, constants)).map(
      (full) => `${method} ${full.replace(/\?.*/s, '')}`,
    ),
  );
}

/** Returns whether a call is of the operation. An expression or a value stands for each parameter of its path. */
function isOf(operation: string, call: string): boolean {
  const escaped = operation.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/\{\w+\}/g, '(?:\\$\\{[^}]+\\}|[^/$]+)')}(?:\\$\\{.*)?$`).test(call);
}

describe('the tests', () => {
  it('call every operation of the API by its method and path', () => {
    const calls = [...new Set(FILES.flatMap(callsOf))];
    const untested = OPERATIONS.filter((operation) => !calls.some((call) => isOf(operation, call)));
    expect(untested, 'Call the operation in a test of test/integration, as in `user.call(method, path)`').toEqual([]);
  });

  it('name every type of event', () => {
    const untested = EVENT_TYPES.filter((type) => !FILES.some((text) => text.includes(`'${type}'`)));
    expect(untested, 'Expect the event in a test of test/integration, as from `GET /v1/events`').toEqual([]);
  });

  it('call every tool of the agent', () => {
    const callOf = (tool: string) =>
      new RegExp(`AGENT_TOOLS\\.${tool}\\b|\\b${tool}\\b[^}]*\\} = AGENT_TOOLS|\\.tool(?:<.+>)?\\('${tool}'`);
    const untested = TOOL_NAMES.filter((tool) => !FILES.some((text) => callOf(tool).test(text)));
    expect(untested, 'Call the tool in a test of test/integration, by `callTool(user, tenant, AGENT_TOOLS.…)`').toEqual(
      [],
    );
  });
});
