package dev.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Feeds a parser with good bytes that were torn apart: it may take them or refuse them as it says it does, and
/// nothing else, and over none of them it may allocate more than 8 MiB. Five minutes for each,
/// `-Dfuzz.seconds=N` for another time.
public final class Fuzzing {
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("fuzz.seconds", 300));
    public static final long MOST_BYTES = 8L << 20;
    private static final List<String> WORDS = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "9223372036854775808",
            "{}",
            "[]",
            "\"\"",
            "\"\\ud800\"",
            "~",
            ".",
            "\"@context\":",
            "\"@id\":",
            "\"_sd\":",
            "\"...\":",
            "\"id\":\"_:b\",",
            "\u0000",
            "did:key:z",
            "[[[[[[[[[[");

    private Fuzzing() {}

    /// What is fed.
    @FunctionalInterface
    public interface Parser {
        void parse(byte[] bytes) throws Exception;
    }

    /// @param good what the parser takes
    /// @param documented the refusals that it names
    public static void fuzz(String what, byte[] good, Set<Class<? extends Exception>> documented, Parser parser)
            throws Exception {
        fuzz(what, good, documented, MOST_BYTES, parser);
    }

    /// The same for a parser that may allocate more over an input, held at once or not.
    public static void fuzz(
            String what, byte[] good, Set<Class<? extends Exception>> documented, long mostBytes, Parser parser)
            throws Exception {
        parser.parse(good);
        long seed = new Random().nextLong();
        System.out.println("seed of " + what + ": " + seed);
        Random random = new Random(seed);
        long until = System.nanoTime() + LONG.toNanos();
        long refused = 0;
        long runs = 0;
        long most = 0;
        while (System.nanoTime() < until) {
            byte[] torn = good;
            for (int i = 0; i <= random.nextInt(4); i++) {
                torn = tear(torn, random);
            }
            runs++;
            String name = what + ", seed " + seed + ", run " + runs + ": " + StrictJson.base64Url(torn);
            long before = AllocatedBytes.soFar();
            if (!isTaken(torn, documented, parser, name)) {
                refused++;
            }
            long took = AllocatedBytes.soFar() - before;
            if (took > mostBytes) {
                // The first that comes to a place may load classes for it. What costs much costs it again.
                before = AllocatedBytes.soFar();
                var _ = isTaken(torn, documented, parser, name);
                took = AllocatedBytes.soFar() - before;
            }
            most = Math.max(most, took);
            assertThat(took).as(name).isLessThanOrEqualTo(mostBytes);
        }
        System.out.println(what + ": " + runs + " runs, " + refused + " refused, " + most + " bytes at most");
        assertThat(refused).isPositive();
    }

    private static boolean isTaken(
            byte[] bytes, Set<Class<? extends Exception>> documented, Parser parser, String name) {
        try {
            parser.parse(bytes);
            return true;
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            if (!documented.contains(e.getClass())) {
                throw new AssertionError(name, e);
            }
            return false;
        }
    }

    private static byte[] tear(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(random.nextInt(32), bytes.length - at);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> out.writeBytes(WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8));
            case 1 -> out.write(bytes, at, length);
            case 2 -> at += length;
            case 3 -> {
                out.writeBytes(WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8));
                at += length;
            }
            default -> {
                byte[] flipped = Arrays.copyOfRange(bytes, at, Math.min(at + 1, bytes.length));
                for (int i = 0; i < flipped.length; i++) {
                    flipped[i] ^= (byte) (1 << random.nextInt(8));
                }
                out.writeBytes(flipped);
                at += flipped.length;
            }
        }
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }
}
