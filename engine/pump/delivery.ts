import { Answer, type Hal, Halt, Motion, Part } from '../../hal/hal';
import { ProgramType } from '../dose/infusion-program';
import type { Place } from '../service/library-slots';
import { type Infusion, type Plan, orderOf } from './infusion';

export const enum Phase {
  /** Nothing is programmed. */
  NONE = 0,
  RUNNING = 1,
  PAUSED = 2,
  /** The volume is in; the vein is kept open. */
  KVO = 3,
  /** The volume is in; nothing moves. */
  ENDED = 4,
}

/** What happened in a step of the delivery; the pump tells journal, alarms and screen. */
export const enum Happened {
  NOTHING = 0,
  /** Something halted it: `halt` says what. */
  HALTED = 1,
  BOLUS_COMPLETE = 2,
  DEMAND_COMPLETE = 3,
  COMPLETE = 4,
  NEXT_STEP = 5,
}

/** ms that the motor may go on without word from the application, and how often it hears. */
const LEASE = 5000;
export const RENEWAL = 2000;

/** What moves, under the order of a checked infusion. The supervisor decides; this asks. */
export class Delivery {
  infusion: Infusion | null = null;
  phase: Phase = Phase.NONE;
  part: Part = Part.MAIN;
  /** Microlitres per hour that the supervisor lets run; 0 while nothing moves. */
  rate = 0;
  halt: Halt = Halt.NONE;
  /** Step of a multi-step program that runs, from 0. */
  current = 0;
  private hal: Hal;
  /** Of each part, before the order that stands. */
  private before: number[] = [0, 0, 0, 0];
  /** What the supervisor last said of each part of its order, and whether it did not say it since `unseen` asked. */
  private counted: number[] = [0, 0, 0, 0];
  private blind = false;
  /** Of the main part, before the plan that runs. */
  private planStart = 0;
  private bolusRate = 0;
  /** Where the bolus part ends that was ordered; nothing of it is left where that is behind. The same of the demand under way. */
  private bolusEnd = 0;
  private demandEnd = 0;

  constructor(hal: Hal) {
    this.hal = hal;
  }

  /** Microlitres of a part since the infusion was begun. */
  given(part: Part): number {
    if (this.phase !== Phase.NONE) {
      const counted = this.hal.supervisor.delivered(part);
      if (counted >= 0) this.counted[part] = counted;
      else this.blind = true;
    }
    return this.before[part] + this.counted[part];
  }

  total(): number {
    return this.given(Part.MAIN) + this.given(Part.BOLUS) + this.given(Part.DEMAND) + this.given(Part.KVO);
  }

  /** A container of patient-controlled analgesia is used up by every part, a plan by the main part alone. */
  private used(): number {
    const infusion = this.infusion;
    return infusion !== null && infusion.program.type === ProgramType.PCA
      ? this.total()
      : this.given(Part.MAIN);
  }

  /** Microlitres of the plan that are in. */
  done(): number {
    return this.used() - this.planStart;
  }

  /** Microlitres of the plan that are still to come. */
  left(): number {
    const ends = this.infusion ? this.infusion.plan.ends : [0];
    const left = ends[ends.length - 1] - this.done();
    return left > 0 ? left : 0;
  }

  /** Microlitres of a bolus that were ordered and are not in. */
  bolusLeft(): number {
    const left = this.bolusEnd - this.given(Part.BOLUS);
    return left > 0 ? left : 0;
  }

  /** Seconds until the plan is in, at its rates; 0 where nothing of it moves by itself. */
  secondsLeft(): number {
    const infusion = this.infusion;
    if (!infusion) return 0;
    const plan = infusion.plan;
    let from = this.done();
    let seconds = 0;
    for (let step = this.current; step < plan.rates.length; step++) {
      if (!(plan.rates[step] > 0)) return 0;
      if (plan.ends[step] > from) {
        seconds += ((plan.ends[step] - from) * 3600) / plan.rates[step];
        from = plan.ends[step];
      }
    }
    return seconds;
  }

  /** Whether something is meant to move. */
  moving(): boolean {
    return this.rate > 0;
  }

