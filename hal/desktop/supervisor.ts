// The TypeScript twin of hal/firmware/supervisor.c: the same rules, held together by tests/vectors/supervisor.json (docs/supervisor.md).
import { Answer, Halt, KeyCode, type LibraryStorage, Motion, Order, Part, type Supervisor } from '../hal';
import { UNBOUNDED } from './ceiling';
import { Course, Deviation } from './deviation';
import { type Slots, judgeOrder } from './order';

/** A stepper and the encoder on its shaft. Numbers may be fractions of steps where the driver knows them. */
export interface RawMotor {
  /** A train of steps from now on, which replaces the one that runs and ends by itself after `count` (Infinity: never). */
  run(stepsPerSecond: number, count: number): void;
  stop(): void;
  /** Steps commanded so far. */
  commanded(): number;
  /** Counts of the encoder so far. */
  encoder(): number;
}

export interface SupervisorParameters {
  /** Fastest that the mechanism turns, whole microlitres per hour. */
  readonly highestRate: number;
  readonly stepsPerMicrolitre: number;
  readonly countsPerStep: number;
  /** The two slots for libraries; without it a ceiling is read from anywhere in the storage. */
  readonly slots?: Slots;
  /** ms between two looks at the encoder, at most. */
  readonly watch: number;
}

/** The mechanism of docs/plant.md. */
export const REFERENCE_MECHANISM: SupervisorParameters = Object.freeze({
  highestRate: 1_200_000,
  stepsPerMicrolitre: 2,
  countsPerStep: 2,
  watch: 1000,
});

/** ms for which a key press allows something. */
export const PRESS_LASTS = 10_000;
export const LONGEST_LEASE = 5_000;
/** Microlitres that the encoder may move while the motor stands. */
export const STANDING_TOLERANCE = 5;
/** ms without movement after which a trip may be reset. */
export const STILL = 1000;

/** What rounding may cost a sum of fractions of steps. */
const ROUNDING = 1e-6;
const PARTS = 4;

interface Press {
  held: boolean;
  at: number;
  /** Not used up. */
  good: boolean;
  /** Younger than the last halt. */
  resumes: boolean;
}

const noPress = (): Press => ({ held: false, at: 0, good: false, resumes: false });

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Index of a part's rate in an order. */
function rateField(part: Part): Order {
  return part === Part.KVO ? Order.KVO_RATE : ((Order.MAIN_RATE + part * 2) as Order);
}

export class SupervisorTwin implements Supervisor {
  private now = 0;
  private state = Motion.HALTED;
  private why = Halt.POWER_ON;
  private ordered: readonly number[] | null = null;
  private part = Part.MAIN;
  private rate = 0;
  private leaseEnd = 0;
  /** Steps commanded and counts seen of each part since the order. */
  private readonly steps: number[] = [0, 0, 0, 0];
  private readonly counts: number[] = [0, 0, 0, 0];
  /** Of the demand that runs: where the part's steps and counts stood when it began, and its steps. */
  private demandSteps = 0;
  private demandCounts = 0;
  private demandLimit = 0;
  private demandAt = Number.NEGATIVE_INFINITY;
  private readonly start = noPress();
  private readonly handset = noPress();
  private stopHeld = false;
  private lastSteps: number;
  private lastCounts: number;
  private allCounts = 0;
  /** Encoder when the motor came to stand, or a trip last saw it move, and when that was. */
  private stoodAt: number;
  private movedAt = 0;
  private readonly deviation: Deviation;

  constructor(
    private readonly motor: RawMotor,
    private readonly storage: LibraryStorage,
    private readonly mechanism: SupervisorParameters = REFERENCE_MECHANISM,
  ) {
    const { highestRate, stepsPerMicrolitre, countsPerStep, watch } = mechanism;
    for (const value of [highestRate, stepsPerMicrolitre, countsPerStep, watch]) {
      if (!isWhole(value, 1, 2 ** 31)) throw new RangeError(`mechanism: ${value} is no whole number above 0`);
    }
    this.deviation = new Deviation(stepsPerMicrolitre * countsPerStep, countsPerStep);
    motor.stop();
    // A motor that cannot be read now trips at the first look.
    this.lastSteps = motor.commanded() || 0;
    this.lastCounts = motor.encoder() || 0;
    this.stoodAt = this.lastCounts;
  }

  // ---- what the host tells

  /** A key that is down already at power-on: it is held, which is no press. */
  hold(key: KeyCode): void {
    if (key === KeyCode.STOP) this.stopHeld = true;
    if (key === KeyCode.START) this.start.held = true;
    if (key === KeyCode.HANDSET) this.handset.held = true;
  }

  /** Time has come to `now` (monotonic ms); earlier times are taken for the latest. */
  tick(now: number): void {
    if (now > this.now) this.now = now;
    this.sample();
    // A time that is no number would let a lease last for ever.
    if (this.state === Motion.MOVING && !(now < this.leaseEnd)) this.bring(Halt.LEASE);
  }

