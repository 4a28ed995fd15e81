package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.Command;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.SignedList;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import dev.holdfast.schema.Topics;
import dev.holdfast.stream.fold.Input;
import dev.holdfast.stream.fold.NaiveFold;
import dev.holdfast.stream.fold.NaiveToken;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Everything that ever stood in a partition, aborted transactions and all, beside the naive fold of its log.
final class History {
    private static final Duration POLL = Duration.ofMillis(100);

    private final TestBroker broker;
    private final Topics topics;
    private final int partition;
    private final Map<Hash, SignedTrustDocument> trust = new HashMap<>();
    private final SortedMap<Long, State> states = new TreeMap<>();
    private final Map<Long, List<ListImage>> images = new HashMap<>();
    private final SortedMap<Long, Hash> log = new TreeMap<>();
    private int seen;

    /// What the log says that a partition is at one `n`.
    private record State(Hash chain, Hash root) {}

    /// Folds the log, read to its end.
    History(TestBroker broker, Topics topics, int partition, List<SignedTrustDocument> trust) throws Malformed {
        this.broker = broker;
        this.topics = topics;
        this.partition = partition;
        trust.forEach(document -> this.trust.put(document.toEvent().link(), document));
        NaiveFold fold = new NaiveFold(
                PartitionState.genesis(TestWorld.DEPLOYMENT, partition),
                list -> Partitioning.of(list, Topics.PARTITIONS) != partition);
        keep(fold);
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.statusEvents(), "read_committed")) {
            StatusEvent event =
                    Codecs.EVENT.decode(record.value(), record.headers()).event();
            log.put(record.offset(), event.link());
            long before = fold.n();
            fold.fold(input(event));
            if (fold.n() > before) {
                keep(fold);
            }
        }
    }

    private void keep(NaiveFold fold) {
        images.put(fold.n(), fold.images());
        states.put(fold.n(), new State(fold.chains.getLast(), Snapshot.rootOf(fold.images())));
    }

    private Input input(StatusEvent event) throws Malformed {
        return switch (event) {
            case StatusEvent.SignedCommand signed -> {
                Command command = CommandCodec.read(signed);
                yield new Input.Said(signed, command, signed.keyId(), false);
            }
            case StatusEvent.TrustAdopted adopted -> {
                SignedTrustDocument document = trust.get(adopted.link());
                Issuer issuer = document.document().issuer(TestWorld.ISSUER).orElseThrow();
                yield new Input.Adopted(
                        adopted,
                        document.document().version(),
                        issuer.commandKeys().getFirst().keyId(),
                        issuer.writers(),
                        true);
            }
        };
    }

    /// Where the log ends.
    long n() {
        return states.lastKey();
    }

    /// Every event that was acknowledged stands where its producer was told.
    void requireAcknowledged(SortedMap<Long, Hash> acknowledged) {
        acknowledged.forEach((offset, link) ->
                assertThat(log.get(offset)).as("offset " + offset).isEqualTo(link));
    }

    /// One chain and one root for each n, and those of the log, in whatever was written, committed or not; in each
    /// token the statuses of the log.
    ///
    /// @return how many headers and tokens were compared
    int requireOneHistory() throws Malformed {
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.drafts(), "read_uncommitted")) {
            if (Codecs.DRAFT.decode(record.value(), record.headers()) instanceof CheckpointDraft draft) {
                require("drafts", record, Header.parse(draft.header().toArray()));
            }
        }
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.checkpoints(), "read_uncommitted")) {
            require(
                    "checkpoints",
                    record,
                    Codecs.CHECKPOINT
                            .decode(record.value(), record.headers())
                            .checkpoint()
                            .signed()
                            .header());
        }
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.snapshots(), "read_uncommitted")) {
            if (record.value() != null) {
                require(
                        "snapshots",
                        record,
                        Codecs.SNAPSHOT
                                .decode(record.value(), record.headers())
                                .signed()
                                .header());
            }
        }
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.signedLists(), "read_uncommitted")) {
            require(Codecs.SIGNED_LIST.decode(record.value(), record.headers()));
        }
        return seen;
    }

    /// What was drafted, by the hash of what would be signed: headers of checkpoints and claims of tokens.
    Set<Hash> drafts(String isolation) throws Malformed {
        Set<Hash> drafts = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.drafts(), isolation)) {
            switch (Codecs.DRAFT.decode(record.value(), record.headers())) {
                case CheckpointDraft draft -> drafts.add(draft.header().sha256());
                case TokenDraft draft -> drafts.add(draft.payload().sha256());
                case SnapshotDraft _ -> {}
            }
        }
        return drafts;
    }

    /// Whatever was ever signed, whether or not that was committed, stood in a draft that was.
    ///
    /// @return how many different statements were signed
    int requireSignedOnlyCommitted() throws Malformed {
        // In this order: what is committed by the time that its signature is read is committed now.
        Set<Hash> signed = signed();
        assertThat(drafts("read_committed")).containsAll(signed);
        return signed.size();
    }

    private Set<Hash> signed() throws Malformed {
        Set<Hash> signed = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.checkpoints(), "read_uncommitted")) {
            signed.add(Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed()
                    .headerBytes()
                    .sha256());
        }
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.snapshots(), "read_uncommitted")) {
            signed.add(Codecs.SNAPSHOT
                    .decode(record.value(), record.headers())
                    .signed()
                    .headerBytes()
                    .sha256());
        }
        for (ConsumerRecord<byte[], byte[]> record : everything(topics.signedLists(), "read_uncommitted")) {
            signed.add(Hash.of(claims(Codecs.SIGNED_LIST.decode(record.value(), record.headers()))));
        }
        return signed;
    }

    /// The claims of a token of the default form, as they were signed.
    private static byte[] claims(SignedList list) {
        return Base64.getUrlDecoder().decode(list.token().toAscii().split("\\.", -1)[1]);
    }

    /// A token shows each entry as the log says it was at the token's `n`.
    private void require(SignedList list) {
        ListImage image = Objects.requireNonNull(images.get(list.n()), "no such n").stream()
                .filter(one -> one.id().equals(list.list()))
                .findFirst()
                .orElseThrow();
        assertThat(list.version()).isEqualTo(image.version());
        NaiveToken.requireShows(claims(list), image.statuses());
        seen++;
    }

    private void require(String where, ConsumerRecord<byte[], byte[]> record, Header header) {
        assertThat(header.epoch()).isEqualTo(1);
        assertThat(new State(header.chain(), header.root()))
                .as("%s, partition %d, offset %d, n %d", where, partition, record.offset(), header.n())
                .isEqualTo(states.get(header.n()));
        seen++;
    }

    private List<ConsumerRecord<byte[], byte[]>> everything(String topic, String isolation) {
        TopicPartition at = new TopicPartition(topic, partition);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        // Closing waits for the last fetch, which finds nothing.
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        10),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(at));
            long end = consumer.endOffsets(List.of(at)).get(at);
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            while (consumer.position(at) < end) {
                consumer.poll(POLL).records(at).forEach(read::add);
            }
            return read;
        }
    }
}
