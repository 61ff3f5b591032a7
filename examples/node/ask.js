// Asks a running `headwater serve` what label a text has: node ask.js TEXT
import { randomUUID } from "node:crypto";
import { decode, encoder, kafka } from "./headwater.js";

const request = await encoder("headwater.requests", {
  type: "record", name: "PredictionRequest", namespace: "io.headwater.schemas", fields: [
    { name: "id", type: "string" },
    { name: "task", type: "string" },
    { name: "text", type: "string" },
    { name: "requestedAt", type: { type: "long", logicalType: "timestamp-millis" } },
  ] });

// From the end of both topics, looked up before anything is asked.
const topics = ["headwater.predictions", "headwater.dead-letters"];
const ends = [];
const admin = kafka.admin();
await admin.connect();
for (const topic of topics) {
  for (const { partition, high } of await admin.fetchTopicOffsets(topic)) ends.push({ topic, partition, offset: high });
}
await admin.disconnect();

const id = randomUUID();
const consumer = kafka.consumer({ groupId: id }); // of what is committed, and only that
await consumer.connect();
await consumer.subscribe({ topics });
const reply = new Promise((resolve) => {
  setTimeout(() => resolve("No answer in time; is a service running?"), 30_000).unref();
  consumer.run({ eachMessage: async ({ topic, message }) => {
    if (message.key?.toString() !== id) return;
    if (topic === "headwater.dead-letters") {
      resolve(`Refused: ${message.headers["__streams.errors.message"]}`);
    } else {
      const { output, version } = await decode(message.value);
      resolve(`${output["io.headwater.schemas.LabelTarget"].label} by version ${version}`);
    }
  } });
  ends.forEach((end) => consumer.seek(end));
});

const producer = kafka.producer();
await producer.connect();
const value = request({ id, task: "chat", text: process.argv[2], requestedAt: Date.now() });
await producer.send({ topic: "headwater.requests", messages: [{ key: id, value }] });
await producer.disconnect();
console.log(await reply);
await consumer.disconnect();
