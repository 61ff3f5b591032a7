// Prints the metrics of the model main, first as they stand and then as they change: node metrics.js
import { randomUUID } from "node:crypto";
import { decode, kafka } from "./headwater.js";

const consumer = kafka.consumer({ groupId: randomUUID() });
await consumer.connect();
await consumer.subscribe({ topics: ["headwater.metrics"], fromBeginning: true });
await consumer.run({ eachMessage: async ({ message }) => {
  if (message.value === null) return;
  const metric = await decode(message.value);
  if (metric.model === "main") {
    console.log(`${metric.task} ${metric.metric} over ${metric.window}: ${metric.value.toFixed(3)}`
      + ` (${metric.count} examples)`);
  }
} });
