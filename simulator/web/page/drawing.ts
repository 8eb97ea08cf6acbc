// The drawing of pump, line, bag and patient's arm follows the plant.
import { Priority } from '../../../hal/hal';
import type { Scene, Time } from '../message';
import type { Lamps } from '../session';
import { byId, draw, make, say } from './element';
import { figure } from './figure';

/** mL of a drop and of a revolution of the mechanism (docs/plant.md). */
const DROP = 0.05;
const REVOLUTION = 0.1;

/** mL that fill the drawing of the bag, unless more hangs there. */
const FULL = 250;

/** Fastest and slowest turn that an eye can follow, s. */
const TURN = [0.35, 30] as const;

const FINGERS = 9;

/** mmHg behind the pump from which the line is drawn as strained. */
const STRAINED = 250;

const ALARMS: Record<Priority, string> = {
  [Priority.NONE]: 'off',
  [Priority.LOW]: 'low priority',
  [Priority.MEDIUM]: 'medium priority',
  [Priority.HIGH]: 'high priority',
};

function show(id: string, on: boolean): void {
  byId<SVGElement>(id).setAttribute('visibility', on ? 'visible' : 'hidden');
}

/** Seconds that a turn of `volume` mL takes on the wall. */
function turn(volume: number, flow: number, speed: number): number {
  return Math.min(TURN[1], Math.max(TURN[0], (volume * 3600) / flow / Math.max(1, speed)));
}

export class Drawing {
  private scene: Scene | undefined;
  private speed = 1;
  private largest = FULL;
  private lamps: Lamps | undefined;

  constructor(private readonly device: HTMLElement) {
    const fingers = byId<SVGGElement>('fingers');
    for (let i = 0; i < FINGERS; i++) {
      const finger = draw('rect', { x: 46, y: 144 + i * 28, width: 38, height: 20, rx: 5, class: 'finger' });
      finger.style.setProperty('--phase', String(i / FINGERS));
      fingers.append(finger);
    }
    const bubbles = byId<SVGGElement>('bubbles');
    for (let i = 0; i < 4; i++)
      bubbles.append(draw('ellipse', { cx: 95, cy: 170 + i * 74, rx: 4.5, ry: 7, class: 'bubble' }));
    const truth = byId('truth');
    truth.append(make('h2', {}, 'What is true'), make('dl', { id: 'truth-list' }));
  }

  time({ speed }: Time): void {
    if (speed === this.speed) return;
    this.speed = speed;
    if (this.scene) this.motion(this.scene);
  }

  showLamps(lamps: Lamps): void {
    this.lamps = lamps;
    const lamp = byId('alarm-lamp');
    const alarm = lamps.powered ? lamps.alarm : Priority.NONE;
    lamp.className = `alarm-lamp ${ALARMS[alarm].split(' ')[0]}`;
    lamp.setAttribute('aria-label', `Alarm lamp: ${ALARMS[alarm]}`);
    byId('lamp-run').classList.toggle('lit', lamps.running && lamps.powered);
    this.device.classList.toggle('unpowered', !lamps.powered);
  }

