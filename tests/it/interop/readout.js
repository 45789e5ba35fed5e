// Reads a meter with the package smartmeter-obis: PORT TRANSPORT BAUD; prints one
// value a line.

const [port, transport, baud] = process.argv.slice(2);
const options = {
  protocol: 'D0Protocol',
  transport,
  transportSerialPort: port,
  transportSerialBaudrate: Number(baud),
  transportSerialDataBits: 8,
  transportSerialParity: 'none',
  protocolD0DeviceAddress: '',
  requestInterval: 1000,
  obisNameLanguage: 'en',
  obisFallbackMedium: 1,
  debug: process.env.DEBUG ? 2 : 0,
};

const reader = require('smartmeter-obis').init(options, (error, result) => {
  if (error) {
    console.error(String(error));
    process.exit(1);
  }
  for (const id of Object.keys(result)) {
    console.log(`${result[id].idToString()} ${result[id].valueToString()}`);
  }
  process.exit(0);
});
reader.process();
