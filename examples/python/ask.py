"""Asks a running `headwater serve` what label a text has: python ask.py TEXT"""
import json
import os
import sys
import time
import uuid
from datetime import datetime, timezone

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

BROKERS = os.environ.get("BROKERS", "127.0.0.1:9092")
REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8081/apis/ccompat/v7")
REQUESTS, PREDICTIONS, DEAD_LETTERS = "headwater.requests", "headwater.predictions", "headwater.dead-letters"
REQUEST = {"type": "record", "name": "PredictionRequest", "namespace": "io.headwater.schemas", "fields": [
    {"name": "id", "type": "string"},
    {"name": "task", "type": "string"},
    {"name": "text", "type": "string"},
    {"name": "requestedAt", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}

registry = SchemaRegistryClient({"url": REGISTRY})
encode = AvroSerializer(registry, json.dumps(REQUEST))
decode = AvroDeserializer(registry)

# From the end of both topics, looked up before anything is asked; answers are committed in transactions.
consumer = Consumer({"bootstrap.servers": BROKERS, "group.id": str(uuid.uuid4()),
                     "enable.auto.commit": False, "isolation.level": "read_committed"})
partitions = []
for topic in (PREDICTIONS, DEAD_LETTERS):
    for number in consumer.list_topics(topic).topics[topic].partitions:
        partition = TopicPartition(topic, number)
        partition.offset = consumer.get_watermark_offsets(partition)[1]
        partitions.append(partition)
consumer.assign(partitions)

request = str(uuid.uuid4())
producer = Producer({"bootstrap.servers": BROKERS})
producer.produce(REQUESTS, key=request, value=encode(
    {"id": request, "task": "mail", "text": sys.argv[1], "requestedAt": datetime.now(timezone.utc)},
    SerializationContext(REQUESTS, MessageField.VALUE)))
producer.flush()

deadline = time.monotonic() + 30
while time.monotonic() < deadline:
    record = consumer.poll(1)
    if record is None or record.error() or record.key() != request.encode():
        continue
    if record.topic() == DEAD_LETTERS:
        sys.exit("Refused: " + dict(record.headers())["__streams.errors.message"].decode())
    answer = decode(record.value(), SerializationContext(PREDICTIONS, MessageField.VALUE))
    print(f"{answer['output']['label']} by version {answer['version']}")
    sys.exit()
sys.exit("No answer in time; is a service running?")
