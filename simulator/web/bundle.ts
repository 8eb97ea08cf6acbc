// The page as its few files, built in memory when the server starts: nothing is fetched from elsewhere, nothing is written.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Asset {
  type: string;
  body: Buffer;
}

const PAGE = join(__dirname, 'page');

/** Path on the server and the file behind it. Throws where the page cannot be built. */
export async function pageAssets(): Promise<ReadonlyMap<string, Asset>> {
  const { outputFiles } = await build({
    entryPoints: { panel: join(PAGE, 'main.ts'), style: join(PAGE, 'style.css') },
    bundle: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    minify: true,
    write: false,
    outdir: PAGE,
    logLevel: 'silent',
  });
  const assets = new Map<string, Asset>();
  const html = { type: 'text/html; charset=utf-8', body: readFileSync(join(PAGE, 'index.html')) };
  assets.set('/', html);
  assets.set('/icon.svg', { type: 'image/svg+xml', body: readFileSync(join(PAGE, 'icon.svg')) });
  for (const { path, contents } of outputFiles) {
    const script = path.endsWith('.js');
    assets.set(script ? '/panel.js' : '/style.css', {
      type: script ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8',
      body: Buffer.from(contents),
    });
  }
  return assets;
}
