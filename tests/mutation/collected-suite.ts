// What `tests/suite.ts` is in the mutation suite: tests are collected, and run by the runner of mutants in its own process.
export interface CollectedTest {
  id: string;
  body: () => void | Promise<void>;
}

/** All tests of the files loaded so far, in their order. */
export const collected: CollectedTest[] = [];

/** Loops over every byte or every call of a storage, which last seconds, and properties that count how often they met something in many runs. */
const LEFT_OUT = new RegExp(
  [
    'each byte|each bit|every byte|byte lost anywhere|at each of \\d+ calls|whatever its size|storage that fails at any call|storage has come back|in the middle of a large library',
    'any text at all|any bytes|a change that verify does not see|among them:|every hundredth',
    'from nine-digit dose, weight|differs from a step or from a half|steps of any width|were confirmed is not asked about again',
  ].join('|'),
);

type Hook = (() => void) & { each(): void };

export function suite(name: string) {
  const test = (title: string, body: CollectedTest['body']): void => {
    if (LEFT_OUT.test(title)) return;
    const id = `${name}: ${title}`;
    const same = collected.filter((other) => other.id === id || other.id.startsWith(`${id} #`)).length;
    collected.push({ id: same === 0 ? id : `${id} #${same + 1}`, body });
  };
  const noHook = (): Hook => {
    const refuse = () => {
      throw new Error(`${name}: the mutation suite knows no hooks`);
    };
    return Object.assign(refuse, { each: refuse });
  };
  return Object.assign(test, { skip: () => {}, before: noHook(), after: noHook(), run: () => {} });
}

export function requirementsOf(): string[] {
  return [];
}
