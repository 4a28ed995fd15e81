package dev.holdfast.checkpoint;

/// The fewest bits that tell one of equally likely things from another.
final class Entropy {
    private Entropy() {}

    /// log2 of the number of ways to choose `count` entries out of `capacity`.
    static double bitsOfSubset(int capacity, int count) {
        double bits = 0;
        for (int i = 1; i <= count; i++) {
            bits += Math.log((double) (capacity - count + i) / i);
        }
        return bits / Math.log(2);
    }
}
