package dev.holdfast.bench.stream;

import dev.holdfast.bench.Primitive;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.PublicKey;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the dear parts cost by themselves on this machine, in microseconds of CPU.
///
/// @param verify of a command's signature, by the library alone
/// @param sign of 300 bytes, about a checkpoint's header
/// @param deflate of a list, level 6, with as many entries set as the lists have
record Primitives(double verify, double sign, double deflate) {
    private static final int LEVEL = 6;

    static Primitives measure(BenchWorld world, int entriesSet) throws Exception {
        SignedCommand sample = world.sample();
        byte[] message = sample.signedBytes().toArray();
        byte[] signature = sample.signature().toArray();
        PublicKey key = world.commandKey().publicKey();
        Primitive bare = Primitive.all().getFirst();
        byte[] header = new byte[300];
        byte[] packed = packed(entriesSet);
        return new Primitives(
                ThreadCpu.microsOf(() -> {
                    key.verify(message, signature);
                    return signature;
                }),
                ThreadCpu.microsOf(() -> bare.sign(header)),
                ThreadCpu.microsOf(() -> Primitive.deflate(packed, LEVEL)));
    }

    private static byte[] packed(int entriesSet) {
        Random random = new Random(7);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        while (codes.size() < entriesSet) {
            codes.put(random.nextInt(BenchWorld.CAPACITY), 1);
        }
        return PackedStatuses.allValid(BenchWorld.BITS, BenchWorld.CAPACITY)
                .with(codes)
                .toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
    }
}
