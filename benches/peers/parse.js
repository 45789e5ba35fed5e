// Parses a telegram with the package smartmeter-obis: FILE TIMES; prints seconds and
// values.

const { readFileSync } = require('fs');
const { performance } = require('perf_hooks');
const D0Protocol = require('smartmeter-obis/lib/protocols/D0Protocol');

const [file, times] = process.argv.slice(2);
const block = readFileSync(file);
const protocol = new D0Protocol({ obisFallbackMedium: 1, debug: 0, logger: () => {} }, () => {});
let count = 0;
const began = performance.now();
for (let index = 0; index < Number(times); index += 1) {
  // From STX to the block check, as it comes off the line.
  const text = block.toString('latin1');
  count = Object.keys(protocol.prepareResult(text.slice(1, text.indexOf('!')))).length;
}
console.log((performance.now() - began) / 1000, count);
