package dev.holdfast.stream;

import java.io.Serial;

/// The cluster lacks what exactly-once processing rests on. The message names the setting and the remedy.
final class UnsafeCluster extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UnsafeCluster(String message) {
        super(message);
    }
}
