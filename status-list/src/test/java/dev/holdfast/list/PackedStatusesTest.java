package dev.holdfast.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.event.Status;
import dev.holdfast.layout.Hash;
import dev.holdfast.tree.NaiveTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedStatusesTest {
    /// A list as nobody would store it: one number per entry.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    record Naive(int bits, int[] codes) {
        static Naive random(int bits, int capacity, long seed) {
            return new Naive(bits, new Random(seed).ints(capacity, 0, 1 << bits).toArray());
        }

        byte[] packed(BitOrder order) {
            byte[] packed = new byte[(codes.length * bits + 7) / 8];
            int perByte = 8 / bits;
            for (int i = 0; i < codes.length; i++) {
                int place = i % perByte;
                int shift = switch (order) {
                    case LEAST_SIGNIFICANT_FIRST -> place * bits;
                    case MOST_SIGNIFICANT_FIRST -> 8 - bits - place * bits;
                };
                packed[i / perByte] |= (byte) (codes[i] << shift);
            }
            return packed;
        }

        Hash digest() {
            byte[] packed = packed(BitOrder.LEAST_SIGNIFICANT_FIRST);
            List<byte[]> chunks = new ArrayList<>();
            for (int from = 0; from < packed.length; from += 1024) {
                chunks.add(Arrays.copyOfRange(packed, from, Math.min(packed.length, from + 1024)));
            }
            return NaiveTree.ofData(chunks);
        }

        TreeMap<Integer, Integer> asChanges() {
            TreeMap<Integer, Integer> changes = new TreeMap<>();
            for (int i = 0; i < codes.length; i++) {
                changes.put(i, codes[i]);
            }
            return changes;
        }
    }

    @Provide
    Arbitrary<Naive> lists() {
        return Combinators.combine(
                        Arbitraries.of(1, 2, 4, 8),
                        Arbitraries.integers().between(1, 40_000).edgeCases(edges -> edges.add(8192, 8193, 16_384)),
                        Arbitraries.longs())
                .as(Naive::random);
    }

    @Property(tries = 60)
    void every_entry_both_orders_and_the_digest_agree_with_a_naive_list(@ForAll("lists") Naive naive) {
        int capacity = naive.codes().length;
        byte[] packed = naive.packed(BitOrder.LEAST_SIGNIFICANT_FIRST);
        PackedStatuses read = PackedStatuses.ofBytes(naive.bits(), capacity, packed);
        PackedStatuses set = PackedStatuses.allValid(naive.bits(), capacity).with(naive.asChanges());
        for (int i = 0; i < capacity; i++) {
            if (read.code(i) != naive.codes()[i] || set.code(i) != naive.codes()[i]) {
                throw new AssertionError("entry " + i);
            }
        }
        assertThat(read).isEqualTo(set).hasSameHashCodeAs(set);
        assertThat(set.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST)).isEqualTo(packed);
        assertThat(set.toBytes(BitOrder.MOST_SIGNIFICANT_FIRST))
                .isEqualTo(naive.packed(BitOrder.MOST_SIGNIFICANT_FIRST));
        assertThat(read.digest()).isEqualTo(naive.digest()).isEqualTo(set.digest());
    }

    @Property(tries = 60)
    void a_plane_has_the_entries_of_one_status_and_no_others(@ForAll("lists") Naive naive) {
        PackedStatuses list = PackedStatuses.ofBytes(
                naive.bits(), naive.codes().length, naive.packed(BitOrder.LEAST_SIGNIFICANT_FIRST));
        for (int code = 0; code < 1 << naive.bits(); code++) {
            int wanted = code;
            int[] hits = Arrays.stream(naive.codes())
                    .map(found -> found == wanted ? 1 : 0)
                    .toArray();
            assertThat(list.plane(new Status(code)).toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST))
                    .isEqualTo(new Naive(1, hits).packed(BitOrder.LEAST_SIGNIFICANT_FIRST));
        }
    }

    @Property(tries = 60)
    void a_changed_copy_has_the_digest_of_a_list_made_from_scratch(@ForAll("lists") Naive naive, @ForAll long seed) {
        int capacity = naive.codes().length;
        PackedStatuses before =
                PackedStatuses.ofBytes(naive.bits(), capacity, naive.packed(BitOrder.LEAST_SIGNIFICANT_FIRST));
        if (seed % 2 == 0) {
            before.digest();
        }
        Random random = new Random(seed);
        TreeMap<Integer, Integer> changes = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            changes.put(random.nextInt(capacity), random.nextInt(1 << naive.bits()));
        }
        PackedStatuses after = before.with(changes);
        int[] codes = naive.codes().clone();
        changes.forEach((idx, code) -> codes[idx] = code);
        assertThat(after.digest()).isEqualTo(new Naive(naive.bits(), codes).digest());
        assertThat(before.digest()).isEqualTo(naive.digest());
        assertThat(before.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST))
                .isEqualTo(naive.packed(BitOrder.LEAST_SIGNIFICANT_FIRST));
    }

    @Test
    void a_changed_copy_shares_the_chunks_that_did_not_change() {
        PackedStatuses before = PackedStatuses.allValid(2, 4 * 4096);
        PackedStatuses after = before.with(new TreeMap<>(Map.of(4096, 1, 4097, 2)));
        assertThat(after.chunkCount()).isEqualTo(4);
        assertThat(after.sharesChunk(before, 0)).isTrue();
        assertThat(after.sharesChunk(before, 1)).isFalse();
        assertThat(after.sharesChunk(before, 2)).isTrue();
        assertThat(after.sharesChunk(before, 3)).isTrue();
        assertThat(before).isEqualTo(PackedStatuses.allValid(2, 4 * 4096));
        assertThat(after.status(4096)).isEqualTo(Status.INVALID);
        assertThat(after.status(4097)).isEqualTo(Status.SUSPENDED);
        assertThat(after.status(4098)).isEqualTo(Status.VALID);
    }

    @Test
    void chunks_that_are_handed_out_are_copies() {
        PackedStatuses list = PackedStatuses.allValid(8, 3);
        list.chunk(0)[0] = 1;
        list.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST)[1] = 1;
        assertThat(list).isEqualTo(PackedStatuses.allValid(8, 3));
        byte[] mine = new byte[3];
        PackedStatuses taken = PackedStatuses.ofBytes(8, 3, mine);
        mine[0] = 1;
        assertThat(taken).isEqualTo(list);
    }

    /// Token Status List, sections 4.1 and 4.2: the two examples.
    @ParameterizedTest
    @CsvSource({"1, b9a3, 1001110111000101", "2, c944f9, 120301011233"})
    void the_first_entry_is_in_the_lowest_bits(int bits, String hex, String codes) {
        PackedStatuses list =
                PackedStatuses.ofBytes(bits, codes.length(), HexFormat.of().parseHex(hex));
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < list.capacity(); i++) {
            found.append(list.code(i));
        }
        assertThat(found).hasToString(codes);
    }

    @ParameterizedTest
    @CsvSource({"1, 01, 80", "2, 03, c0", "4, 0f, f0", "8, 5a, 5a", "1, 02, 40", "2, 06, 90", "4, 21, 12"})
    void the_two_standards_mirror_places_and_not_the_bits_of_an_entry(int bits, String least, String most) {
        PackedStatuses list =
                PackedStatuses.ofBytes(bits, 8 / bits, HexFormat.of().parseHex(least));
        assertThat(list.toBytes(BitOrder.MOST_SIGNIFICANT_FIRST))
                .isEqualTo(HexFormat.of().parseHex(most));
    }

    @Test
    void spare_bits_are_refused() {
        assertThat(PackedStatuses.ofBytes(1, 3, new byte[] {0x07}).code(2)).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedStatuses.ofBytes(1, 3, new byte[] {0x08}))
                .withMessage("bits behind the last entry are set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedStatuses.ofBytes(2, 3, new byte[] {(byte) 0x80}))
                .withMessage("bits behind the last entry are set");
        assertThatIllegalArgumentException().isThrownBy(() -> PackedStatuses.ofBytes(1, 3, new byte[2]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 6, 7, 9, 16, -1})
    void only_four_widths_exist(int bits) {
        assertThat(PackedStatuses.isShape(bits, 8)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> PackedStatuses.allValid(bits, 8));
    }

    @Test
    void capacity_ends_at_two_to_the_twenty() {
        assertThat(PackedStatuses.isShape(8, 1 << 20)).isTrue();
        assertThat(PackedStatuses.isShape(1, (1 << 20) + 1)).isFalse();
        assertThat(PackedStatuses.isShape(1, 0)).isFalse();
        assertThat(PackedStatuses.allValid(8, 1 << 20).chunkCount()).isEqualTo(1024);
    }

    @Test
    void what_does_not_fit_is_refused() {
        PackedStatuses list = PackedStatuses.allValid(2, 10);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.code(10));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.code(-1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> list.with(new TreeMap<>(Map.of(10, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> list.with(new TreeMap<>(Map.of(9, 4))));
        assertThatIllegalArgumentException().isThrownBy(() -> list.with(new TreeMap<>(Map.of(9, -1))));
    }
}
