// An exercise: a pump in some state, a task, and what is looked for afterwards in journal, motor and display.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { Failure } from '../scenario/mistake';
import { setupOf } from '../scenario/play';
import { readScenario } from '../scenario/scenario';
import { Stage } from '../scenario/stage';
import { readStep } from '../scenario/step';
import { benchOf } from '../setup';

export interface Criterion {
  points: number;
  /** What an `expect` step of a scenario says. */
  expect: string;
  met: string;
  missed: string;
}

export interface Exercise {
  name: string;
  title: string;
  scenario: string;
  begin: string[];
  task: string;
  /** Without it nothing counts. */
  aim: Criterion;
  criteria: Criterion[];
  lesson: string;
}

export interface Score {
  points: number;
  most: number;
  reasons: { points: number; most: number; why: string }[];
}

const SCENARIOS = resolve(__dirname, '../scenarios');

export function exercises(): Exercise[] {
  return parse(readFileSync(join(__dirname, 'exercises.yaml'), 'utf8')).exercises;
}

/** Does a step; an Error where it is no step, a Failure where it cannot be done now. */
export function perform(stage: Stage, line: string): void {
  const follow = /^follow\s+(\S+)$/.exec(line);
  if (follow !== null) {
    // The files that are followed have no head of their own: the exercise's scenario has it.
    for (const step of parse(readFileSync(join(stage.folder, follow[1] as string), 'utf8')).steps.split(
      '\n',
    )) {
      const inner = /^follow\s+(\S+)$/.exec(step.trim());
      perform(
        stage,
        inner ? `follow ${join(dirname(follow[1] as string), inner[1] as string)}` : step.trim(),
      );
    }
    return;
  }
  const act = readStep(line);
  if (act === null) return;
  if (typeof act !== 'function') throw new Error(act.problem);
  act(stage);
}

/** The pump at the trainee's turn. */
export function begin(exercise: Exercise): Stage {
  const scenario = readScenario(join(SCENARIOS, exercise.scenario));
  const stage = new Stage(benchOf(setupOf(scenario)), SCENARIOS);
  for (const step of exercise.begin) perform(stage, step);
  return stage;
}

function holds(stage: Stage, { expect }: Criterion): boolean {
  try {
    perform(stage, `expect ${expect}`);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** What was done, judged by what the pump has recorded and does. */
export function scoreOf(exercise: Exercise, stage: Stage): Score {
  const aimed = holds(stage, exercise.aim);
  const reasons = [exercise.aim, ...exercise.criteria].map((criterion) => {
    const good = criterion === exercise.aim ? aimed : holds(stage, criterion);
    const why = good ? criterion.met : criterion.missed;
    return {
      points: aimed && good ? criterion.points : 0,
      most: criterion.points,
      why: good && !aimed ? `${why}, but the aim was not reached` : why,
    };
  });
  const sum = (of: (reason: Score['reasons'][number]) => number) =>
    reasons.reduce((all, each) => all + of(each), 0);
  return { points: sum(({ points }) => points), most: sum(({ most }) => most), reasons };
}
