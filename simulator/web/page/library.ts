// The drug library in the pump, and a place to drop a signed file on: it goes through the pump's own installation.
import type { Installation, LibraryStatus } from '../session';
import { make, say } from './element';

export class LibraryView {
  private readonly facts = make('dl', { class: 'facts' });
  private readonly answers = make('ul', { class: 'answers', 'aria-live': 'polite' });
  private name = '';

  constructor(element: HTMLElement, send: (bytes: ArrayBuffer) => boolean) {
    const input = make('input', { type: 'file', id: 'library-file' });
    const zone = make(
      'div',
      { class: 'drop', id: 'library-drop' },
      make('b', {}, 'Drop a signed library file here'),
      make('span', {}, 'or ', make('label', { class: 'tool', for: 'library-file' }, 'choose a file'), input),
    );
    const take = async (file: File | undefined) => {
      if (!file) return;
      this.name = file.name;
      if (!send(await file.arrayBuffer())) this.answer(false, `${file.name}: the pump cannot be reached.`);
      input.value = '';
    };
    input.addEventListener('change', () => take(input.files?.[0]));
    // A file that misses the field must not replace the page.
    for (const name of ['dragover', 'drop'] as const)
      window.addEventListener(name, (event) => event.preventDefault());
    zone.addEventListener('dragover', () => zone.classList.add('over'));
    zone.addEventListener('dragleave', () => zone.classList.remove('over'));
    zone.addEventListener('drop', (event) => {
      zone.classList.remove('over');
      void take(event.dataTransfer?.files[0]);
    });
    element.append(
      make('h3', {}, 'In this pump'),
      this.facts,
      make('h3', {}, 'Install another'),
      zone,
      this.answers,
      make(
        'p',
        { class: 'quiet' },
        'The pump checks both signatures, roles, organisation, sequence and digest, as in a ward. Files are made with npx drug-library build and sign (README).',
      ),
    );
  }

  show({ title, version, sequence, state }: LibraryStatus): void {
    const rows: [string, string][] = [
      ['Library', title || 'none'],
      ['Version', version || '–'],
      ['Sequence', sequence > 0 ? String(sequence) : '–'],
      ['State', state],
    ];
    if (this.facts.childElementCount === 0)
      for (const [name] of rows) this.facts.append(make('div', {}, make('dt', {}, name), make('dd')));
    rows.forEach(([, value], i) => say(this.facts.children[i]?.lastElementChild as Element, value));
  }

  installed({ accepted, code, text }: Installation): void {
    this.answer(
      accepted,
      accepted
        ? `${this.name}: installed.${text ? ` ${text}` : ''}`
        : `${this.name}: refused${code > 0 ? `, ${code}` : ''}. ${text}.`,
    );
  }

  private answer(good: boolean, text: string): void {
    this.answers.prepend(make('li', { class: good ? 'good' : 'danger' }, text));
  }
}
