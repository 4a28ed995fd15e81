package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.trust.Root;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Folds one partition of the log from its first event up to the `n` of a checkpoint that somebody holds, to see
/// whether the log still leads there. It is the same fold as everywhere, so no draft has to be believed. It is done
/// when a holder knows more than the log, which is rare, and takes as long as a replay. For one thread.
final class Reproduction implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Header wanted;
    private final PartitionState state;
    private final Consumer<byte[], byte[]> events;
    private Verdict verdict = Verdict.NOT_YET;

    /// How the log compares.
    enum Verdict {
        /// The log ends before the checkpoint's `n`.
        NOT_YET,
        /// The log leads to the checkpoint's chain.
        EQUAL,
        /// The log has another history at that `n`: it will never lead there.
        OTHER
    }

    /// @param events consumer of its own, without a group; closed with this
    Reproduction(Root root, Header wanted, String topic, Consumer<byte[], byte[]> events) {
        this.wanted = wanted;
        this.state = PartitionState.genesis(root, wanted.partition());
        this.events = events;
        TopicPartition at = new TopicPartition(topic, wanted.partition());
        events.assign(List.of(at));
        events.seekToBeginning(List.of(at));
    }

    Header wanted() {
        return wanted;
    }

    /// `n` that the log reaches so far.
    long reached() {
        return state.n();
    }

    /// Folds what has come since the last call, and little of it at a time: other partitions wait meanwhile.
    Verdict advance() {
        if (verdict == Verdict.NOT_YET) {
            for (ConsumerRecord<byte[], byte[]> record : events.poll(POLL)) {
                if (state.n() < wanted.n()) {
                    fold(record);
                }
            }
            if (state.n() == wanted.n()) {
                verdict = state.chain().equals(wanted.chain()) ? Verdict.EQUAL : Verdict.OTHER;
            }
        }
        return verdict;
    }

    private void fold(ConsumerRecord<byte[], byte[]> record) {
        try {
            EventRecord event = Codecs.EVENT.decode(record.value(), record.headers());
            Outcome outcome = Fold.decide(state, event.event());
            state.apply(event.event(), outcome, record.offset());
        } catch (Malformed e) {
            state.skip(record.offset());
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
