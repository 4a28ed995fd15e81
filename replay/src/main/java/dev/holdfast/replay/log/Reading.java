package dev.holdfast.replay.log;

import dev.holdfast.schema.LogUnavailable;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// One reading of a partition. The ends are those of the moment it began, also after [#rewind()]. Not safe for
/// concurrent use.
public interface Reading extends AutoCloseable {
    /// The next record of a section, empty at its end. Records of aborted transactions are left out.
    Optional<ConsumerRecord<byte[], byte[]>> next(Section section) throws LogUnavailable;

    Offsets offsets(Section section);

    /// Back to the beginning of every section.
    void rewind() throws LogUnavailable;

    @Override
    void close();

    /// What a reading covers.
    ///
    /// @param first inclusive
    /// @param end exclusive
    record Offsets(long first, long end) {}
}
