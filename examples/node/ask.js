// Asks a running `headwater serve` what label a text has: node ask.js TEXT [TASK]
import { randomUUID } from "node:crypto";
import { decode, encoder, kafka } from "./headwater.js";

// All that a request must have; the registry takes it as compatible, since the other fields have defaults.
const request = await encoder("headwater.requests", {
  type: "record", name: "PredictionRequest", namespace: "io.headwater.schemas", fields: [
    { name: "id", type: "string" },
    { name: "task", type: "string" },
    { name: "text", type: "string" },
  ] });

// Replies come on a topic of this program's own, so that it need not read everybody's.
const topic = "headwater.replies.node";
const admin = kafka.admin();
await admin.connect();
if (!(await admin.listTopics()).includes(topic)) await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
const [{ partition, high }] = await admin.fetchTopicOffsets(topic); // before anything is asked
await admin.disconnect();

const id = randomUUID();
const consumer = kafka.consumer({ groupId: id }); // of what is committed, and only that
await consumer.connect();
await consumer.subscribe({ topics: [topic] });
const reply = new Promise((resolve) => {
  setTimeout(() => resolve("No answer in time; is a service running?"), 30_000).unref();
  consumer.run({ eachMessage: async ({ message }) => {
    if (message.headers["correlation-id"]?.toString() !== id) return;
    const { output, version, topLabels } = await decode(message.value);
    const refusal = output["io.headwater.schemas.Refusal"];
    if (refusal) {
      resolve(`Refused: ${refusal.message}`);
    } else {
      const others = topLabels.slice(1).map((one) => `\n  then ${one.label} ${one.probability.toFixed(3)}`);
      resolve(`${output["io.headwater.schemas.LabelTarget"].label} by version ${version}${others.join("")}`);
    }
  } });
  consumer.seek({ topic, partition, offset: high });
});

const producer = kafka.producer();
await producer.connect();
const value = request({ id, task: process.argv[3] ?? "chat", text: process.argv[2] });
await producer.send({ topic: "headwater.requests", messages: [
  { key: id, value, headers: { "reply-to": topic, "correlation-id": id } },
] });
await producer.disconnect();
console.log(await reply);
await consumer.disconnect();
