// Small pieces that several pages share.
import type { TestResult } from '../../tests/suite';
import type { Inline, Mark, Row, Text } from '../page';
import { RATING_WORDS, type Risk, ratingOf } from '../risk';
import type { Hazard } from '../source';
import { type State, type Trace, stateOfAll } from '../trace';

const MARKS: Record<State, Mark> = {
  shown: 'good',
  'not yet met': 'open',
  'not shown': 'bad',
  failing: 'bad',
};

export function stateMark(state: State): Inline {
  return { mark: MARKS[state], text: state === 'shown' ? 'tests pass' : state };
}

export function riskMark(risk: Risk): Inline {
  const rating = ratingOf(risk);
  return {
    mark: `risk-${rating}` as Mark,
    text: `${rating} · ${risk.severity}, ${risk.likelihood}`,
  };
}

export function ratingRows(): Row[] {
  return [1, 2, 3, 4, 5].map((rating) => ({
    cells: [{ mark: `risk-${rating}` as Mark, text: String(rating) }, RATING_WORDS[rating] as string],
  }));
}

/** Links to requirements, each with its state. */
export function requirementLinks(ids: string[], trace: Trace): Text {
  return ids.flatMap((id, index): Inline[] => {
    const state = trace.byId.get(id)?.state;
    const link: Inline = state ? { to: `requirements#${id}`, text: id } : id;
    const mark: Inline[] = state === 'shown' ? [] : [' ', stateMark(state ?? 'not shown')];
    return [...(index > 0 ? [', '] : []), link, ...mark];
  });
}

export function namesOf(hazard: Hazard): string[] {
  return [...new Set(hazard.controls.flatMap((control) => control.requirements))];
}

export function hazardState(hazard: Hazard, trace: Trace): State {
  return stateOfAll(namesOf(hazard), trace);
}

export function slugOf(file: string): string {
  return file
    .replace(/^tests\//, '')
    .replace(/\.test\.ts$/, '')
    .replaceAll('/', '-');
}

export function testPage(file: string): string {
  return `test/${slugOf(file)}`;
}

/** The anchor of a test among those of its file. */
export function testAnchor(test: TestResult, ofFile: TestResult[]): string {
  return `t${ofFile.indexOf(test) + 1}`;
}

export function byFile(results: TestResult[]): Map<string, TestResult[]> {
  const files = new Map<string, TestResult[]>();
  for (const result of results) {
    const list = files.get(result.file);
    if (list) list.push(result);
    else files.set(result.file, [result]);
  }
  return files;
}

export function resultMark(result: TestResult['result']): Inline {
  return { mark: result === 'passed' ? 'good' : result === 'failed' ? 'bad' : 'open', text: result };
}

export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
