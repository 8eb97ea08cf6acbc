// All tests of the run, a page a file, each with its source, so that a reader sees what was tested.
import type { TestResult } from '../../tests/suite';
import type { Inline, Page, Row } from '../page';
import type { Trace } from '../trace';
import { resultMark, testPage } from './words';

function count(results: TestResult[], result: TestResult['result']): number {
  return results.filter((each) => each.result === result).length;
}

export function testIndex(files: Map<string, TestResult[]>): Page {
  const rows = [...files].map(
    ([file, results]): Row => ({
      cells: [
        { to: testPage(file), text: file },
        String(count(results, 'passed')),
        count(results, 'failed') === 0 ? '0' : { mark: 'bad', text: String(count(results, 'failed')) },
        count(results, 'skipped') === 0 ? '0' : { mark: 'open', text: String(count(results, 'skipped')) },
      ],
    }),
  );
  const skipped = [...files.values()].flat().filter((each) => each.result === 'skipped');
  return {
    name: 'tests',
    title: 'Tests',
    blocks: [
      { table: { head: ['File', 'Passed', 'Failed', 'Skipped'], rows } },
      { heading: 'Skipped, and why', level: 2 },
      skipped.length === 0
        ? { text: 'None.' }
        : {
            table: {
              head: ['Test', 'Why'],
              rows: skipped.map((each) => ({ cells: [each.title, each.reason ?? ''] })),
            },
          },
    ],
  };
}

/** `source` is the text of the test file. */
export function testFilePage(file: string, results: TestResult[], source: string, trace: Trace): Page {
  const lines = source.split('\n');
  const rows = results.map((each, index): Row => {
    const requirements = each.requirements.flatMap((id, place): Inline[] => [
      place > 0 ? ', ' : '',
      trace.byId.has(id) ? { to: `requirements#${id}`, text: id } : id,
    ]);
    const line = lines.findIndex((text) => each.requirements.some((id) => text.includes(id))) + 1;
    return {
      id: `t${index + 1}`,
      cells: [
        line > 0 ? [each.title, ' ', { to: `#L${line}`, text: `line ${line}` }] : each.title,
        resultMark(each.result),
        requirements,
        each.reason ?? '',
      ],
    };
  });
  return {
    name: testPage(file),
    title: file,
    blocks: [
      { table: { head: ['Test', 'Result', 'Requirements', 'Reason'], rows } },
      { heading: 'Source', level: 2 },
      { source, path: file },
    ],
  };
}
