"""Declares a task and sends labeled examples of it: python produce.py [COUNT]"""
import json
import os
import sys
import time
from datetime import datetime, timezone

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

BROKERS = os.environ.get("BROKERS", "127.0.0.1:9092")
REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8081/apis/ccompat/v7")

# The fields in use; the others have defaults, so that the registry takes the schemas as compatible.
TASK = {"type": "record", "name": "TaskSpec", "namespace": "io.headwater.schemas", "fields": [
    {"name": "name", "type": "string"},
    {"name": "kind", "type": {"type": "enum", "name": "TaskKind", "symbols": [
        "CLASSIFICATION", "REGRESSION", "SUMMARIZATION", "SPAN_EXTRACTION"]}},
    {"name": "labels", "type": {"type": "array", "items": "string"}}]}
EXAMPLE = {"type": "record", "name": "LabeledExample", "namespace": "io.headwater.schemas", "fields": [
    {"name": "id", "type": "string"},
    {"name": "task", "type": "string"},
    {"name": "text", "type": "string"},
    {"name": "target", "type": [{"type": "record", "name": "LabelTarget", "fields": [
        {"name": "label", "type": "string"}]}]},
    {"name": "occurredAt", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}

registry = SchemaRegistryClient({"url": REGISTRY})
tasks = AvroSerializer(registry, json.dumps(TASK))
examples = AvroSerializer(registry, json.dumps(EXAMPLE))
producer = Producer({"bootstrap.servers": BROKERS, "enable.idempotence": True,
                     # The trainer creates the topic of a task that is new to it.
                     "topic.metadata.propagation.max.ms": 60000})


def send(topic, key, serializer, value):
    producer.produce(topic, key=key, value=serializer(value, SerializationContext(topic, MessageField.VALUE)))
    producer.poll(0)


send("headwater.tasks", "mail", tasks,
     {"name": "mail", "kind": "CLASSIFICATION", "labels": ["praise", "complaint"]})
texts = [("quick and friendly, thank you", "praise"), ("still broken after a week", "complaint")]
count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
for i in range(count):
    text, label = texts[i % len(texts)]
    send("headwater.examples.mail", f"mail-{i}", examples,
         {"id": f"mail-{i}", "task": "mail", "text": text, "target": {"label": label},
          "occurredAt": datetime.now(timezone.utc)})
    time.sleep(0.005)  # as a stream would come, so that versions learn between examples
left = producer.flush(60)
print(f"The brokers have taken {count - left} examples")
