package dev.holdfast.replay;

import dev.holdfast.layout.Malformed;
import dev.holdfast.replay.log.LogReader;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Untrusted;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The trust documents in the topic `trust`, walked from a pinned root.
public final class TrustTopic {
    private TrustTopic() {}

    /// The newest document that the chain from `root` leads to; empty if there is none. A record that does not follow
    /// is passed over, as an edge does.
    public static Optional<SignedTrustDocument> newest(LogReader log, Root root) throws LogUnavailable {
        @Nullable SignedTrustDocument held = null;
        try (Reading reading = log.open(0, EnumSet.of(Section.TRUST))) {
            Optional<ConsumerRecord<byte[], byte[]>> record = reading.next(Section.TRUST);
            while (record.isPresent()) {
                held = follow(held, root, record.get());
                record = reading.next(Section.TRUST);
            }
        }
        return Optional.ofNullable(held);
    }

    private static @Nullable SignedTrustDocument follow(
            @Nullable SignedTrustDocument held, Root root, ConsumerRecord<byte[], byte[]> record) {
        try {
            var document = Codecs.TRUST.decode(record.value(), record.headers()).document();
            return held == null ? SignedTrustDocument.openFirst(document, root) : held.openNext(document);
        } catch (Malformed | Untrusted e) {
            return held;
        }
    }
}
