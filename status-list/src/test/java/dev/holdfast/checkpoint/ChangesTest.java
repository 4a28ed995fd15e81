package dev.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChangesTest {
    @Property(tries = 200)
    void what_is_coded_is_read_back(
            @ForAll Random random,
            @ForAll @IntRange(min = 0, max = 3) int power,
            @ForAll @IntRange(max = 300) int count)
            throws Exception {
        int bits = 1 << power;
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            codes.put(random.nextInt(5000), random.nextInt(1 << bits));
        }
        assertThat(Changes.decode(Changes.encode(codes), bits, 5000)).isEqualTo(codes);
    }

    @Property(tries = 60)
    void a_whole_list_is_the_changes_from_an_empty_one(@ForAll Random random) throws Exception {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            codes.put(random.nextInt(70_000), 1 + random.nextInt(3));
        }
        PackedStatuses empty = PackedStatuses.allValid(2, 70_000);
        PackedStatuses full = empty.with(codes);
        assertThat(empty.with(Changes.decode(Changes.encodeAll(full), 2, 70_000)))
                .isEqualTo(full);
    }

    @Property(tries = 300)
    void no_change_of_the_bytes_reads_as_the_same_changes(@ForAll Random random) {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            codes.put(random.nextInt(1000), random.nextInt(4));
        }
        byte[] coded = Changes.encode(codes);
        byte[] flipped = coded.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            assertThat(Changes.decode(flipped, 2, 1000)).isNotEqualTo(codes);
        } catch (Malformed expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
    }

    @Test
    void one_percent_of_a_national_list_takes_less_than_two_bytes_a_change() {
        Random random = new Random(7);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        while (codes.size() < 1310) {
            codes.put(random.nextInt(131_072), 1);
        }
        assertThat(Changes.encode(codes).length).isLessThan(2 * 1310);
    }

    @Test
    void readers_refuse_what_no_writer_writes() {
        refused("coding tag", new LayoutWriter().u8(9).toArray());
        refused("status values", new LayoutWriter().u8(1).varint(5).toArray());
        refused(
                "ascending",
                new LayoutWriter()
                        .u8(1)
                        .varint(2)
                        .u8(1)
                        .varint(1)
                        .varint(0)
                        .u8(1)
                        .varint(1)
                        .varint(3)
                        .toArray());
        refused(
                "inside the list's bits",
                new LayoutWriter().u8(1).varint(1).u8(4).varint(1).varint(0).toArray());
        refused(
                "without entries",
                new LayoutWriter().u8(1).varint(1).u8(1).varint(0).toArray());
        refused(
                "behind the end",
                new LayoutWriter().u8(1).varint(1).u8(1).varint(1).varint(100).toArray());
        refused(
                "twice",
                new LayoutWriter()
                        .u8(1)
                        .varint(2)
                        .u8(1)
                        .varint(1)
                        .varint(5)
                        .u8(2)
                        .varint(1)
                        .varint(5)
                        .toArray());
        refused("shortest", new LayoutWriter().u8(1).u8(0x81).u8(0x00).toArray());
        refused(
                "above",
                new LayoutWriter().u8(1).varint(1).u8(1).varint(1_000_000).toArray());
        refused("trailing", new LayoutWriter().u8(1).varint(0).u8(0).toArray());
        byte[] whole = Changes.encode(new TreeMap<>(Map.of(3, 1, 9, 2, 80, 1)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Changes.decode(cut, 2, 100)).isInstanceOf(Malformed.class);
        }
    }

    private static void refused(String why, byte[] bytes) {
        assertThatThrownBy(() -> Changes.decode(bytes, 2, 100))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(why);
    }
}
