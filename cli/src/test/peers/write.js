// Signs a command and appends it, with nothing of Holdfast's but its contracts: the topic's, from the registry, and the
// command's JSON. Prints partition and offset. Arguments: bootstrap servers, registry, topic, file with the issuer's
// command key as a JWK, its key id, writer, list, entry.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const avro = require('avsc');
const { Kafka, Partitioners, logLevel } = require('kafkajs');
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry');

const [bootstrap, registryUrl, topic, keyFile, keyId, writer, list, idx] = process.argv.slice(2);

function uuidV7() {
  const bytes = crypto.randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70;
  bytes[7] = 0;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

const base64Url = (value) => Buffer.from(value).toString('base64url');

async function main() {
  const id = uuidV7();
  const payload = {
    deployment: 'demo', iss: list.split('.')[0], list, writer, idempotencyKey: id, id,
    change: [{ idx: Number(idx), status: 1 }],
  };
  const header = { alg: 'EdDSA', kid: keyId, typ: 'holdfast-command+jwt' };
  const signedBytes = Buffer.from(`${base64Url(JSON.stringify(header))}.${base64Url(JSON.stringify(payload))}`);
  const jwk = JSON.parse(fs.readFileSync(keyFile, 'utf8'));
  const key = crypto.createPrivateKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, d: jwk.d }, format: 'jwk' });
  const signature = crypto.sign(null, signedBytes, key);

  const registry = new SchemaRegistry({ host: registryUrl });
  const schemaId = await registry.getLatestSchemaId(`${topic}-value`);
  const text = (await (await fetch(`${registryUrl}/schemas/ids/${schemaId}`)).json()).schema;
  const fingerprint = avro.Type.forSchema(JSON.parse(text)).fingerprint('sha256');
  const value = await registry.encode(schemaId, {
    body: { 'dev.holdfast.schema.wire.Command': { signedBytes, keyId, signature } },
    gateway: 'peer',
    receivedAt: null,
  });
  const kafka = new Kafka({ clientId: 'peer', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
  await producer.connect();
  const [sent] = await producer.send({
    topic, acks: -1, messages: [{ key: list, value, headers: { 'holdfast-schema': fingerprint } }],
  });
  await producer.disconnect();
  console.log(JSON.stringify({ event: id, partition: sent.partition, offset: sent.baseOffset }));
}

main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
