// What is missing between requirements, tests, hazards and the world outside. Any gap fails the build.
import { ratingOf } from './risk';
import type { Goal, Hazard, OutsideRequirement, OutsideSource, SafetyCase, SoupItem } from './source';
import type { Trace } from './trace';

export interface Gap {
  kind: string;
  /** What it is about: an id, a file, a package. */
  id: string;
  what: string;
}

export interface Case {
  trace: Trace;
  hazards: Hazard[];
  sources: Record<string, OutsideSource>;
  outside: OutsideRequirement[];
  soup: SoupItem[];
  /** Packages that the sources import at run time. */
  imported: string[];
  safetyCase: SafetyCase;
  /** Test files of the tree, and those that the results speak of. */
  testFiles: string[];
  testedFiles: string[];
}

function repeated(ids: string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function* requirementGaps({ trace }: Case): Generator<Gap> {
  for (const id of repeated(trace.requirements.map((row) => row.id))) {
    yield { kind: 'requirement', id, what: 'stands twice in docs/requirements.md' };
  }
  for (const row of trace.requirements) {
    if (row.state === 'failing') yield { kind: 'requirement', id: row.id, what: 'has a failing test' };
    if (row.state !== 'not shown') continue;
    const why = row.tests.length === 0 ? 'no test names it' : 'all its tests were skipped';
    yield { kind: 'requirement', id: row.id, what: `has no passing test: ${why}` };
  }
}

function* testGaps({ trace, testFiles, testedFiles }: Case): Generator<Gap> {
  for (const [id, tests] of trace.unknown) {
    const files = [...new Set(tests.map((test) => test.file))].join(', ');
    yield { kind: 'test', id, what: `is named by tests and stands not in docs/requirements.md (${files})` };
  }
  const tested = new Set(testedFiles);
  const missing = testFiles.filter((file) => !tested.has(file));
  if (missing.length > 0) {
    const some = missing.slice(0, 3).join(', ') + (missing.length > 3 ? ', …' : '');
    const what = `the results are of a part of the tests: ${missing.length} of ${testFiles.length} files did not run (${some})`;
    yield { kind: 'test', id: 'test run', what };
  }
}

function* hazardGaps({ trace, hazards }: Case): Generator<Gap> {
  for (const id of repeated(hazards.map((hazard) => hazard.id))) {
    yield { kind: 'hazard', id, what: 'stands twice in hazards.yaml' };
  }
  for (const { id, controls, initial, residual } of hazards) {
    if (controls.length === 0) yield { kind: 'hazard', id, what: 'has no control' };
    for (const control of controls) {
      if (control.requirements.length === 0) {
        yield { kind: 'hazard', id, what: `its control "${control.what}" names no requirement` };
      }
      for (const named of control.requirements.filter((each) => !trace.byId.has(each))) {
        yield {
          kind: 'hazard',
          id,
          what: `its control "${control.what}" names ${named}, which is no requirement`,
        };
      }
    }
    if (ratingOf(residual) > ratingOf(initial)) {
      yield { kind: 'hazard', id, what: 'its residual risk is above its initial risk' };
    }
  }
}

function* outsideGaps({ trace, outside, sources }: Case): Generator<Gap> {
  for (const id of repeated(outside.map((row) => row.id))) {
    yield { kind: 'outside', id, what: 'stands twice in requirements.yaml' };
  }
  for (const { id, source, metBy, notMet } of outside) {
    if (!sources[source]) yield { kind: 'outside', id, what: `its source "${source}" is not described` };
    for (const named of metBy.filter((each) => !trace.byId.has(each))) {
      yield { kind: 'outside', id, what: `is met by ${named}, which is no requirement` };
    }
    if (metBy.length === 0 && !notMet) {
      yield { kind: 'outside', id, what: 'says neither by what it is met nor why it is not' };
    }
  }
}

function* soupGaps({ soup, imported }: Case): Generator<Gap> {
  const listed = new Set(soup.map((item) => item.name));
  for (const name of imported.filter((each) => !listed.has(each))) {
    yield { kind: 'soup', id: name, what: 'is imported at run time and stands not in soup.yaml' };
  }
  const used = new Set(imported);
  for (const { name } of soup.filter((item) => item.version === 'lock' && !used.has(item.name))) {
    yield { kind: 'soup', id: name, what: 'stands in soup.yaml and is imported by nothing' };
  }
}

function allGoals(goals: Goal[]): Goal[] {
  return goals.flatMap((goal) => [goal, ...allGoals(goal.goals)]);
}

function* caseGaps({ trace, hazards, safetyCase }: Case): Generator<Gap> {
  const goals = allGoals(safetyCase.goals);
  const known = new Set(hazards.map((hazard) => hazard.id));
  for (const id of repeated(goals.map((goal) => goal.id))) {
    yield { kind: 'safety case', id, what: 'stands twice in safety-case.yaml' };
  }
  for (const goal of goals) {
    const evidence = goal.requirements.length > 0 || goal.hazards.length > 0 || goal.page !== undefined;
    if (goal.kind !== 'evidence' && goal.goals.length === 0 && !goal.undeveloped) {
      yield {
        kind: 'safety case',
        id: goal.id,
        what: 'rests on nothing and does not say that it is undeveloped',
      };
    }
    if (goal.kind === 'evidence' && !evidence && !goal.undeveloped) {
      yield { kind: 'safety case', id: goal.id, what: 'is evidence that names nothing' };
    }
    const unknown = [
      ...goal.requirements.filter((id) => !trace.byId.has(id)),
      ...(goal.hazards === 'all' ? [] : goal.hazards.filter((id) => !known.has(id))),
    ];
    for (const id of unknown)
      yield { kind: 'safety case', id: goal.id, what: `names ${id}, which is not there` };
  }
}

/** All gaps, in the order in which they are told. */
export function gapsOf(whole: Case): Gap[] {
  const parts = [requirementGaps, testGaps, hazardGaps, outsideGaps, soupGaps, caseGaps];
  return parts.flatMap((part) => [...part(whole)]);
}
