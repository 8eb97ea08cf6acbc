// Views of which one shows; as the ARIA authoring practices describe tabs: one stop of the tab key, arrows inside.
import { byId, make } from './element';

/** Kinds of news, the lightest first. */
const WEIGHTS = ['', 'plain', 'good', 'caution', 'danger'];

export class Tabs {
  private readonly tabs = new Map<string, HTMLButtonElement>();

  constructor(
    names: [string, string][],
    private readonly shown: (name: string) => void,
  ) {
    const list = byId('tabs');
    for (const [name, title] of names) {
      const tab = make(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${name}`,
          'aria-controls': `view-${name}`,
          click: () => this.show(name),
        },
        title,
        make('i', { class: 'dot' }),
      );
      const view = byId(`view-${name}`);
      view.setAttribute('role', 'tabpanel');
      view.setAttribute('aria-labelledby', tab.id);
      this.tabs.set(name, tab);
      list.append(tab);
    }
    list.addEventListener('keydown', (event) => this.move(event));
    this.show(names[0]?.[0] ?? '');
  }

  show(name: string): void {
    for (const [each, tab] of this.tabs) {
      const on = each === name;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(`view-${each}`).hidden = !on;
      if (on) this.mark(each, '');
    }
    this.shown(name);
  }

  /** A dot in a colour: there is something new behind this tab. */
  mark(name: string, kind: string): void {
    const tab = this.tabs.get(name);
    if (!tab || (kind !== '' && tab.getAttribute('aria-selected') === 'true')) return;
    // What nobody has looked at yet is not covered by something lighter.
    if (kind === '' || WEIGHTS.indexOf(kind) >= WEIGHTS.indexOf(tab.dataset.news ?? ''))
      tab.dataset.news = kind;
  }

  private move(event: KeyboardEvent): void {
    const names = [...this.tabs.keys()];
    const at = names.findIndex((name) => this.tabs.get(name) === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const name = names[(to + names.length) % names.length] as string;
    this.show(name);
    this.tabs.get(name)?.focus();
  }
}