  /** Whether something moves, or would. */
  runs(): boolean {
    return this.phase === Phase.RUNNING || this.phase === Phase.KVO;
  }

  /** Whether the main part runs, or stands ready for a demand. */
  main(): boolean {
    return this.phase === Phase.RUNNING && this.part === Part.MAIN;
  }

  /**
   * Begins an infusion, or replaces the one that runs by a changed one. Needs a START press that the supervisor saw. Everything stays as it was
   * unless the answer is `ACCEPTED`. `done` microlitres of the plan are in already; a bolus is given first.
   */
  start(infusion: Infusion, place: Place, done: number, bolus: Plan | null): Answer {
    const order = orderOf(infusion, place.offset, place.length, done, bolus);
    if (!order) return Answer.REFUSED;
    // The supervisor would go on with a demand dose under the new order, and this would not know of it.
    if (this.moving() && this.part === Part.DEMAND) return Answer.LOCKED_OUT;
    const fresh = this.infusion === null || this.infusion.id !== infusion.id;
    const before = fresh ? [0, 0, 0, 0] : [this.given(0), this.given(1), this.given(2), this.given(3)];
    // What is still to come is reckoned from what was given.
    if (this.unseen()) return Answer.UNREADABLE;
    const answer = this.hal.supervisor.order(order);
    if (answer !== Answer.ACCEPTED) return answer;
    this.before = before;
    this.counted = [0, 0, 0, 0];
    this.place(infusion, done);
    this.phase = Phase.RUNNING;
    const volume = bolus ? bolus.bolusVolume : 0;
    if (bolus) this.bolusRate = bolus.bolusRate;
    this.bolusEnd = before[Part.BOLUS] + volume;
    this.part = volume > 0 ? Part.BOLUS : Part.MAIN;
    this.rate = 0;
    this.run(this.part);
    return answer;
  }

  private place(infusion: Infusion, done: number): void {
    this.infusion = infusion;
    this.planStart = 0;
    this.planStart = this.used() - done;
    this.current = this.stepAt();
  }

  /** Takes up an infusion that a loss of power interrupted: paused, and to be ordered anew. What was left of a bolus is not given. */
  restore(infusion: Infusion, given: number[], done: number): void {
    this.before = given;
    this.bolusEnd = given[Part.BOLUS];
    this.phase = Phase.PAUSED;
    this.place(infusion, done);
  }

  /**
   * Goes on after a halt; needs a START press of its own. Where the order does not stand any more (power lost, a trip), or nothing runs between
   * demands, it is given again, and what was left of a bolus is dropped.
   */
  resume(place: Place): Answer {
    const infusion = this.infusion as Infusion;
    const kvo = this.part === Part.KVO;
    const part = kvo || this.bolusLeft() > 0 ? this.part : Part.MAIN;
    if (this.hal.supervisor.halt() === Halt.POWER_ON || !(this.rateOf(part) > 0))
      return this.start(infusion, place, this.done(), null);
    const answer = this.run(part);
    if (answer === Answer.ACCEPTED) this.phase = kvo ? Phase.KVO : Phase.RUNNING;
    return answer;
  }

  /** A patient's demand; needs a press of the handset. None is given that the container does not hold whole. */
  demand(): Answer {
    const infusion = this.infusion as Infusion;
    if (!this.main() || !(infusion.plan.demandVolume <= this.left())) return Answer.REFUSED;
    this.demandEnd = this.given(Part.DEMAND) + infusion.plan.demandVolume;
    return this.run(Part.DEMAND);
  }

  /** Keeps the vein open after the end, where the entry says so. */
  keepOpen(): boolean {
    const infusion = this.infusion;
    if (!infusion || this.phase !== Phase.ENDED || !(infusion.plan.kvo > 0)) return false;
    if (this.run(Part.KVO) !== Answer.ACCEPTED) return false;
    this.phase = Phase.KVO;
    return true;
  }

  pause(halt: Halt): void {
    this.hal.supervisor.stop();
    this.halted(halt);
  }

