// One action on journals below a directory: build, sync, list, search, append.
"use strict";
const fs = require("fs");
const path = require("path");
const PouchDB = require("pouchdb");

const [action, dir, ...args] = process.argv.slice(2);
const at = (name) => new PouchDB(path.join(dir, name));
const read = (name) => JSON.parse(fs.readFileSync(path.join(dir, name)));
const documents = (entries) => entries.map(({ id, ...rest }) => ({ _id: id, ...rest }));
const now = () => Number(process.hrtime.bigint()) / 1e6;
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function put(db, entries) {
  for (let from = 0; from < entries.length; from += 1000) {
    const results = await db.bulkDocs(documents(entries.slice(from, from + 1000)));
    const wrong = results.find((result) => result.error);
    if (wrong) throw new Error(JSON.stringify(wrong));
  }
}

async function replicate(from, to, count) {
  const began = now();
  const result = await PouchDB.replicate(from, to, { batch_size: 1000 });
  if (!result.ok || result.docs_written !== count) throw new Error(JSON.stringify(result));
  return now() - began;
}

async function sync(rounds) {
  const ana = at("ana");
  const all = (await ana.info()).doc_count;
  const firsts = [];
  let phone;
  for (let round = 0; round < rounds; round++) {
    phone = at(`phone-${round}`);
    firsts.push(await replicate(ana, phone, all));
  }
  const tens = [], idle = [], thousands = [];
  for (const news of read("tens.json")) {
    await put(ana, news);
    tens.push(await replicate(ana, phone, news.length));
    idle.push(await replicate(ana, phone, 0));
  }
  for (const news of read("thousands.json")) {
    await put(ana, news);
    thousands.push(await replicate(ana, phone, news.length));
  }
  const outcome = { FirstSync: median(firsts), CatchUpTen: median(tens), NothingNew: median(idle) };
  if (thousands.length) outcome.CatchUpThousand = median(thousands);
  console.log(JSON.stringify(outcome));
}

async function main() {
  if (action === "build") {
    await put(at("ana"), read("journal.json"));
  } else if (action === "sync") {
    await sync(Number(args[0]));
  } else if (action === "list") {
    const found = await at("ana").allDocs({ descending: true, limit: 20, include_docs: true });
    for (const row of found.rows) console.log(row.doc.text);
  } else if (action === "search") {
    const all = await at("ana").allDocs({ include_docs: true });
    for (const { doc } of all.rows) {
      if (args.every((word) => doc.text.includes(word))) console.log(doc.text);
    }
  } else if (action === "append") {
    await put(at("ana"), [JSON.parse(args[0])]);
  } else {
    throw new Error(`no such action: ${action}`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
