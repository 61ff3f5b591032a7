// Declares a task and sends labeled examples of it: node produce.js [COUNT]
import { setTimeout } from "node:timers/promises";
import { encoder, kafka } from "./headwater.js";

const namespace = "io.headwater.schemas";
// The fields in use; the others have defaults, so that the registry takes the schemas as compatible.
const task = await encoder("headwater.tasks", { type: "record", name: "TaskSpec", namespace, fields: [
  { name: "name", type: "string" },
  { name: "kind", type: { type: "enum", name: "TaskKind", symbols: [
    "CLASSIFICATION", "REGRESSION", "SUMMARIZATION", "SPAN_EXTRACTION"] } },
  { name: "labels", type: { type: "array", items: "string" } },
] });
const example = await encoder("headwater.examples.chat", {
  type: "record", name: "LabeledExample", namespace, fields: [
    { name: "id", type: "string" },
    { name: "task", type: "string" },
    { name: "text", type: "string" },
    { name: "target", type: [{ type: "record", name: "LabelTarget", fields: [{ name: "label", type: "string" }] }] },
    { name: "occurredAt", type: { type: "long", logicalType: "timestamp-millis" } },
  ] });

const producer = kafka.producer({ idempotent: true });
await producer.connect();
await producer.send({ topic: "headwater.tasks", messages: [
  { key: "chat", value: task({ name: "chat", kind: "CLASSIFICATION", labels: ["greeting", "question"] }) },
] });

const admin = kafka.admin(); // the trainer creates the topic of a task that is new to it
await admin.connect();
while (!(await admin.listTopics()).includes("headwater.examples.chat")) await setTimeout(500);
await admin.disconnect();

const texts = [["good morning to you all", "greeting"], ["how do I change my password", "question"]];
const count = Number(process.argv[2] ?? 1000);
for (let i = 0; i < count; i++) {
  const [text, label] = texts[i % texts.length];
  const value = example({ id: `chat-${i}`, task: "chat", text,
    target: { "io.headwater.schemas.LabelTarget": { label } }, occurredAt: Date.now() });
  await producer.send({ topic: "headwater.examples.chat", messages: [{ key: `chat-${i}`, value }] });
}
await producer.disconnect();
console.log(`The brokers have taken ${count} examples`);
