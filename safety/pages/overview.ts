// The first page: what this is, the figures of the run, how to read on; and the page of gaps.
import type { TestResult } from '../../tests/suite';
import type { Gap } from '../gaps';
import type { Block, Inline, Page, Row } from '../page';
import { ratingOf } from '../risk';
import type { Hazard, OutsideRequirement } from '../source';
import type { State, Trace } from '../trace';
import { riskMatrix } from './hazard-log';
import { hazardState, requirementLinks, riskMark } from './words';

export interface Overview {
  trace: Trace;
  hazards: Hazard[];
  outside: OutsideRequirement[];
  results: TestResult[];
  gaps: Gap[];
  revision: string;
  at: string;
  /** What the long checks found. */
  depth: Row[];
}

function figures({ trace, hazards, outside, results, gaps, revision, at }: Overview): Row[] {
  const tests = (result: string) => results.filter((each) => each.result === result).length;
  const rows = (state: State) => trace.requirements.filter((each) => each.state === state).length;
  const shown = hazards.filter((each) => hazardState(each, trace) === 'shown').length;
  const met = outside.filter((each) => each.metBy.length > 0 && !each.notMet).length;
  const part = outside.filter((each) => each.metBy.length > 0 && each.notMet).length;
  const gapCell: Inline =
    gaps.length === 0
      ? { mark: 'good', text: 'none' }
      : { to: 'gaps', text: `${gaps.length}: the build fails until they are closed` };
  return [
    { cells: ['Revision', { code: revision }] },
    { cells: ['Test results of', at] },
    {
      cells: [
        { to: 'tests', text: 'Tests' },
        `${tests('passed')} passed, ${tests('failed')} failed, ${tests('skipped')} skipped`,
      ],
    },
    {
      cells: [
        { to: 'requirements', text: 'Requirements' },
        `${trace.requirements.length}: ${rows('shown')} with passing tests, ${rows('not yet met')} marked as not yet met, ${rows('not shown') + rows('failing')} without a passing test or with a failing one`,
      ],
    },
    {
      cells: [
        { to: 'hazards', text: 'Hazards' },
        `${hazards.length}: ${shown} with every control shown by passing tests`,
      ],
    },
    {
      cells: [
        { to: 'outside', text: 'Asked from outside' },
        `${outside.length}: ${met} met, ${part} met in part, ${outside.length - met - part} not met, each with the reason`,
      ],
    },
    { cells: [{ to: 'gaps', text: 'Gaps' }, gapCell] },
  ];
}

function highRisks(hazards: Hazard[]): Block[] {
  const high = hazards.filter((each) => ratingOf(each.residual) >= 4);
  if (high.length === 0) return [];
  return [
    { heading: 'Residual risks that nobody may accept as they are', level: 2 },
    {
      text: 'A rating of 4 or 5 after control must be brought down before anybody uses this for patients.',
    },
    {
      table: {
        head: ['Hazard', 'What', 'Residual risk', 'Open'],
        rows: high.map((each) => ({
          cells: [
            { to: `hazards#${each.id}`, text: each.id },
            each.hazard,
            riskMark(each.residual),
            each.open.join(' '),
          ],
        })),
      },
    },
  ];
}

export function overviewPage(overview: Overview): Page {
  const notYet = overview.trace.requirements.filter((each) => each.state === 'not yet met');
  return {
    name: 'index',
    title: 'Safety file',
    blocks: [
      {
        text: 'The working draft of a clinical risk management file for this dose error reduction system: what can harm, what is done against it, and which test shows that. It is made from the sources, the results of a test run and the revision below, and changes with them. A manufacturer (DCB0129) or a hospital (DCB0160) can start from it; signing it belongs to a named clinical safety officer, and there is none here.',
      },
      { table: { head: ['Figure', 'Of this run'], rows: figures(overview) } },
      { heading: 'Checks that take long', level: 2 },
      {
        text: 'What each of them found when it was last run, at which revision; it is no result of the run above unless the revision is the same.',
      },
      { table: { head: ['Check', 'Found', 'Revision', 'Day'], rows: overview.depth } },
      { heading: 'From a hazard to its tests', level: 2 },
      {
        text: [
          'In the ',
          { to: 'hazards', text: 'hazard log' },
          ', each control names requirements. One click on a requirement shows the tests that name it, a second one the test with its source.',
        ],
      },
      { heading: 'Risks before and after control', level: 2 },
      riskMatrix(overview.hazards, 'initial'),
      riskMatrix(overview.hazards, 'residual'),
      ...highRisks(overview.hazards),
      { heading: 'Requirements not yet met', level: 2 },
      notYet.length === 0
        ? { text: 'None is marked so.' }
        : {
            table: {
              head: ['Requirement', 'Why'],
              rows: notYet.map((each) => ({
                cells: [requirementLinks([each.id], overview.trace), each.notYetMet ?? ''],
              })),
            },
          },
    ],
  };
}

export function gapsPage(gaps: Gap[]): Page {
  return {
    name: 'gaps',
    title: 'Gaps',
    blocks: [
      {
        text: 'What fails the build: a requirement without a passing test, a test that names no known requirement, a hazard without a control, a name that leads nowhere.',
      },
      gaps.length === 0
        ? { text: { mark: 'good', text: 'No gap in this run.' } }
        : {
            table: {
              head: ['Kind', 'What', 'Gap'],
              rows: gaps.map((gap) => ({ cells: [gap.kind, { code: gap.id }, gap.what] })),
            },
          },
    ],
  };
}
