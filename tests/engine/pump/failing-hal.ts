// Hardware on which one call fails, as the contract says that it fails: an answer of its own that refuses, and nothing done.
import { Reason } from '../../../engine/reason';
import { Answer, type Hal } from '../../../hal/hal';

type Call = (...words: never[]) => unknown;

/** What a call answers that fails; what answers nothing, and what answers a state, cannot. */
const REFUSALS: { readonly [part in keyof Hal]?: Readonly<Record<string, unknown>> } = {
  clock: { wall: 0, setWall: false },
  keypad: { next: -1 },
  sensors: { has: false, read: Number.NaN },
  supervisor: { order: Answer.REFUSED, run: Answer.REFUSED, renew: Answer.REFUSED, delivered: -1, total: -1 },
  flash: {
    regionStart: -1,
    regionSize: 0,
    sectorSize: 0,
    erase: false,
    program: false,
    word: -1,
    read: 0,
    crc32: -1,
    search: -1,
  },
  crypto: {
    verify: false,
    sha256: false,
    digest: false,
    accept: Reason.NOT_VERIFIED,
    readTrust: Reason.TRUST_LIST,
    checkRecords: -1,
  },
  link: { receive: 0, send: false },
};

export const FUNCTIONS: readonly string[] = Object.entries(REFUSALS).flatMap(([part, calls]) =>
  Object.keys(calls).map((name) => `${part}.${name}`),
);

/** Which calls fail: the one with this number, or from it on all those of its function. */
export type Lasting = 'once' | 'from then on';

export class Failures {
  /** Calls so far that could fail. */
  calls = 0;
  /** Function that failed; empty before. */
  failed = '';
  /** How often each function was called. */
  readonly counts = new Map<string, number>(FUNCTIONS.map((name) => [name, 0]));

  constructor(
    /** From 1; 0 for none. */
    private readonly number = 0,
    private readonly lasting: Lasting = 'once',
  ) {}

  /** Sound from now on. */
  private over = false;

  end(): void {
    this.over = true;
  }

  private fails(name: string): boolean {
    if (this.over) return false;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    this.calls++;
    if (this.calls === this.number) this.failed = name;
    else if (!(this.lasting === 'from then on' && this.failed === name)) return false;
    return true;
  }

  /** The same hardware with these failures. */
  around(hal: Hal): Hal {
    const parts = Object.entries(REFUSALS).map(([part, calls]) => {
      const sound = hal[part as keyof Hal] as unknown as Record<string, Call>;
      const failing: Record<string, unknown> = Object.create(sound);
      for (const [name, refusal] of Object.entries(calls))
        failing[name] = (...words: never[]) =>
          this.fails(`${part}.${name}`) ? refusal : sound[name]?.(...words);
      // What is not refused belongs to the part itself.
      for (let type = sound; type !== Object.prototype; type = Object.getPrototypeOf(type))
        for (const name of Object.getOwnPropertyNames(type))
          if (name !== 'constructor' && !(name in calls) && !Object.hasOwn(failing, name))
            Object.defineProperty(failing, name, {
              get: () => {
                const value: unknown = sound[name];
                return typeof value === 'function' ? value.bind(sound) : value;
              },
            });
      return [part, failing];
    });
    return { ...hal, ...Object.fromEntries(parts) };
  }
}
