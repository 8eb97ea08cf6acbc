// What a person can do to the world around the pump: line, bag, air, door, power, mechanism.
import type { Conditions } from '../../plant/conditions';
import type { Command, Scene } from '../message';
import { make } from './element';

type Send = (command: Command) => void;

/** A row of radio buttons that look like one switch. */
export function choice<T extends string | number>(
  name: string,
  options: readonly [T, string][],
  pick: (value: T) => void,
): { element: HTMLElement; show(value: T | undefined): void } {
  const inputs = new Map<T, HTMLInputElement>();
  const element = make('span', { class: 'choice', role: 'radiogroup', 'aria-label': name });
  for (const [value, label] of options) {
    const input = make('input', {
      type: 'radio',
      name: name.replace(/\W+/g, '-'),
      change: () => pick(value),
    });
    inputs.set(value, input);
    element.append(make('label', {}, input, make('span', {}, label)));
  }
  return {
    element,
    show: (shown) => {
      for (const [value, input] of inputs) input.checked = value === shown;
    },
  };
}

interface Control {
  title: string;
  element: HTMLElement;
  /** Takes the whole width. */
  wide?: boolean;
  show(scene: Scene): void;
}

function switchOf<K extends keyof Conditions>(
  title: string,
  key: K,
  options: readonly [Conditions[K] & (string | number), string][],
  send: Send,
): Control {
  const control = choice(title, options, (value) => send({ do: 'set', changes: { [key]: value } }));
  return {
    title,
    element: control.element,
    show: ({ conditions }) => control.show(conditions[key] as Conditions[K] & (string | number)),
  };
}

function slider(
  title: string,
  [low, high, step]: [number, number, number],
  read: (scene: Scene) => number,
  text: (value: number) => string,
  pick: (value: number) => void,
): Control {
  const output = make('output');
  const input = make('input', { type: 'range', min: low, max: high, step, 'aria-label': title });
  input.addEventListener('input', () => {
    output.textContent = text(input.valueAsNumber);
    pick(input.valueAsNumber);
  });
  return {
    title,
    element: make('span', { class: 'slider' }, input, output),
    show: (scene) => {
      const value = read(scene);
      output.textContent = text(value);
      // Not under the finger that moves it.
      if (document.activeElement !== input || Math.abs(input.valueAsNumber - value) > step)
        input.value = String(value);
    },
  };
}

function select(label: string, options: [string, string][], chosen: string): HTMLSelectElement {
  const element = make('select', { 'aria-label': label });
  for (const [value, text] of options)
    element.append(make('option', { value, selected: value === chosen }, text));
  return element;
}

/** Several things in one row, nothing to show. */
function row(title: string, wide: boolean, ...children: (Node | string)[]): Control {
  return {
    title,
    wide,
    element: make('span', { class: 'together' }, ...children),
    show: () => {},
  };
}

function button(text: string, click: () => void, kind = ''): HTMLButtonElement {
  return make('button', { type: 'button', class: `tool ${kind}`, click: () => click() }, text);
}

const BLOCK: [number, string][] = [
  [0, 'open'],
  [0.7, 'partly'],
  [1, 'shut'],
];

function bagControl(send: Send): Control {
  const volume = select(
    'Volume to hang',
    ['50', '100', '250', '500', '1000'].map((each) => [each, `${each} mL`]),
    '250',
  );
  const kind = select(
    'Container',
    [
      ['bag', 'bag'],
      ['bottle', 'vented bottle'],
    ],
    'bag',
  );
  const hang = (amount: number) =>
    send({ do: 'hang', volume: amount, container: kind.value as 'bag' | 'bottle' });
  return row(
    'Container',
    true,
    volume,
    kind,
    button('Hang', () => hang(Number(volume.value))),
    button('Empty it', () => hang(0)),
  );
}

function airControl(send: Send): Control {
  const size = select(
    'Size of the bubble',
    [
      ['0.03', '30 µL'],
      ['0.1', '100 µL'],
      ['0.5', '500 µL'],
      ['2', '2 mL'],
    ],
    '0.1',
  );
  const place = select(
    'Where',
    [
      ['pump', 'at the pump'],
      ['reservoir', 'at the bag'],
    ],
    'pump',
  );
  return row(
    'Air',
    true,
    size,
    place,
    button('Bubble', () =>
      send({ do: 'bubble', volume: Number(size.value), place: place.value as 'pump' | 'reservoir' }),
    ),
  );
}

