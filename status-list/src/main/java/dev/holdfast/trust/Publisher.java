package dev.holdfast.trust;

import dev.holdfast.event.Region;
import dev.holdfast.sign.PublicKey;
import java.util.List;
import java.util.stream.Stream;

/// Who publishes a region's checkpoints and tokens.
///
/// @param epoch from 1 on; only the epoch named here may be signed for
public record Publisher(Region region, int epoch, List<PublicKey> checkpointKeys, List<PublicKey> tokenKeys) {
    public Publisher {
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch " + epoch);
        }
        checkpointKeys = List.copyOf(checkpointKeys);
        tokenKeys = List.copyOf(tokenKeys);
    }

    Stream<PublicKey> keys() {
        return Stream.concat(checkpointKeys.stream(), tokenKeys.stream());
    }

    /// Whether it lost all keys of a kind.
    boolean isBlankedFrom(Publisher before) {
        return (!before.checkpointKeys.isEmpty() && checkpointKeys.isEmpty())
                || (!before.tokenKeys.isEmpty() && tokenKeys.isEmpty());
    }
}
