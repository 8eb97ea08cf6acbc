import type { TestResult } from '../../tests/suite';
// Every requirement with the tests that name it, and where it came from.
import type { Inline, Page, Row, Text } from '../page';
import type { Trace, TracedRequirement } from '../trace';
import { counted, resultMark, stateMark, testAnchor, testPage } from './words';

const SHOWN = 4;

function testLinks(tests: TestResult[], files: Map<string, TestResult[]>): Text {
  if (tests.length === 0) return 'no test';
  const failed = tests.filter((test) => test.result !== 'passed');
  const chosen = [...failed, ...tests.filter((test) => test.result === 'passed')].slice(0, SHOWN);
  const links = chosen.flatMap((test): Inline[] => [
    { to: `${testPage(test.file)}#${testAnchor(test, files.get(test.file) ?? [])}`, text: test.title },
    ...(test.result === 'passed' ? [] : [' ', resultMark(test.result)]),
    '; ',
  ]);
  const rest = tests.length - chosen.length;
  return rest > 0 ? [...links, `and ${counted(rest, 'more test')}`] : links.slice(0, -1);
}

function row(requirement: TracedRequirement, files: Map<string, TestResult[]>): Row {
  const asked: Inline[] = [
    ...requirement.hazards.map((id): Inline => ({ to: `hazards#${id}`, text: id })),
    ...requirement.outside.map((id): Inline => ({ to: `outside#${id}`, text: id })),
  ].flatMap((link, index): Inline[] => (index > 0 ? [', ', link] : [link]));
  return {
    id: requirement.id,
    cells: [
      { code: requirement.id },
      requirement.text,
      requirement.source,
      stateMark(requirement.state),
      testLinks(requirement.tests, files),
      asked.length > 0 ? asked : '',
    ],
  };
}

export function requirementList(trace: Trace, files: Map<string, TestResult[]>): Page {
  const groups = new Map<string, TracedRequirement[]>();
  for (const each of trace.requirements) {
    const group = each.id.split('-')[1] as string;
    groups.set(group, [...(groups.get(group) ?? []), each]);
  }
  return {
    name: 'requirements',
    title: 'Requirements',
    blocks: [
      {
        text: [
          'The rows of ',
          { code: 'docs/requirements.md' },
          ' with the results of the last test run. A test belongs to a requirement because its title names it.',
        ],
      },
      { text: [...groups.keys()].flatMap((name): Inline[] => [{ to: `#group-${name}`, text: name }, ' ']) },
      ...[...groups].flatMap(([name, rows]) => [
        { heading: name, level: 2 as const, id: `group-${name}` },
        {
          table: {
            head: ['Id', 'Requirement', 'Source', 'State', 'Tests', 'Asked for by'],
            rows: rows.map((each) => row(each, files)),
          },
        },
      ]),
    ],
  };
}
