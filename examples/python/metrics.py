"""Prints the metrics of the model main, first as they stand and then as they change: python metrics.py"""
import os
import uuid

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

BROKERS = os.environ.get("BROKERS", "127.0.0.1:9092")
REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8081/apis/ccompat/v7")

decode = AvroDeserializer(SchemaRegistryClient({"url": REGISTRY}))
consumer = Consumer({"bootstrap.servers": BROKERS, "group.id": str(uuid.uuid4()), "enable.auto.commit": False,
                     "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
consumer.subscribe(["headwater.metrics"])
try:
    while True:
        record = consumer.poll(1)
        if record is None or record.error() or record.value() is None:
            continue
        metric = decode(record.value(), SerializationContext(record.topic(), MessageField.VALUE))
        if metric["model"] == "main":
            print(f"{metric['task']} {metric['metric']} over {metric['window']}: {metric['value']:.3f}"
                  f" ({metric['count']} examples)", flush=True)
except KeyboardInterrupt:
    consumer.close()