function powerControl(send: Send): Control & { powered(on: boolean): void } {
  const cut = button('Cut power', () => send({ do: 'power', on: false }), 'danger');
  const on = button('Power on', () => send({ do: 'power', on: true }));
  return {
    ...row('Power', false, cut, on),
    powered: (powered) => {
      cut.disabled = !powered;
      on.disabled = powered;
    },
  };
}

export class World {
  private readonly controls: Control[];
  private readonly power: ReturnType<typeof powerControl>;

  constructor(element: HTMLElement, send: Send) {
    const fraction = (value: number) => `${Math.round(value * 100)} %`;
    this.power = powerControl(send);
    const usual: Control[] = [
      switchOf('Bag to pump', 'upstreamOcclusion', BLOCK, send),
      switchOf('Pump to patient', 'downstreamOcclusion', BLOCK, send),
      switchOf(
        'Door',
        'door',
        [
          ['closed', 'closed'],
          ['open', 'open'],
        ],
        send,
      ),
      switchOf(
        'Set',
        'set',
        [
          ['loaded', 'loaded'],
          ['misloaded', 'misloaded'],
          ['removed', 'out'],
        ],
        send,
      ),
      bagControl(send),
      airControl(send),
      slider(
        'Bag height',
        [-0.5, 1.5, 0.1],
        ({ conditions }) => conditions.bagHeight,
        (value) => `${value.toFixed(1)} m`,
        (bagHeight) => send({ do: 'set', changes: { bagHeight } }),
      ),
      switchOf(
        'Mains',
        'mains',
        [
          ['on', 'on'],
          ['lost', 'lost'],
        ],
        send,
      ),
      slider(
        'Battery',
        [0, 1, 0.01],
        ({ battery }) => battery,
        fraction,
        (charge) => send({ do: 'charge', fraction: charge }),
      ),
      this.power,
      switchOf(
        'Motor',
        'motor',
        [
          ['sound', 'sound'],
          ['jammed', 'jammed'],
        ],
        send,
      ),
      switchOf(
        'Handset',
        'handset',
        [
          ['connected', 'plugged in'],
          ['unplugged', 'out'],
        ],
        send,
      ),
    ];
    const rare: Control[] = [
      switchOf(
        'Clamp of the set',
        'clamp',
        [
          ['automatic', 'works'],
          ['open', 'held open'],
        ],
        send,
      ),
      switchOf(
        'Steps missed',
        'missedSteps',
        [
          [0, 'none'],
          [0.2, '20 %'],
          [0.5, '50 %'],
        ],
        send,
      ),
      switchOf(
        'Motor runs away',
        'runaway',
        [
          [0, 'no'],
          [5, '9 mL/h'],
          [100, '180 mL/h'],
        ],
        send,
      ),
      switchOf(
        'Encoder',
        'encoderSlip',
        [
          [0, 'sound'],
          [0.1, 'slips'],
          [1, 'dead'],
        ],
        send,
      ),
      slider(
        'Height of the patient',
        [-1, 1, 0.1],
        ({ conditions }) => conditions.patientHeight,
        (value) => `${value.toFixed(1)} m`,
        (patientHeight) => send({ do: 'set', changes: { patientHeight } }),
      ),
      slider(
        'Pressure in the vein',
        [-20, 100, 5],
        ({ conditions }) => conditions.venousPressure,
        (value) => `${value} mmHg`,
        (venousPressure) => send({ do: 'set', changes: { venousPressure } }),
      ),
    ];
    this.controls = [...usual, ...rare];
    const lines = (controls: Control[]) =>
      controls.map(({ title, element: control, wide }) =>
        make(
          'div',
          { class: wide ? 'control wide' : 'control' },
          make('span', { class: 'control-title' }, title),
          control,
        ),
      );
    element.append(
      make('div', { class: 'controls' }, ...lines(usual)),
      make(
        'details',
        {},
        make('summary', {}, 'Rarer faults'),
        make('div', { class: 'controls' }, ...lines(rare)),
      ),
    );
  }

  show(scene: Scene): void {
    for (const control of this.controls) control.show(scene);
  }

  powered(on: boolean): void {
    this.power.powered(on);
  }
}
