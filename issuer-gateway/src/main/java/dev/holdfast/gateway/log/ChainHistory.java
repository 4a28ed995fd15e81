package dev.holdfast.gateway.log;

import dev.holdfast.layout.Hash;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The chain and the event at each recent n of one partition. A ring over flat memory, because every checkpoint is
/// compared with it. Not safe for concurrent use.
final class ChainHistory {
    /// How many n are remembered: 512 KiB of chains. A checkpoint that is further behind covers nothing; a later
    /// one will.
    static final int SIZE = 1 << 14;

    private final byte[] chains = new byte[SIZE * Hash.LENGTH];
    private final @Nullable EventTrace[] traces = new EventTrace[SIZE];
    private long newest;

    ChainHistory(Hash genesis) {
        put(0, genesis, null);
    }

    /// Notes the next n.
    void put(long n, Hash chain, @Nullable EventTrace trace) {
        System.arraycopy(chain.toArray(), 0, chains, slot(n) * Hash.LENGTH, Hash.LENGTH);
        traces[slot(n)] = trace;
        newest = n;
    }

    /// The chain at n, if it is recent.
    Optional<Hash> chainAt(long n) {
        int from = slot(n) * Hash.LENGTH;
        return holds(n)
                ? Optional.of(Hash.wrap(Arrays.copyOfRange(chains, from, from + Hash.LENGTH)))
                : Optional.empty();
    }

    /// The event that was folded as n, if it is recent and a command.
    Optional<EventTrace> traceAt(long n) {
        return holds(n) ? Optional.ofNullable(traces[slot(n)]) : Optional.empty();
    }

    private boolean holds(long n) {
        return n >= 0 && n <= newest && n > newest - SIZE;
    }

    private static int slot(long n) {
        return (int) (n % SIZE);
    }
}
