import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The file that takes longest: it starts six systems, one after another. Started late, it would run alone at the end. */
const LONGEST = 'test/e2e/cases.test.ts';

/**
 * The order in which files start, for two cores that are never idle. First those that wait for a system that each
 * started, the longest of them before all, between those that compute by themselves; then those that share their
 * runtimes, project after project, for a runtime is kept only while the next file is of the same. The project of few and
 * long files goes before that of many.
 */
export class FileOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const of = (isAmong: (file: TestSpecification) => boolean) => sorted.filter(isAmong);
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith(LONGEST);
    const endToEnd = of(({ project }) => project.name === 'e2e');
    const waiting = [...endToEnd.filter(isLongest), ...endToEnd.filter((file) => !isLongest(file))];
    const alone = of(({ project }) => project.name !== 'e2e' && project.config.isolate);
    const puppet = of(({ project }) => project.name === 'puppet');
    const sharing = of(({ project }) => project.name !== 'puppet' && !project.config.isolate);
    return [...alternately(waiting, alone), ...puppet, ...sharing];
  }
}

function alternately<T>(some: T[], others: T[]): T[] {
  const pairs = Array.from({ length: Math.max(some.length, others.length) }, (_, at) => [some[at], others[at]]);
  return pairs.flat().filter((one) => one !== undefined);
}
