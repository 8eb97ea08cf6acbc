// A browser with the front panel of the real simulated pump in it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';
import type { BenchSession } from '../../../simulator/web/bench-session';
import { Places } from '../../../simulator/web/places';
import { type Panel, openPanel } from '../../../simulator/web/server';

const EXECUTABLE = '/usr/bin/chromium';

/** Where pictures of the page are kept. */
export const PICTURES = resolve(__dirname, '../../../build/web-panel');

const IN_PAGE = readFileSync(join(__dirname, 'in-page.js'), 'utf8');

/** Why there is no browser; undefined where there is one. */
export const NO_BROWSER = existsSync(EXECUTABLE) ? undefined : `there is no ${EXECUTABLE}`;

export const DESK = { width: 1280, height: 800 };
export const TABLET = { width: 1024, height: 768 };

export class Browser {
  private constructor(
    private readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  static async open(): Promise<Browser> {
    mkdirSync(PICTURES, { recursive: true });
    const profile = mkdtempSync(join(tmpdir(), 'panel-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: EXECUTABLE,
      headless: true,
      viewport: DESK,
      hasTouch: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
    return new Browser(context, profile);
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }

  /** A page that shows the pump; what goes wrong in it is thrown at the end of the test. */
  async page(panel: Panel, faults: string[]): Promise<Page> {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/WebSocket connection/.test(message.text()))
        faults.push(message.text());
    });
    await page.goto(panel.address);
    await page.waitForSelector('.link.open');
    await page.evaluate(IN_PAGE);
    return page;
  }

  /** Runs with a pump of its own and a page that shows it. */
  async withPump(body: (stage: Stage) => Promise<void>): Promise<void> {
    const targets = new Places({ seed: 1, library: 'demonstration-hospital', volume: 250 });
    const { session } = targets;
    const panel = await openPanel(session, { port: 0, stepVolume: session.stepVolume, seed: 1, targets });
    const faults: string[] = [];
    const page = await this.page(panel, faults);
    try {
      await body({ session, targets, panel, page, faults });
    } finally {
      for (const each of this.context.pages().slice(1)) await each.close();
      await panel.close();
      targets.session.close();
    }
    if (faults.length > 0) throw new Error(`the page said: ${faults.join('; ')}`);
  }
}

export interface Stage {
  /** The pump that the page showed first, and where it can go. */
  session: BenchSession;
  targets: Places;
  panel: Panel;
  page: Page;
  faults: string[];
}

/** Presses keys of the keyboard one after the other. */
export async function keys(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.keyboard.press(name, { delay: 30 });
}

/** Waits until the pump's screen shows a text. */
export async function shows(page: Page, text: string): Promise<void> {
  await page.locator('#screen .row', { hasText: text }).first().waitFor({ timeout: 10_000 });
}

export function screenText(page: Page): Promise<string> {
  return page.locator('#screen').innerText();
}

/** Programs heparin in the intensive care unit for 82 kg, up to the dose. */
export async function heparin(page: Page): Promise<void> {
  await shows(page, 'New patient');
  await keys(page, 'Enter');
  await shows(page, 'Care area');
  await keys(page, 'Enter');
  await shows(page, 'Letters');
  await keys(page, 'h', 'e', 'p', 'Enter');
  await shows(page, 'VTE treatment');
  await keys(page, 'ArrowDown', 'Enter');
  // The concentration is confirmed, then each advice.
  for (let i = 0; i < 8 && !(await screenText(page)).includes('kg'); i++) {
    await keys(page, 'Enter');
    await page.waitForTimeout(60);
  }
  await keys(page, '8', '2', 'Enter');
  await shows(page, 'unit/kg/h');
}
