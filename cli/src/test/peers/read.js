// Reads the newest records of a topic with two Avro deserialisers of other makers, by schema id alone, and prints one
// JSON object a record. Arguments: bootstrap servers, registry, topic, how many records.
'use strict';
const { Kafka, logLevel } = require('kafkajs');
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry');
const { AvroDeserializer, SchemaRegistryClient, SerdeType } = require('@confluentinc/schemaregistry');

const [bootstrap, registryUrl, topic, count] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'peer', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
const one = new SchemaRegistry({ host: registryUrl });
const other = new AvroDeserializer(new SchemaRegistryClient({ baseURLs: [registryUrl] }), SerdeType.VALUE, {});

function plain(value) {
  return JSON.parse(JSON.stringify(value, (_, v) => {
    const bytes = v && v.type === 'Buffer' ? Buffer.from(v.data) : v;
    return Buffer.isBuffer(bytes) ? bytes.toString('base64') : bytes;
  }));
}

async function main() {
  const consumer = kafka.consumer({ groupId: `peer-${process.pid}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let left = Number(count);
  await new Promise((resolve, reject) => {
    consumer.run({
      eachMessage: async ({ partition, message }) => {
        // Id 0: written before the producer knew an id. Only the header names its schema, and these clients read none.
        if (left === 0 || message.value.readUInt32BE(1) === 0) return;
        try {
          console.log(JSON.stringify({
            partition,
            offset: message.offset,
            key: message.key && message.key.toString(),
            type: message.headers.ce_type.toString(),
            kafkajs: plain(await one.decode(message.value)),
            confluent: plain(await other.deserialize(topic, message.value)),
          }));
        } catch (e) {
          reject(e);
        }
        left -= 1;
        if (left === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
}

main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
