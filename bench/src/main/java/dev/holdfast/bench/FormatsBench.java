package dev.holdfast.bench;

import dev.holdfast.bench.TokenFormat.Signed;
import dev.holdfast.checkpoint.Changes;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Signatures, token formats and the coding of changes, each beside its bare primitive.
final class FormatsBench implements Benchmark {
    private static final int CAPACITY = 131_072;
    private static final int LEVEL = 6;
    private static final List<Double> DENSITIES = List.of(0.0001, 0.01, 0.05, 0.5);
    private static final double VERIFY_AND_DECODE = 1.15;
    private static final double ENTROPY = 1.03;
    private static final int ENTROPY_FROM = 100;

    @Override
    public String name() {
        return "formats";
    }

    @Override
    public String about() {
        return "signatures, tokens and coded changes of a list of 131,072 entries of one bit, beside the bare primitives";
    }

    @Override
    public void run(Consumer<Row> rows) throws Exception {
        signatures(rows);
        for (TokenFormat format : TokenFormat.all()) {
            for (double density : DENSITIES) {
                tokens(format, density, rows);
            }
        }
        for (double density : DENSITIES) {
            changes(density, rows);
        }
    }

    private static void signatures(Consumer<Row> rows) throws Exception {
        byte[] message = new byte[2048];
        new Random(1).nextBytes(message);
        for (Primitive bare : Primitive.all()) {
            String beside = "the same, bare Bouncy Castle";
            rows.accept(Rounds.STANDARD
                    .measure(() -> bare.signer().sign(message), () -> bare.sign(message))
                    .row(bare.name() + " sign, 2 KB", beside));
            byte[] signature = bare.signer().sign(message);
            PublicKey key = bare.signer().publicKey();
            rows.accept(Rounds.STANDARD
                    .measure(
                            () -> {
                                key.verify(message, signature);
                                return signature;
                            },
                            () -> bare.verify(message, signature))
                    .row(bare.name() + " verify, 2 KB", beside));
        }
    }

    private static void tokens(TokenFormat format, double density, Consumer<Row> rows) throws Exception {
        PackedStatuses statuses = PackedStatuses.allValid(1, CAPACITY).with(strewn(density));
        byte[] packed = statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        String label = format.name() + ", " + percent(density);
        rows.accept(Rounds.STANDARD
                .measure(() -> format.encode(statuses), () -> Primitive.deflate(packed, LEVEL))
                .row(label + ", encode", "bare deflate, level " + LEVEL));
        byte[] encoded = format.encode(statuses);
        byte[] zlib = Primitive.deflate(packed, LEVEL);
        for (Primitive bare : Primitive.all()) {
            if (!format.takes(bare.signer().algorithm())) {
                continue;
            }
            Signed signed = format.sign(encoded, bare.signer());
            PublicKey key = bare.signer().publicKey();
            if (!format.verifyAndDecode(signed, key).equals(statuses)) {
                throw new IllegalStateException(format.name() + " does not give back what was written");
            }
            rows.accept(Rounds.STANDARD
                    .measure(() -> format.verifyAndDecode(signed, key), () -> {
                        Object verified = bare.verify(signed.input(), signed.signature());
                        return verified == null ? verified : Primitive.inflate(zlib, packed.length);
                    })
                    .row(label + ", verify and decode", "bare " + bare.name() + " and inflate")
                    .atMost(VERIFY_AND_DECODE));
        }
    }

    private static void changes(double density, Consumer<Row> rows) throws Exception {
        SortedMap<Integer, Integer> codes = strewn(density);
        PackedStatuses statuses = PackedStatuses.allValid(1, CAPACITY).with(codes);
        byte[] packed = statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        byte[] coded = Changes.encodeAll(statuses);
        byte[] zlib = Primitive.deflate(packed, LEVEL);
        String label = "coded changes, " + percent(density);
        Row entropy = Row.of(label, coded.length, "bytes", "entropy", subsetBits(codes.size()) / 8);
        rows.accept(codes.size() >= ENTROPY_FROM ? entropy.atMost(ENTROPY) : entropy);
        rows.accept(Row.of(label, coded.length, "bytes", "gaps as varints", varintBytes(codes)));
        rows.accept(Row.of(label, coded.length, "bytes", "deflate, level " + LEVEL, zlib.length));
        rows.accept(Rounds.STANDARD
                .measure(() -> Changes.encodeAll(statuses), () -> Primitive.deflate(packed, LEVEL))
                .row(label + ", encode a whole list", "bare deflate, level " + LEVEL));
        rows.accept(Rounds.STANDARD
                .measure(() -> Changes.decodeAll(coded, 1, CAPACITY), () -> Primitive.inflate(zlib, packed.length))
                .row(label + ", decode a whole list", "bare inflate"));
    }

    private static SortedMap<Integer, Integer> strewn(double density) {
        Random random = new Random(42);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        while (codes.size() < (int) (density * CAPACITY)) {
            codes.put(random.nextInt(CAPACITY), 1);
        }
        return codes;
    }

    /// log2 of the number of ways to choose that many entries.
    private static double subsetBits(int count) {
        double bits = 0;
        for (int i = 1; i <= count; i++) {
            bits += Math.log((double) (CAPACITY - count + i) / i);
        }
        return bits / Math.log(2);
    }

    private static int varintBytes(SortedMap<Integer, Integer> codes) {
        int bytes = 0;
        int next = 0;
        for (Map.Entry<Integer, Integer> change : codes.entrySet()) {
            int gap = change.getKey() - next;
            bytes += gap < 1 << 7 ? 1 : gap < 1 << 14 ? 2 : 3;
            next = change.getKey() + 1;
        }
        return bytes;
    }

    private static String percent(double density) {
        return String.format(Locale.ROOT, density < 0.01 ? "%.2f %%" : "%.0f %%", 100 * density);
    }
}
