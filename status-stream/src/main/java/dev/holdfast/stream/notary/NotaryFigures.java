package dev.holdfast.stream.notary;

import dev.holdfast.stream.Counters;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.figures.Standing;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Tells others how far the notary is. For the notary's thread.
final class NotaryFigures {
    private final Counters counters;
    private final Standing standing;

    NotaryFigures(Counters counters) {
        this.counters = counters;
        this.standing = counters.standing();
    }

    void joined(Collection<TopicPartition> partitions) {
        partitions.forEach(at -> standing.of(at.partition()).signsHere());
        standing.notaryJoined();
    }

    void left(TopicPartition at) {
        standing.of(at.partition()).signsElsewhere();
    }

    /// What was signed before the partitions came here.
    void found(Map<Integer, LastSigned> last) {
        last.forEach((partition, signed) ->
                standing.of(partition).signed(signed.header().issuedAt()));
    }

    /// A transaction begins.
    Timer.Sample begin() {
        return Timer.start();
    }

    /// It was committed, and with it the newest checkpoints of these partitions.
    void committed(Timer.Sample taken, Set<TopicPartition> partitions, Map<Integer, LastSigned> last) {
        taken.stop(counters.timings().notary());
        counters.count(What.NOTARY_TRANSACTIONS);
        for (TopicPartition at : partitions) {
            LastSigned newest = last.get(at.partition());
            if (newest != null) {
                standing.of(at.partition()).signed(newest.header().issuedAt());
            }
        }
    }

    void heldBack(TopicPartition at, boolean yes) {
        standing.of(at.partition()).heldBack(yes);
    }

    void stopped(TopicPartition at) {
        standing.of(at.partition()).stopped();
    }

    /// How far the drafts are ahead, as far as the consumer has heard.
    void lag(Consumer<byte[], byte[]> consumer) {
        for (TopicPartition at : consumer.assignment()) {
            consumer.currentLag(at).ifPresent(standing.of(at.partition())::draftsLag);
        }
    }
}