  /** Ends the infusion; nothing of it is left. */
  end(): void {
    this.hal.supervisor.stop();
    this.infusion = null;
    this.phase = Phase.NONE;
    this.rate = this.bolusEnd = 0;
    this.before = [0, 0, 0, 0];
    this.counted = [0, 0, 0, 0];
  }

  private halted(halt: Halt): void {
    this.halt = halt;
    this.rate = 0;
    this.phase = Phase.PAUSED;
  }

  private stepAt(): number {
    const ends = (this.infusion as Infusion).plan.ends;
    const done = this.done();
    let step = 0;
    while (step < ends.length - 1 && !(done < ends[step])) step++;
    return step;
  }

  private rateOf(part: Part): number {
    const plan = (this.infusion as Infusion).plan;
    if (part === Part.MAIN) return plan.rates[this.current];
    return part === Part.BOLUS ? this.bolusRate : part === Part.DEMAND ? plan.demandRate : plan.kvo;
  }

  /** A main part without a rate (patient-controlled, without a basal rate) stands ready. */
  private run(part: Part): Answer {
    const rate = this.rateOf(part);
    const answer = rate > 0 ? this.hal.supervisor.run(part, rate, LEASE) : Answer.ACCEPTED;
    if (answer === Answer.ACCEPTED) {
      this.part = part;
      this.rate = rate;
      this.halt = Halt.NONE;
    }
    return answer;
  }

  /** Looks after what moves; to be called at least every `RENEWAL` ms, and again until nothing happened. */
  step(): Happened {
    if (!this.runs()) return Happened.NOTHING;
    const supervisor = this.hal.supervisor;
    // Nobody lets a motor go on without knowing how much is in.
    this.total();
    if (this.unseen()) return this.stopped();
    const motion = supervisor.motion();
    const moves = motion === Motion.MOVING;
    const part = this.part;
    if (motion === Motion.HALTED) {
      this.halted(supervisor.halt());
      return Happened.HALTED;
    }
    if (moves) supervisor.renew(LEASE);
    if (part === Part.KVO) return moves ? Happened.NOTHING : this.went(part, Happened.NOTHING);
    if (part !== Part.MAIN) {
      if (moves) return Happened.NOTHING;
      if (!(this.rate > 0)) return this.went(part, Happened.NOTHING);
      this.bolusEnd = this.given(Part.BOLUS);
      this.rate = 0;
      this.part = Part.MAIN;
      return part === Part.BOLUS ? Happened.BOLUS_COMPLETE : Happened.DEMAND_COMPLETE;
    }
    // The supervisor counts commanded steps too: what it calls complete is.
    if (!(this.left() > 0) || (!moves && this.rate > 0)) {
      if (moves) supervisor.stop();
      this.phase = Phase.ENDED;
      this.rate = 0;
      return Happened.COMPLETE;
    }
    const step = this.stepAt();
    if (step !== this.current) {
      this.current = step;
      return this.went(part, Happened.NEXT_STEP);
    }
    return moves || !(this.rateOf(part) > 0) ? Happened.NOTHING : this.went(part, Happened.NOTHING);
  }

  /** Moves a part; what the supervisor does not let go on is halted. */
  private went(part: Part, happened: Happened): Happened {
    if (this.run(part) === Answer.ACCEPTED) return happened;
    return this.stopped();
  }

  private stopped(): Happened {
    this.pause(Halt.APPLICATION);
    return Happened.HALTED;
  }

  private unseen(): boolean {
    const unseen = this.blind;
    this.blind = false;
    return unseen;
  }

  /** ms until something is due: the end of a step, of a part, or the lease. */
  due(): number {
    const part = this.part;
    if (!(this.rate > 0) || part === Part.KVO) return RENEWAL;
    const volume =
      part === Part.MAIN
        ? (this.infusion as Infusion).plan.ends[this.current] - this.done()
        : (part === Part.BOLUS ? this.bolusEnd : this.demandEnd) - this.given(part);
    const left = Math.floor((volume * 3600000) / this.rate) + 1;
    return left > 1 ? Math.min(left, RENEWAL) : 1;
  }
}
