// What the long checks found, as the commands that made it wrote it: with the revision and the day, never as of this run where it is not.
import { type Figures, readFigures } from './figures';
import type { Text } from './page';

interface Model {
  states: number;
  properties: number;
  possible: number;
  takenOut: number;
  seconds: number;
}

interface Fuzz {
  seconds: number;
  targets: { name: string; runs: number; faults: number }[];
}

interface HalCalls {
  calls: number;
  every: number;
  sessions: number;
  functions: number;
  faults: number;
}

interface Mutation {
  files: number;
  allFiles: number;
  mutants: number;
  killed: number;
  survived: number;
  score: number;
  explained: number;
}

export interface Check<Content> {
  title: string;
  name: string;
  command: string;
  told: (content: Content) => string;
}

const number = (value: number) => value.toLocaleString('en-US');

export const SUPERVISOR_MODEL: Check<Model> = {
  title: 'Models of the supervisor, every state (spin)',
  name: 'supervisor-model',
  command: 'npm run test:model',
  told: ({ states, properties, possible, takenOut, seconds }) =>
    `${number(states)} states in ${number(seconds)} s: ${properties} properties hold, ${possible} things that must be possible are found, ${takenOut} rules taken out are each missed`,
};

export const FUZZ: Check<Fuzz> = {
  title: 'Any bytes on what takes bytes from outside',
  name: 'fuzz',
  command: './build.sh fuzz',
  told: ({ seconds, targets }) => {
    const sum = (of: (target: Fuzz['targets'][number]) => number) =>
      targets.reduce((all, target) => all + of(target), 0);
    return `${number(sum(({ runs }) => runs))} inputs on ${targets.length} targets in ${number(seconds)} s: ${sum(({ faults }) => faults)} faults`;
  },
};

export const HAL_CALLS: Check<HalCalls> = {
  title: 'A call of the hardware fails, in a whole session',
  name: 'hal-calls',
  command: 'DERS_LONG=1 node -r ts-node/register tests/engine/pump/hal-failures.test.ts',
  told: ({ calls, every, sessions, functions, faults }) =>
    `${number(sessions)} sessions of ${number(calls)} calls each, in which ${every === 1 ? 'each call' : `every ${every}th call`} fails once, or with all after it of its function; ${functions} functions failed: ${faults} faults`,
};

export const MUTATION: Check<Mutation> = {
  title: 'Small changes to the dose check',
  name: 'mutation',
  command: 'npm run test:mutation',
  told: ({ files, allFiles, mutants, killed, survived, score, explained }) =>
    `${files} of ${allFiles} files, ${number(mutants)} changes: ${number(killed)} noticed (${score} %), ${number(survived)} not, ${number(explained)} of these with a reason`,
};

function saidOf<Content>({ command, told }: Check<Content>, figures: Figures<Content> | undefined): Text[] {
  if (!figures) return [{ mark: 'open', text: 'no figures' }, ['not run here: ', { code: command }], ''];
  return [told(figures.content), { code: figures.revision }, figures.at.slice(0, 10)];
}

/** A row a check: the newest of what this checkout measured, else what was kept of the last whole run. */
export function depthRow<Content>(check: Check<Content>, read = readFigures<Content>): { cells: Text[] } {
  return { cells: [check.title, ...saidOf(check, read(check.name, 'run') ?? read(check.name, 'kept'))] };
}

export const depthRows = () => [
  depthRow(SUPERVISOR_MODEL),
  depthRow(HAL_CALLS),
  depthRow(FUZZ),
  depthRow(MUTATION),
];
