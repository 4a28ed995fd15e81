package dev.holdfast.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.Conformance;
import dev.holdfast.event.ListId;
import dev.holdfast.layout.Bytes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final ListId LIST = new ListId("acme.passes");

    @Property(tries = 40)
    @Conformance({"TSL-40", "BSL-50"})
    void every_ordinal_has_its_own_entry(@ForAll @IntRange(min = 1, max = 3000) int capacity, @ForAll byte salt) {
        BitSet seen = new BitSet();
        for (int entry : order(Allocation.of(secret(salt), LIST, capacity), capacity)) {
            assertThat(entry).isBetween(0, capacity - 1);
            seen.set(entry);
        }
        assertThat(seen.cardinality()).isEqualTo(capacity);
    }

    @Test
    @Conformance({"TSL-41", "BSL-8"})
    void a_list_of_the_default_size_is_handed_out_completely_and_in_no_order() {
        int capacity = 131_072;
        int[] order = order(Allocation.of(secret(1), LIST, capacity), capacity);
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, capacity).toArray());
        int[] ordinals = IntStream.range(0, capacity).toArray();
        assertThat(correlation(ordinals, order)).as("position").isBetween(-0.05, 0.05);
        assertThat(correlation(Arrays.copyOf(order, capacity - 1), Arrays.copyOfRange(order, 1, capacity)))
                .as("neighbours")
                .isBetween(-0.05, 0.05);
    }

    @Test
    void the_order_belongs_to_the_secret_and_to_the_list_and_repeats() {
        int[] one = order(Allocation.of(secret(1), LIST, 500), 500);
        assertThat(order(Allocation.of(secret(1), LIST, 500), 500)).isEqualTo(one);
        assertThat(order(Allocation.of(secret(2), LIST, 500), 500)).isNotEqualTo(one);
        assertThat(order(Allocation.of(secret(1), new ListId("acme.badges"), 500), 500))
                .isNotEqualTo(one);
    }

    @Test
    void the_commitment_names_the_key_and_neither_capacity_nor_secret() {
        var commitment = Allocation.of(secret(1), LIST, 500).commitment();
        assertThat(Allocation.of(secret(1), LIST, 900).commitment()).isEqualTo(commitment);
        assertThat(Allocation.of(secret(2), LIST, 500).commitment()).isNotEqualTo(commitment);
        assertThat(Allocation.of(secret(1), new ListId("acme.badges"), 500).commitment())
                .isNotEqualTo(commitment);
        assertThat(Allocation.of(secret(1), LIST, 500)).hasToString("Allocation[capacity 500]");
    }

    @Test
    void what_lies_outside_is_refused() {
        Allocation allocation = Allocation.of(secret(1), LIST, 1);
        assertThat(allocation.entry(0).value()).isZero();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> allocation.entry(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> allocation.entry(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Allocation.of(Bytes.of(new byte[31]), LIST, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Allocation.of(secret(1), LIST, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Allocation.of(secret(1), LIST, (1 << 20) + 1));
        assertThat(Allocation.of(secret(1), LIST, 1 << 20).entry((1 << 20) - 1).value())
                .isBetween(0, (1 << 20) - 1);
    }

    private static int[] order(Allocation allocation, int capacity) {
        return IntStream.range(0, capacity)
                .parallel()
                .map(ordinal -> allocation.entry(ordinal).value())
                .toArray();
    }

    private static Bytes secret(int salt) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) salt);
        return Bytes.of(secret);
    }

    private static double correlation(int[] x, int[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double both = 0;
        double squaresX = 0;
        double squaresY = 0;
        for (int i = 0; i < x.length; i++) {
            both += (x[i] - meanX) * (y[i] - meanY);
            squaresX += (x[i] - meanX) * (x[i] - meanX);
            squaresY += (y[i] - meanY) * (y[i] - meanY);
        }
        return both / Math.sqrt(squaresX * squaresY);
    }
}
