// Start-up and trumpet curves: of the infusion that runs, or of the same pump for two hours on a bench; to look at and to save.
import type { Command, Curves } from '../message';
import { curvesChart } from './chart';
import { make } from './element';

/** Times the picture's size in a saved PNG. */
const SHARPNESS = 2;

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = make('canvas', { width: image.width * SHARPNESS, height: image.height * SHARPNESS });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : failed(new Error('the picture could not be made'))),
      'image/png',
    ),
  );
}

export class CurvesView {
  private readonly picture = make('div', {
    class: 'picture',
    role: 'img',
    'aria-label': 'Start-up and trumpet curves',
  });
  private readonly saving = make('span', { class: 'together', hidden: true });
  private svg = '';
  private name = 'curves';

  constructor(element: HTMLElement, serial: () => string, send: (command: Command) => void) {
    this.serial = serial;
    const rate = make('input', {
      type: 'number',
      id: 'bench-rate',
      min: 0.1,
      max: 1200,
      step: 'any',
      value: 25,
    });
    const bench = () => send({ do: 'curves', of: 'bench', rate: rate.valueAsNumber });
    rate.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') bench();
    });
    this.saving.append(
      make(
        'button',
        {
          type: 'button',
          class: 'tool',
          click: () => save(`${this.name}.svg`, new Blob([this.svg], { type: 'image/svg+xml' })),
        },
        'Save SVG',
      ),
      make(
        'button',
        {
          type: 'button',
          class: 'tool',
          click: () => void pngOf(this.svg).then((blob) => save(`${this.name}.png`, blob)),
        },
        'Save PNG',
      ),
    );
    element.append(
      make(
        'div',
        { class: 'view-head wrap' },
        make(
          'button',
          { type: 'button', class: 'tool', click: () => send({ do: 'curves', of: 'infusion', rate: 0 }) },
          'Of the running infusion',
        ),
        make(
          'span',
          { class: 'together' },
          make('button', { type: 'button', class: 'tool', click: bench }, 'On the bench, two hours at'),
          rate,
          make('label', { for: 'bench-rate' }, 'mL/h'),
        ),
        this.saving,
      ),
      make(
        'p',
        { class: 'quiet' },
        'The trumpet shows the largest and smallest mean error of all windows of 2, 5, 11, 19 and 31 minutes within the second hour.',
      ),
      this.picture,
    );
  }

  private readonly serial: () => string;

  show(curves: Curves): void {
    const of = curves.of === 'bench' ? 'on the bench, nothing in its way' : 'the infusion on this pump';
    this.svg = curvesChart(
      curves,
      `Pump ${this.serial()}, ${of}, ${curves.rate.toFixed(1).replace(/\.0$/, '')} mL/h`,
    );
    this.name = `curves-${this.serial()}-${curves.of}`;
    // Made here from numbers alone, never from what a person typed.
    this.picture.innerHTML = this.svg;
    this.saving.hidden = false;
  }
}
