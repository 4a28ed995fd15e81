package dev.holdfast.bench.stream;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Hash;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A deployment with throw-away keys, one issuer and `lists` lists, and the commands that are sent to it, signed
/// before anything is measured. For one thread.
final class BenchWorld {
    static final Region REGION = new Region("eu-central");
    static final int CAPACITY = 131_072;
    static final int BITS = 2;

    private static final Deployment DEPLOYMENT = new Deployment("bench");
    private static final IssuerId ISSUER = new IssuerId("acme");
    private static final WriterId WRITER = new WriterId("gateway-1");
    private static final Hash ALLOCATION = Hash.of(new byte[] {1});
    private static final SecureRandom CHANCE = new SecureRandom();

    final Ed25519Signer checkpointKey = Ed25519Signer.generate(CHANCE);
    final Ed25519Signer tokenKey = Ed25519Signer.generate(CHANCE);
    final Root root;
    final SignedTrustDocument trust;
    final List<ListId> lists;
    private final Ed25519Signer commandKey = Ed25519Signer.generate(CHANCE);
    private final Random random = new Random(763);
    private long millis = System.currentTimeMillis();

    BenchWorld(int lists) throws Exception {
        Ed25519Signer rootKey = Ed25519Signer.generate(CHANCE);
        this.root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));
        this.lists = IntStream.range(0, lists)
                .mapToObj(i -> new ListId("acme.list-" + i))
                .toList();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        TrustDocument first = new TrustDocument(
                DEPLOYMENT,
                1,
                TrustDocument.RULES,
                Topics.PARTITIONS,
                Optional.empty(),
                now,
                now.plus(Duration.ofDays(30)),
                root,
                List.of(new Issuer(
                        ISSUER,
                        List.of(Ed25519Signer.generate(CHANCE).publicKey()),
                        List.of(commandKey.publicKey()),
                        Set.of(WRITER))),
                List.of(new Publisher(REGION, 1, List.of(checkpointKey.publicKey()), List.of(tokenKey.publicKey()))));
        this.trust = SignedTrustDocument.openFirst(SignedTrustDocument.sign(first, List.of(rootKey)), root);
    }

    /// A signed command, ready to be sent.
    record Prepared(int partition, ProducerRecord<byte[], byte[]> record) {}

    /// Opens every list.
    List<Prepared> opens(String topic) {
        return sign(topic, lists.stream().map(list -> {
            Publication token = Publication.byDefault("https://status.example/lists/" + list);
            return (Command) new OpenList(envelope(list), BITS, CAPACITY, List.of(token), ALLOCATION);
        }));
    }

    /// Revocations of one entry each, in random lists.
    List<Prepared> revocations(String topic, int count) {
        return sign(topic, IntStream.range(0, count).mapToObj(_ -> revocation()));
    }

    /// One command for every list, each revoking `entries` of its entries.
    List<Prepared> revocationsOfEach(String topic, int entries) {
        return sign(topic, lists.stream().map(list -> new ChangeStatuses(envelope(list), strewn(entries))));
    }

    private List<EntryChange> strewn(int entries) {
        return random.ints(0, CAPACITY)
                .distinct()
                .limit(entries)
                .mapToObj(idx -> EntryChange.of(idx, Status.INVALID))
                .toList();
    }

    /// One command as it is signed, to measure a verifier with.
    StatusEvent.SignedCommand sample() {
        return CommandCodec.sign(revocation(), commandKey);
    }

    Ed25519Signer commandKey() {
        return commandKey;
    }

    private ChangeStatuses revocation() {
        ListId list = lists.get(random.nextInt(lists.size()));
        return new ChangeStatuses(envelope(list), List.of(EntryChange.of(random.nextInt(CAPACITY), Status.INVALID)));
    }

    private List<Prepared> sign(String topic, Stream<Command> commands) {
        return commands.toList().parallelStream()
                .map(command -> prepared(topic, command))
                .toList();
    }

    private Prepared prepared(String topic, Command command) {
        ListId list = command.list();
        int partition = Partitioning.of(list, Topics.PARTITIONS);
        EventRecord event = new EventRecord(
                CommandCodec.sign(command, commandKey), WRITER.value(), Optional.of(Instant.ofEpochMilli(millis)));
        return new Prepared(partition, Codecs.EVENT.record(topic, partition, Topics.listKey(list), event));
    }

    private Command.Envelope envelope(ListId list) {
        CommandId id = CommandId.of(++millis, random.nextLong());
        return new Command.Envelope(DEPLOYMENT, ISSUER, list, WRITER, new IdempotencyKey(id.toString()), id);
    }
}
