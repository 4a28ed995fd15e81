package dev.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.layout.BitWriter;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Property(tries = 200)
    void whole_lists_of_any_density_are_read_back_and_never_longer_than_packed(
            @ForAll Random random,
            @ForAll @IntRange(min = 0, max = 3) int power,
            @ForAll @IntRange(max = 100) int percent)
            throws Exception {
        int bits = 1 << power;
        int capacity = 1 + random.nextInt(9000);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int idx = 0; idx < capacity; idx++) {
            if (random.nextInt(100) < percent) {
                codes.put(idx, random.nextInt(1 << bits));
            }
        }
        PackedStatuses list = PackedStatuses.allValid(bits, capacity).with(codes);
        byte[] coded = Changes.encodeAll(list);
        assertThat(Changes.decodeAll(coded, bits, capacity)).isEqualTo(list);
        assertThat(coded.length).isLessThanOrEqualTo(1 + PackedStatuses.byteLength(bits, capacity));
    }

    @Property(tries = 400)
    void no_change_of_a_whole_lists_bytes_reads_as_the_same_list(@ForAll Random random) {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        int most = random.nextBoolean() ? 30 : 900;
        for (int i = 0; i < most; i++) {
            codes.put(random.nextInt(1000), random.nextInt(4));
        }
        PackedStatuses list = PackedStatuses.allValid(2, 1000).with(codes);
        byte[] flipped = Changes.encodeAll(list);
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            assertThat(Changes.decodeAll(flipped, 2, 1000)).isNotEqualTo(list);
        } catch (Malformed expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
    }

    @Property(tries = 2000)
    void whatever_arrives_is_read_to_its_one_coding_or_refused(
            @ForAll byte[] tail, @ForAll @IntRange(max = 255) int tag, @ForAll @IntRange(min = 0, max = 3) int power) {
        byte[] bytes = new byte[1 + tail.length];
        bytes[0] = (byte) tag;
        System.arraycopy(tail, 0, bytes, 1, tail.length);
        int bits = 1 << power;
        try {
            EntriesByStatus entries = EntriesByStatus.of(Changes.decode(bytes, bits, 300));
            assertThat(tag == VarintGaps.TAG ? VarintGaps.encode(entries) : GolombGaps.encode(entries))
                    .isEqualTo(bytes);
        } catch (Malformed expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
        try {
            assertThat(Changes.decodeAll(bytes, bits, 300).capacity()).isEqualTo(300);
        } catch (Malformed expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
    }

    @Property(tries = 200)
    void the_smaller_coding_is_taken_and_both_are_read(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 200) int count) throws Exception {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        int spread = 1 + random.nextInt(100_000);
        for (int i = 0; i < count; i++) {
            codes.put(random.nextInt(spread), random.nextInt(4));
        }
        EntriesByStatus entries = EntriesByStatus.of(codes);
        byte[] varint = VarintGaps.encode(entries);
        byte[] golomb = GolombGaps.encode(entries);
        assertThat(VarintGaps.size(entries)).isEqualTo(varint.length);
        assertThat(GolombGaps.size(entries)).isEqualTo(golomb.length);
        assertThat(Changes.encode(codes)).isEqualTo(varint.length <= golomb.length ? varint : golomb);
        assertThat(Changes.decode(varint, 2, 100_000)).isEqualTo(codes);
        assertThat(Changes.decode(golomb, 2, 100_000)).isEqualTo(codes);
    }

    @Test
    void the_codings_never_change() {
        SortedMap<Integer, Integer> few = new TreeMap<>(Map.of(0, 1, 5, 1, 6, 2, 900, 1));
        assertThat(HexFormat.of().formatHex(VarintGaps.encode(EntriesByStatus.of(few))))
                .isEqualTo("010201030004fe06020106");
        assertThat(HexFormat.of().formatHex(GolombGaps.encode(EntriesByStatus.of(few))))
                .isEqualTo("9aa701083fc61140");
        assertThat(HexFormat.of().formatHex(Changes.encode(new TreeMap<>()))).isEqualTo("0100");
        assertThat(HexFormat.of().formatHex(Changes.encode(new TreeMap<>(Map.of(131_071, 1)))))
                .isEqualTo("bd25fffc");
        assertThat(HexFormat.of().formatHex(Changes.encodeAll(PackedStatuses.ofBytes(2, 8, new byte[] {0x1b, 0x2d}))))
                .isEqualTo("021b2d");
    }

    /// Bytes beside the fewest that say which entries of a list changed: log2 of how many such sets there are.
    @ParameterizedTest
    @ValueSource(ints = {100, 131, 200, 500, 1_000, 1_311, 3_000, 6_554, 13_107, 30_000, 43_000, 65_536})
    void from_a_hundred_changes_up_the_coding_is_within_three_percent_of_entropy(int count) throws Malformed {
        for (int capacity : new int[] {131_072, 1 << 20}) {
            for (int seed = 0; seed < 5; seed++) {
                SortedMap<Integer, Integer> codes = strewn(capacity, count, seed);
                double fewest = Entropy.bitsOfSubset(capacity, count) / 8;
                byte[] coded = Changes.encode(codes);
                assertThat(Changes.decode(coded, 1, capacity)).isEqualTo(codes);
                assertThat(coded.length)
                        .as("%d of %d, seed %d, at least %.1f bytes", count, capacity, seed, fewest)
                        .isLessThanOrEqualTo((int) (1.03 * fewest));
            }
        }
    }

    @Test
    void two_statuses_in_one_list_stay_within_three_percent_as_well() {
        SortedMap<Integer, Integer> codes = strewn(131_072, 2_000, 1);
        Random random = new Random(2);
        codes.replaceAll((_, _) -> random.nextInt(10) == 0 ? 2 : 1);
        int suspended = (int) codes.values().stream().filter(code -> code == 2).count();
        double fewest = Entropy.bitsOfSubset(131_072, 2_000) + Entropy.bitsOfSubset(2_000, suspended);
        assertThat(Changes.encode(codes).length).isLessThanOrEqualTo((int) (1.03 * fewest / 8));
    }

    @Test
    void one_percent_of_a_national_list_takes_about_one_byte_a_change() {
        assertThat(Changes.encode(strewn(131_072, 1_311, 7)).length).isBetween(1_300, 1_345);
    }

    private static SortedMap<Integer, Integer> strewn(int capacity, int count, long seed) {
        Random random = new Random(seed);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        while (codes.size() < count) {
            codes.put(random.nextInt(capacity), 1);
        }
        return codes;
    }

    @Test
    void golomb_readers_refuse_what_no_writer_writes() throws Exception {
        byte[] whole = GolombGaps.encode(EntriesByStatus.of(new TreeMap<>(Map.of(3, 1, 9, 2, 80, 1))));
        assertThat(Changes.decode(whole, 2, 100)).isEqualTo(Map.of(3, 1, 9, 2, 80, 1));
        refused("inside the list's bits", whole, 1, 100);
        refused("behind the end", whole, 2, 80);
        refused("trailing", Arrays.copyOf(whole, whole.length + 1), 2, 100);
        refused("unknown coding parameter", new byte[] {(byte) 0xff, 0x20, 0}, 2, 100);
        refused("without entries", new byte[] {(byte) 0x80, 0b0010_0000}, 2, 100);
        for (int parameter = 0; parameter < 128; parameter++) {
            if (parameter != (whole[0] & 0x7f)) {
                byte[] other = whole.clone();
                other[0] = (byte) (0x80 | parameter);
                assertThatThrownBy(() -> {
                            SortedMap<Integer, Integer> codes = Changes.decode(other, 2, 100);
                            assertThat(GolombGaps.encode(EntriesByStatus.of(codes)))
                                    .isEqualTo(other);
                            throw new Malformed("reads as other changes");
                        })
                        .isInstanceOf(Malformed.class);
            }
        }
        byte[] allZero = new byte[100_000];
        allZero[0] = (byte) 0x80;
        refused("", allZero, 2, 100);
        BitWriter endless = new BitWriter().bits(0x80, 8).bits(0, 1).gamma(2);
        for (int i = 0; i < 101; i++) {
            endless.unary(0);
        }
        refused("behind the end", endless.toArray(), 2, 100);
        BitWriter counted =
                new BitWriter().bits(0x80, 8).bits(1, 1).gamma(2).gamma(1 << 30).bits(-1, 32);
        refused("ends early", counted.toArray(), 2, 20);
    }

    @Test
    void whole_lists_have_forms_of_their_own() {
        refusedWhole("bytes do not hold", new byte[] {2, 0, 0}, 2, 12);
        refusedWhole("behind the last entry", new byte[] {2, 0, 0, (byte) 0x80}, 2, 11);
        refusedWhole("truncated", new byte[0], 2, 12);
        refusedWhole("VALID", VarintGaps.encode(EntriesByStatus.of(new TreeMap<>(Map.of(3, 0)))), 2, 12);
        refused("unknown coding tag 2", new byte[] {2, 0, 0, 0}, 2, 12);
    }

    private static void refusedWhole(String why, byte[] bytes, int bits, int capacity) {
        assertThatThrownBy(() -> Changes.decodeAll(bytes, bits, capacity))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(why);
    }

    private static void refused(String why, byte[] bytes, int bits, int capacity) {
        assertThatThrownBy(() -> Changes.decode(bytes, bits, capacity))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(why);
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
        byte[] whole = VarintGaps.encode(EntriesByStatus.of(new TreeMap<>(Map.of(3, 1, 9, 2, 80, 1))));
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
