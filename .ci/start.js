// What loading the library takes over its peers: processor time, and memory. Run in a project that has it, with --expose-gc.
const load = (name) => require(require.resolve(name, { paths: [process.cwd()] }));
const megabytes = () => {
  global.gc();
  return process.memoryUsage().heapUsed / 1e6;
};

for (const peer of ['constructs', 'cdk8s']) load(peer);
const before = megabytes();
const start = process.cpuUsage();
load('cdk8s-autonomous');
const { user, system } = process.cpuUsage(start);
const taken = (user + system) / 1000;
const held = megabytes() - before;
console.log(`loading takes ${taken.toFixed(0)} ms and ${held.toFixed(1)} MB over the peers`);
if (taken > 150 || held > 15) process.exit(1);
