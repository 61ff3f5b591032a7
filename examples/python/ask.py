"""Asks a running `headwater serve` what label a text has: python ask.py TEXT [TASK]"""
import json
import os
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

BROKERS = os.environ.get("BROKERS", "127.0.0.1:9092")
REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8081/apis/ccompat/v7")
REQUESTS, PREDICTIONS = "headwater.requests", "headwater.predictions"
# All that a request must have; the registry takes it as compatible, since the other fields have defaults.
REQUEST = {"type": "record", "name": "PredictionRequest", "namespace": "io.headwater.schemas", "fields": [
    {"name": "id", "type": "string"},
    {"name": "task", "type": "string"},
    {"name": "text", "type": "string"}]}

registry = SchemaRegistryClient({"url": REGISTRY})
encode = AvroSerializer(registry, json.dumps(REQUEST))
decode = AvroDeserializer(registry)

# From the end, looked up before anything is asked; answers and refusals are committed in transactions.
consumer = Consumer({"bootstrap.servers": BROKERS, "group.id": str(uuid.uuid4()),
                     "enable.auto.commit": False, "isolation.level": "read_committed"})
partitions = []
for number in consumer.list_topics(PREDICTIONS).topics[PREDICTIONS].partitions:
    partition = TopicPartition(PREDICTIONS, number)
    partition.offset = consumer.get_watermark_offsets(partition)[1]
    partitions.append(partition)
consumer.assign(partitions)

request = str(uuid.uuid4())
task = sys.argv[2] if len(sys.argv) > 2 else "mail"
producer = Producer({"bootstrap.servers": BROKERS})
producer.produce(REQUESTS, key=request, value=encode(
    {"id": request, "task": task, "text": sys.argv[1]}, SerializationContext(REQUESTS, MessageField.VALUE)))
producer.flush()

deadline = time.monotonic() + 30
while time.monotonic() < deadline:
    record = consumer.poll(1)
    if record is None or record.error() or record.key() != request.encode():
        continue
    prediction = decode(record.value(), SerializationContext(PREDICTIONS, MessageField.VALUE))
    if "message" in prediction["output"]:
        sys.exit(f"Refused: {prediction['output']['message']}")
    print(f"{prediction['output']['label']} by version {prediction['version']}")
    for other in prediction["topLabels"][1:]:
        print(f"  then {other['label']} {other['probability']:.3f}")
    sys.exit()
sys.exit("No answer in time; is a service running?")
