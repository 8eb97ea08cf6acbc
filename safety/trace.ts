// Joins requirements, tests, hazards and what is asked from outside.
import type { TestResult } from '../tests/suite';
import type { Requirement } from './requirement-table';
import type { Hazard, OutsideRequirement } from './source';

export type State = 'shown' | 'failing' | 'not shown' | 'not yet met';

export interface TracedRequirement extends Requirement {
  tests: TestResult[];
  hazards: string[];
  outside: string[];
  state: State;
}

export interface Trace {
  requirements: TracedRequirement[];
  byId: Map<string, TracedRequirement>;
  /** Ids named by tests that stand in no row, with the tests. */
  unknown: Map<string, TestResult[]>;
}

function stateOf(requirement: Requirement, tests: TestResult[]): State {
  if (tests.some((test) => test.result === 'failed')) return 'failing';
  if (requirement.notYetMet) return 'not yet met';
  return tests.some((test) => test.result === 'passed') ? 'shown' : 'not shown';
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

export function traceOf(
  requirements: Requirement[],
  results: TestResult[],
  hazards: Hazard[],
  outside: OutsideRequirement[],
): Trace {
  const tests = new Map<string, TestResult[]>();
  for (const result of results) for (const id of result.requirements) add(tests, id, result);
  const fromHazards = new Map<string, string[]>();
  for (const hazard of hazards) {
    const named = new Set(hazard.controls.flatMap((control) => control.requirements));
    for (const id of named) add(fromHazards, id, hazard.id);
  }
  const fromOutside = new Map<string, string[]>();
  for (const row of outside) for (const id of new Set(row.metBy)) add(fromOutside, id, row.id);

  const traced = requirements.map((requirement) => {
    const own = tests.get(requirement.id) ?? [];
    return {
      ...requirement,
      tests: own,
      hazards: fromHazards.get(requirement.id) ?? [],
      outside: fromOutside.get(requirement.id) ?? [],
      state: stateOf(requirement, own),
    };
  });
  const byId = new Map(traced.map((requirement) => [requirement.id, requirement]));
  const unknown = new Map([...tests].filter(([id]) => !byId.has(id)));
  return { requirements: traced, byId, unknown };
}

/** What a list of requirements shows together: the worst of them; an empty list or an unknown id shows nothing. */
export function stateOfAll(ids: string[], trace: Trace): State {
  const states = ids.map((id) => trace.byId.get(id)?.state ?? 'not shown');
  if (states.length === 0) return 'not shown';
  const worst: State[] = ['failing', 'not shown', 'not yet met'];
  return worst.find((state) => states.includes(state)) ?? 'shown';
}
