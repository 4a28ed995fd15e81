package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.clients.producer.ProducerRecord;

class RoundTripTest {
    private static final long LATEST = 4_000_000_000_000L;

    @Property(tries = 200)
    void commands(@ForAll byte[] signed, @ForAll byte[] signature, @ForAll @StringLength(max = 64) String gateway)
            throws Malformed {
        SignedCommand command =
                new SignedCommand(Bytes.of(signed), Samples.key(3).keyId(), Bytes.of(signature));
        comesBack(Codecs.EVENT, new EventRecord(command, wellFormed(gateway), Optional.of(Samples.THEN)));
    }

    @Property(tries = 200)
    void drafts(
            @ForAll @IntRange(max = 1023) int partition,
            @ForAll byte[] first,
            @ForAll byte[] second,
            @ForAll @LongRange(min = 1) long n,
            @ForAll @IntRange(min = 1) int epoch)
            throws Malformed {
        comesBack(Codecs.DRAFT, new CheckpointDraft(partition, Bytes.of(first), Bytes.of(second)));
        comesBack(
                Codecs.DRAFT,
                new TokenDraft(
                        partition, Samples.LIST, Form.of(new TokenStatusListJwt()), n, n, epoch, Bytes.of(first)));
        comesBack(Codecs.DRAFT, new SnapshotDraft(partition, epoch, n, Hash.of(first), 0, 1, Bytes.of(second)));
    }

    @Property(tries = 200)
    void checkpoints_and_snapshots(
            @ForAll @IntRange(max = 1023) int partition,
            @ForAll @LongRange(min = 0) long n,
            @ForAll @IntRange(min = 1) int epoch,
            @ForAll @LongRange(min = 0, max = LATEST) long iat,
            @ForAll byte[] body)
            throws Malformed {
        Header header = new Header(
                new Deployment("d"),
                new Region("r"),
                epoch,
                partition,
                n,
                Hash.of(body),
                -1,
                1,
                0,
                Hash.of(),
                Instant.ofEpochMilli(iat),
                Hash.of(body));
        SignedHeader signed = SignedHeader.sign(header.toBytes(), Samples.key(4));
        comesBack(Codecs.CHECKPOINT, new CheckpointRecord(partition, new Checkpoint(signed, Bytes.of(body))));
        comesBack(Codecs.SNAPSHOT, new SnapshotChunk(partition, signed, 0, 3, Bytes.of(body)));
    }

    @Property(tries = 200)
    void tokens(
            @ForAll @LongRange(min = 1) long version,
            @ForAll @LongRange(min = 0, max = LATEST) long iat,
            @ForAll @StringLength(max = 255) String uri,
            @ForAll byte[] token)
            throws Malformed {
        Instant issuedAt = Instant.ofEpochMilli(iat);
        SignedList list = new SignedList(
                new ListId("acme.x"),
                Form.of(new TokenStatusListJwt()),
                version,
                1,
                version,
                issuedAt,
                issuedAt.plusSeconds(1),
                "application/statuslist+jwt",
                wellFormed(uri),
                Bytes.of(token));
        comesBack(Codecs.SIGNED_LIST, list);
    }

    @Property(tries = 200)
    void refusals(
            @ForAll String cause,
            @ForAll @StringLength(max = 600) String detail,
            @ForAll @LongRange(min = 1) long n,
            @ForAll boolean counts,
            @ForAll @Size(max = 300) byte[] record)
            throws Malformed {
        comesBack(
                Codecs.REFUSAL,
                new RefusalRecord(
                        wellFormed(cause),
                        wellFormed(detail),
                        counts ? RefusalRecord.Kind.REFUSED : RefusalRecord.Kind.NOT_AUTHENTIC,
                        1,
                        n,
                        counts ? OptionalLong.of(n) : OptionalLong.empty(),
                        counts ? Optional.of(CommandId.of(n & 0xffff_ffffL, n)) : Optional.empty(),
                        Bytes.of(record),
                        Hash.of(record)));
    }

    private static <T> void comesBack(Codec<T> codec, T value) throws Malformed {
        ProducerRecord<byte[], byte[]> record = codec.record("topic", 3, Topics.partitionKey(3), value);
        assertThat(codec.decode(record.value(), record.headers())).isEqualTo(value);
        assertThat(codec.decode(codec.encode(value), record.headers().remove(Codec.SCHEMA_HEADER)))
                .isEqualTo(value);
    }

    /// Lone surrogates have no UTF-8; every string of ours is text.
    private static String wellFormed(String text) {
        return text.replaceAll("\\p{Cs}", "?");
    }
}
