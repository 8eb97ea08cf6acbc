// From each hazard over its controls and requirements to the tests, and from what is asked outside.
import type { Page, Row } from '../page';
import type { Hazard, OutsideRequirement, OutsideSource } from '../source';
import { type Trace, stateOfAll } from '../trace';
import { counted, requirementLinks, stateMark } from './words';

function rowsOf(hazard: Hazard, trace: Trace): Row[] {
  return hazard.controls.flatMap((control) =>
    control.requirements.map((id): Row => {
      const requirement = trace.byId.get(id);
      const tests = requirement?.tests ?? [];
      const passed = tests.filter((test) => test.result === 'passed').length;
      return {
        cells: [
          { to: `hazards#${hazard.id}`, text: hazard.id },
          control.what,
          requirement ? { to: `requirements#${id}`, text: id } : id,
          `${passed} of ${counted(tests.length, 'test')}`,
          stateMark(requirement?.state ?? 'not shown'),
        ],
      };
    }),
  );
}

export function traceMatrix(hazards: Hazard[], trace: Trace): Page {
  const free = trace.requirements.filter((each) => each.hazards.length === 0 && each.outside.length === 0);
  return {
    name: 'trace',
    title: 'Trace matrix',
    blocks: [
      { text: 'A line for each requirement that a control of a hazard rests on.' },
      {
        table: {
          head: ['Hazard', 'Control', 'Requirement', 'Passed', 'State'],
          rows: hazards.flatMap((hazard) => rowsOf(hazard, trace)),
        },
      },
      { heading: 'Requirements that no hazard and nobody outside asks for', level: 2 },
      {
        text: `${counted(free.length, 'requirement')} of ${trace.requirements.length}: formats, tools, the simulator and the inner workings.`,
      },
      {
        folded: 'The list',
        blocks: [
          {
            text: requirementLinks(
              free.map((each) => each.id),
              trace,
            ),
          },
        ],
      },
    ],
  };
}

export function outsidePage(
  rows: OutsideRequirement[],
  sources: Record<string, OutsideSource>,
  trace: Trace,
): Page {
  return {
    name: 'outside',
    title: 'Asked from outside',
    blocks: [
      {
        text: 'What published requirement sets, guidelines, investigations and standards ask for, in this project’s words, and by what it is met. Read the source before relying on the wording here. No conformity is claimed.',
      },
      ...Object.entries(sources).flatMap(([key, source]) => [
        { heading: source.title, level: 2 as const, id: `source-${key}` },
        { text: source.where },
        { text: `Read: ${source.read}` },
        {
          table: {
            head: ['Id', 'Where', 'What is asked', 'Met by', 'State'],
            rows: rows
              .filter((row) => row.source === key)
              .map((row): Row => {
                const state = stateOfAll(row.metBy, trace);
                const partly = row.notMet !== undefined && row.metBy.length > 0;
                return {
                  id: row.id,
                  cells: [
                    { code: row.id },
                    row.at,
                    row.text,
                    [
                      ...(row.metBy.length > 0 ? [requirementLinks(row.metBy, trace)].flat() : []),
                      ...(row.notMet ? [row.metBy.length > 0 ? '. Not met: ' : 'Not met: ', row.notMet] : []),
                    ],
                    row.metBy.length === 0
                      ? { mark: 'open', text: 'not met' }
                      : partly && state === 'shown'
                        ? { mark: 'open', text: 'met in part' }
                        : stateMark(state),
                  ],
                };
              }),
          },
        },
      ]),
    ],
  };
}
