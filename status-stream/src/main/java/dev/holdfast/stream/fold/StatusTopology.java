package dev.holdfast.stream.fold;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.fold.Fold;
import dev.holdfast.schema.Codec;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.schema.Topics;
import dev.holdfast.stream.Counters;
import dev.holdfast.trust.Root;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/// `status-events` → fold → `drafts` and `refusals`. What belongs to partition p goes to partition p.
public final class StatusTopology {
    static final String EVENTS = "status-events";
    static final String FOLD = "fold";
    /// The store of the rows; with the application's name it makes that of the changelog.
    public static final String STORE = "partition";
    static final String DRAFTS = "drafts";
    static final String REFUSALS = "refusals";

    private StatusTopology() {}

    /// The topology as it runs: rows in RocksDB.
    ///
    /// @param urgent lists whose tokens follow each change within a second or so
    public static Topology of(
            Topics topics, Root root, Region region, InstantSource clock, Counters counters, Set<ListId> urgent) {
        TickBudget budget = new TickBudget(System::nanoTime, Topics.PARTITIONS);
        return of(
                topics,
                Stores.persistentKeyValueStore(STORE),
                () -> new FoldProcessor(root, region, clock, budget, counters, urgent, Fold::decide));
    }

    /// With rows and a fold of one's own, so that tests can lose the ones and break the other. Records are stamped by
    /// the wall clock: a time that a producer made up neither stops the stream nor lets a refusal expire early.
    static Topology of(
            Topics topics, KeyValueBytesStoreSupplier rows, ProcessorSupplier<byte[], byte[], byte[], Object> fold) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        EVENTS,
                        new WallclockTimestampExtractor(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.statusEvents())
                .addProcessor(FOLD, fold, EVENTS)
                .addStateStore(
                        Stores.keyValueStoreBuilder(rows, Serdes.ByteArray(), Serdes.ByteArray())
                                .withCachingDisabled()
                                .withLoggingEnabled(Map.of()),
                        FOLD)
                .addSink(
                        DRAFTS,
                        topics.drafts(),
                        new ByteArraySerializer(),
                        new Encoding<>(Codecs.DRAFT),
                        partition(DraftRecord::partition),
                        FOLD)
                .addSink(
                        REFUSALS,
                        topics.refusals(),
                        new ByteArraySerializer(),
                        new Encoding<>(Codecs.REFUSAL),
                        partition(RefusalRecord::partition),
                        FOLD);
    }

    private static <T> StreamPartitioner<byte[], T> partition(ToIntFunction<T> partitionOf) {
        return (_, _, value, _) -> Optional.of(Set.of(partitionOf.applyAsInt(value)));
    }

    /// A codec as a sink wants it: its headers go into the record, and none of the record that caused it stays.
    private record Encoding<T>(Codec<T> codec) implements Serializer<T> {
        @Override
        public byte @Nullable [] serialize(String topic, @Nullable T value) {
            return value == null ? null : codec.encode(value);
        }

        @Override
        public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T value) {
            if (value != null) {
                codec.headers(topic, value)
                        .forEach(header -> headers.remove(header.key()).add(header));
            }
            return serialize(topic, value);
        }
    }
}
