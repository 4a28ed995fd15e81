package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Samples.Sample;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The codec of every topic, fed with good values that were torn apart behind their frame: it may take them or
/// refuse them as malformed, and allocates no more than 8 MiB over any. Five minutes for each,
/// `-Dfuzz.seconds=N` for another time.
@Tag("long")
class CodecFuzzTest {
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("fuzz.seconds", 300));
    private static final long MOST_BYTES = 8L << 20;
    private static final int FRAME = 5;
    /// Runs in which classes are still being loaded.
    private static final int WARM = 200;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<String> names() {
        return Samples.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_codec_takes_or_refuses_whatever_it_is_given(String name) {
        fuzz(name, Samples.all().get(name));
    }

    private static <T> void fuzz(String name, Sample<T> sample) {
        long seed = new Random().nextLong();
        System.out.println("seed of " + name + ": " + seed);
        Random random = new Random(seed);
        byte[] good = sample.codec().encode(sample.value());
        long until = System.nanoTime() + LONG.toNanos();
        long runs = 0;
        long refused = 0;
        while (System.nanoTime() < until) {
            byte[] torn = torn(good, random);
            runs++;
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                sample.codec().decode(torn, new RecordHeaders());
            } catch (Malformed _) {
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(
                        name + ", seed " + seed + ": " + HexFormat.of().formatHex(torn), e);
            }
            long took = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (runs > WARM) {
                assertThat(took)
                        .as("%s, seed %d: %s", name, seed, HexFormat.of().formatHex(torn))
                        .isLessThanOrEqualTo(MOST_BYTES);
            }
        }
        System.out.println(name + ": " + runs + " runs, " + refused + " refused");
        assertThat(refused).isPositive();
    }

    /// Bits turned over, bytes overwritten with the ends of their range, a part left out or doubled.
    private static byte[] torn(byte[] good, Random random) {
        byte[] torn = good.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = FRAME + random.nextInt(Math.max(1, torn.length - FRAME));
            if (at >= torn.length) {
                continue;
            }
            int length = Math.min(random.nextInt(16), torn.length - at);
            switch (random.nextInt(4)) {
                case 0 -> torn[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> Arrays.fill(torn, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0x7f));
                case 2 -> torn = joined(torn, at, at + length);
                default -> torn = joined(torn, at + length, at);
            }
        }
        return torn;
    }

    /// What stands before `end` and what stands from `start` on.
    private static byte[] joined(byte[] bytes, int end, int start) {
        byte[] joined = Arrays.copyOf(bytes, end + bytes.length - start);
        System.arraycopy(bytes, start, joined, end, bytes.length - start);
        return joined;
    }
}
