package dev.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checkpoint.Delta.ListChange;
import dev.holdfast.checkpoint.Delta.RefusedEvent;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.Region;
import dev.holdfast.fold.World;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LayoutsTest {
    private static final ListId LIST = new ListId("acme.pid");
    private static final Descriptor DESCRIPTOR = new Descriptor(
            LIST, 2, 131_072, List.of(Publication.byDefault("https://status.example/lists/acme.pid")), false);
    private static final Delta DELTA = new Delta(
            41,
            List.of(
                    new ListChange(LIST, 0, 3, Optional.of(DESCRIPTOR), coded(Map.of(5, 1, 6, 2))),
                    new ListChange(new ListId("acme.two"), 7, 8, Optional.empty(), coded(Map.of()))),
            List.of(new RefusedEvent(43, Refusal.FINAL), new RefusedEvent(44, Refusal.UNKNOWN_LIST)));
    private static final Header HEADER = new Header(
            new Deployment("d".repeat(32)),
            new Region("r".repeat(32)),
            1,
            15,
            44,
            Hash.of(new byte[] {1}),
            120,
            1,
            2,
            Hash.of(new byte[] {2}),
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Hash.of(DELTA.toBytes()));

    @Test
    void layouts_are_read_back_as_they_were_written() throws Exception {
        assertThat(Header.parse(HEADER.toBytes())).isEqualTo(HEADER);
        assertThat(Delta.parse(DELTA.toBytes())).isEqualTo(DELTA);
        SignedHeader signed = SignedHeader.sign(HEADER.toBytes(), World.key(4));
        assertThat(SignedHeader.parse(signed.toBytes())).isEqualTo(signed);
        Checkpoint checkpoint = new Checkpoint(signed, Bytes.of(DELTA.toBytes()));
        assertThat(Checkpoint.parse(checkpoint.toBytes())).isEqualTo(checkpoint);
    }

    @Test
    void the_longest_header_stays_within_its_bound() {
        assertThat(HEADER.toBytes().length).isLessThanOrEqualTo(Header.MAX_BYTES);
    }

    @Test
    void every_truncation_and_every_trailing_byte_is_refused() {
        everyCut(HEADER.toBytes(), Header::parse);
        everyCut(DELTA.toBytes(), Delta::parse);
        everyCut(SignedHeader.sign(HEADER.toBytes(), World.key(4)).toBytes(), SignedHeader::parse);
    }

    @Test
    void the_bytes_of_this_version_never_change() {
        assertThat(Hash.of(HEADER.toBytes()).toHex())
                .isEqualTo("1cf0164257ea2e173fd9ad994c9cc4d2e9c10f614063d96508378f790c70a46f");
        assertThat(Hash.of(DELTA.toBytes()).toHex())
                .isEqualTo("fc9fc7184a39dd01282316a2ea5e24de036b12ec17c31e8f61c72a2faa192e57");
        assertThat(Hash.of(DESCRIPTOR.toBytes()).toHex())
                .isEqualTo("f177ce669e14d80e2741a2ffaddece2448a081c713d1841bb033227c74473585");
    }

    @Test
    void lists_out_of_order_and_versions_that_do_not_rise_are_refused() {
        Delta swapped =
                new Delta(41, List.of(DELTA.changes().get(1), DELTA.changes().get(0)), List.of());
        assertThatThrownBy(() -> Delta.parse(swapped.toBytes())).hasMessageContaining("ascending");
        Delta still = new Delta(41, List.of(new ListChange(LIST, 3, 3, Optional.empty(), coded(Map.of()))), List.of());
        assertThatThrownBy(() -> Delta.parse(still.toBytes())).hasMessageContaining("rise");
    }

    /// Whoever holds a body can write it again and has the hash that the header bears.
    @Test
    void a_body_has_one_form() {
        byte[] body = DELTA.toBytes();
        int read = 0;
        for (int at = 0; at < body.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] other = body.clone();
                other[at] = (byte) value;
                try {
                    assertThat(Delta.parse(other).toBytes()).isEqualTo(other);
                    read++;
                } catch (Malformed e) {
                    assertThat(e).hasMessageNotContaining("null");
                }
            }
        }
        assertThat(read).isGreaterThan(body.length);
    }

    @Test
    void numbers_that_go_beyond_what_there_is_are_refused() {
        Delta last = new Delta(
                0,
                List.of(new ListChange(LIST, Long.MAX_VALUE - 1, Long.MAX_VALUE, Optional.empty(), coded(Map.of()))),
                List.of());
        byte[] body = last.toBytes();
        body[4 + 1 + 1 + 1 + 1 + LIST.value().length() + 9]++;
        assertThatThrownBy(() -> Delta.parse(body)).hasMessageContaining("rise");
    }

    /// In the first coding there was: its bytes stay readable.
    private static Bytes coded(Map<Integer, Integer> codes) {
        return Bytes.of(VarintGaps.encode(EntriesByStatus.of(new TreeMap<>(codes))));
    }

    private static void everyCut(byte[] whole, Reader reader) {
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> reader.read(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> reader.read(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(Malformed.class);
    }

    private interface Reader {
        Object read(byte[] bytes) throws Malformed;
    }
}