  /** A debounced edge of any key, in the order of time; START, STOP and HANDSET matter. */
  edge(key: KeyCode, pressed: boolean, at: number): void {
    this.tick(at);
    if (key === KeyCode.STOP) {
      this.stopHeld = pressed;
      if (pressed) {
        this.bring(Halt.STOP_KEY);
        this.forget();
      }
    }
    const press = key === KeyCode.START ? this.start : key === KeyCode.HANDSET ? this.handset : null;
    if (press === null) return;
    const fresh = pressed && !press.held && !this.stopHeld && Number.isFinite(at);
    press.held = pressed;
    if (!fresh) return;
    press.at = Math.min(at, this.now);
    press.good = true;
    press.resumes = true;
  }

  /** When it wants a tick at the latest (monotonic ms, always ahead). */
  nextEvent(): number {
    const watch = this.now + this.mechanism.watch;
    if (this.state !== Motion.MOVING) return watch;
    const stepsPerHour = this.rate * this.mechanism.stepsPerMicrolitre;
    const ahead = Math.min(this.left(this.part), this.deviation.spacing);
    const due = this.now + Math.ceil((ahead * 3_600_000) / stepsPerHour);
    const next = Math.min(watch, this.leaseEnd, due);
    return Math.max(next, this.now + 1);
  }

  // ---- what the application asks

  order(order: number[]): Answer {
    this.sample();
    if (this.tripped()) {
      this.use(this.start);
      return Answer.TRIPPED;
    }
    if (!this.pressed(this.start)) return Answer.NO_KEY;
    const { highestRate, slots } = this.mechanism;
    const answer = judgeOrder(order, this.storage, highestRate, slots);
    if (answer !== Answer.ACCEPTED) return answer;
    this.use(this.start);
    this.take(order.slice());
    return Answer.ACCEPTED;
  }

  run(part: Part, rate: number, lease: number): Answer {
    this.sample();
    if (this.tripped()) return Answer.TRIPPED;
    if (!(isWhole(part, 0, PARTS - 1) && isWhole(rate, 1, UNBOUNDED) && isWhole(lease, 1, LONGEST_LEASE))) {
      return Answer.REFUSED;
    }
    const allowed = this.orderedRate(part);
    if (this.ordered === null || !(allowed > 0)) return Answer.NOT_ORDERED;
    if (!(rate <= allowed)) return Answer.ABOVE_CEILING;
    const demand = part === Part.DEMAND && !this.runs(Part.DEMAND);
    if (!demand && this.complete(part)) return Answer.NOT_ORDERED;
    if (demand && !this.pressed(this.handset)) return Answer.NO_KEY;
    const resumes = this.state === Motion.HALTED;
    if (resumes && !(this.pressed(this.start) && this.start.resumes)) return Answer.NO_KEY;
    if (demand) {
      // Each press of the handset is answered once, whatever the answer.
      this.use(this.handset);
      const lockout = (this.ordered[Order.LOCKOUT] as number) * 1000;
      if (!(this.now - this.demandAt >= lockout)) return Answer.LOCKED_OUT;
      this.demandAt = this.now;
      this.demandSteps = this.steps[Part.DEMAND] as number;
      this.demandCounts = this.counts[Part.DEMAND] as number;
      this.demandLimit = this.orderedSteps(Part.DEMAND);
    }
    if (resumes) this.use(this.start);
    this.leaseEnd = this.now + lease;
    this.move(part, rate);
    return Answer.ACCEPTED;
  }

  renew(lease: number): Answer {
    this.sample();
    if (this.tripped()) return Answer.TRIPPED;
    if (!isWhole(lease, 1, LONGEST_LEASE)) return Answer.REFUSED;
    if (this.state !== Motion.MOVING) return Answer.NOT_ORDERED;
    this.leaseEnd = this.now + lease;
    return Answer.ACCEPTED;
  }

  stop(): void {
    this.sample();
    this.bring(Halt.APPLICATION);
  }

  reset(): void {
    this.sample();
    if (!(this.tripped() && this.now - this.movedAt >= STILL)) return;
    this.why = Halt.POWER_ON;
    this.stoodAt = this.lastCounts;
    this.deviation.clear();
  }

  motion(): Motion {
    return this.state;
  }

  halt(): Halt {
    return this.why;
  }

  delivered(part: Part): number {
    return isWhole(part, 0, PARTS - 1) ? this.microlitres(this.counts[part] as number) : -1;
  }

  total(): number {
    return this.microlitres(this.allCounts);
  }

  // ---- keys

  private pressed(press: Press): boolean {
    return press.good && this.now - press.at <= PRESS_LASTS;
  }

  private use(press: Press): void {
    press.good = false;
  }

