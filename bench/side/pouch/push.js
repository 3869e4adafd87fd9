// A clinic on PouchDB: documents come as lines of JSON on standard input, each line a list; after each it replicates
// to the server and answers with what that took, in seconds of wall and of its own processor time.
const readline = require("readline");
const PouchDB = require("pouchdb");

const [folder, remote] = process.argv.slice(2);
const local = new PouchDB(folder);

async function take(line) {
  const documents = JSON.parse(line);
  const kept = await local.allDocs({ keys: documents.map((one) => one._id) });
  const revisions = new Map(kept.rows.filter((row) => row.value && row.value.rev).map((row) => [row.id, row.value.rev]));
  for (const one of documents) if (revisions.has(one._id)) one._rev = revisions.get(one._id);
  await local.bulkDocs(documents);
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const done = await local.replicate.to(remote, { batch_size: 500 });
  const spent = process.cpuUsage(cpu);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  process.stdout.write(
    JSON.stringify({ written: done.docs_written, seconds, cpu: (spent.user + spent.system) / 1e6 }) + "\n"
  );
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) await take(line);
})().catch(() => process.exit(1)); // cut off: as anybody's program that does not ask for more than the default
