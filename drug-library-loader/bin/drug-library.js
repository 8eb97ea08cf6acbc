#!/usr/bin/env node
// TypeScript as it stands: types are checked by the build, not at each start.
require('ts-node').register({
  project: require('node:path').join(__dirname, '../../tsconfig.json'),
  transpileOnly: true,
});
// Whoever reads our output may have seen enough (`| head`).
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
require('../cli/main').main(process.argv.slice(2));
