// What takes flash and RAM in an image, part by part, from the linker's map.
const Table = require('cli-table3');

/** Which part an object belongs to; the first that fits. */
const PARTS = [
  ['bundle', /\/bundle(-source)?\.o$/],
  ['runtime', /\/(duk_code|js_runtime|js_heap|js_code)\.o$|libjerry-core\.a/],
  ['crypto', /\/crypto\/|\/crypto\.o$/],
  ['C library', /lib(c|m|gcc|c_nano|g|nosys)(_nano)?\.a/],
  ['firmware', /\.o$/],
];

function partOf(object) {
  return PARTS.find(([, pattern]) => pattern.test(object))?.[0];
}

/** Flash and RAM in bytes by part; engine heap, stack and buffers are RAM of their own. */
function sizesOf(map) {
  const flash = {};
  const ram = {};
  const add = (table, part, size) => {
    table[part] = (table[part] ?? 0) + size;
  };
  const memory = map.slice(map.indexOf('Linker script and memory map'));
  let output = '';
  // A long section name stands on a line of its own, its place on the next.
  for (const line of memory.replace(/^( \.?\S+)\n\s+(0x)/gm, '$1 $2').split('\n')) {
    const section = /^(\.[\w.]+)/.exec(line);
    if (section) output = section[1];
    const item = /^ (\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+)\s+(\S.*)$/.exec(line);
    if (!item || item[1] === '*fill*') continue;
    const size = Number.parseInt(item[2], 16);
    const part = partOf(item[3]);
    if (size === 0 || part === undefined) continue;
    const loaded = output === '.data' || output === '.runtime';
    if (output === '.boot' || output === '.text' || output === '.ARM.exidx' || loaded) add(flash, part, size);
    if (output === '.noinit') add(ram, 'engine heap and test buffers', size);
    if (loaded || output === '.bss') add(ram, part === 'firmware' ? 'buffers' : part, size);
  }
  const stack = /^\.stack\s+0x[0-9a-f]+\s+0x([0-9a-f]+)/m.exec(memory);
  if (stack) ram.stack = Number.parseInt(stack[1], 16);
  return { flash, ram };
}

function total(table) {
  return Object.values(table).reduce((sum, size) => sum + size, 0);
}

function sizeTable({ flash, ram }) {
  const table = new Table({
    head: ['part', 'flash', 'RAM'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right'],
  });
  const text = (size) => (size === undefined ? '' : size.toLocaleString('en-US'));
  for (const part of new Set([...Object.keys(flash), ...Object.keys(ram)]))
    table.push([part, text(flash[part]), text(ram[part])]);
  table.push(['all', text(total(flash)), text(total(ram))]);
  return table.toString();
}

module.exports = { sizeTable, sizesOf, total };