  private forget(): void {
    this.use(this.start);
    this.use(this.handset);
  }

  // ---- orders

  private take(order: readonly number[]): void {
    const moves = this.state === Motion.MOVING;
    // What is left of a demand that runs never grows.
    const left = this.runs(Part.DEMAND) ? this.left(Part.DEMAND) : 0;
    this.ordered = order;
    this.steps.fill(0);
    this.counts.fill(0);
    this.demandSteps = 0;
    this.demandCounts = 0;
    this.demandLimit = Math.min(left, this.orderedSteps(Part.DEMAND));
    this.why = Halt.NONE;
    const rate = moves ? Math.min(this.rate, this.orderedRate(this.part)) : 0;
    if (rate > 0) this.move(this.part, rate);
    else {
      if (moves) this.stand();
      this.state = Motion.ARMED;
    }
  }

  private orderedRate(part: Part): number {
    return this.ordered === null ? 0 : (this.ordered[rateField(part)] as number);
  }

  private orderedSteps(part: Part): number {
    if (part === Part.KVO) return Number.POSITIVE_INFINITY;
    const volume = this.ordered === null ? 0 : (this.ordered[rateField(part) + 1] as number);
    return volume * this.mechanism.stepsPerMicrolitre;
  }

  private limit(part: Part): number {
    return part === Part.DEMAND ? this.demandLimit : this.orderedSteps(part);
  }

  /** Steps of a part that are still to be commanded. */
  private left(part: Part): number {
    return this.limit(part) - (this.steps[part] as number) + (part === Part.DEMAND ? this.demandSteps : 0);
  }

  /** Delivered, by the command or by the encoder: whichever says so first. */
  private complete(part: Part): boolean {
    const seen = (this.counts[part] as number) - (part === Part.DEMAND ? this.demandCounts : 0);
    return !(this.left(part) > ROUNDING && seen < this.limit(part) * this.mechanism.countsPerStep);
  }

  // ---- motion

  private runs(part: Part): boolean {
    return this.state === Motion.MOVING && this.part === part;
  }

  private tripped(): boolean {
    return this.why >= Halt.UNDER_DELIVERY;
  }

  private move(part: Part, rate: number): void {
    this.part = part;
    this.rate = rate;
    this.state = Motion.MOVING;
    this.why = Halt.NONE;
    this.motor.run((rate * this.mechanism.stepsPerMicrolitre) / 3600, this.left(part));
  }

  private stand(): void {
    this.motor.stop();
    this.stoodAt = this.lastCounts;
  }

  /** Halts what moves or is armed. */
  private bring(why: Halt): void {
    if (this.state === Motion.HALTED) return;
    this.stand();
    this.state = Motion.HALTED;
    this.why = why;
    this.start.resumes = false;
  }

  private trip(why: Halt): void {
    this.stand();
    this.state = Motion.HALTED;
    this.why = why;
    this.ordered = null;
    this.movedAt = this.now;
    this.forget();
  }

  private sample(): void {
    const steps = this.motor.commanded();
    const counts = this.motor.encoder();
    if (!(Number.isFinite(steps) && Number.isFinite(counts))) {
      if (!this.tripped()) this.trip(Halt.UNDER_DELIVERY);
      return;
    }
    const stepped = steps - this.lastSteps;
    const counted = counts - this.lastCounts;
    this.lastSteps = steps;
    this.lastCounts = counts;
    this.allCounts += counted;
    if (this.state === Motion.MOVING) {
      this.steps[this.part] = (this.steps[this.part] as number) + stepped;
      this.counts[this.part] = (this.counts[this.part] as number) + counted;
    }
    this.watch(this.deviation.add(stepped, counted));
    if (this.state === Motion.MOVING && this.complete(this.part)) {
      this.stand();
      this.state = Motion.ARMED;
      this.why = Halt.COMPLETE;
    }
  }

  private watch(course: Course): void {
    const { stepsPerMicrolitre, countsPerStep } = this.mechanism;
    const tolerance = STANDING_TOLERANCE * stepsPerMicrolitre * countsPerStep;
    const strayed = this.state !== Motion.MOVING && !(Math.abs(this.lastCounts - this.stoodAt) <= tolerance);
    if (this.tripped()) {
      if (!strayed) return;
      // What moves although it was stopped is worse than what stood although it was to move.
      this.why = Halt.OVER_DELIVERY;
      this.stoodAt = this.lastCounts;
      this.movedAt = this.now;
    } else if (strayed || course === Course.AHEAD) this.trip(Halt.OVER_DELIVERY);
    else if (course === Course.BEHIND) this.trip(Halt.UNDER_DELIVERY);
  }

  private microlitres(counts: number): number {
    return Math.max(
      0,
      Math.floor(counts / (this.mechanism.stepsPerMicrolitre * this.mechanism.countsPerStep)),
    );
  }
}
