package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.layout.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedInflateTest {
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void what_is_deflated_is_inflated_up_to_the_limit_and_not_beyond(
            @ForAll @IntRange(max = 100_000) int length,
            @ForAll @IntRange(max = 9) int level,
            @ForAll @IntRange(min = 1, max = 256) int alphabet,
            @ForAll long seed)
            throws Malformed {
        byte[] content = new byte[length];
        Random random = new Random(seed);
        for (int i = 0; i < length; i++) {
            content[i] = (byte) random.nextInt(alphabet);
        }
        byte[] zlib = BoundedInflate.deflate(content, level);
        assertThat(BoundedInflate.inflate(zlib, length)).isEqualTo(content);
        assertThat(BoundedInflate.inflate(zlib, length + 1)).isEqualTo(content);
        if (length > 0) {
            assertMalformed(
                    () -> BoundedInflate.inflate(zlib, length - 1),
                    "the zlib stream inflates to more than " + (length - 1) + " bytes");
        }
    }

    @Test
    void no_part_is_enough_and_nothing_may_follow() throws Malformed {
        byte[] zlib = BoundedInflate.deflate(Arrays.copyOf(new byte[] {3, 1, 4, 1, 5, 9, 2, 6}, 50));
        assertThat(BoundedInflate.inflate(zlib, 1000)).hasSize(50);
        for (int length = 0; length < zlib.length; length++) {
            byte[] part = Arrays.copyOf(zlib, length);
            assertMalformed(() -> BoundedInflate.inflate(part, 1000), "the zlib stream is truncated");
        }
        assertMalformed(
                () -> BoundedInflate.inflate(Arrays.copyOf(zlib, zlib.length + 1), 1000),
                "1 bytes follow the zlib stream");
    }

    @Test
    void a_wrong_checksum_is_refused() {
        byte[] zlib = BoundedInflate.deflate(new byte[] {1, 2, 3});
        zlib[zlib.length - 1] ^= 1;
        assertMalformed(() -> BoundedInflate.inflate(zlib, 10), "not a zlib stream");
    }

    @Test
    void other_containers_are_refused() throws IOException {
        byte[] content = new byte[100];
        assertMalformed(() -> BoundedInflate.inflate(Forge.raw(content), 100), "not a zlib stream");
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(content);
        }
        assertMalformed(() -> BoundedInflate.inflate(gzip.toByteArray(), 100), "not a zlib stream");
    }

    @Test
    void a_preset_dictionary_is_refused() {
        assertMalformed(
                () -> BoundedInflate.inflate(Forge.withDictionary(new byte[100]), 100),
                "the zlib stream needs a preset dictionary");
    }

    @Test
    void a_gibibyte_of_zeros_is_refused_at_the_limit() throws Malformed {
        assertThat(BoundedInflate.inflate(Forge.zeros(3), 3 << 20))
                .hasSize(3 << 20)
                .containsOnly(0);
        byte[] bomb = Forge.zeros(1024);
        assertThat(bomb).hasSizeLessThan(1100 << 10);
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertMalformed(
                        () -> BoundedInflate.inflate(bomb, 1 << 20),
                        "the zlib stream inflates to more than 1048576 bytes"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10})
    void there_are_ten_levels(int level) {
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedInflate.deflate(new byte[1], level));
    }

    @Test
    void a_limit_is_a_number_of_bytes() throws Malformed {
        assertThat(BoundedInflate.inflate(BoundedInflate.deflate(new byte[0]), 0))
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedInflate.inflate(new byte[0], -1));
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedInflate.inflate(new byte[0], Integer.MAX_VALUE));
    }

    private static void assertMalformed(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(Malformed.class).hasMessage(message);
    }
}
