// Clients, and records in Confluent's wire format: a zero byte, the schema's id in four bytes, Avro binary.
import avro from "avsc";
import { Kafka, logLevel } from "kafkajs";

const brokers = (process.env.BROKERS ?? "127.0.0.1:9092").split(",");
const registry = process.env.REGISTRY ?? "http://127.0.0.1:8081/apis/ccompat/v7";

export const kafka = new Kafka({ clientId: "headwater-example", brokers, logLevel: logLevel.ERROR });

async function call(path, body) {
  const response = await fetch(registry + path, body && {
    method: "POST",
    headers: { "Content-Type": "application/vnd.schemaregistry.v1+json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`registry: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Registers a schema for the values of a topic and returns what encodes them. */
export async function encoder(topic, schema) {
  const type = avro.Type.forSchema(schema, { wrapUnions: true });
  const { id } = await call(`/subjects/${topic}-value/versions`, { schema: JSON.stringify(schema) });
  const head = Buffer.alloc(5);
  head.writeInt32BE(id, 1);
  return (value) => Buffer.concat([head, type.toBuffer(value)]);
}

const types = new Map();

/** Decodes a value of any topic; the registry knows the schema it was written with. */
export async function decode(bytes) {
  const id = bytes.readInt32BE(1);
  if (!types.has(id)) {
    const { schema } = await call(`/schemas/ids/${id}`);
    types.set(id, avro.Type.forSchema(JSON.parse(schema), { wrapUnions: true }));
  }
  return types.get(id).fromBuffer(bytes.subarray(5));
}