  showScene(scene: Scene): void {
    this.scene = scene;
    const { conditions } = scene;
    this.bag(scene);
    const misplaced = conditions.set !== 'loaded';
    for (const id of ['tube-loaded', 'tube-inner']) show(id, !misplaced);
    show('tube-misloaded', misplaced);
    byId('tube-misloaded').classList.toggle('out', conditions.set === 'removed');
    this.device.classList.toggle('door-open', conditions.door === 'open');
    byId('clamp-above').classList.toggle('shut', conditions.upstreamOcclusion > 0);
    byId('clamp-below').classList.toggle('shut', conditions.downstreamOcclusion > 0);
    for (const id of ['tube-below'])
      byId(id).classList.toggle('strained', scene.downstreamPressure > STRAINED);
    const clamped = misplaced || conditions.door === 'open';
    byId('free-flow-clamp').classList.toggle('shut', clamped && conditions.clamp === 'automatic');
    const count = scene.airInLine > 0.0005 && !misplaced ? Math.min(4, Math.ceil(scene.airInLine / 0.1)) : 0;
    [...byId('bubbles').children].forEach((bubble, i) =>
      bubble.setAttribute('visibility', i < count ? 'visible' : 'hidden'),
    );
    byId('pendant').classList.toggle('unplugged', conditions.handset === 'unplugged');
    say(byId('pendant-label'), conditions.handset === 'unplugged' ? 'PCA handset, unplugged' : 'PCA handset');
    const state =
      conditions.motor === 'jammed'
        ? 'jammed'
        : scene.stalled
          ? 'stalled'
          : conditions.set === 'removed'
            ? 'no set'
            : '';
    say(byId('mechanism-state'), state);
    this.power(scene);
    this.motion(scene);
    this.truth(scene);
  }

  private bag(scene: Scene): void {
    this.largest = Math.max(this.largest, scene.reservoir);
    const part = Math.min(1, scene.reservoir / this.largest);
    const top = 136 - 94 * part;
    for (const id of ['liquid', 'liquid-edge']) byId(id).setAttribute('y', String(top));
    show('liquid-edge', part > 0.004);
    say(byId('bag-label'), `${figure(scene.reservoir, scene.reservoir < 10 ? 1 : 0)} mL`);
    byId('hanging').style.transform = `translateY(${-7 * (scene.conditions.bagHeight - 0.5)}px)`;
  }

  private power({ conditions, battery }: Scene): void {
    byId('lamp-mains').classList.toggle('lit', conditions.mains === 'on');
    const lamp = byId('lamp-battery');
    lamp.classList.toggle('lit', battery > 0.2);
    lamp.classList.toggle('low', battery <= 0.2);
    say(lamp.lastElementChild as HTMLElement, `battery ${Math.round(battery * 100)} %`);
  }

  private motion({ commanded, flow, stalled, conditions }: Scene): void {
    const { style, classList } = this.device;
    const turning = commanded > 0 && conditions.motor === 'sound' && !stalled && this.speed > 0;
    classList.toggle('turning', turning);
    classList.toggle('dripping', flow > 0.05 && this.speed > 0);
    if (turning) style.setProperty('--turn', `${turn(REVOLUTION, commanded, this.speed).toFixed(2)}s`);
    if (flow > 0.05) style.setProperty('--drop', `${turn(DROP, flow, this.speed).toFixed(2)}s`);
  }

  private truth(scene: Scene): void {
    const off = scene.counted === null ? '' : figure(scene.counted, 2);
    const rows: [string, string, string, boolean][] = [
      ['to the patient', figure(scene.delivered, 2), 'mL', false],
      ['pump counted', off || 'off', off ? 'mL' : '', false],
      ['flow', figure(scene.flow, 1), 'mL/h', false],
      ['commanded', figure(scene.commanded, 1), 'mL/h', false],
      ['pressure in', figure(scene.upstreamPressure, 0), 'mmHg', scene.upstreamPressure < -100],
      ['pressure out', figure(scene.downstreamPressure, 0), 'mmHg', scene.downstreamPressure > STRAINED],
      ['held by a block', figure(scene.stored, 2), 'mL', scene.stored > 0.1],
      ['air to the patient', figure(scene.airDelivered, 2), 'mL', scene.airDelivered > 0.05],
    ];
    const list = byId('truth-list');
    if (list.childElementCount === 0)
      for (const [name] of rows)
        list.append(make('div', {}, make('dt', {}, name), make('dd', {}, make('b'), make('i'))));
    rows.forEach(([, value, unit, odd], i) => {
      const row = list.children[i] as HTMLElement;
      row.classList.toggle('odd', odd);
      say(row.querySelector('b') as HTMLElement, value);
      say(row.querySelector('i') as HTMLElement, unit);
    });
  }
}
